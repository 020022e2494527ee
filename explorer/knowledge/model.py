"""What a guideline is made of: parameters, criteria, statements, pathways, disagreements.

Every class is frozen and checks its own shape; what refers to what is checked by ``reading``.  Conditions are
text in the files and ``Condition`` here: they are parsed while a model is validated, in the context of a
``Vocabulary``.
"""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from explorer.knowledge.condition import Condition, Vocabulary, parse
from explorer.knowledge.number import number_in_words

Value = str | int | float
YES_NO = ("yes", "no")
NOT_AN_ANSWER = ("unknown", "null")


class Record(BaseModel):
    """A part of a guideline: frozen, and no field it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def _read_condition(text: Any, info: ValidationInfo) -> Condition:
    if isinstance(text, Condition):
        return text
    vocabulary = info.context if isinstance(info.context, Vocabulary) else Vocabulary({})
    if isinstance(text, bool) or not isinstance(text, str):
        raise ValueError("a condition is text, for example: kras == mutant")
    return vocabulary.read.get(text) or parse(text, vocabulary)


ConditionText = Annotated[Condition, BeforeValidator(_read_condition), WithJsonSchema({"type": "string"})]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=80)]


def _can_be_said(name: str) -> str:
    """Refuse a name that means something else in a condition."""
    if keyword.iskeyword(name):
        raise ValueError(f"{name} means something else in a condition; take another name")
    return name


def _can_be_asked(name: str) -> str:
    """Refuse the name of a parameter that means something else in a link or in a file of cases."""
    if name in TAKEN or name in NOT_AN_ANSWER:
        raise ValueError(f"{name} means something else in links and in files of cases; take another name")
    return _can_be_said(name)


TAKEN = frozenset(
    {"token", "reset", "case", "given", "id", "constructor", "prototype", "yes", "no", "true", "false", "ref"}
)
"""Words that no parameter may have as its name: the server, the page and files of cases use them."""
CriterionName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80), AfterValidator(_can_be_said)]
ParameterName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80), AfterValidator(_can_be_asked)]
ParameterOption = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=80), AfterValidator(_can_be_said)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Short = Annotated[str, Field(min_length=1, max_length=200)]


class Option(Record):
    """One answer of a choice: its label, how it is said after "because", and alone in a few words."""

    label: Short
    says: Short | None = None
    short: Short | None = None
    help: Text | None = None


def _option(value: Any) -> Any:
    return {"label": value} if isinstance(value, str) else value


def in_a_sentence(label: str) -> str:
    """Write a label as it stands within a sentence: an ordinary word begins small, a name or an acronym does not.

    >>> in_a_sentence("Regional nodes"), in_a_sentence("CEA raised"), in_a_sentence("N stage"), in_a_sentence("pH")
    ('regional nodes', 'CEA raised', 'N stage', 'pH')
    """
    word = label.split(" ", 1)[0]
    is_ordinary = len(word) > 1 and word[0].isupper() and word[1:].replace("-", "").islower() and "." not in word
    return label[0].lower() + label[1:] if is_ordinary or word in ("A", "I") else label


class Parameter(Record):
    """A fact that may be known about a case.

    Attributes:
        fixed: whether nothing can change it once it is known.
        passes: whether it changes by itself, as the time of care does; it is no change that would alter the advice.
    """

    id: ParameterName
    label: Short
    question: Short
    help: Text | None = None
    kind: Literal["choice", "yes/no", "number", "integer"]
    options: dict[ParameterOption, Annotated[Option, BeforeValidator(_option)]] = {}
    range: tuple[float, float] | None = None
    unit: Short | None = None
    says: Short | dict[str, Short] | None = None
    assume: str | None = None
    fixed: bool = False
    passes: bool = False
    weights: dict[ParameterOption, Annotated[float, Field(gt=0, allow_inf_nan=False)]] = {}

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind == "choice" and len(self.options) < 2:
            raise ValueError("a choice needs at least two options; add them under options:")
        if self.kind != "choice" and self.options:
            raise ValueError(f"a parameter of kind {self.kind} has no options; remove them")
        if alike := _alike([option.label for option in self.options.values()]):
            raise ValueError(f"two options read {alike!r}; give them labels that can be told apart")
        if self.is_number and (self.range is None or not self.range[0] < self.range[1]):
            raise ValueError("a number needs its range; write range: [lowest, highest]")
        if self.range is not None and not all(map(math.isfinite, self.range)):
            raise ValueError("a range has two ends; write two finite numbers: [lowest, highest]")
        if reserved := sorted({name for name in self.options if name.lower() in NOT_AN_ANSWER}):
            raise ValueError(f"{', '.join(reserved)} says of a fact that it is not known; give the option another name")
        if self.assume is not None and self.assume not in self.option_names:
            raise ValueError(f"assume: {self.assume} is not an answer; use one of {', '.join(self.option_names)}")
        if self.weights and set(self.weights) != set(self.option_names):
            names = ", ".join(self.option_names) or "none, a number takes no weights"
            raise ValueError(f"weights: gives how likely each answer is; name each of: {names}")
        return self

    @property
    def is_number(self) -> bool:
        """Whether the answer is a number."""
        return self.kind in ("number", "integer")

    @property
    def option_names(self) -> tuple[str, ...]:
        """The answers that can be chosen; empty for numbers."""
        return YES_NO if self.kind == "yes/no" else tuple(self.options)

    @property
    def limits(self) -> str:
        """The lowest and the highest number, in words."""
        low, high = self.range or (0.0, 0.0)
        return f"{number_in_words(low)} to {number_in_words(high)}"

    def problem_with(self, number: float) -> str | None:
        """Say what is wrong with a number for this parameter, or None."""
        low, high = self.range or (float("-inf"), float("inf"))
        unit = f" {self.unit}" if self.unit else ""
        if not low <= number <= high:
            return f"{number_in_words(number)} is outside {self.limits}{unit}"
        if self.kind == "integer" and number != int(number):
            return f"{number_in_words(number)} is not a whole number; allowed are {self.limits}{unit}"
        return None

    def option_label(self, value: Value) -> str:
        """Say an answer as the form shows it."""
        if self.is_number:
            return number_in_words(float(value)) + (f" {self.unit}" if self.unit else "")
        return self.options[str(value)].label if self.options else str(value)

    def in_short(self, value: Value) -> str:
        """Say a fact in as few words as tell it, for a chip.

        Args:
            value: an allowed value of this parameter.

        >>> from explorer.knowledge.reading import load
        >>> kras = load("rectal_liver_metastases").parameters["kras"]
        >>> kras.in_short("mutant")
        'KRAS mutant'
        """
        if self.kind == "yes/no":
            return self.label if value == "yes" else f"no {in_a_sentence(self.label)}"
        option = self.options.get(str(value))
        return (option and option.short) or f"{self.label}: {self.option_label(value)}"

    def phrase(self, value: Value) -> str:
        """Say a fact in words that follow "because".

        Args:
            value: an allowed value of this parameter.
        """
        if isinstance(self.says, dict) and str(value) in self.says:
            return self.says[str(value)]
        if isinstance(self.says, str) and self.is_number:
            return self.says.replace("{value}", number_in_words(float(value)))
        if self.options and self.options[str(value)].says:
            return str(self.options[str(value)].says)
        return f"{in_a_sentence(self.label)}: {self.option_label(value)}"


def _alike(labels: Sequence[str]) -> str | None:
    """The first label that reads like one before it: letter case, spaces and a full stop do not tell them apart."""
    seen: set[str] = set()
    for label in labels:
        read = as_read(label)
        if read in seen:
            return label
        seen.add(read)
    return None


def as_read(label: str) -> str:
    """A label without what does not tell it from another: letter case, spaces, a full stop.

    >>> as_read("Rectal  cancer.") == as_read("rectal cancer")
    True
    """
    return " ".join(label.split()).casefold().rstrip(".")


class Group(Record):
    """Parameters that stand together in the form."""

    id: Name
    title: Short
    help: Text | None = None
    parameters: tuple[Parameter, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _asks_each_once(self) -> Self:
        if alike := _alike([parameter.question for parameter in self.parameters]):
            raise ValueError(f"two questions read {alike!r}; word them so that they can be told apart")
        return self


class Criterion(Record):
    """A named condition."""

    id: CriterionName
    title: Short
    when: ConditionText
    note: Text | None = None


def _read_points(items: Any) -> Any:
    """The points before each condition are numbers."""
    for item in items if isinstance(items, list | tuple) else ():
        for points in item if isinstance(item, dict) else ():
            if not _POINTS.fullmatch(str(points)):
                raise ValueError(f"{points!r} is no number of points; write for example {{1: fever}}")
    return items


_POINTS = re.compile(r"-?[0-9]{1,4}(\.[0-9]{1,3})?")
Item = Annotated[dict[str, ConditionText], Field(min_length=1, max_length=50)]


class Score(Record):
    """Weighted points: of each item the first line that holds counts, and an item of which none holds gives nothing."""

    id: CriterionName
    title: Short
    points: Annotated[tuple[Item, ...], BeforeValidator(_read_points), Field(min_length=1, max_length=100)]
    note: Text | None = None

    @property
    def items(self) -> tuple[tuple[tuple[Fraction, Condition], ...], ...]:
        """The lines of each item: its points and its condition."""
        return tuple(tuple((Fraction(points), when) for points, when in item.items()) for item in self.points)


class Follows(Record):
    """A fact that follows from others by the meaning of the words, not by a source: shown as such, never hidden."""

    parameter: ParameterName
    value: Short = Field(alias="is")
    when: ConditionText
    because: Text


class Source(Record):
    """A document the guideline's statements come from."""

    id: Name
    title: Short
    name: Short | None = None  # by which it is called where there is little room
    publisher: Short | None = None
    date: Short | None = None
    review: Text | None = None
    unreviewed: bool = False
    references: dict[str, Text] = {}
    note: Text | None = None
    covers: Name | None = None  # the criterion of the cases it speaks of; the proof holds its statements to them

    @property
    def named(self) -> str:
        """Its short name, or its id where the author gave none; a star marks one that waits for human review."""
        return f"{self.name or self.id}{'*' if self.unreviewed else ''}"


