"""Text from files, names and visitors, made safe to print and to show.

Control signs can command a terminal, direction signs can make a line read differently from what it says, and
invisible signs make two texts look alike.  ``printable`` writes them as escapes; ``hidden_sign`` names the first one,
so that a guideline or a case that contains one can be refused with its line.

Joiners are kept where Arabic and Indic scripts and combined pictures need them.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # control, format (direction signs among it), surrogate, line, paragraph
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols that are drawn as nothing
_VISIBLE = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\U000110bd\U000110cd")  # number signs
_JOINERS = "\u200c\u200d"
_JOINED = {"Lo", "Mn", "Mc", "So", "Sk"}
_SEVERAL_LINES = "\n\t"
_IN_JSON = re.compile(r"[^ -~]")


def hidden_sign(text: str) -> str | None:
    """Name the first sign of a text that nobody can see or that changes how the text is read.

    Args:
        text: any text; line breaks and tabs may stand in it.

    Returns:
        The sign's number and name, or None where every sign can be seen.

    >>> hidden_sign("safe"), hidden_sign("evil\\u202etxt.exe")
    (None, 'U+202E (right-to-left override)')
    """
    one_line = text.replace("\n", " ").replace("\t", " ")
    found = next((one_line[index] for index in _hidden(one_line)), None)
    if found is None:
        return None
    name = unicodedata.name(found, "a control sign").lower()
    return f"U+{ord(found):04X} ({name})"


def printable(text: str, *, lines: bool = False) -> str:
    """Write a text so that printing it shows what it says, in one line.

    Args:
        text: any text, such as the name of a file or of a case.
        lines: whether line breaks and tabs are kept, because the text has several lines on purpose.

    >>> print(printable("\\x1b[31mred\\nfile.yaml:1: nothing is wrong"))
    \\x1b[31mred\\nfile.yaml:1: nothing is wrong
    """
    kept = _SEVERAL_LINES if lines else ""
    hidden = {index for index in _hidden(text) if text[index] not in kept}
    return "".join(_escape(sign) if index in hidden else sign for index, sign in enumerate(text)) if hidden else text


def json_line(data: Any) -> str:
    """Write data as JSON in one line of printable signs; it reads back equal.

    >>> json_line({"id": "é\\x9b"})
    '{"id": "é\\\\u009b"}'
    """
    written = json.dumps(data, ensure_ascii=False)
    hidden = set(_hidden(written))
    return _IN_JSON.sub(lambda sign: json.dumps(sign[0])[1:-1] if sign.start() in hidden else sign[0], written)


def _hidden(text: str) -> Iterator[int]:
    """Where in a text the signs stand that cannot be seen."""
    if text.isprintable() and _BLANKS.isdisjoint(text):
        return
    for index, sign in enumerate(text):
        if sign.isprintable() and sign not in _BLANKS:
            continue
        category = unicodedata.category(sign)
        if (category in _HIDDEN or sign in _BLANKS) and sign not in _VISIBLE and not _joins(text, index):
            yield index


def _joins(text: str, index: int) -> bool:
    return text[index] in _JOINERS and index > 0 and unicodedata.category(text[index - 1]) in _JOINED


def _escape(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")
