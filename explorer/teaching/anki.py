"""The question bank as a deck for Anki: the case and the question in front, the answer and every reason behind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.knowledge.model import Guideline
from explorer.teaching.item import LETTERS, Item
from explorer.teaching.take_along import case_in_words

if TYPE_CHECKING:
    import genanki

FIELDS = ("Case", "Question", "Options", "Answer", "Reasons")
FRONT = "<p>{{Case}}</p><p><b>{{Question}}</b></p>{{Options}}"
BACK = "{{FrontSide}}<hr id=answer><p><b>{{Answer}}</b></p>{{Reasons}}"


def anki(guideline: Guideline, bank: Iterable[Item]) -> bytes:
    """Write questions as an Anki package.

    Args:
        guideline: the guideline; a later deck of it takes the place of an earlier one, and keeps what was learnt.
        bank: the items.

    Returns:
        The bytes of an .apkg file.

    Raises:
        ImportError: genanki is not installed.
    """
    import genanki

    front = guideline.metadata
    deck = genanki.Deck(_number(f"deck {front.id}"), f"{front.title} ({front.edition})")
    template = {"name": "Question", "qfmt": FRONT, "afmt": BACK}
    model = genanki.Model(_number("model"), "Guideline question", [{"name": name} for name in FIELDS], [template])
    for item in bank:
        deck.add_note(_note(genanki.guid_for(front.id, item.id), model, guideline, item))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.apkg"
        genanki.Package(deck).write_to_file(path)
        return path.read_bytes()


def _note(name: str, model: genanki.Model, guideline: Guideline, item: Item) -> genanki.Note:
    import genanki

    options = "".join(f"<li>{escape(option.text)}</li>" for option in item.options)
    reasons = "".join(f"<li>{escape(option.why)}</li>" for option in item.options)
    fields = [
        escape(case_in_words(guideline, item)),
        escape(item.question),
        f"<ol type=A>{options}</ol>",
        f"{LETTERS[item.right]}. {escape(item.options[item.right].text)}",
        f"<ol type=A>{reasons}</ol>",
    ]
    return genanki.Note(model=model, fields=fields, guid=name)


def _number(name: str) -> int:
    """A number that is always the same for a name, as Anki wants for decks."""
    return int.from_bytes(sha256(f"guideline-explorer {name}".encode()).digest()[:4], "big") + 2**31