Kind = Literal[
    "recommendation",
    "criterion",
    "contraindication",
    "timing",
    "evidence",
    "pitfall",
    "process",
    "definition",
]


class Statement(Record):
    """One atomic claim of a source, in our words."""

    id: Name
    section: Short
    lines: Short | None = None
    kind: Kind
    text: Text
    refs: tuple[str, ...] = ()
    strength: Short | None = None
    note: Text | None = None
    lost: Text | None = None
    test: ConditionText | None = None
    when: ConditionText | None = None
    source: Name

    @property
    def number(self) -> str:
        """What of its id its source does not say already.

        >>> from explorer.knowledge.reading import load
        >>> load("rectal_liver_metastases").statements["S000-21"].number
        '21'
        """
        return self.id.removeprefix(f"{self.source}-")


class Branch(Record):
    """A way out of a decision: where it leads, and its guard, which stands there in words where it has no label."""

    to: Name
    when: ConditionText | None = None
    otherwise: bool = False
    label: Short | None = None
    cites: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _guard_or_otherwise(self) -> Self:
        if self.otherwise and self.when is not None:
            raise ValueError("a branch has a guard or is the otherwise; remove one of when: and otherwise:")
        return self


class Return(Record):
    """A way back that is followed by changing the phase, drawn dashed."""

    to: Name
    label: Short | None = None


