"""The type of the PDF: DejaVu Sans, embedded; for Chinese, Japanese and Korean signs the fonts every viewer brings.

A sign that none of them has is written by its number, ``[U+0E2D]``, so that nothing is lost without a trace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "DejaVuSans", "DejaVuSans-Bold"
ASIAN = {"HeiseiKakuGo-W5": "shift_jis", "STSong-Light": "gb2312", "HYGothic-Medium": "euc_kr"}
"""The fonts of viewers for Japanese, Chinese and Korean, and the character set of each."""


@cache
def register() -> None:
    """Make the fonts known to the library, once."""
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, BytesIO(files(__package__).joinpath(f"fonts/{name}.ttf").read_bytes())))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    for name in ASIAN:
        pdfmetrics.registerFont(UnicodeCIDFont(name))


@cache
def font_of(sign: str, font: str) -> str | None:
    """The font that has a sign, preferring the one given; None where none has it."""
    if ord(sign) <= 0xFFFF and ord(sign) in pdfmetrics.getFont(font).face.charToGlyph:
        return font
    return next((name for name, charset in ASIAN.items() if _in(sign, charset)), None)


def _in(sign: str, charset: str) -> bool:
    try:
        return bool(sign.encode(charset))
    except UnicodeEncodeError:
        return False


def runs(text: str, font: str = REGULAR) -> Iterator[tuple[str, str]]:
    """Split text into runs of one font each.

    Args:
        text: any text; space of any kind becomes one blank.
        font: the wanted font.

    Returns:
        Pairs of a font and the text to set in it.
    """
    register()
    plain = re.sub(r"\s+", " ", text)
    written = "".join(sign if font_of(sign, font) else f"[U+{ord(sign):04X}]" for sign in plain)
    for name, signs in groupby(written, lambda sign: font_of(sign, font) or font):
        yield name, "".join(signs)


def marked(text: str, font: str = REGULAR) -> str:
    """Text for one of the library's paragraphs: escaped, and each run in its font."""
    return "".join(
        escape(run) if name == REGULAR else f'<font name="{name}">{escape(run)}</font>'
        for name, run in runs(text, font)
    )


def width(text: str, points: float, font: str = REGULAR) -> float:
    """How wide text is, in points."""
    return float(sum(pdfmetrics.stringWidth(run, name, points) for name, run in runs(text, font)))
