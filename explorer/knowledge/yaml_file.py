"""Reading one YAML 1.2 file into plain data in which every value knows its line.

PyYAML's libyaml parser only composes the tree; what a scalar means is decided here by the core schema of
YAML 1.2, so ``no`` stays a word.  Aliases, tags and duplicate keys are refused.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import yaml

from explorer.knowledge.files import read_file, read_limited
from explorer.knowledge.printable import hidden_sign
from explorer.knowledge.problem import Problem, Refused

DEEPEST_NESTING = 30
MOST_VALUES = 60_000
LONGEST_WORDS = 4_500  # of a problem; a condition and the mark below it have room

Place = tuple[str | int, ...]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # as YAML counts lines
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?([0-9]{1,18}(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,2})?")
_SURROGATES = re.compile(r"((?<!\\)(?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_PROSE = frozenset(
    [
        "label",
        "title",
        "question",
        "text",
        "help",
        "note",
        "recommendation",
        "decision",
        "handover",
        "shown",
        "because",
        "about",
        "scope",
        "disclaimer",
        "says",
    ]
)
"""Keys under which a text of several words stands, so that a # after it is hardly meant as a comment."""
_WORDS: dict[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(frozen=True)
class Document:
    """The data of one file, and the line of every value in it (counted from 1)."""

    name: str
    data: Any
    lines: dict[Place, int] = field(repr=False)
    texts: dict[Place, str] = field(default_factory=dict, repr=False)

    def text(self, place: Place) -> str | None:
        """Return a value as it was written, such as ``007`` for the number 7; None where there is none."""
        return self.texts.get(place)

    def line(self, place: Place) -> int:
        """Say in which line a value stands, or the nearest value around it."""
        here: Place = ()
        for step in place:
            if (*here, step) in self.lines:
                here = (*here, step)
        return self.lines.get(here, 1)

    def problem(self, place: Place, what: str, right: str) -> Problem:
        """Say what is wrong at a value of this file."""
        return Problem(f"{self.name}:{self.line(place)}", _shortened(what), _shortened(right))


def _shortened(words: str) -> str:
    """Keep what is told readable, however long the name is that somebody wrote."""
    return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]}…"


def read_document(path: Path, name: str) -> tuple[Document | None, list[Problem]]:
    """Read a YAML file.

    Args:
        path: the file; UTF-8, at most 2 MB.
        name: how problems call the file.

    Returns:
        The document (or None), and everything that is wrong with the file's form.
    """
    try:
        return parse_bytes(read_file(path, name), name)
    except Refused as refused:
        return None, list(refused.problems)


def read_stream(stream: BinaryIO, name: str) -> tuple[Document | None, list[Problem]]:
    """Read YAML from an open stream, such as standard input."""
    try:
        return parse_bytes(read_limited(stream, name), name)
    except Refused as refused:
        return None, list(refused.problems)


def parse_bytes(content: bytes, name: str) -> tuple[Document | None, list[Problem]]:
    """Read YAML that is encoded as UTF-8, or as what its first bytes say."""
    try:
        return parse_document(decoded(content), name)
    except UnicodeDecodeError as error:
        return None, [not_utf8(error, name)]


def decoded(content: bytes) -> str:
    """Decode a file: UTF-8, or UTF-16 where it begins with the mark of that.

    Raises:
        UnicodeDecodeError: it is neither.
    """
    is_utf16 = content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return content.decode("utf-16" if is_utf16 else "utf-8-sig")


def parse_document(text: str, name: str, begun: int = 1) -> tuple[Document | None, list[Problem]]:
    """Read YAML text as if it stood in the file of this name, from the line on at which it begins."""
    if name.lower().endswith(".json") and (wrong := _json_problem(text, name)) is not None:
        return None, [wrong]
    text = _SURROGATES.sub(_whole_sign, text)
    try:
        refused = _refused_form(text, name, begun)
        if refused is not None:
            return None, [refused]
        root = yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return None, [_syntax_problem(error, name, text, begun)]
    if root is None:
        return None, [Problem(name, "the file is empty", "see the guide for what belongs here")]
    builder = _Builder(name, _LINE_END.split(text), begun)
    data = builder.value(root, ())
    return Document(name, data, builder.lines, builder.texts), builder.problems


