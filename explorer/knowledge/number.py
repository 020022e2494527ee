"""Numbers as people write and read them: read by one function, and shown with all of their digits by another."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from numbers import Real
from typing import Any

_PLAIN = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
_THREE_DIGITS = re.compile(r"([+-]?[1-9]\d{0,2})[.,](\d{3})")
_GROUPED = re.compile(r"[+-]?\d{1,3}([ '’.,]\d{3})+([.,]\d+)?")
_AND_UNIT = re.compile(r"([+-]?[\d.,][\d.,' ’]*)(\D.*)")
_ABOUT = re.compile(r"\s*(?:[~≈≤≥<>=]+|about|around|circa|ca\.?|over|under|at least|at most)\s*\d.*", re.IGNORECASE)
_TWO_NUMBERS = re.compile(r"\s*[\d.,]+\s*(?:[-–—/:×]|to|of|or|and)\s*[\d.,]+.*", re.IGNORECASE)
_OTHER_SIGNS = str.maketrans(
    {"٫": ".", "٬": "'", "−": "-", "％": "%", "，": ",", "．": ".", "\u00a0": " ", "\u202f": " ", "\u2009": " "}
)


LONGEST = 400  # signs; the smallest number there is takes 343
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class NotANumber(ValueError):  # noqa: N818 — the word says what is wrong
    """What was written is not one number; says what is wrong and, after a semicolon, what would be right."""


def read_number(written: Any, unit: str | None = None, lowest: float = -math.inf, highest: float = math.inf) -> float:
    """Read one number.

    Digits of every script are read, a comma or a point before decimals, and the number's own unit after it. A number
    that can be read in two ways is refused, unless only one of the two is allowed.

    Args:
        written: a number, or text as typed.
        unit: what the number counts, such as ``years``; may stand behind it.
        lowest: the least number allowed, which decides between two readings.
        highest: the greatest number allowed.

    Raises:
        NotANumber: it is not one finite number, or can be read in two ways.

    >>> read_number("3,5"), read_number("30 %", "%"), read_number("٣٠")
    (3.5, 30.0, 30.0)
    """
    if isinstance(written, str):
        return _read_text(written, unit, lowest, highest)
    try:
        number = math.nan if isinstance(written, bool) or not isinstance(written, Real | Decimal) else float(written)
    except (OverflowError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise NotANumber(f"{str(written)[:80]!r} is not a number")
    return number


def _read_text(written: str, unit: str | None, lowest: float, highest: float) -> float:
    if len(written) > LONGEST:
        raise NotANumber(f"{written[:80]!r} is not a number")
    text = _without_unit(_in_plain_signs(written), unit, written)
    if found := _THREE_DIGITS.fullmatch(text):
        return _one_of_two(written, f"{found[1]}{found[2]}", f"{found[1]}.{found[2]}", lowest, highest)
    if _PLAIN.fullmatch(text):
        return float(text.replace(",", "."))
    raise NotANumber(_why_not(text, written))


def _in_plain_signs(written: str) -> str:
    """Write digits of other scripts, and signs that look like others, as plain ones."""
    digits = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in written)
    return "".join(digits).translate(_OTHER_SIGNS).strip()


def _without_unit(text: str, unit: str | None, written: str) -> str:
    found = _AND_UNIT.fullmatch(text)
    if found is None or _ABOUT.fullmatch(text) or _TWO_NUMBERS.fullmatch(text):
        return text
    stated = " ".join(found[2].split()).casefold().rstrip(".")
    if unit and stated in _spellings(unit):
        return found[1].strip()
    if unit and not any(sign.isdigit() for sign in stated) and "_" not in stated and stated[:1] not in "'’.,":
        raise NotANumber(f"{written[:80]!r} is not in {unit}; leave the unit away, or write {unit}")
    return text


def _spellings(unit: str) -> set[str]:
    """How a unit is written after a number: whole, its first word, and the singular of it."""
    whole = " ".join(unit.split()).casefold()
    first = whole.split(" ")[0]
    return {whole, first, whole.removesuffix("s"), first.removesuffix("s"), f"{first}s"}


def _one_of_two(written: str, thousands: str, decimal: str, lowest: float, highest: float) -> float:
    """Three digits after one comma or one point are thousands to one reader and decimals to another."""
    allowed = [text for text in (thousands, decimal) if lowest <= float(text) <= highest]
    if len(allowed) == 1:
        return float(allowed[0])
    right = f"write {thousands} without a sign between, or {decimal}0 with one more digit"
    raise NotANumber(f"{written.strip()[:80]!r} can be read as {thousands} or as {decimal}; {right}")


def _why_not(text: str, written: str) -> str:
    if _ABOUT.fullmatch(text) or _TWO_NUMBERS.fullmatch(text):
        return f"{written[:80]!r} is not one number; write the one number that was found"
    if _GROUPED.fullmatch(text):
        return f"{written[:80]!r} is not a plain number; write {_ungrouped(text)}"
    return f"{written[:80]!r} is not a number"


def _ungrouped(text: str) -> str:
    """Write a number with thousands apart as a plain one: the last sign stands before decimals if it stands once."""
    last = re.search(r"[.,](\d+)$", text)
    decimals = last is not None and text.count(last[0][0]) == 1 and len(set(re.findall(r"[ '’.,]", text))) > 1
    whole = text[: last.start()] if last is not None and decimals else text
    return re.sub(r"[ '’.,]", "", whole) + (f".{last[1]}" if last is not None and decimals else "")


def count_in_words(count: int) -> str:
    """Write a count: with all of its digits up to a thousand million, above that with a power of ten.

    >>> count_in_words(6), count_in_words(12345), count_in_words(2 * 10**30)
    ('6', '12,345', 'about 2.0 × 10³⁰')
    """
    if count < 1_000_000_000:
        return f"{count:,}"
    leading, _, power = f"{count:.1e}".partition("e+")
    return f"about {leading} × 10{str(int(power)).translate(_RAISED)}"


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """Write a count with its noun.

    >>> counted(1, "pathway"), counted(0, "failure"), counted(2, "advice", "pieces of advice")
    ('1 pathway', '0 failures', '2 pieces of advice')
    """
    return f"{count_in_words(count)} {noun if count == 1 else plural or noun + 's'}"


def number_as_typed(number: float) -> str:
    """Write a number so that it is read back in one way, whatever the reader's language.

    >>> number_as_typed(1.5), number_as_typed(1.125)
    ('1.5', '1.1250')
    """
    words = number_in_words(number)
    return f"{words}0" if "." in words and _THREE_DIGITS.fullmatch(words) else words


def number_in_words(number: float) -> str:
    """Write a number with all of its digits and without an exponent.

    Args:
        number: any number; one that is too large to be held reads ``inf``.

    >>> number_in_words(3.0), number_in_words(29.9999999), number_in_words(1234567), number_in_words(1e-7)
    ('3', '29.9999999', '1234567', '0.0000001')
    """
    if not math.isfinite(number):
        return str(number)
    if number == int(number):
        return str(int(number))
    return format(Decimal(repr(float(number))), "f")
