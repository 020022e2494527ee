"""A draft of a mapping file, from the titles of a table's columns and the values that stand in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

import yaml

from explorer.knowledge.case import read_value
from explorer.knowledge.free_words import read_words
from explorer.knowledge.model import Guideline, Parameter

LEAST_ALIKE, WITHIN = 0.6, 0.7
MOST_VALUES = 30  # different ones of a column that is taken for answers to choose from
NOT_KNOWN = frozenset({"", "na", "n/a", "nd", "nk", "unknown", "not known", "missing", "?", "-", ".", "null", "none"})


def suggested(guideline: Guideline, values: Mapping[str, Sequence[str]]) -> str:
    """Draft a mapping; each line is to be looked at.

    Args:
        guideline: whose parameters are meant.
        values: for each title of a column some of its values, each once.

    Returns:
        The text of a mapping file; columns of which nothing is made are named in it.
    """
    pairs = dict(_pairs(guideline, list(values)))
    columns = {name: _column(guideline, name, title, values[title]) for name, title in pairs.items()}
    left = [title for title in values if title not in pairs.values()]
    notes = ["# A draft made from titles and values: look at every line before you use it."]
    notes += [f"# not used: {title!r}" for title in left]
    ordered = {name: columns[name] for name in guideline.parameters if name in columns}
    text = yaml.safe_dump({"columns": ordered}, sort_keys=False, allow_unicode=True, width=120)
    return "\n".join([*notes, text])


def _pairs(guideline: Guideline, titles: list[str]) -> Iterator[tuple[str, str]]:
    """The parameters and columns that are called most alike, each once."""
    asked = guideline.parameters.items()
    found = ((_alike(parameter, title), name, title) for name, parameter in asked for title in titles)
    ranked = sorted(found, key=lambda one: -one[0])
    names: set[str] = set()
    taken: set[str] = set()
    for likeness, name, title in ranked:
        if likeness >= LEAST_ALIKE and name not in names and title not in taken:
            names.add(name)
            taken.add(title)
            yield name, title


def _alike(parameter: Parameter, title: str) -> float:
    return max(_likeness(_plain(title), _plain(text)) for text in (parameter.id, parameter.label))


def _likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1; where all words of one stand in the other, rather alike."""
    words, others = set(one.split()), set(other.split())
    is_within = bool(words and others) and (words <= others or others <= words)
    return max(SequenceMatcher(None, one, other).ratio(), WITHIN if is_within else 0.0)


def _plain(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.lower()).split())


def _column(guideline: Guideline, name: str, title: str, values: Iterable[str]) -> dict[str, object]:
    parameter = guideline.parameters[name]
    unread = [text for text in values if read_value(parameter, text)[1] is not None]
    unknown = [text for text in unread if text.strip().lower() in NOT_KNOWN]
    meant = {text: _meant(guideline, parameter, text) for text in unread if text not in unknown}
    known = {text: answer for text, answer in meant.items() if answer is not None}
    open_ = [text for text, answer in meant.items() if answer is None][:MOST_VALUES]
    parts: dict[str, object] = {"column": title}
    if not parameter.is_number and (known or open_):
        parts["values"] = {**known, **dict.fromkeys(open_, "unknown")}
    if unknown:
        parts["unknown"] = unknown
    return parts


def _meant(guideline: Guideline, parameter: Parameter, text: str) -> str | None:
    """The answer that a value stands for, by its words or its beginning."""
    heard = read_words(guideline, f"{parameter.label} {text}").facts.get(parameter.id)
    if heard is not None:
        return str(heard)
    small = _plain(text)
    alike = [one for one in parameter.option_names if small and _plain(one.replace("_", " ")).startswith(small)]
    return alike[0] if len(alike) == 1 else None