def _json_problem(text: str, name: str) -> Problem | None:
    """Say where a file that calls itself JSON is none."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        what = f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        return Problem(f"{name}:{error.lineno}", what, f"check commas, quotes and brackets at column {error.colno}")
    except RecursionError:
        return Problem(name, f"nested deeper than {DEEPEST_NESTING} levels", "flatten it")
    return None


def _whole_sign(halves: re.Match[str]) -> str:
    """JSON writes a sign outside the first plane as two halves, which YAML does not take."""
    high, low = int(halves[2], 16), int(halves[3], 16)
    return halves[1] + chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def not_utf8(error: UnicodeDecodeError, name: str) -> Problem:
    """Say where a file is not UTF-8."""
    return Problem(name, f"byte {error.start} is not UTF-8", "save the file as UTF-8")


def _refused_form(text: str, name: str, begun: int) -> Problem | None:
    """Look for what could make a small file large or endlessly deep, before any tree is built."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        place = f"{name}:{begun + (event.start_mark.line if event.start_mark else 0)}"
        if isinstance(event, yaml.AliasEvent):
            return Problem(place, "aliases (*name) are not allowed", "write the value out in full")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if count > MOST_VALUES:
            return Problem(place, f"more than {MOST_VALUES} values", "split the file")
        if depth > DEEPEST_NESTING:
            return Problem(place, f"nested deeper than {DEEPEST_NESTING} levels", "flatten it")
    return None


def _syntax_problem(error: Exception, name: str, text: str, first: int) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "it is nested too deeply"
    begun = getattr(error, "context_mark", None)
    if begun is not None and "could not find expected ':'" in what:
        return Problem(f"{name}:{begun.line + first}", "a key needs a colon and a value", "write key: value")
    place = f"{name}:{mark.line + first}" if mark is not None else name
    lines = _LINE_END.split(text)
    line = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return Problem(place, "a tab stands where the indentation is", "write spaces")
    return Problem(place, f"this is not YAML: {what}", "check indentation, colons and quotes in this line")


@dataclass
class _Builder:
    name: str
    written: list[str] = field(default_factory=list)
    begun: int = 1
    lines: dict[Place, int] = field(default_factory=dict)
    texts: dict[Place, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def value(self, node: yaml.Node, place: Place) -> Any:
        self.lines[place] = node.start_mark.line + self.begun
        if isinstance(node, yaml.MappingNode):
            return {key: self.value(child, (*place, key)) for key, child in self.items(node)}
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*place, index)) for index, child in enumerate(node.value)]
        return self.scalar(node, place)

    def items(self, node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node]]:
        seen: dict[str, int] = {}
        for key_node, child in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            if key in seen:
                self.wrong(
                    key_node,
                    f"the key {key!r} stands twice (first in line {seen[key]})",
                    "keep one of them",
                )
                continue
            seen[key] = key_node.start_mark.line + self.begun
            if self.has_no_colon(key_node, child):
                self.wrong(key_node, f"{key!r} has no colon and no value", f"write {key}: and the value")
            self.refuse_hidden(key_node, key)
            yield key, child

    def scalar(self, node: yaml.Node, place: Place) -> Any:
        self.refuse_hidden(node, node.value)
        self.texts[place] = node.value
        if getattr(node, "style", None) not in (None, ""):
            return node.value
        self.refuse_cut_off(node, place)
        return plain_value(node.value)

    def has_no_colon(self, key: yaml.Node, child: yaml.Node) -> bool:
        """Whether a word in braces stands without a value, which YAML takes for an empty one."""
        if not isinstance(child, yaml.ScalarNode) or child.value or child.style:
            return False
        end, begin = key.end_mark, child.end_mark
        return end.line == begin.line and ":" not in self.rest_of(end.line)[end.column : begin.column + 1]

    def rest_of(self, line: int) -> str:
        """A line of the file as it is written; nothing beyond its end."""
        return self.written[line] if line < len(self.written) else ""

    def refuse_cut_off(self, node: yaml.Node, place: Place) -> None:
        """A # after a text begins a comment, and the rest of the text is lost."""
        end = node.end_mark
        rest = self.rest_of(end.line)[end.column :].lstrip()
        is_glued = rest[1:2] not in ("", " ", "#", "-", "=", "!")
        is_prose = bool(place) and place[-1] in _PROSE
        if rest.startswith("#") and node.value and (is_glued or is_prose):
            self.wrong(
                node, f"the text is cut off before {rest[:20]!r}, because # begins a comment", "put the text in quotes"
            )

    def refuse_hidden(self, node: yaml.Node, text: str) -> None:
        sign = hidden_sign(text)
        if sign is not None:
            self.wrong(node, f"this text contains {sign}, which cannot be seen", "remove it")

    def wrong(self, node: yaml.Node, what: str, right: str) -> None:
        self.problems.append(Problem(f"{self.name}:{node.start_mark.line + self.begun}", what, right))


def plain_value(text: str) -> Any:
    """Say what an unquoted YAML 1.2 scalar means.

    >>> plain_value("no"), plain_value("3"), plain_value("33.3"), plain_value("true"), plain_value("")
    ('no', 3, 33.3, True, None)
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text
