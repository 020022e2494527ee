"""Numbers as they are shown: all of their digits, so that none reads as having passed a limit it has not."""

from __future__ import annotations

from decimal import Decimal


def number_in_words(number: float) -> str:
    """Write a number with all of its digits and without an exponent.

    Args:
        number: any finite number.

    >>> number_in_words(3.0), number_in_words(29.9999999), number_in_words(1234567), number_in_words(1e-7)
    ('3', '29.9999999', '1234567', '0.0000001')
    """
    if number == int(number):
        return str(int(number))
    return format(Decimal(repr(float(number))), "f")
