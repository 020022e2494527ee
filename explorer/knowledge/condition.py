"""The condition language: when something holds, written as a small part of Python's expression syntax.

    condition  := condition "or" condition | condition "and" condition | "not" condition | "(" condition ")"
                | criterion                                    a named condition
                | parameter                                    a yes/no parameter that is "yes"
                | parameter ("==" | "!=") option
                | parameter ["not"] "in" "(" option {"," option} ")"
                | parameter ("==" | "!=" | "<" | "<=" | ">" | ">=") number
                | number ("<" | "<=") parameter ("<" | "<=") number
                | "always"                                     in every case
                | "at_least(" number {"," condition} ")"       so many of these conditions hold

A score stands like a parameter that is a number: ``crb65 >= 2``.

Text is parsed with the standard library's ``ast`` and never executed.  Every name, option, number and unit
range is checked against the parameters; all mistakes of a condition are reported together.
"""

from __future__ import annotations

import ast
import difflib
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

ALWAYS = "always"
"""The condition that holds in every case."""
LONGEST_CONDITION = 2000
DEEPEST_CONDITION = 40
LARGEST_NUMBER = 1e18  # as in the files: 18 digits


@dataclass(frozen=True, slots=True)
class Among:
    """The parameter has one of these options."""

    parameter: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compares:
    """The numeric parameter stands in this relation to a number."""

    parameter: str
    operator: str
    number: float


@dataclass(frozen=True, slots=True)
class Met:
    """The named criterion holds."""

    criterion: str


@dataclass(frozen=True, slots=True)
class Scored:
    """The points of the named score stand in this relation to a number."""

    score: str
    operator: str
    number: float


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least so many of the parts hold."""

    number: int
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Expression


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple[Expression, ...]


Expression = Among | Compares | Met | Scored | AtLeast | Not | And | Or


Atom = Among | Compares | Met | Scored


def atoms(expression: Expression) -> Iterator[Atom]:
    """The comparisons and names an expression is made of, in order; into what is named it does not look."""
    match expression:
        case Among() | Compares() | Met() | Scored():
            yield expression
        case Not(part):
            yield from atoms(part)
        case And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from atoms(part)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as it was written, and what it means."""

    text: str
    expression: Expression


class Asked(Protocol):
    """What the language needs to know of a parameter."""

    @property
    def kind(self) -> str: ...
    @property
    def option_names(self) -> tuple[str, ...]: ...
    def problem_with(self, number: float) -> str | None: ...


@dataclass(frozen=True)
class Vocabulary:
    """The names a condition may use, and the conditions that were read before, by their text."""

    parameters: Mapping[str, Asked]
    criteria: frozenset[str] = frozenset()
    scores: frozenset[str] = frozenset()
    read: Mapping[str, Condition] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in a condition, and the column where it stands (from 0)."""

    column: int
    message: str


class ConditionError(ValueError):
    """A condition that cannot be read: the text, a caret under each mistake, and what would be right."""

    def __init__(self, text: str, mistakes: Iterable[Mistake]) -> None:
        self.text = text
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join([text, *map(_caret, self.mistakes)]))


def _caret(mistake: Mistake) -> str:
    return " " * mistake.column + "^ " + mistake.message


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known name a misspelt one is nearest to.

    Args:
        name: what was written.
        known: the names that exist.

    Returns:
        ``"did you mean 'kras'?"``, or the known names when none is near.

    >>> nearest("krass", ["kras", "mmr"])
    "did you mean 'kras'?"
    """
    names = list(known)
    near = difflib.get_close_matches(str(name)[:100], names, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0][:100]!r}?"
    listed = ", ".join(str(one)[:80] for one in names[:12]) + (", …" if len(names) > 12 else "")
    return f"known are: {listed}" if names else "none is known"


def parse(text: str, vocabulary: Vocabulary) -> Condition:
    """Read a condition and check every name, option and number in it.

    Args:
        text: the condition, at most 2000 characters.
        vocabulary: the parameters and criteria that exist.

    Returns:
        The condition with its meaning.

    Raises:
        ConditionError: with all mistakes, each with its column.
    """
    line = " ".join(str(text).split("\n")).replace("\u00a0", " ").replace("\u202f", " ").strip()
    if len(line) > LONGEST_CONDITION:
        raise ConditionError(
            line[:40] + "…",
            [
                Mistake(
                    0,
                    f"a condition has at most {LONGEST_CONDITION} characters; name a part of it as a criterion",
                )
            ],
        )
    if "#" in line:
        what = (
            "a # begins a comment, which would cut the condition off here; say it under note: or in a line of its own"
        )
        raise ConditionError(line, [Mistake(line.index("#"), what)])
    reader = _Reader(vocabulary)
    expression = reader.read(_syntax_tree(line), 0)
    if reader.mistakes or expression is None:
        mistakes = [Mistake(_sign_at(line, mistake.column), mistake.message) for mistake in reader.mistakes]
        raise ConditionError(line, sorted(mistakes, key=lambda mistake: mistake.column))
    return Condition(line, expression)


