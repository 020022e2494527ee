"""The link of a case as a QR code, for a report on paper."""

from __future__ import annotations

from importlib.util import find_spec
from io import BytesIO
from xml.etree.ElementTree import Element, fromstring

from explorer.views.picture.diagram import SVG

QR_IN_WORDS = "The link of the case, for a camera"
LONGEST = 900  # signs; a code of more is too fine to be read from paper


def qr_code(address: str) -> Element | None:
    """Draw a QR code; None where the address is too long, or nothing is installed that draws it.

    Args:
        address: where the code leads.
    """
    if len(address) > LONGEST or find_spec("segno") is None:
        return None
    import segno  # an extra

    written = BytesIO()
    look = {"scale": 4, "border": 2, "dark": "#000", "xmldecl": False, "omitsize": True}
    segno.make(address, error="m").save(written, kind="svg", **look)
    drawing = fromstring(written.getvalue())
    for part in drawing.iter():
        part.tag = part.tag.removeprefix(SVG)
    drawing.set("xmlns", SVG[1:-1])
    return drawing
