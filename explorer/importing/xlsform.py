"""Forms in the XLSForm standard: their questions become facts, their notes become advice where they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from explorer.importing.draft import Draft, seen
from explorer.importing.xpath import condition_of
from explorer.knowledge.condition import ALWAYS

Line = tuple[int, dict[str, str]]
"""The number of a row and its cells by the titles of their columns."""
SIGNS = {"=": "=="}
UNASKED = frozenset({"start", "end", "today", "deviceid", "phonenumber", "username", "email", "audit", "subscriberid"})
BEYOND = frozenset({"begin repeat", "begin_repeat"})
LIMIT = re.compile(r"\.\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)")
NO_RANGE = (0.0, 1000.0)


def is_form(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bool:
    """Whether the sheets of a workbook make an XLSForm.

    Args:
        sheets: the lines of each sheet, by its title.
    """
    first = next((line for line in sheets.get("survey", ()) if any(line)), ())
    return {"type", "name"} <= {seen(cell).lower() for cell in first}


def add_form(draft: Draft, sheets: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Make a pathway of a form.

    Args:
        draft: where it is added.
        sheets: the lines of each sheet, by its title.
    """
    choices: dict[str, dict[str, str]] = {}
    for _, row in _rows(sheets.get("choices", ())):
        listed = choices.setdefault(row.get("list_name") or row.get("list name") or "", {})
        listed[row.get("name", "")] = _label(row) or row.get("name", "")
    _Form(draft, choices).read(list(_rows(sheets["survey"])))


def _rows(lines: Sequence[Sequence[str]]) -> Iterator[Line]:
    titles: list[str] = []
    for number, line in enumerate(lines, 1):
        if any(cell.strip() for cell in line):
            if titles:
                yield number, dict(zip(titles, map(seen, line), strict=False))
            titles = titles or [seen(cell).lower() for cell in line]


def _label(row: Mapping[str, str]) -> str:
    """Its label, in the first language where there are several."""
    return row.get("label") or next((text for title, text in row.items() if title.startswith("label:") and text), "")


@dataclass
class _Asked:
    """A question that became facts: by kind, the condition of each answer."""

    kind: str
    name: str = ""
    answers: dict[str, str] = field(default_factory=dict)


