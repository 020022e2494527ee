"""What a published page brings along, by name, version and hash: the interpreter and the libraries it runs.

The hashes say which files are meant; where they come from is the business of pip and npm as they are set up here.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict

PINS = Path(__file__).with_name("pins.json")


class Pin(BaseModel):
    """One file of a registry.

    Attributes:
        name: of the package.
        version: of the package.
        file: the name of the file.
        sha256: of the file, in hexadecimal digits.
        license: under which the package is published.
        platform: for which platform it was built, where it was for one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    file: str
    sha256: str
    license: str
    platform: str = "any"


class Pins(BaseModel):
    """Everything a page brings along.

    Attributes:
        interpreter: Python for the browser, from npm.
        drawer: Graphviz for the browser, from npm.
        python: the version of Python it is.
        platform: what wheels call it.
        libraries: the wheels, from the package index of Python.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    interpreter: Pin
    drawer: Pin
    python: str
    platform: str
    libraries: tuple[Pin, ...]


def read_pins() -> Pins:
    """Read what is pinned.

    >>> read_pins().interpreter.name
    'pyodide'
    """
    return Pins.model_validate(json.loads(PINS.read_text("utf-8")))