class Node(Record):
    """What decisions, recommendations and hand-overs have in common."""

    id: Name
    text: Text | None = None
    cites: tuple[Name, ...] = ()
    disagreements: tuple[Name, ...] = ()
    returns: Return | None = None

    @property
    def kind(self) -> str:
        """The word for this kind of node."""
        return type(self).__name__.lower()

    @property
    def title(self) -> str:
        """What stands in the box."""
        return self.id

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The ways out that stay in this pathway."""
        return ()


class Decision(Node):
    """A point of choice.

    It takes the one branch that holds; every branch that does, with ``choose: any``; or of those that hold the first,
    with ``choose: first``.  Where no branch holds, ``silent`` says that the sources say nothing there, and ``ends``
    that nothing more is asked there.
    """

    decision: Short
    choose: Literal["one", "any", "first"] = "one"
    silent: Text | None = None
    ends: Text | None = None
    ways: tuple[Branch, ...] = Field(min_length=1, alias="branches")

    @model_validator(mode="after")
    def _silent_or_ends(self) -> Self:
        if self.silent and self.ends:
            raise ValueError("either the sources are silent there or the way ends; remove one of silent: and ends:")
        return self

    @property
    def title(self) -> str:
        """What stands in the box."""
        return self.decision

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The ways out."""
        return self.ways


