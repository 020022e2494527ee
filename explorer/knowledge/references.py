"""What refers to what in a guideline folder: everything named must exist, be named once, and lead somewhere.

Works on the files as they were read, so that it speaks of every file even while another one is broken, and
always knows the line.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from explorer.knowledge.condition import nearest
from explorer.knowledge.problem import Problem
from explorer.knowledge.yaml_file import Document, Place

LONGEST_WALK = 30  # nodes of a circle that are told
ANYWHERE = "node of any pathway"

Ways = dict[str, list[str]]
"""What each name leads to."""


_KINDS_OF = {
    "guideline.yaml": ("source", "stage"),
    "parameters.yaml": ("parameter",),
    "criteria.yaml": ("criterion", "score"),
    "statements": ("statement",),
    "pathways": ("node", "pathway", "node of this pathway", ANYWHERE),
    "disagreements.yaml": ("disagreement",),
}
"""The kinds of names that each file, or each file of a folder, gives."""


@dataclass(frozen=True)
class Named:
    """A name in a file: what it names, and where it stands."""

    kind: str
    name: str
    document: Document
    place: Place

    def problem(self, what: str, right: str) -> Problem:
        """Say what is wrong with this name."""
        return self.document.problem(self.place, what, right)


def find_problems(documents: Mapping[str, Document], unread: Collection[str] = ()) -> list[Problem]:
    """Find what is named twice, refers to nothing, is referred to by nothing, or leads in a circle.

    Args:
        documents: the files of the folder by name (``pathways/orders.yaml``).
        unread: files that could not be read; what they would name is not missed elsewhere.
    """
    lost = {kind for name in unread for kind in _KINDS_OF.get(name.partition("/")[0], ())}
    defined = [name for document in documents.values() for name in _definitions(document)]
    used = [name for document in documents.values() for name in _uses(document)]
    return [
        *_named_twice(defined),
        *_dangling(defined, [use for use in used if use.kind.removeprefix("cited ") not in lost]),
        *(() if "pathway" in lost else _nobody_cites(defined, used)),
        *(problem for document in documents.values() for problem in _shape_of_pathway(document)),
        *_answers_that_follow(documents),
        *_circles_of_criteria(documents),
        *_circle_of_nodes(documents),
    ]


def _name(value: Any) -> str | None:
    """A name as it stands in a file, or None where something else stands there; that is told by the models."""
    return value if isinstance(value, str) else None


def _items(data: Any, *keys: str) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Walk down keys whose values are lists of mappings, yielding the innermost mappings with their places."""
    found: list[tuple[Place, Any]] = [((), data)]
    for key in keys:
        found = [
            ((*place, key, index), item)
            for place, holder in found
            if isinstance(holder, dict) and isinstance(holder.get(key), list)
            for index, item in enumerate(holder[key])
        ]
    for place, item in found:
        if isinstance(item, dict):
            yield place, item


_DEFINING: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("source", ("sources",)),
    ("stage", ("stages",)),
    ("parameter", ("groups", "parameters")),
    ("group", ("groups",)),
    ("criterion", ("criteria",)),
    ("score", ("scores",)),
    ("statement", ("statements",)),
    ("node", ("nodes",)),
    ("disagreement", ("disagreements",)),
)


def _definitions(document: Document) -> Iterator[Named]:
    for kind, keys in _DEFINING:
        for place, item in _items(document.data, *keys):
            yield from _named(kind, item.get("id"), document, (*place, "id"))
    if document.name.startswith("pathways/") and isinstance(document.data, dict):
        yield from _named("pathway", document.data.get("id"), document, ("id",))


def _named(kind: str, value: Any, document: Document, place: Place) -> Iterator[Named]:
    name = _name(value)
    if name is not None:
        yield Named(kind, name, document, place)


def _listed(kind: str, item: Mapping[str, Any], key: str, document: Document, place: Place) -> Iterator[Named]:
    names = item.get(key)
    for index, name in enumerate(names if isinstance(names, list) else []):
        yield from _named(kind, name, document, (*place, key, index))


def _uses(document: Document) -> Iterator[Named]:
    data = document.data if isinstance(document.data, dict) else {}
    yield from _named("pathway", data.get("start"), document, ("start",))
    yield from _listed("pathway", data, "order", document, ())
    for key in ("ask_first", "situation"):
        yield from _listed("parameter", data, key, document, ())
    yield from _named("source", data.get("source"), document, ("source",))
    for place, source in _items(data, "sources"):
        yield from _named("criterion", source.get("covers"), document, (*place, "covers"))
    for place, node in _items(data, "nodes"):
        yield from _uses_of_node(node, document, place)
    for place, item in _items(data, "follows"):
        yield from _named("parameter", item.get("parameter"), document, (*place, "parameter"))
    for place, item in _items(data, "disagreements"):
        yield from _listed("source", item, "silent", document, place)
        yield from _uses_of_sides(item, document, place)
    for place, item in _items(data, "disagreements", "positions"):
        yield from _listed("statement", item, "statements", document, place)


