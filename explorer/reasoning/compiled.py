"""A guideline ready to answer: its graph, its sets of cases in one decision diagram, and its texts.

``compiled`` makes it once for a guideline.  It is plain data: it can be pickled, copied, and written as JSON
(``compiled_json``), so that a worker, a page or another program answers from it without reading the folder again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import networkx as nx

from explorer.knowledge.condition import nearest
from explorer.knowledge.model import Guideline
from explorer.knowledge.problem import CaseError, GuidelineError, Problem
from explorer.reasoning.compiling import OFF, ON, Compiling
from explorer.reasoning.conditions import Conditions
from explorer.reasoning.graph import branches_of
from explorer.reasoning.sets import DecisionDiagram, Facts, TooManyRowsError
from explorer.reasoning.space import Regions, Space

KINDS = (
    "nodes",
    "branches",
    "statements",
    "criteria",
    "disagreements",
    "silences",
    "held_back",
    "follows",
    "verdicts",
    "times",
    "points",
    "spoken",
)
"""What has a set of cases, by the names of the attributes of ``Compiling``."""

MOST_KEPT = 16  # guidelines

Rows = Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Compiled:
    """A guideline ready to answer, whichever of its sources are listened to.

    Attributes:
        guideline: its texts.
        graph: the decision graph.
        space: the cases it can tell apart.
        diagram: every set of cases; it asks first, for each source, whether it is listened to.
        sets: the row of each set, by what kind of thing it belongs to (``KINDS``) and the id of that.
    """

    guideline: Guideline
    graph: nx.DiGraph[str] = field(repr=False)
    space: Space = field(repr=False)
    diagram: DecisionDiagram
    sets: Mapping[str, Rows] = field(repr=False)
    _chosen: dict[frozenset[str], Chosen] = field(default_factory=dict, repr=False)

    def choose(self, sources: Collection[str] | None = None) -> Chosen:
        """Return what the guideline says when only some of its sources are listened to.

        Args:
            sources: their ids; by default all.

        Raises:
            CaseError: there is no such source, or the ids are not a list.
        """
        chosen = frozenset(self.guideline.sources) if sources is None else _checked(self.guideline, sources)
        if chosen not in self._chosen:
            self._chosen[chosen] = _choose(self, chosen)
        return self._chosen[chosen]


@dataclass(frozen=True, eq=False)
class Chosen:
    """What a compiled guideline says when the chosen sources are listened to.

    Attributes:
        compiled: the guideline.
        sources: the ids of the chosen sources.
        diagram: the sets of cases under this choice; it asks the parameters of the space.
        nodes, branches, statements, criteria, disagreements, silences, held_back, follows, verdicts, times,
            points, spoken: the row of each set.
    """

    compiled: Compiled = field(repr=False)
    sources: frozenset[str]
    diagram: DecisionDiagram
    nodes: Rows = field(repr=False)
    branches: Rows = field(repr=False)
    statements: Rows = field(repr=False)
    criteria: Rows = field(repr=False)
    disagreements: Rows = field(repr=False)
    silences: Rows = field(repr=False)
    held_back: Rows = field(repr=False)
    follows: Rows = field(repr=False)
    verdicts: Rows = field(repr=False)
    times: Rows = field(repr=False)
    points: Rows = field(repr=False)
    spoken: Rows = field(repr=False)

    @property
    def guideline(self) -> Guideline:
        """The guideline."""
        return self.compiled.guideline

    @property
    def space(self) -> Space:
        """The cases the guideline can tell apart."""
        return self.compiled.space

    @property
    def graph(self) -> nx.DiGraph[str]:
        """The decision graph."""
        return self.compiled.graph

    @cached_property
    def depends_on(self) -> Mapping[int, int]:
        """For every row, the parameters its set depends on, one bit each."""
        return self.diagram.depends_on()

    @cached_property
    def unsupported(self) -> tuple[str, ...]:
        """The recommendations and branches that rest only on sources that are not listened to."""
        nodes = [name for name, node in self.guideline.nodes.items() if node.kind == "recommendation"]
        found = [name for name in nodes if not self.supports(self.guideline.nodes[name].cites)]
        branches = branches_of(self.guideline).items()
        return (*found, *(name for name, (_, branch) in branches if not self.supports(branch.cites)))

    @cached_property
    def _below_follows(self) -> list[int]:
        return self.diagram.below(*self.follows.values())

    def settle_follows(self, facts: Facts) -> dict[int, int]:
        """Say for the rows of ``follows`` how many of a case's completions lie in their sets."""
        return self.diagram.settle_rows(self._below_follows, facts)

    def supports(self, cites: Collection[str]) -> bool:
        """Say whether what cites these statements rests on a chosen source; what cites nothing always does."""
        named = {self.guideline.statements[name].source for name in cites}
        return not named or not named.isdisjoint(self.sources)

    def row(self, name: str) -> int:
        """Return the row of a node, branch, statement or disagreement.

        Raises:
            UnknownName: there is no such thing.
        """
        for rows in (self.nodes, self.branches, self.statements, self.disagreements):
            if name in rows:
                return rows[name]
        raise UnknownNameError(name, [*self.nodes, *self.statements, *self.disagreements, *self.branches])

    def conditions(self) -> Conditions:
        """Return the sets of the guideline's conditions in a copy of the diagram, to combine with those here."""
        return Conditions(self.space, self.diagram.copy())


