"""What stands at an arrow for which the author wrote no label: its condition in a few words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

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
from explorer.knowledge.model import Branch, Decision, Guideline, Parameter, Pathway
from explorer.knowledge.number import number_in_words

LONGEST_LABEL = 60  # signs
SIGNS = {"==": "", "!=": "not ", "<": "< ", "<=": "≤ ", ">": "> ", ">=": "≥ "}


def labelled(guideline: Guideline) -> Guideline:
    """Give every arrow words, but for those to a hand-over, whose box says where it leads.

    Args:
        guideline: as it is written.
    """
    pathways = {name: _labelled_pathway(pathway, guideline) for name, pathway in guideline.pathways.items()}
    return replace(guideline, pathways=pathways)


def _labelled_pathway(pathway: Pathway, guideline: Guideline) -> Pathway:
    boxes = {node.id for node in pathway.nodes if node.kind == "handover"}
    nodes = [_labelled(node, guideline, boxes) if isinstance(node, Decision) else node for node in pathway.nodes]
    return pathway.model_copy(update={"nodes": tuple(nodes)}) if nodes != list(pathway.nodes) else pathway


def _labelled(node: Decision, guideline: Guideline, boxes: set[str]) -> Decision:
    asked = {name for way in node.ways if way.when for name in _asked(way.when.expression)}
    ways = [_worded(way, guideline, len(asked) == 1) if way.to not in boxes else way for way in node.ways]
    return node.model_copy(update={"ways": tuple(ways)}) if ways != list(node.ways) else node


def _worded(way: Branch, guideline: Guideline, alone: bool) -> Branch:
    if way.label is not None or way.when is None:
        return way
    return way.model_copy(update={"label": condition_in_words(way.when, guideline, alone)})


def condition_in_words(condition: Condition, guideline: Guideline, alone: bool = False) -> str:
    """Say a condition in at most 60 signs.

    Args:
        condition: the condition.
        guideline: whose parameters, criteria and scores it names.
        alone: whether everything here asks the same fact, which then need not be named.

    >>> from explorer.knowledge.reading import load
    >>> tea = load("tea")
    >>> ways = tea.nodes["tea_start"].branches
    >>> [condition_in_words(way.when, tea, alone=True) for way in ways], condition_in_words(ways[1].when, tea)
    (['Black or Herbal', 'Green'], 'Leaf: Green')
    """
    words = _words(condition.expression, guideline, alone)
    return words if len(words) <= LONGEST_LABEL else f"{words[: LONGEST_LABEL - 1].rsplit(' ', 1)[0]}…"


def _words(expression: Expression, guideline: Guideline, alone: bool) -> str:
    match expression:
        case Among(name, options):
            return _chosen(guideline.parameters[name], options, alone)
        case Compares(name, operator, number):
            parameter = guideline.parameters[name]
            value = f"{SIGNS[operator]}{number_in_words(number)}"
            return value if alone else f"{parameter.label} {value}"
        case Scored(name, operator, number):
            value = f"{SIGNS[operator]}{number_in_words(number)}"
            return f"{value} point{'' if number == 1 else 's'}" if alone else f"{guideline.scores[name].title} {value}"
        case Met(name):
            return guideline.criteria[name].title
        case Not(Among(name, ("yes",))):
            return _chosen(guideline.parameters[name], ("no",), alone)
        case Not(part):
            return f"not: {_words(part, guideline, alone)}"
        case And(()):
            return "always"
        case And(parts):
            return ", ".join(_words(part, guideline, alone) for part in parts)
        case Or(parts):
            return " or ".join(_words(part, guideline, alone) for part in parts)
        case AtLeast(number, parts):
            return f"{number} or more of: {', '.join(_words(part, guideline, False) for part in parts)}"


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
