"""Flowcharts of Mermaid: boxes of every bracket, arrows of every line, chains and groups of boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explorer.importing.chart import Arrow, Box, Chart, add_charts
from explorer.importing.draft import Draft, text_of, without_tags

HEADER = re.compile(r"\s*(?:graph|flowchart(?:-elk)?)(?:\s+(?:TB|TD|BT|RL|LR|[<>^v]))?\s*(?=;|\n|$)", re.IGNORECASE)
FRONT_MATTER = re.compile(r"\s*---\n.*?\n---\s*\n", re.DOTALL)
LOOKS = re.compile(r"(?:classDef|class|style|linkStyle|direction|accTitle|accDescr)\b")
FRAME = re.compile(r"(?:subgraph\b.*|end)$")
NAME = re.compile(r"\w+(?:[.-]\w+)*")
SHAPES = (
    ("(((", ")))"), ("((", "))"), ("([", "])"), ("[[", "]]"), ("[(", ")]"), ("{{", "}}"), ("{", "}"), ("[/", "/]"),
    ("[/", "\\]"), ("[\\", "\\]"), ("[\\", "/]"), ("[", "]"), ("(", ")"), (">", "]"),
)  # fmt: skip
QUESTIONS = frozenset({"{", "{{"})
CLASS = re.compile(r":::[\w-]+")
LINK = re.compile(
    r"(?:\w+@)?<?(?:-{2,}>|-{3,}|-{2,}[xo](?=[\s|])|={2,}>|={3,}|={2,}[xo](?=[\s|])|-\.+->|-\.+-[xo](?=[\s|])|-\.+-)"
    r"(?:\s*\|(?P<label>\"[^\"]*\"|[^|]*)\|)?"
)
SAID = re.compile(
    r"(?:\w+@)?<?(?:--|==|-\.)\s*(?P<label>\"[^\"]*\"|[^-=.\s|>].*?)\s*(?:-{2,}[>xo-]?|={2,}[>=xo]?|\.+-[>xo]?)(?=\s|\w|$)"
)
UNSEEN = re.compile(r"~{3,}")
ENTITY = re.compile(r"#(\d+|[a-z]+);")


def read_mermaid(content: bytes, name: str) -> Draft:
    """Read a flowchart of Mermaid.

    Args:
        content: the file.
        name: what problems call it.
    """
    text = text_of(content, name).replace("\r\n", "\n")
    draft, chart = Draft(name, name.rsplit(".", 1)[0]), Chart(name.rsplit(".", 1)[0])
    front = FRONT_MATTER.match(text)
    begins = front.end() if front else 0
    header = HEADER.match(re.sub(r"%%.*", "", text[begins:]))
    if header is None:
        draft.refuse("", "this is no flowchart of Mermaid", "begin it with flowchart TD")
        return draft
    for place, statement in _statements(text, begins):
        if not HEADER.fullmatch(statement):
            _Statement(draft, chart, place, statement).read()
    if not draft.wrong:
        add_charts(draft, [chart])
    return draft


def _statements(text: str, begins: int) -> Iterator[tuple[str, str]]:
    """Each statement with its line; a semicolon ends one, but within quotation marks or a number such as ``#35;``."""
    first = text.count("\n", 0, begins) + 1
    for number, line in enumerate(text[begins:].split("\n"), first):
        bare = re.sub(r"%%.*", "", line)
        for part in re.findall(r"(?:\"[^\"]*\"|#\w+;|[^;\"])+", bare):
            if part.strip():
                yield f":{number}", part.strip()


class _Statement:
    """Reads one statement: boxes, and arrows between them."""

    def __init__(self, draft: Draft, chart: Chart, place: str, text: str) -> None:
        self.draft, self.chart, self.place, self.text, self.at = draft, chart, place, text, 0

    def read(self) -> None:
        if LOOKS.match(self.text):
            return
        if self.text.startswith("click ") or FRAME.match(self.text):
            word = "a frame around boxes" if FRAME.match(self.text) else "a link of a box"
            if self.text != "end":
                self.draft.tell(self.place, f"{word} is not carried over", "it changes no way")
            return
        starts = self._group()
        while starts and self.at < len(self.text):
            if self._take(UNSEEN):
                self.draft.tell(self.place, "an invisible arrow is not carried over", "it only places boxes")
                starts = self._group()
                continue
            found = self._take(LINK) or self._take(SAID)
            ends = self._group() if found else []
            if not found or not ends:
                break
            self._join(starts, ends, _plain(found["label"] or ""), found[0].startswith("<"))
            starts = ends
        if not starts or self.at < len(self.text):
            rest = self.text[self.at :][:40]
            self.draft.refuse(self.place, f"{rest!r} cannot be read", "write it as A[words] -->|answer| B[words]")

    def _join(self, starts: list[str], ends: list[str], label: str, both: bool) -> None:
        if both:
            self.draft.tell(self.place, "of an arrow with two heads only the way forward is carried over", "draw two")
        self.chart.arrows += [Arrow(start, end, label, self.place) for start in starts for end in ends]

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        self._skip()
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def _skip(self) -> None:
        while self.text[self.at : self.at + 1].isspace():
            self.at += 1

    def _group(self) -> list[str]:
        """Boxes joined by ``&``."""
        found: list[str] = []
        while (name := self._box()) is not None:
            found.append(name)
            self._skip()
            if self.text[self.at : self.at + 1] != "&":
                break
            self.at += 1
        return found

    def _box(self) -> str | None:
        name = self._take(NAME)
        if name is None:
            return None
        said = self._shape()
        self._take(CLASS)
        known = self.chart.boxes.get(name[0])
        if said is not None or known is None:
            asks, text = said or (False, name[0])
            self.chart.boxes[name[0]] = Box(_plain(text) or name[0], self.place, asks)
        return name[0]

    def _shape(self) -> tuple[bool, str] | None:
        for left, right in SHAPES:
            if self.text.startswith(left, self.at):
                pattern = re.compile(rf"{re.escape(left)}\s*(?:\"([^\"]*)\"|(.*?))\s*{re.escape(right)}")
                if found := pattern.match(self.text, self.at):
                    self.at = found.end()
                    return left in QUESTIONS, found[1] if found[1] is not None else found[2]
        return None


def _plain(text: str) -> str:
    """The words of a text: without quotation marks, the signs of Markdown, tags, and numbers in place of signs."""
    return without_tags(ENTITY.sub(_sign, text.strip().strip('"').strip("`")))


def _sign(found: re.Match[str]) -> str:
    return f"&#{found[1]};" if found[1].isdigit() else f"&{found[1]};"
