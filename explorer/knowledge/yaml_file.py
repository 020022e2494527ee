"""Reading one YAML 1.2 file into plain data in which every value knows its line.

PyYAML's libyaml parser only composes the tree; what a scalar means is decided here by the core schema of
YAML 1.2, so ``no`` stays a word.  Aliases, tags and duplicate keys are refused.
"""

from __future__ import annotations

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
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?([0-9]{1,18}(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,2})?")
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
    """Read YAML that is encoded as UTF-8."""
    try:
        return parse_document(content.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        return None, [_not_utf8(error, name)]


def parse_document(text: str, name: str) -> tuple[Document | None, list[Problem]]:
    """Read YAML text as if it stood in the file of this name."""
    try:
        refused = _refused_form(text, name)
        if refused is not None:
            return None, [refused]
        root = yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return None, [_syntax_problem(error, name)]
    if root is None:
        return None, [Problem(name, "the file is empty", "see the guide for what belongs here")]
    builder = _Builder(name)
    data = builder.value(root, ())
    return Document(name, data, builder.lines), builder.problems


def _not_utf8(error: UnicodeDecodeError, name: str) -> Problem:
    return Problem(name, f"byte {error.start} is not UTF-8", "save the file as UTF-8")


def _refused_form(text: str, name: str) -> Problem | None:
    """Look for what could make a small file large or endlessly deep, before any tree is built."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        place = f"{name}:{event.start_mark.line + 1 if event.start_mark else 1}"
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


def _syntax_problem(error: Exception, name: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "it is nested too deeply"
    place = f"{name}:{mark.line + 1}" if mark is not None else name
    return Problem(place, f"this is not YAML: {what}", "check indentation, colons and quotes in this line")


@dataclass
class _Builder:
    name: str
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def value(self, node: yaml.Node, place: Place) -> Any:
        self.lines[place] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return {key: self.value(child, (*place, key)) for key, child in self.items(node)}
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*place, index)) for index, child in enumerate(node.value)]
        return self.scalar(node)

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
            seen[key] = key_node.start_mark.line + 1
            self.refuse_hidden(key_node, key)
            yield key, child

    def scalar(self, node: yaml.Node) -> Any:
        self.refuse_hidden(node, node.value)
        quoted = getattr(node, "style", None) not in (None, "")
        return node.value if quoted else plain_value(node.value)

    def refuse_hidden(self, node: yaml.Node, text: str) -> None:
        sign = hidden_sign(text)
        if sign is not None:
            self.wrong(node, f"this text contains {sign}, which cannot be seen", "remove it")

    def wrong(self, node: yaml.Node, what: str, right: str) -> None:
        self.problems.append(Problem(f"{self.name}:{node.start_mark.line + 1}", what, right))


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
