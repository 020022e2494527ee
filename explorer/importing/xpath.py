"""The expressions of XLSForms, as far as a condition can say them: comparisons, selected(), and, or, not."""

from __future__ import annotations

import re
from collections.abc import Callable

TOKEN = re.compile(
    r"\s*(?:(?P<field>\$\{[^}]+\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)|(?P<sign><=|>=|!=|=|<|>|\(|\)|,)"
    r"|(?P<word>[A-Za-z][\w-]*))"
)
TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
COMPARISONS = frozenset({"=", "!=", "<", ">", "<=", ">="})
Says = Callable[[str, str, str], str]
"""What a comparison of a field by a sign with a value means, as a condition; ValueError where it means none."""


def condition_of(expression: str, says: Says) -> str:
    """Write an expression as a condition.

    Args:
        expression: such as ``${age} > 5 and selected(${signs}, 'fever')``.
        says: what a comparison of a field means; of ``selected`` the sign is ``selected``.

    Raises:
        ValueError: it holds something else, named in the message.

    >>> condition_of("${a} > 5 and not(${b} = 'x')", lambda field, sign, value: f"{field} {sign} {value}")
    'a > 5 and not (b = x)'
    """
    reading = _Reading(_tokens(expression), says)
    written = reading.either()
    if reading.tokens:
        raise ValueError(f"{reading.tokens[0][1]!r} is not understood here")
    return written


def _tokens(expression: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(expression.rstrip()):
        match = TOKEN.match(expression, at)
        if match is None:
            raise ValueError(f"{expression[at : at + 20].strip()!r} is not understood")
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        at = match.end()
    return found


class _Reading:
    """Reads tokens from the left; ``or`` binds less than ``and``."""

    def __init__(self, tokens: list[tuple[str, str]], says: Says) -> None:
        self.tokens, self.says, self.depth = tokens, says, 0

    def either(self) -> str:
        return self._joined("or", lambda: self._joined("and", self._one))

    def _joined(self, word: str, inner: Callable[[], str]) -> str:
        parts = [inner()]
        while self._next() == ("word", word):
            self.tokens.pop(0)
            parts.append(inner())
        mixed = word == "and" and any(" or " in part and not part.startswith("(") for part in parts)
        return f" {word} ".join(f"({part})" if mixed else part for part in parts)

    def _one(self) -> str:
        kind, text = self._next()
        self.depth += 1
        if self.depth > 100:
            raise ValueError("it is nested too deep")
        try:
            if (kind, text) == ("sign", "("):
                return self._in_brackets()
            if (kind, text) == ("word", "not"):
                self.tokens.pop(0)
                return f"not {self._in_brackets()}"
            if (kind, text) == ("word", "selected"):
                return self._selected()
            return self._comparison()
        finally:
            self.depth -= 1

    def _in_brackets(self) -> str:
        self._take("(")
        inner = self.either()
        self._take(")")
        return f"({inner})"

    def _selected(self) -> str:
        self.tokens.pop(0)
        self._take("(")
        field = self._value("field")
        self._take(",")
        value = self._value("text")
        self._take(")")
        return self.says(field, "selected", value)

    def _comparison(self) -> str:
        kind, _ = self._next()
        first = self._value("field", "text", "number")
        sign = self._next()[1]
        if sign not in COMPARISONS:
            raise ValueError(f"after {first!r} a comparison is missing")
        self.tokens.pop(0)
        if kind == "field":
            return self.says(first, sign, self._value("text", "number"))
        return self.says(self._value("field"), TURNED.get(sign, sign), first)

    def _value(self, *kinds: str) -> str:
        kind, text = self._next()
        if kind not in kinds:
            raise ValueError(f"{text or 'its end'!r} is not understood here")
        self.tokens.pop(0)
        return text[2:-1] if kind == "field" else text[1:-1] if kind == "text" else text

    def _take(self, sign: str) -> None:
        if self._next() != ("sign", sign):
            raise ValueError(f"{sign!r} is missing before {self._next()[1] or 'its end'!r}")
        self.tokens.pop(0)

    def _next(self) -> tuple[str, str]:
        return self.tokens[0] if self.tokens else ("end", "")