def _uses_of_sides(disagreement: Mapping[str, Any], document: Document, place: Place) -> Iterator[Named]:
    sides = disagreement.get("sides")
    for source, side in (sides if isinstance(sides, dict) else {}).items():
        yield from _named("source", source, document, (*place, "sides", source))
        if isinstance(side, dict):
            yield from _listed("statement", side, "statements", document, (*place, "sides", source))


def _uses_of_node(node: Mapping[str, Any], document: Document, place: Place) -> Iterator[Named]:
    yield from _listed("cited statement", node, "cites", document, place)
    yield from _listed("disagreement", node, "disagreements", document, place)
    yield from _listed("parameter", node, "asks", document, place)
    yield from _named("pathway", node.get("handover"), document, (*place, "handover"))
    yield from _named("node of this pathway", node.get("then"), document, (*place, "then"))
    yield from _named("stage", node.get("at"), document, (*place, "at"))
    yield from _listed(ANYWHERE, node, "after", document, place)
    if isinstance(node.get("returns"), dict):
        yield from _named("node of this pathway", node["returns"].get("to"), document, (*place, "returns", "to"))
    for inner, bar in _items(node, "unless"):
        yield from _listed("cited statement", bar, "cites", document, (*place, *inner))
    for inner, branch in _items(node, "branches"):
        yield from _named("node of this pathway", branch.get("to"), document, (*place, *inner, "to"))
        yield from _listed("cited statement", branch, "cites", document, (*place, *inner))


def _named_twice(defined: Iterable[Named]) -> Iterator[Problem]:
    first: dict[tuple[str, str], Named] = {}
    for named in defined:
        kind = "name in conditions" if named.kind in ("parameter", "criterion", "score") else named.kind
        before = first.setdefault((kind, named.name), named)
        if before is not named:
            where = f"{before.document.name}:{before.document.line(before.place)}"
            yield named.problem(
                f"the {named.kind} {named.name!r} stands twice (first at {where})",
                "give one of them another id",
            )


def _dangling(defined: Iterable[Named], used: Iterable[Named]) -> Iterator[Problem]:
    known: dict[tuple[str, str], dict[str, None]] = {}
    for one in defined:
        known.setdefault((one.kind, _reach(one.kind, one)), {})[one.name] = None
        if one.kind == "node":
            known.setdefault((ANYWHERE, ""), {})[one.name] = None
    missed: dict[tuple[str, str], list[tuple[Named, str]]] = {}
    for use in used:
        kind = use.kind.removeprefix("cited ")
        kind = "node" if kind == "node of this pathway" else kind
        names = known.get((kind, _reach(kind, use)), {})
        if use.name not in names:
            missed.setdefault((use.kind.removeprefix("cited "), use.name), []).append((use, nearest(use.name, names)))
    for (kind, name), places in missed.items():
        first, right = places[0]
        yield first.problem(f"there is no {kind} {name!r}{_elsewhere(places[1:])}", right)


def _elsewhere(places: Sequence[tuple[Named, str]]) -> str:
    """Where else the same name stands, so that one slip is told once."""
    if not places:
        return ""
    named = [f"{use.document.name}:{use.document.line(use.place)}" for use, _ in places[:3]]
    more = f" and {len(places) - 3} places more" if len(places) > 3 else ""
    return f" (also in {', '.join(named)}{more})"


def _reach(kind: str, named: Named) -> str:
    """Where a name of this kind can be used: a node only in its own pathway, all others everywhere."""
    return named.document.name if kind == "node" else ""


def _nobody_cites(defined: Iterable[Named], used: Iterable[Named]) -> Iterator[Problem]:
    cited = {use.name for use in used if use.kind == "cited statement"}
    for named in defined:
        if named.kind == "statement" and named.name not in cited:
            yield named.problem(
                f"no node cites the statement {named.name!r}",
                "cite it under cites: of the node it supports",
            )


def _answers_that_follow(documents: Mapping[str, Document]) -> Iterator[Problem]:
    """What follows must be an answer of its parameter."""
    asked, stated = documents.get("parameters.yaml"), documents.get("criteria.yaml")
    items = [item for _, item in _items(asked.data, "groups", "parameters")] if asked else []
    answers = {_name(item.get("id")): _answers(item) for item in items}
    for place, rule in _items(stated.data, "follows") if stated else ():
        name, value = _name(rule.get("parameter")), rule.get("is")
        if stated and name in answers and isinstance(value, str) and value not in answers[name]:
            right = nearest(value, answers[name]) if answers[name] else "only an answer that is chosen can follow"
            yield stated.problem((*place, "is"), f"{value!r} is not an answer to {name!r}", right)


def _answers(parameter: Mapping[str, Any]) -> list[str]:
    """The answers that can be chosen; none for a number."""
    options = parameter.get("options")
    chosen = [str(name) for name in options] if isinstance(options, dict) else []
    return ["yes", "no"] if parameter.get("kind") == "yes/no" else chosen


def _shape_of_pathway(document: Document) -> Iterator[Problem]:
    nodes = list(_items(document.data, "nodes"))
    for place, node in nodes:
        if "recommendation" in node and not node.get("cites"):
            yield document.problem(
                place,
                f"the recommendation {_name(node.get('id'))!r} cites no statement",
                "add cites: [statement, …]",
            )
        if "decision" in node:
            yield from _shape_of_decision(node, document, place)
    yield from _not_joined(nodes, document)


