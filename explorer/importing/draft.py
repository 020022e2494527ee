"""A guideline that is being made of another file: what was found so far, what was not carried over, and its folder.

It is written in the one format there is, and nothing is written that ``check`` would refuse.
"""

from __future__ import annotations

import html
import keyword
import re
import tempfile
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from explorer.knowledge.condition import ALWAYS
from explorer.knowledge.model import NOT_AN_ANSWER, TAKEN, as_read
from explorer.knowledge.printable import hidden_sign
from explorer.knowledge.problem import GuidelineError, Problem, Refused
from explorer.knowledge.reading import load
from explorer.knowledge.yaml_file import decoded, not_utf8

SHORT = 200  # signs of a title, a question, a label
TEXT = 4000
RESERVED = frozenset({ALWAYS, "at_least", "none", *TAKEN, *NOT_AN_ANSWER})
SAME_AS_YES, SAME_AS_NO = frozenset({"yes", "true", "y"}), frozenset({"no", "false", "n"})
DISCLAIMER = (
    "Imported by machine and not reviewed. Not a medical device; no decision about a person's care may rest on it."
)


def name_of(text: str, taken: Collection[str], otherwise: str) -> str:
    """Make a name that no other has and that means nothing else in a condition.

    Args:
        text: what is named.
        taken: the names that are given already.
        otherwise: the name of a text without any Latin letter.

    >>> name_of("SpO₂ < 90 %?", {"spo2_90"}, "fact"), name_of("年龄", (), "fact"), name_of("not", (), "fact")
    ('spo2_90_2', 'fact', 'fact_not')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:50].strip("_") or otherwise
    means_more = name in RESERVED or keyword.iskeyword(name) or not name[0].isalpha()
    name = f"{otherwise}_{name}" if means_more else name
    used, count, whole = set(taken), 2, name
    while whole in used:
        whole, count = f"{name}_{count}", count + 1
    return whole


def seen(text: str) -> str:
    """Write a text of somebody's file in one line, without signs that nobody can see.

    >>> seen(" Fever?\\n\\u200b ")
    'Fever?'
    """
    shown = " ".join(str(text).split())
    while (sign := hidden_sign(shown)) is not None:
        shown = shown.replace(chr(int(sign[2:].split(" ")[0], 16)), "")
    return " ".join(shown.split())


def text_of(content: bytes, name: str) -> str:
    """Decode a file of somebody.

    Args:
        content: the file.
        name: what problems call it.

    Raises:
        Refused: it is not UTF-8.
    """
    try:
        return decoded(content)
    except UnicodeDecodeError as error:
        raise Refused([not_utf8(error, name)]) from error


def without_tags(text: str) -> str:
    """The words of a text with tags of HTML in it, in one line; a line that is broken, or ends, is a blank.

    >>> without_tags("<b>Work</b><br>on &amp; on")
    'Work on & on'
    """
    spaced = re.sub(r"<br\s*/?>|</(?:div|p|li)>", " ", text, flags=re.IGNORECASE)
    return seen(html.unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", spaced)))


@dataclass
class Draft:
    """A guideline in the making.

    Attributes:
        file: the name of the file it is made of.
        title: what the file calls itself.
        told: what was not carried over, or how it was understood; the guideline holds without it.
        wrong: what cannot be carried over, so that no guideline is written.
    """

    file: str
    title: str
    groups: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    pathways: list[dict[str, Any]] = field(default_factory=list)
    statements: list[dict[str, Any]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    nodes: set[str] = field(default_factory=set)
    told: list[Problem] = field(default_factory=list)
    wrong: list[Problem] = field(default_factory=list)

    def tell(self, place: str, what: str, right: str) -> None:
        """Note what was not carried over, or how something was understood."""
        self.told.append(Problem(f"{self.file}{place}", what, right))

    def refuse(self, place: str, what: str, right: str) -> None:
        """Note what cannot be carried over without changing what the guideline says."""
        self.wrong.append(Problem(f"{self.file}{place}", what, right))

    def short(self, text: str, place: str) -> str:
        """Keep a text as long as a title may be; what is cut off is told."""
        shown = seen(text)
        if len(shown) > SHORT:
            self.tell(
                place, f"the text has {len(shown)} signs", f"at most {SHORT} stand in a title; the rest is left out"
            )
        return shown if len(shown) <= SHORT else f"{shown[: SHORT - 1]}…"

    def ask(self, group: str, question: str, place: str, **rest: Any) -> str:
        """Add a parameter; returns its name."""
        name = name_of(question, self.names, "fact")
        self.names.add(name)
        label = self.short(question, place) or name
        asked = self.groups.setdefault(group, [])
        if any(_alike(label, one["question"]) for one in asked):
            label = f"{label[:180]} ({name})"
        asked.append({"id": name, "label": label, "question": label, **rest})
        return name

    def choice(self, group: str, question: str, answers: Iterable[str], place: str) -> tuple[str, dict[str, str]]:
        """Add a question with answers to choose from: its name, and the condition of each answer."""
        answers = list(dict.fromkeys(answers))
        if len(answers) == 2 and _is_yes_no(answers):
            name = self.ask(group, question, place, kind="yes/no")
            return name, {answer: name if answer.lower() in SAME_AS_YES else f"not {name}" for answer in answers}
        options: dict[str, str] = {}
        ids: dict[str, str] = {}
        for answer in answers:
            ids[answer] = name_of(answer, options, "answer")
            label = self.short(answer, place) or ids[answer]
            alike = any(_alike(label, other) for other in options.values())
            options[ids[answer]] = f"{label[:180]} ({ids[answer]})" if alike else label
        name = self.ask(group, question, place, kind="choice", options=options)
        return name, {answer: f"{name} == {ids[answer]}" for answer in answers}

    def node(self, hint: str) -> str:
        """A name for a node."""
        name = name_of(hint, self.nodes, "node")
        self.nodes.add(name)
        return name

    def advise(self, text: str, place: str, **rest: Any) -> dict[str, Any]:
        """Make a recommendation, and the statement of this file that says so."""
        statement = f"F-{len(self.statements) + 1}"
        whole = seen(text)[:TEXT] or "(no words)"
        self.statements.append(
            {
                "id": statement,
                "section": (place.strip(": ") or "whole")[:SHORT],
                "kind": "recommendation",
                "text": whole,
            }
        )
        title = self.short(text, place) or "(no words)"
        return {"id": self.node(text), "recommendation": title, "cites": [statement], **rest}

    def files(self, name: str) -> dict[str, Any]:
        """What stands in each file of the folder."""
        pathways = self.pathways if len(self.pathways) == 1 else [self._start(), *self.pathways]
        taken: set[str] = set()
        groups = []
        for title, asked in self.groups.items():
            taken.add(group := name_of(title, taken, "group"))
            groups.append({"id": group, "title": self.short(title, "") or "Facts", "parameters": asked})
        about = f"What the file {self.file} says, as it was read by machine."[:TEXT]
        return {
            "guideline.yaml": {
                "id": name, "title": self.short(self.title, "") or name, "edition": "1", "date": "undated",
                "scope": about, "disclaimer": DISCLAIMER, "start": pathways[0]["id"] if pathways else "none",
                "sources": [{"id": "F", "title": self.file[:SHORT], "unreviewed": True}],
            },
            "parameters.yaml": {"groups": groups},
            "criteria.yaml": {"criteria": []},
            "statements/F.yaml": {"source": "F", "statements": self.statements},
            **{f"pathways/{pathway['id']}.yaml": pathway for pathway in pathways},
        }  # fmt: skip

    def _start(self) -> dict[str, Any]:
        """The pathway that leads into every other one."""
        boxes = [
            {"id": self.node(f"to {one['id']}"), "handover": one["id"], "title": one["title"]} for one in self.pathways
        ]
        ways = [{"to": box["id"], "when": ALWAYS} for box in boxes]
        first = {"id": self.node("start"), "decision": "Each part is looked at", "choose": "any", "branches": ways}
        name = name_of("start", {one["id"] for one in self.pathways}, "start")
        return {"id": name, "title": "All parts", "nodes": [first, *boxes]}


def _alike(one: str, other: str) -> bool:
    return as_read(one) == as_read(other)


def _is_yes_no(answers: Collection[str]) -> bool:
    small = {answer.lower() for answer in answers}
    return bool(small & SAME_AS_YES) and bool(small & SAME_AS_NO) and small <= SAME_AS_YES | SAME_AS_NO


def checked_files(draft: Draft, name: str) -> dict[str, str]:
    """Write a draft as the files of a guideline, if it is one that passes every check.

    Args:
        draft: what was read.
        name: the guideline's id.

    Returns:
        The text of each file.

    Raises:
        Refused: something cannot be carried over, or the guideline would not pass.
    """
    if draft.wrong:
        raise Refused(draft.wrong)
    if not draft.pathways or not any(draft.groups.values()):
        right = "it needs at least one question and one piece of advice"
        raise Refused([Problem(draft.file, "nothing in it is a guideline", right)])
    files = {name: _as_yaml(data) for name, data in draft.files(name).items()}
    with tempfile.TemporaryDirectory() as trial:
        for file, text in files.items():
            path = Path(trial) / file
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        try:
            load(trial)
        except GuidelineError as error:
            what = "what was read makes no guideline that passes the check"
            raise Refused([Problem(draft.file, what, "mend this in the file:"), *error.problems]) from error
    return files


def _as_yaml(data: Any) -> str:
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120)