Advice = Literal["do", "consider", "test", "avoid", "caution", "note"]


class Bar(Record):
    """A condition under which a recommendation is held back, and the statements that say so.

    Where the source of none of them speaks of a case, the recommendation is held back all the same, as by the meaning
    of the words, and it is told that no source says so.
    """

    when: ConditionText
    because: Text
    cites: tuple[Name, ...] = Field(min_length=1)


class Recommendation(Node):
    """What to do, and the statements that say so.

    What ``unless`` names does not change where the recommendation is reached; it is shown as held back where a
    bar is known to hold, and with the question where it may.

    Its time: it belongs to the stage ``at``; it is done where ``done_when`` holds (given) or ``late_when`` (its time
    has passed), else due where ``due_when`` holds, else ahead: next where ``next_when`` holds or one of the
    recommendations ``after`` which it follows directly is due, later otherwise. Without conditions it is always due.
    A test that ``asks`` for facts is done once they are known, and due again where its ``due_when`` holds.
    """

    recommendation: Short
    advice: Advice = "do"
    asks: tuple[ParameterName, ...] = ()
    then: Name | None = None
    unless: tuple[Bar, ...] = ()
    at: Name | None = None
    due_when: ConditionText | None = None
    done_when: ConditionText | None = None
    late_when: ConditionText | None = None
    next_when: ConditionText | None = None
    after: tuple[Name, ...] = ()

    @property
    def title(self) -> str:
        """What stands in the box."""
        return self.recommendation

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The one way on, if there is one."""
        return (Branch(to=self.then),) if self.then else ()


class Handover(Node):
    """Where a pathway hands over to another."""

    handover: Name
    label: Short | None = Field(default=None, alias="title")

    @property
    def title(self) -> str:
        """What stands in the box."""
        return self.label or self.handover


def _node_kind(value: Any) -> str | None:
    if isinstance(value, Node):
        return f"a {type(value).__name__.lower()}"
    kinds = (
        [kind for kind in ("decision", "recommendation", "handover") if kind in value]
        if isinstance(value, dict)
        else []
    )
    return f"a {kinds[0]}" if len(kinds) == 1 else None


AnyNode = Annotated[
    Annotated[Decision, Tag("a decision")]
    | Annotated[Recommendation, Tag("a recommendation")]
    | Annotated[Handover, Tag("a handover")],
    Discriminator(
        _node_kind,
        custom_error_type="node_kind",
        custom_error_message="a node is one of decision:, recommendation: or handover:",
    ),
]


class Pathway(Record):
    """One readable part of the graph; it starts at its first node."""

    id: Name
    title: Short
    about: Text | None = None
    nodes: tuple[AnyNode, ...] = Field(min_length=1)

    @property
    def start(self) -> str:
        """The id of the node where the pathway starts."""
        return self.nodes[0].id


class Position(Record):
    """What one side of a disagreement says."""

    says: Text
    statements: tuple[Name, ...] = Field(min_length=1)


class Side(Position):
    """What one source says, and the cases in which it is for what is asked or against it.

    A source is against where it forbids it, or where its own test fails. In a case that is in neither it does not
    speak of it. Where both hold, two of its own rules pull apart, and ``leaves_open`` says what it does not settle.
    """

    in_favour: ConditionText | None = Field(default=None, alias="for")
    against: ConditionText | None = None
    leaves_open: Text | None = None

    @model_validator(mode="after")
    def _takes_a_side(self) -> Self:
        if self.in_favour is None and self.against is None:
            raise ValueError("a side says when its source is for it or against it; add for: or against:")
        return self


class Disagreement(Record):
    """A question on which sources differ.

    Either by ``sides``: for each source the cases in which it is for or against; or by ``positions``: it is active
    where statements of two positions apply together. Figures that differ are shown and are no dispute about a case.
    """

    id: Name
    question: Short
    kind: Literal["conflict", "scope", "precision", "figures"]
    stated: tuple[Position, ...] = Field(default=(), alias="positions")
    sides: dict[Name, Side] = {}
    silent: tuple[Name, ...] = ()
    when: ConditionText | None = None
    shown: Text

    @model_validator(mode="after")
    def _has_two_sides(self) -> Self:
        if bool(self.stated) == bool(self.sides) or len(self.positions) < 2:
            raise ValueError("a disagreement has two sides or more; write sides: by source, or positions:")
        return self

    @property
    def positions(self) -> tuple[Position, ...]:
        """What is said on each side, in the order of the file."""
        return self.stated or tuple(self.sides.values())


class Stage(Record):
    """A stage of care; stages stand in the order in which a case lives through them, and gate nothing.

    Attributes:
        always: whether what is due at it is a duty in every case, told of in one line.
    """

    id: Name
    title: Short
    always: bool = False


class Metadata(Record):
    """The guideline's own data: title, edition, scope, sources, stages of care.

    Attributes:
        start: the id of the pathway where every case begins.
        order: the ids of pathways in the order in which they are shown; those it does not name come after, by file.
        ask_first: the parameters that are asked before all others while they matter, as everybody tells them first.
        situation: the parameters by which a case is called in one sentence, the most telling first; without it, the
            first of the form.
    """

    id: Name
    title: Short
    edition: Short
    date: Short
    scope: Text
    disclaimer: Text
    start: Name
    order: tuple[Name, ...] = ()
    ask_first: tuple[ParameterName, ...] = ()
    situation: tuple[ParameterName, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)
    stages: tuple[Stage, ...] = ()


class Expectation(Record):
    """What a case must show: statuses and the ids that have them."""

    nodes: dict[str, tuple[str, ...]] = {}
    statements: dict[str, tuple[str, ...]] = {}
    disagreements: dict[str, tuple[str, ...]] = {}
    criteria: dict[str, str] = {}
    silent: tuple[str, ...] = ()
    times: dict[str, tuple[str, ...]] = {}
    sides: dict[str, dict[str, str]] = {}


class TeachingCase(Record):
    """A worked case: its story, its facts and what to notice."""

    id: Name
    title: Short
    vignette: Text | None = None
    given: dict[str, Any]
    notice: Text | None = None
    expect: Expectation = Expectation()


@dataclass(frozen=True, eq=False)
class Guideline:
    """One body of advice at one date, read from a folder and found whole.

    Two readings of the same folder are two guidelines; what is computed from one is kept by identity.
    """

    folder: Path
    metadata: Metadata
    groups: tuple[Group, ...]
    criteria: Mapping[str, Criterion]
    follows: tuple[Follows, ...]
    statements: Mapping[str, Statement]
    pathways: Mapping[str, Pathway]
    disagreements: Mapping[str, Disagreement]
    teaching_cases: tuple[TeachingCase, ...] = ()
    scores: Mapping[str, Score] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Guideline({self.metadata.id!r}, edition {self.metadata.edition!r}, {len(self.nodes)} nodes)"

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """The parameters by name, in the order of the form."""
        return {p.id: p for group in self.groups for p in group.parameters}

    def phrases(self, facts: Mapping[str, Value]) -> list[str]:
        """Say facts in words, each as ``Parameter.phrase`` does.

        Args:
            facts: parameter → value.
        """
        return [self.parameters[name].phrase(value) for name, value in facts.items()]

    def cited(self, statements: Iterable[str]) -> str:
        """Name statements by their sources, each source once.

        Args:
            statements: their ids.

        >>> from explorer.knowledge.reading import load
        >>> load("rectal_liver_metastases").cited(["S001-22", "S001-23", "S004-08"])
        'Dr.Oracle 13 Jan* 22, 23; Dr.Oracle 16 Jan* 08'
        """
        by_source: dict[str, list[str]] = {}
        for statement in (self.statements[name] for name in dict.fromkeys(statements)):
            by_source.setdefault(statement.source, []).append(statement.number)
        return "; ".join(f"{self.sources[name].named} {', '.join(numbers)}" for name, numbers in by_source.items())

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources by id."""
        return {source.id: source for source in self.metadata.sources}

    @cached_property
    def nodes(self) -> Mapping[str, Decision | Recommendation | Handover]:
        """The nodes of all pathways by id."""
        return {node.id: node for pathway in self.pathways.values() for node in pathway.nodes}

    @cached_property
    def pathway_of(self) -> Mapping[str, str]:
        """The pathway each node belongs to."""
        return {node.id: pathway.id for pathway in self.pathways.values() for node in pathway.nodes}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names its conditions may use."""
        return Vocabulary(self.parameters, frozenset(self.criteria))
