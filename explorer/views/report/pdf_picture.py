"""A picture in the PDF: the few shapes of Graphviz's SVG drawn as vectors, its texts as selectable text.

Graphviz could write PDF itself, but with whatever fonts the machine has, and signs that none of them has are lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from explorer.views.picture.diagram import SVG
from explorer.views.report.picture import size
from explorer.views.report.typeface import BOLD, REGULAR, runs, width

HEX = re.compile(r"#[0-9a-fA-F]{6}")
NUMBER = r"-?\d+(?:\.\d+)?"


class Picture(Flowable):
    """A drawing that shrinks to the room it gets.

    Args:
        drawing: the SVG of a pathway.
        most: the largest width and height it may take, in points.
    """

    def __init__(self, drawing: Element, most: tuple[float, float]) -> None:
        super().__init__()
        self.keepWithNext = True  # with the same in words
        self.drawing = drawing
        wide, high = size(drawing)
        self.scale = min(0.8, most[0] / wide, most[1] / high)
        self.room = most[0]
        self.width, self.height = wide * self.scale, high * self.scale

    def wrap(self, *_: float) -> tuple[float, float]:
        """The room it takes: a whole line."""
        return self.room, self.height + 6

    def draw(self) -> None:
        """Draw the shapes; in SVG the vertical axis points down."""
        canvas = self.canv
        canvas.translate((self.room - self.width) / 2, self.height)
        canvas.scale(self.scale, -self.scale)
        for group in self.drawing:
            moved = re.search(rf"translate\(({NUMBER})[ ,]({NUMBER})\)", group.get("transform", ""))
            if moved:
                canvas.translate(float(moved[1]), float(moved[2]))
        for shape in self.drawing.iter():
            draw_shape(canvas, shape)


def draw_shape(canvas: Any, shape: Element) -> None:
    """Draw one shape or text; groups draw nothing themselves."""
    tag = shape.tag.removeprefix(SVG)
    if tag == "text":
        _text(canvas, shape)
    elif tag in SHAPES:
        _pen(canvas, shape)
        path = canvas.beginPath()
        SHAPES[tag](path, shape)
        drawn = {name: int(HEX.fullmatch(shape.get(name, "")) is not None) for name in ("fill", "stroke")}
        canvas.drawPath(path, **drawn)


def _pen(canvas: Any, shape: Element) -> None:
    fill, stroke = shape.get("fill", ""), shape.get("stroke", "")
    if HEX.fullmatch(fill):
        canvas.setFillColor(HexColor(fill))
    if HEX.fullmatch(stroke):
        canvas.setStrokeColor(HexColor(stroke))
    canvas.setLineWidth(float(shape.get("stroke-width", 1)))
    dashes = shape.get("stroke-dasharray")
    canvas.setDash([float(part) for part in dashes.split(",")] if dashes else [])


def _points(text: str) -> list[tuple[float, float]]:
    numbers = [float(number) for number in re.findall(NUMBER, text)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _polyline(path: Any, shape: Element) -> None:
    first, *others = _points(shape.get("points", ""))
    path.moveTo(*first)
    for point in others:
        path.lineTo(*point)


def _polygon(path: Any, shape: Element) -> None:
    _polyline(path, shape)
    path.close()


def _curve(path: Any, shape: Element) -> None:
    """The path of an edge or of a rounded box: M, L and C with points on the page, and Z."""
    for command, points in _commands(shape.get("d", "")):
        if command == "M":
            path.moveTo(*points[0])
        elif command == "L":
            for point in points:
                path.lineTo(*point)
        elif command == "C":
            for one, two, three in zip(points[::3], points[1::3], points[2::3], strict=True):
                path.curveTo(*one, *two, *three)
        else:
            path.close()


def _commands(text: str) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    for command, points in re.findall(r"([MLCZz])([^MLCZz]*)", text):
        yield command, _points(points)


def _ellipse(path: Any, shape: Element) -> None:
    x, y, rx, ry = (float(shape.get(name, 0)) for name in ("cx", "cy", "rx", "ry"))
    path.ellipse(x - rx, y - ry, 2 * rx, 2 * ry)


SHAPES = {"polyline": _polyline, "polygon": _polygon, "path": _curve, "ellipse": _ellipse}


def _text(canvas: Any, shape: Element) -> None:
    """Set a line of text as wide as Helvetica, for which its place was laid out."""
    text, points = (shape.text or "").strip(), float(shape.get("font-size", 12))
    font = BOLD if shape.get("font-weight") == "bold" else REGULAR
    natural = width(text, points, font)
    if not natural:
        return
    room = min(natural, _helvetica(text, points, font))
    left = float(shape.get("x", 0)) - room * {"start": 0.0, "end": 1.0}.get(shape.get("text-anchor", ""), 0.5)
    canvas.saveState()
    canvas.translate(left, float(shape.get("y", 0)))
    canvas.scale(1, -1)
    line = canvas.beginText(0, 0)
    line.setHorizScale(100 * room / natural)
    _set(line, shape, text, points, font)
    canvas.drawText(line)
    canvas.restoreState()


def _helvetica(text: str, points: float, font: str) -> float:
    plain = "".join(sign if ord(sign) < 256 else "m" for sign in text)
    return float(stringWidth(plain, "Helvetica-Bold" if font == BOLD else "Helvetica", points))


def _set(line: Any, shape: Element, text: str, points: float, font: str) -> None:
    ink = shape.get("fill", "")
    line.setFillColor(HexColor(ink if HEX.fullmatch(ink) else "#000000"))
    for name, run in runs(text, font):
        line.setFont(name, points)
        line.textOut(run)