@dataclass
class _Form:
    """Reads the rows of a survey in their order."""

    draft: Draft
    choices: Mapping[str, Mapping[str, str]]
    asked: dict[str, _Asked] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    advice: list[tuple[dict[str, Any], str]] = field(default_factory=list)

    def read(self, rows: Sequence[Line]) -> None:
        notes = [(number, row, list(self._around(number, row))) for number, row in rows]
        for number, row, around in notes:
            if row.get("type") == "note" and _label(row):
                self._note(number, row, around)
        if not self.advice:
            self.draft.refuse(":survey", "the form has no note, so it gives no advice", "write advice as notes")
        if self.draft.wrong:
            return
        first = {"id": self.draft.node("notes"), "decision": "Which notes are shown?", "choose": "any",
                 "branches": [{"to": node["id"], "when": when} for node, when in self.advice],
                 "ends": "The form shows no other note."}  # fmt: skip
        title = self.draft.short(self.draft.title, "") or "Form"
        nodes = [first, *(node for node, _ in self.advice)]
        self.draft.pathways.append({"id": self.draft.node(f"{title} form"), "title": title, "nodes": nodes})

    def _around(self, number: int, row: Mapping[str, str]) -> Iterator[str]:
        """Take a row; what must hold for it to be shown, from the groups around it."""
        kind = " ".join(row.get("type", "").split())
        if kind in BEYOND:
            self.draft.refuse(_at(number), "a part that repeats cannot be carried over", "write it for one round")
        elif kind.replace("_", " ") == "begin group":
            self.groups.append(row.get("relevant", ""))
            self.titles.append(_label(row) or "Facts")
        elif kind.replace("_", " ") == "end group" and self.groups:
            self.groups.pop()
            self.titles.pop()
        elif kind != "note" and kind not in UNASKED and kind:
            self._question(number, row, kind)
        yield from filter(None, self.groups)

    def _question(self, number: int, row: Mapping[str, str], kind: str) -> None:
        name, place = row.get("name", ""), _at(number)
        question = _label(row) or name
        group = self.titles[-1] if self.titles else "Facts"
        what, _, listed = kind.partition(" ")
        if row.get("relevant"):
            self.draft.tell(place, f"{question[:80]!r} is only asked at times", "here it can always be answered")
        if what in ("select_one", "select_multiple"):
            options = self.choices.get(listed.split(" ")[0], {})
            if (len(options) < 2 and what == "select_one") or not options:
                self.draft.refuse(place, f"the list {listed!r} has fewer than two choices", "write them in choices")
                return
            self.asked[name] = self._chosen(what, group, question, options, place)
        elif what in ("integer", "decimal", "range"):
            self.asked[name] = _Asked("number", self._number(group, question, row, place, what))
        else:
            self.draft.tell(place, f"{question[:80]!r} ({what}) is not carried over", "no condition can use it")
            self.asked[name] = _Asked("other")

    def _chosen(self, what: str, group: str, question: str, options: Mapping[str, str], place: str) -> _Asked:
        if what == "select_one":
            _, whens = self.draft.choice(group, question, options.values(), place)
            return _Asked("choice", "", {key: whens[label] for key, label in options.items()})
        made = {}
        for key, label in options.items():
            name = self.draft.ask(group, f"{question} {label}", place, kind="yes/no")
            made[key] = name
        return _Asked("choices", "", made)

    def _number(self, group: str, question: str, row: Mapping[str, str], place: str, what: str) -> str:
        low, high = NO_RANGE
        limits = LIMIT.findall(row.get("constraint", ""))
        low = max((float(number) for sign, number in limits if sign in (">", ">=")), default=low)
        high = min((float(number) for sign, number in limits if sign in ("<", "<=")), default=high)
        if len(limits) < 2 or low >= high:
            low, high = (low, high) if low < high else NO_RANGE
            right = f"{low:g} to {high:g} was taken; write the right one in parameters.yaml"
            self.draft.tell(place, f"the form does not say which numbers {question[:80]!r} can be", right)
        kind = "integer" if what == "integer" else "number"
        return self.draft.ask(group, question, place, kind=kind, range=[low, high])

    def _note(self, number: int, row: Mapping[str, str], around: Sequence[str]) -> None:
        text = _label(row)
        if "${" in text:
            self.draft.refuse(_at(number), "the note shows an answer within its words", "write it without ${…}")
            return
        shown = [*around, *filter(None, [row.get("relevant", "")])]
        whens = [self._condition(one, _at(number)) for one in shown]
        if None in whens:
            return
        told = [f"({one})" if len(whens) > 1 else one for one in whens if one]
        self.advice.append((self.draft.advise(text, _at(number)), " and ".join(told) or ALWAYS))

    def _condition(self, expression: str, place: str) -> str | None:
        try:
            return condition_of(expression, self._says)
        except ValueError as error:
            self.draft.refuse(place, f"{expression[:80]!r} cannot be carried over: {error}", "write it otherwise")
            return None

    def _says(self, name: str, sign: str, value: str) -> str:
        """What a comparison of a question with a value means."""
        asked = self.asked.get(name)
        if asked is None or asked.kind == "other":
            raise ValueError(f"{name!r} is no question with answers to choose from, and no number")
        if asked.kind == "number":
            if sign == "selected" or not re.fullmatch(r"-?\d+(?:\.\d+)?", value):
                raise ValueError(f"{value!r} is no number")
            return f"{asked.name} {SIGNS.get(sign, sign)} {value}"
        if value not in asked.answers or sign in ("<", ">", "<=", ">="):
            raise ValueError(f"{value!r} is no answer to {name!r}")
        if asked.kind == "choices" and sign != "selected":
            raise ValueError(f"of {name!r} several can be chosen; use selected()")
        when = asked.answers[value]
        return f"not ({when})" if sign == "!=" else when


def _at(number: int) -> str:
    return f":survey!A{number}"