class UnknownNameError(KeyError):
    """There is no node, branch, statement or disagreement of this name; says which is nearest."""

    def __init__(self, name: str, known: Collection[str]) -> None:
        super().__init__(name)
        self.message = f"there is no node, branch, statement or disagreement {name!r}; {nearest(name, known)}"

    def __str__(self) -> str:
        return self.message


def compiled(guideline: Guideline) -> Compiled:
    """Work out the sets of cases of a guideline; what was worked out is kept for the last 16 guidelines.

    Args:
        guideline: the guideline.

    Raises:
        GuidelineError: its conditions are more entangled than can be worked out.
    """
    if guideline not in _kept:
        keep(compile_guideline(guideline))
    _kept.move_to_end(guideline)
    return _kept[guideline]


_kept: OrderedDict[Guideline, Compiled] = OrderedDict()


def keep(made: Compiled) -> None:
    """Let ``compiled`` find this when it is asked for the same guideline."""
    _kept[made.guideline] = made
    if len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)


def compile_guideline(guideline: Guideline, regions: Regions | None = None) -> Compiled:
    """Work out the sets of cases of a guideline anew.

    Args:
        guideline: the guideline.
        regions: the regions of each parameter, where they are to be those of another guideline as well.

    Raises:
        GuidelineError: its conditions are more entangled than can be worked out.
    """
    try:
        made = Compiling(guideline, regions)
    except (TooManyRowsError, RecursionError) as error:
        raise GuidelineError([_entangled(guideline)]) from error
    found = {kind: {name: cases.row for name, cases in getattr(made, kind).items()} for kind in KINDS}
    diagram, moved = made.conditions.diagram.keeping(row for rows in found.values() for row in rows.values())
    sets = {kind: {name: moved[row] for name, row in rows.items()} for kind, rows in found.items()}
    return Compiled(guideline, made.graph, made.space, diagram, sets)


def _entangled(guideline: Guideline) -> Problem:
    return Problem(
        guideline.folder.name,
        "its conditions join too many parameters that stand far apart to be worked out",
        "let parameters that are asked together stand together in parameters.yaml, or simplify the conditions",
    )


def _checked(guideline: Guideline, sources: Collection[str]) -> frozenset[str]:
    if isinstance(sources, str):
        raise CaseError([Problem("sources", f"{sources!r} is one word", f"write a list: [{sources!r}]")])
    wrong = [name for name in sources if name not in guideline.sources]
    if wrong:
        known = f"known are: {', '.join(guideline.sources)}"
        raise CaseError([Problem("sources", f"there is no source {str(name)[:80]!r}", known) for name in wrong])
    return frozenset(sources)


def _choose(compiled: Compiled, sources: frozenset[str]) -> Chosen:
    """Fill in which sources are listened to, and leave their questions out."""
    order, space = list(compiled.guideline.sources), compiled.space
    facts = [*(ON if name in sources else OFF for name in order), *([None] * len(space.order))]
    filled, moved = compiled.diagram.restrict(facts)
    wanted = {moved[row] for rows in compiled.sets.values() for row in rows.values()}
    diagram, rows_of = filled.keeping(wanted, without=len(order))
    found = {kind: {name: rows_of[moved[row]] for name, row in rows.items()} for kind, rows in compiled.sets.items()}
    return Chosen(compiled, sources, diagram, **found)
