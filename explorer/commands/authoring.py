"""The commands for who writes a guideline: new, schema."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from explorer.commands.command import add_command, print_text, write_file
from explorer.knowledge.known import SHIPPED
from explorer.knowledge.problem import CaseError, Problem
from explorer.knowledge.reading import FILE_KINDS
from explorer.teaching.lesson import Lesson

PATTERN = SHIPPED / "tea"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
KINDS: dict[str, type[BaseModel]] = {**FILE_KINDS, "lesson": Lesson}
NAME = re.compile(r"[a-z][a-z0-9_]*")


def add(commands: Any) -> None:
    """Add ``new`` and ``schema``."""
    new = add_command(
        commands, "new", _new, "write a small guideline to begin with; it passes every check", guideline=False
    )
    new.add_argument("folder", help="the folder to make; its name becomes the id, in small letters, digits and _")
    new.add_argument("--title", help="the guideline's title (default: made of its id)")
    text = "write what may stand in each file of a guideline, as JSON Schema, for an editor to complete and check"
    schema = add_command(commands, "schema", _schema, text, guideline=False)
    schema.add_argument("folder", help="the folder to write them into, such as .schemas")


def _new(chosen: argparse.Namespace) -> int:
    folder = Path(chosen.folder)
    check_new_folder(folder, chosen.folder)
    title = chosen.title or folder.name.replace("_", " ").capitalize()
    for path in sorted(PATTERN.rglob("*.yaml")):
        _write(folder / path.relative_to(PATTERN), _renamed(path, folder.name, title))
    print_text(f"{folder} is written: a guideline on tea, to be changed piece by piece.\n{_next_steps(folder)}")
    return 0


def check_new_folder(folder: Path, named: str) -> None:
    """Refuse a folder that cannot become a new guideline.

    Args:
        folder: the folder to make.
        named: the argument that named it.

    Raises:
        CaseError: its name is no id, or it is there already.
    """
    if not NAME.fullmatch(folder.name):
        right = "use small letters, digits and _, beginning with a letter"
        raise CaseError([Problem(named, f"{folder.name!r} cannot be the id of a guideline", right)])
    if folder.exists():
        what = "it is there already, and nothing is overwritten"
        raise CaseError([Problem(named, what, "name a new folder")])


def _renamed(path: Path, name: str, title: str) -> str:
    """A file of the pattern; the guideline has its own id and title."""
    text = path.read_text("utf-8")
    if path.parent.name == "lessons":
        return text.replace("\nguideline: tea\n", f"\nguideline: {name}\n", 1)
    if path.name != "guideline.yaml":
        return text
    text = text.replace("\nid: tea\n", f"\nid: {name}\n", 1)
    return text.replace("\ntitle: A cup of tea\n", f"\ntitle: {json.dumps(title, ensure_ascii=False)}\n", 1)


def _next_steps(folder: Path) -> str:
    commands = ("check --proof --guideline", "serve --watch --guideline", "cases --guideline", "quiz --guideline")
    return "\n".join(f"  guideline-explorer {command} {folder}" for command in commands)


def _schema(chosen: argparse.Namespace) -> int:
    folder = Path(chosen.folder)
    for name, kind in KINDS.items():
        schema = {"$schema": DRAFT, "title": name, **_as_written(kind.model_json_schema(by_alias=True))}
        _write(folder / f"{name}.schema.json", json.dumps(schema, ensure_ascii=False, indent=1) + "\n")
    shown = f"# yaml-language-server: $schema={folder}/parameters.schema.json"
    print_text(f"{len(KINDS)} schemas are in {folder}. In the first line of a file, for example:\n  {shown}")
    return 0


def _as_written(schema: dict[str, Any]) -> dict[str, Any]:
    """The short forms that files may have: an option that is only a label; a source named once for all statements."""
    kinds = schema.get("$defs", {})
    if "Option" in kinds:
        kinds["Option"] = {"anyOf": [{"type": "string"}, kinds["Option"]]}
    if "Statement" in kinds:
        kinds["Statement"]["required"] = [name for name in kinds["Statement"]["required"] if name != "source"]
    if "Decision" in kinds:  # a table in place of branches
        decision = kinds["Decision"]
        row = {
            "type": "object",
            "required": ["to"],
            "additionalProperties": {"type": ["string", "number", "boolean", "array"]},
        }
        decision["properties"]["table"] = {"type": "array", "items": row, "minItems": 1}
        decision["required"] = [name for name in decision["required"] if name != "branches"]
        decision["oneOf"] = [{"required": ["branches"]}, {"required": ["table"]}]
    return schema


def _write(path: Path, text: str) -> None:
    write_file(path, text, str(path), "name a folder that can be written", make_folder=True)