def _shape_of_decision(node: Mapping[str, Any], document: Document, place: Place) -> Iterator[Problem]:
    branches = [((*place, *inner), branch) for inner, branch in _items(node, "branches")]
    name = _name(node.get("id"))
    declared = node.get("silent") or node.get("ends") or node.get("choose") == "any"
    if len(branches) == 1 and not declared:
        yield document.problem(
            place,
            f"the decision {name!r} has one branch",
            "add the other branches, or say why there is none under silent: or ends:",
        )
    seen: set[Any] = set()
    for where, branch in branches:
        target = _name(branch.get("to"))
        if target is not None and target in seen:
            yield document.problem(
                where,
                f"two branches lead from {name!r} to {target!r}",
                "join their guards with or",
            )
        seen.add(target)
        if "when" not in branch and not branch.get("otherwise"):
            yield document.problem(
                where,
                f"this branch of {name!r} has no guard",
                "add when: condition, or otherwise: true",
            )
    others = [where for where, branch in branches if branch.get("otherwise")]
    for where in others[1:]:
        yield document.problem(where, f"{name!r} has two otherwise branches", "keep one")
    if others and node.get("choose") == "any":
        yield document.problem(
            others[0],
            f"{name!r} chooses any, so otherwise has no meaning",
            "write its guard as when:",
        )


def _next_nodes(node: Mapping[str, Any]) -> list[str]:
    targets = [branch.get("to") for _, branch in _items(node, "branches")] + [node.get("then")]
    return [name for target in targets if (name := _name(target)) is not None]


def _not_joined(nodes: list[tuple[Place, dict[str, Any]]], document: Document) -> Iterator[Problem]:
    named = [(place, name, node) for place, node in nodes if (name := _name(node.get("id"))) is not None]
    if not named:
        return
    start = named[0][1]
    reached = _below(start, {name: list(_next_nodes(node)) for _, name, node in named})
    for place, name, _ in named:
        if name not in reached:
            yield document.problem(
                place,
                f"no way leads to the node {name!r}",
                f"lead a branch to it from {start!r} or below",
            )


def _below(start: str, ways: Mapping[str, list[str]]) -> set[str]:
    """A node and all that it leads to."""
    found, waiting = {start}, [start]
    while waiting:
        new = set(ways.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def _circles_of_criteria(documents: Mapping[str, Document]) -> Iterator[Problem]:
    document = documents.get("criteria.yaml")
    items = [one for key in ("criteria", "scores") for _, one in _items(document.data, key)] if document else []
    named = [(name, item) for item in items if (name := _name(item.get("id"))) is not None]
    names = {name for name, _ in named}
    ways: Ways = {}
    for name, item in named:
        used = {one for when in _conditions_in(item) for one in _names_in(when)}
        ways.setdefault(name, []).extend(sorted(used & names))
    yield from _circle(ways, "criteria.yaml", "a criterion or score must not rest on itself")


def _conditions_in(item: Mapping[str, Any]) -> Iterator[Any]:
    """What is read as a condition of a criterion or a score."""
    yield item.get("when")
    for lines in item["points"] if isinstance(item.get("points"), list) else ():
        yield from lines.values() if isinstance(lines, dict) else ()


def _names_in(text: Any) -> set[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            tree = ast.parse(str(text)[:2000].strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _circle_of_nodes(documents: Mapping[str, Document]) -> Iterator[Problem]:
    ways: Ways = {}
    pathways = [document for name, document in documents.items() if name.startswith("pathways/")]
    starts = {name: first for pathway in pathways for name, first in _start_of(pathway)}
    for document in pathways:
        for _, node in _items(document.data, "nodes"):
            handover = starts.get(_name(node.get("handover")) or "")
            targets = [*_next_nodes(node), *([handover] if handover is not None else [])]
            if (name := _name(node.get("id"))) is not None:
                ways.setdefault(name, []).extend(targets)
    yield from _circle(ways, "pathways/", "take one of these branches out; a way back is written as returns:")


def _start_of(pathway: Document) -> Iterator[tuple[str, str]]:
    """A pathway's name and that of its first node, where it has both."""
    name = _name(pathway.data.get("id")) if isinstance(pathway.data, dict) else None
    first = next((_name(node.get("id")) for _, node in _items(pathway.data, "nodes")), None)
    if name is not None and first is not None:
        yield name, first


def _circle(ways: Ways, place: str, right: str) -> Iterator[Problem]:
    """The first circle there is; the sorter takes ways for dependencies, so it tells it from the end."""
    try:
        TopologicalSorter(ways).prepare()
    except CycleError as error:
        steps = [str(name)[:80] for name in reversed(error.args[1])]
    else:
        return
    walk = " -> ".join(steps if len(steps) <= LONGEST_WALK else [*steps[: LONGEST_WALK - 2], "…", steps[-1]])
    yield Problem(place, f"a circle: {walk}", right)
