"""Numbers as they are shown: all of their digits, so that none reads as having passed a limit it has not."""

from __future__ import annotations

import math
from decimal import Decimal


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
