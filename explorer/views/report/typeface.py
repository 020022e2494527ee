"""The type of the PDF: DejaVu Sans, which comes along, and for signs it has not the fonts of the machine.

A sign that none of them has is written by its number, ``[U+0E2D]``, so that nothing is lost without a trace.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont, TTLibError

FONTS = Path(__file__).parent / "fonts"
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Kinds of signs that are no letters: controls, marks of direction, halves of signs, private and unassigned ones."""


def printable_in(text: str) -> str:
    """Write text so that every sign of it can be printed.

    Args:
        text: any text; space of any kind becomes one blank.

    >>> printable_in("a \\ud800 b")
    'a [U+D800] b'
    """
    plain = re.sub(r"\s+", " ", text)
    return "".join(sign if _has(sign) else f"[U+{ord(sign):04X}]" for sign in plain)


def is_whole(text: str) -> bool:
    """Whether every sign of a text can be printed."""
    return all(sign.isspace() or _has(sign) for sign in set(text))


@cache
def _has(sign: str) -> bool:
    """Whether some font has a sign."""
    if unicodedata.category(sign) in UNSEEN:
        return False
    return ord(sign) in _own() or ord(sign) in _of_the_machine()


@cache
def _own() -> frozenset[int]:
    """The signs that both weights of the font that comes along have."""
    regular, bold = (_signs(FONTS / f"DejaVuSans{weight}.ttf", 0) for weight in ("", "-Bold"))
    return regular & bold


@cache
def _of_the_machine() -> frozenset[int]:
    """The signs that some font of the machine has; asked for only where the own one lacks a sign."""
    found = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True).fonts()
    return frozenset().union(*(_signs(Path(one.path), one.index) for one in found if one.path))


def _signs(path: Path, index: int) -> frozenset[int]:
    try:
        with TTFont(path, fontNumber=index, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError):
        return frozenset()
