"""How pupils come into a room: its address, also as a QR code."""

from __future__ import annotations

import re
from typing import Any

import segno

from explorer.server.address import own_number

ADDRESS = re.compile(r"(https?)://([\w.-]{1,200}|\[[0-9a-f:]{2,40}\])(:\d{1,5})?(/[\w./~-]{0,200})?")
LOOPBACK = re.compile(r"localhost|127\..*|\[::1\]")


def invitation(seen: str, code: str, is_alone: bool) -> dict[str, Any]:
    """Say at which address pupils come in, and draw it as a QR code (ISO/IEC 18004).

    Args:
        seen: the address of the folder of the teacher's page, as the teacher's browser names it.
        code: the word of the room.
        is_alone: whether only this machine can reach the server.

    Returns:
        ``address`` and ``qr`` (an address of an image); ``alone`` where no telephone can come in.

    >>> invitation("http://10.0.0.5:8866/class/", "bakelo", False)["address"]
    'http://10.0.0.5:8866/class/bakelo'
    """
    found = ADDRESS.fullmatch(seen)
    if found is None:
        return {}
    scheme, host, port, path = found.groups("")
    if LOOPBACK.fullmatch(host) and not is_alone:
        host = own_number() or host
    address = f"{scheme}://{host}{port}{path}{code}"
    drawn = segno.make(address, error="m").svg_data_uri(scale=8, border=2, dark="#000", light="#fff")
    return {"address": address, "qr": drawn, "alone": is_alone and bool(LOOPBACK.fullmatch(host))}
