"""Facts said in free words, such as "rectum; 2 lesions; KRAS wild": each phrase that means one fact only is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from explorer.knowledge.case import read_value
from explorer.knowledge.model import Guideline, Option, Parameter, Value

LONGEST_TEXT, MOST_PHRASES = 2000, 60
BETWEEN = re.compile(r"[;\n]|,(?!\d)|\.(?!\d)")
WORD = re.compile(r"%|[^\W\d_]+|\d+(?:[.,]\d+)?")
UNSAID = frozenset(
    re.findall(r"\w+", "a an and are at be been by can for has have in is it its of on or the there to was were with")
)
NO = frozenset({"no", "not", "without", "none", "nothing", "never"})
SHORTEST_STEM = 4  # letters from which a word stands for its other endings


@dataclass(frozen=True)
class Heard:
    """What free words say of a case.

    Attributes:
        facts: parameter → value, for each phrase that means one fact only.
        unread: the phrases that mean none, or several.
    """

    facts: dict[str, Value]
    unread: tuple[str, ...]


@dataclass(frozen=True)
class _Meaning:
    """A fact that a phrase can mean.

    Attributes:
        parameter: the parameter, and ``value`` its answer; of a number the phrase says it.
        words: all words that the phrase may use.
        telling: of these the ones of which one must be there.
        form: of these the ones that say it in short, and whole.
        negates: whether it is said with a word such as "no"; ``name`` are words that say it without.
    """

    parameter: Parameter
    value: str
    words: frozenset[str]
    telling: frozenset[str]
    form: frozenset[str]
    negates: bool = False
    name: frozenset[str] = frozenset()


def read_words(guideline: Guideline, text: str) -> Heard:
    """Read the facts of a case from free words; nothing is guessed.

    A phrase stands between commas, semicolons, full stops or lines. All of its words must be words of one fact: of its
    label, its answer or its unit. Where several facts share them, the one is meant whose short form is said whole;
    where that does not tell them apart, the phrase is not read.

    Args:
        guideline: whose parameters the case speaks of.
        text: the words; at most 2,000 signs and 60 phrases are read.

    >>> from explorer.knowledge.reading import load
    >>> read_words(load("rectal_liver_metastases"), "rectum; 2 lesions; KRAS wild; something else")
    Heard(facts={'primary_site': 'rectum', 'liver_lesion_count': 2, 'kras': 'wild_type'}, unread=('something else',))
    """
    facts: dict[str, Value] = {}
    unread: list[str] = []
    phrases = [one.strip() for one in BETWEEN.split(text[:LONGEST_TEXT]) if one.strip()]
    for phrase in phrases[:MOST_PHRASES]:
        found = _meant(guideline, phrase)
        if found is None or facts.get(found[0], found[1]) != found[1]:
            unread.append(phrase)
        else:
            facts[found[0]] = found[1]
    return Heard(facts, (*unread, *phrases[MOST_PHRASES:]))


def _meant(guideline: Guideline, phrase: str) -> tuple[str, Value] | None:
    """The one fact that a phrase means."""
    words = _words(phrase)
    if tuple(words) in _chips(guideline):
        return _chips(guideline)[tuple(words)]
    numbers = [one for one in words if one[0].isdigit()]
    said = frozenset(words) - UNSAID - set(numbers)
    if not said - NO or len(numbers) > 1:
        return None
    fitting = [one for one in _meanings(guideline) if one.parameter.is_number == bool(numbers) and _fits(one, said)]
    whole = [one for one in fitting if all(_among(word, said) for word in one.form)]
    meant = {_fact(one, numbers) for one in whole or fitting}
    return meant.pop() if len(meant) == 1 else None


def _fact(meaning: _Meaning, numbers: list[str]) -> tuple[str, Value] | None:
    value, problem = read_value(meaning.parameter, numbers[0] if numbers else meaning.value)
    return None if problem is not None or value is None else (meaning.parameter.id, value)


def _fits(meaning: _Meaning, said: frozenset[str]) -> bool:
    is_named = any(_among(word, meaning.name) for word in said)
    if bool(NO & said) != meaning.negates and not (is_named and not NO & said):
        return False
    said = said - NO
    return all(_among(word, meaning.words) for word in said) and any(_among(word, meaning.telling) for word in said)


def _among(word: str, words: frozenset[str]) -> bool:
    return word in words or any(_same_stem(word, other) for other in words)


def _same_stem(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= SHORTEST_STEM and longer.startswith(shorter)


@lru_cache(maxsize=8)
def _chips(guideline: Guideline) -> dict[tuple[str, ...], tuple[str, Value]]:
    """What the page itself says of a fact in short, as far as it means one fact only."""
    said: dict[tuple[str, ...], set[tuple[str, Value]]] = {}
    for name, parameter in guideline.parameters.items():
        for value in parameter.option_names:
            said.setdefault(tuple(_words(parameter.in_short(value))), set()).add((name, value))
    return {words: facts.pop() for words, facts in said.items() if len(facts) == 1}


@lru_cache(maxsize=8)
def _meanings(guideline: Guideline) -> tuple[_Meaning, ...]:
    return tuple(one for parameter in guideline.parameters.values() for one in _of(parameter))


def _of(parameter: Parameter) -> Iterator[_Meaning]:
    label, unit = _set(parameter.label, parameter.id) - NO, _set(parameter.unit or "")
    if parameter.is_number:
        for telling in filter(None, (unit, label)):
            yield _Meaning(parameter, "", label | unit, telling, telling)
    elif parameter.options:
        for name, option in parameter.options.items():
            yield _of_option(parameter, name, option, label)
    elif NO.isdisjoint(_words(parameter.label)):
        form = _set(parameter.label)
        yield _Meaning(parameter, "yes", label, label, form)
        yield _Meaning(parameter, "no", label, label, form, negates=True)


def _of_option(parameter: Parameter, name: str, option: Option, label: frozenset[str]) -> _Meaning:
    own = _set(name, option.label, option.short or "") - NO
    negates = not NO.isdisjoint(_words(option.short or option.label))
    words = own | label | (_set(option.says or "") - NO)
    form = _set(option.short or option.label) - NO
    return _Meaning(parameter, name, words, (own - label) or own, form, negates, _set(name) - NO)


def _set(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in _words(text)) - UNSAID


def _words(text: str) -> list[str]:
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))
    return WORD.findall(plain)
