"""What stands at an arrow for which the author wrote no label: its condition in a few words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from explorer.knowledge.condition import (
    Among,
    And,
    AtLeast,
    Compares,
    Condition,
    Expression,
    Met,
    Not,
    Or,
    Scored,
    atoms,
)
from explorer.knowledge.model import Branch, Criterion, Decision, Parameter, Pathway, Score
from explorer.knowledge.number import number_in_words

LONGEST_LABEL = 60  # signs
SIGNS = {"==": "", "!=": "not ", "<": "< ", "<=": "≤ ", ">": "> ", ">=": "≥ "}


@dataclass(frozen=True)
class Named:
    """What conditions name, by id."""

    parameters: Mapping[str, Parameter]
    criteria: Mapping[str, Criterion]
    scores: Mapping[str, Score]


def labelled(pathway: Pathway, named: Named) -> Pathway:
    """Give every arrow of a pathway words, but for those to a hand-over, whose box says where it leads.

    Args:
        pathway: the pathway.
        named: what its conditions name.
    """
    boxes = {node.id for node in pathway.nodes if node.kind == "handover"}
    nodes = [_labelled(node, named, boxes) if isinstance(node, Decision) else node for node in pathway.nodes]
    return pathway.model_copy(update={"nodes": tuple(nodes)}) if nodes != list(pathway.nodes) else pathway


def _labelled(node: Decision, named: Named, boxes: set[str]) -> Decision:
    asked = {name for way in node.ways if way.when for name in _asked(way.when.expression)}
    ways = [_worded(way, named, len(asked) == 1) if way.to not in boxes else way for way in node.ways]
    return node.model_copy(update={"ways": tuple(ways)}) if ways != list(node.ways) else node


def _worded(way: Branch, named: Named, alone: bool) -> Branch:
    if way.label is not None or way.when is None:
        return way
    return way.model_copy(update={"label": condition_in_words(way.when, named, alone)})


def condition_in_words(condition: Condition, named: Named, alone: bool = False) -> str:
    """Say a condition in at most 60 signs.

    Args:
        condition: the condition.
        named: what it names.
        alone: whether everything here asks the same fact, which then need not be named.

    >>> from explorer.knowledge.reading import load
    >>> tea = load("tea")
    >>> named = Named(tea.parameters, tea.criteria, tea.scores)
    >>> ways = tea.nodes["tea_start"].branches
    >>> [condition_in_words(way.when, named, alone=True) for way in ways], condition_in_words(ways[1].when, named)
    (['Black or Herbal', 'Green'], 'Leaf: Green')
    """
    words = _words(condition.expression, named, alone)
    return words if len(words) <= LONGEST_LABEL else f"{words[: LONGEST_LABEL - 1].rsplit(' ', 1)[0]}…"


def _words(expression: Expression, named: Named, alone: bool) -> str:
    match expression:
        case Among(name, options):
            return _chosen(named.parameters[name], options, alone)
        case Compares(name, operator, number):
            parameter = named.parameters[name]
            value = f"{SIGNS[operator]}{number_in_words(number)}"
            return value if alone else f"{parameter.label} {value}"
        case Scored(name, operator, number):
            value = f"{SIGNS[operator]}{number_in_words(number)}"
            return f"{value} point{'' if number == 1 else 's'}" if alone else f"{named.scores[name].title} {value}"
        case Met(name):
            return named.criteria[name].title
        case Not(Among(name, ("yes",))):
            return _chosen(named.parameters[name], ("no",), alone)
        case Not(part):
            return f"not: {_words(part, named, alone)}"
        case And(()):
            return "always"
        case And(parts):
            return ", ".join(_words(part, named, alone) for part in parts)
        case Or(parts):
            return " or ".join(_words(part, named, alone) for part in parts)
        case AtLeast(number, parts):
            return f"{number} or more of: {', '.join(_words(part, named, False) for part in parts)}"


def _chosen(parameter: Parameter, options: Iterable[str], alone: bool) -> str:
    said = " or ".join(parameter.option_label(option) for option in options)
    if parameter.kind == "yes/no" and not alone:
        return parameter.label if said.lower() == "yes" else f"{parameter.label}: no"
    return said if alone else f"{parameter.label}: {said}"


def _asked(expression: Expression) -> Iterator[str]:
    """The names an expression asks itself: of parameters, criteria and scores."""
    for atom in atoms(expression):
        match atom:
            case Among(name) | Compares(name) | Met(name) | Scored(name):
                yield name