def _sign_at(line: str, byte: int) -> int:
    """The column of a sign: a syntax tree counts the bytes of UTF-8."""
    return len(line.encode("utf-8", "surrogatepass")[:byte].decode("utf-8", "ignore"))


def _syntax_tree(line: str) -> ast.expr:
    if not line:
        raise ConditionError("", [Mistake(0, "the condition is empty; write for example: kras == mutant")])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # Python's own hints, to nobody: 1if becomes an error below
            return ast.parse(line, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        column = (getattr(error, "offset", None) or len(line) + 1) - 1
        mistakes = _foreign_signs(line) or [Mistake(min(column, len(line)), "this cannot be read as a condition")]
        raise ConditionError(line, mistakes) from None


_FOREIGN = tuple(
    (re.compile(sign), f"{said}; write {right}")
    for sign, said, right in (
        (r"=<|≤|⩽", "at most is written otherwise here", "<="),
        (r"=>|≥|⩾", "at least is written otherwise here", ">="),
        (r"<>|≠|~=|!==|\^=", "not equal is written otherwise here", "!="),
        (r"===", "equal is written otherwise here", "=="),
        (r"&&?|∧|\bAND\b|\bAnd\b", "and is written otherwise here", "and"),
        (r"\|\|?|∨|\bOR\b|\bOr\b", "or is written otherwise here", "or"),
        (r"!(?!=)|¬|\bNOT\b|\bNot\b", "not is written otherwise here", "not"),
        (r"\bIN\b|\bIn\b|∈", "among is written otherwise here", "in (…)"),
        (r"\bbetween\b|\bBETWEEN\b", "a range is written otherwise here", "lowest <= name <= highest"),
        (r"\[\w+\]", "a name stands without brackets", "the name alone"),
        (r"(?<=\d),(?=\d)", "a comma stands in a number", "a point before decimals"),
        (r"(?<![=<>!~^])=(?![=<>])", "one = does not compare", "=="),
        (r"[“”„‘’«»]", "a quotation mark stands here", "the name of the option without it"),
        (
            r"(?<=\d)\s*(?:%|[a-zA-Z]+)(?=\s|$|\))(?<!and)(?<!or)(?<!in)(?<!not)",
            "a unit stands after a number",
            "the number alone",
        ),
    )
)
"""How other languages write what this one writes in words, and what to write here."""


def _foreign_signs(line: str) -> list[Mistake]:
    """Name each sign of another language, with what to write instead."""
    found = [Mistake(match.start(), right) for sign, right in _FOREIGN for match in sign.finditer(line)]
    return sorted(found, key=lambda mistake: mistake.column)


_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


SUMS = "sums are no part of conditions; write at_least(2, a, b, …), or give points to each as a score in criteria.yaml"


@dataclass
class _Reader:
    """Turns a syntax tree into an expression, collecting mistakes: one method per production."""

    vocabulary: Vocabulary
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, node: ast.AST, message: str) -> Expression | None:
        """Collect a mistake; nothing comes of the node."""
        self.mistakes.append(Mistake(getattr(node, "col_offset", 0), message))
        return None

    def read(self, node: ast.expr, depth: int) -> Expression | None:
        if depth > DEEPEST_CONDITION:
            return self.wrong(node, f"nested deeper than {DEEPEST_CONDITION}; name a part of it as a criterion")
        match node:
            case ast.BoolOp():
                return self.joined(node, depth)
            case ast.UnaryOp(op=ast.Not()):
                part = self.read(node.operand, depth + 1)
                return Not(part) if part else None
            case ast.Name():
                return self.name(node)
            case ast.Compare():
                return self.comparison(node)
            case ast.Call():
                return self.counted(node, depth)
            case ast.BinOp():
                return self.wrong(node, SUMS)
        if isinstance(node, ast.List) and all(isinstance(item, ast.Name) for item in node.elts):
            return self.wrong(node, "a name stands without brackets; write the name alone")
        return self.wrong(node, "a condition is made of and, or, not, comparisons, 'in (…)' and names")

    def joined(self, node: ast.BoolOp, depth: int) -> Expression | None:
        parts = [self.read(value, depth + 1) for value in node.values]
        known = tuple(part for part in parts if part is not None)
        return And(known) if isinstance(node.op, ast.And) else Or(known)

    def counted(self, node: ast.Call, depth: int) -> Expression | None:
        """``at_least(2, fever, age > 60, …)``."""
        if not isinstance(node.func, ast.Name) or node.func.id != "at_least" or node.keywords or len(node.args) < 2:
            return self.wrong(node, "in brackets only at_least(number, condition, condition, …) is called")
        number, parts = _number(node.args[0]), [self.read(part, depth + 1) for part in node.args[1:]]
        if number is None or number != int(number) or not 0 < number <= len(parts):
            most = f"a whole number from 1 to {len(parts)}, the number of conditions after it"
            return self.wrong(node.args[0], f"at_least begins with how many have to hold; write {most}")
        return AtLeast(int(number), tuple(part for part in parts if part is not None))

    def name(self, node: ast.Name) -> Expression | None:
        if node.id in self.vocabulary.criteria:
            return Met(node.id)
        if node.id in self.vocabulary.scores:
            return self.wrong(node, f"{node.id!r} is a score; compare it, for example {node.id} >= 2")
        parameter = self.vocabulary.parameters.get(node.id)
        if parameter is None:
            return And(()) if node.id == ALWAYS else self.unknown(node)
        if parameter.kind != "yes/no":
            return self.wrong(
                node,
                f"{node.id!r} is not a yes/no parameter; compare it, for example {_sample(node.id, parameter)}",
            )
        return Among(node.id, ("yes",))

    def unknown(self, node: ast.Name) -> Expression | None:
        names = [*self.vocabulary.parameters, *sorted(self.vocabulary.criteria | self.vocabulary.scores)]
        return self.wrong(node, f"unknown name {node.id!r}; {nearest(node.id, names)}")

    def comparison(self, node: ast.Compare) -> Expression | None:
        sides = [node.left, *node.comparators]
        links = [self.link(left, op, right) for left, op, right in zip(sides, node.ops, sides[1:], strict=False)]
        known = tuple(link for link in links if link is not None)
        if len(known) < len(links):
            return None
        return known[0] if len(known) == 1 else And(known)

    def link(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Expression | None:
        if isinstance(op, ast.In | ast.NotIn):
            return self.membership(left, op, right)
        sign = _OPERATORS.get(type(op))
        if sign is None:
            return self.wrong(left, "compare with ==, !=, <, <=, >, >= or 'in (…)'")
        if _number(left) is not None:
            left, sign, right = right, _TURNED[sign], left
        if isinstance(left, ast.Name) and left.id in self.vocabulary.scores:
            return self.scored(left.id, sign, right)
        found = self.parameter(left)
        if found is None:
            return None
        return self.against(left, found, sign, right)

    def scored(self, name: str, sign: str, right: ast.expr) -> Expression | None:
        number = _number(right)
        if number is None:
            return self.wrong(right, f"{name!r} is a score; compare it with a number")
        return Scored(name, sign, number)

    def parameter(self, node: ast.expr) -> Asked | None:
        if isinstance(node, ast.BinOp):
            self.wrong(node, SUMS)
            return None
        if not isinstance(node, ast.Name):
            self.wrong(node, "a comparison needs the name of a parameter")
            return None
        found = self.vocabulary.parameters.get(node.id)
        if found is None and node.id in self.vocabulary.criteria:
            self.wrong(node, f"{node.id!r} is a criterion; it stands alone, without a comparison")
        elif found is None:
            self.unknown(node)
        return found

    def against(self, left: ast.expr, parameter: Asked, sign: str, right: ast.expr) -> Expression | None:
        name = left.id if isinstance(left, ast.Name) else ""
        if parameter.kind in ("number", "integer"):
            return self.numeric(name, parameter, sign, right)
        if sign not in ("==", "!="):
            return self.wrong(left, f"{name!r} has options, which have no order; use == or 'in (…)'")
        option = self.option(name, parameter, right)
        if option is None:
            return None
        same = Among(name, (option,))
        return same if sign == "==" else Not(same)

    def numeric(self, name: str, parameter: Asked, sign: str, right: ast.expr) -> Expression | None:
        number = _number(right)
        if number is None:
            return self.wrong(right, f"{name!r} is a number; compare it with a number")
        problem = parameter.problem_with(number)
        if problem is not None:
            return self.wrong(right, f"{name}: {problem}; compare it with a number it can have")
        return Compares(name, sign, number)

    def membership(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Expression | None:
        parameter = self.parameter(left)
        if parameter is None:
            return None
        name = left.id if isinstance(left, ast.Name) else ""
        if parameter.kind in ("number", "integer"):
            return self.wrong(left, f"{name!r} is a number; compare it with <, <=, ==, >= or >")
        items = right.elts if isinstance(right, ast.Tuple | ast.List | ast.Set) else [right]
        options = [self.option(name, parameter, item) for item in items]
        if not options or None in options:
            return None if options else self.wrong(right, "the list of options is empty")
        among = Among(name, tuple(dict.fromkeys(option for option in options if option)))
        return Not(among) if isinstance(op, ast.NotIn) else among

    def option(self, name: str, parameter: Asked, node: ast.expr) -> str | None:
        written = node.id if isinstance(node, ast.Name) else getattr(node, "value", None)
        if isinstance(written, bool) and parameter.kind == "yes/no":
            written = "yes" if written else "no"
        if isinstance(written, str) and written in parameter.option_names:
            return written
        self.wrong(
            node,
            f"{name!r} has no option {_shown(node)}; {nearest(_shown(node), parameter.option_names)}",
        )
        return None


def _number(node: ast.expr) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return node.value if node.value < LARGEST_NUMBER else float("inf")
    return None


def _shown(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return ast.unparse(node)[:40] if not isinstance(node, ast.Constant) else str(node.value)[:40]


def _sample(name: str, parameter: Asked) -> str:
    if parameter.kind in ("number", "integer"):
        return f"{name} > 5"
    return f"{name} == {parameter.option_names[0]}"
