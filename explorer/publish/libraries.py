"""The Python that a page runs, packed as the browser opens it: the interpreter, its libraries, and ours, compiled."""

from __future__ import annotations

import io
import re
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from explorer.publish.cache import cache_folder, fetch_from_npm, fetch_wheel, keep, run_node, taken
from explorer.publish.pins import Pin, Pins

Files = Mapping[str, bytes]

INTERPRETER = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
DRAWER = "viz.js"
HERE = Path(__file__).parent
EXPLORER = HERE.parent
LEFT_OUT = re.compile(
    r"(^|/)(tests?|labextension|nbextension|__pycache__)/|\.pyi$|\.data/|py\.typed$|^pydantic/(v1/|mypy\.py)"
)
"""Parts of the libraries that a page never opens."""
OURS_LEFT_OUT = re.compile(
    r"^(guidelines|server|commands|cohort|views/report/fonts)/|^publish/(?!__init__|in_page)|^cli\.py$|__pycache__"
)
"""Parts of the explorer that only a server or a command needs."""
STAND_INS = {
    "pygraphviz.py": "pygraphviz.py",
    "IPython/__init__.py": "__init__.py",
    "IPython/display.py": "display.py",
    "IPython/core/interactiveshell.py": "interactiveshell.py",
}


def interpreter(pins: Pins) -> dict[str, bytes]:
    """The files of the interpreter, by name."""
    return _of_package(pins.interpreter, {name: name for name in INTERPRETER})


def drawer(pins: Pins) -> dict[str, bytes]:
    """The file of Graphviz, by name."""
    return _of_package(pins.drawer, {DRAWER: "dist/viz.js"})


def _of_package(pin: Pin, paths: Mapping[str, str]) -> dict[str, bytes]:
    """Files of a package of npm; paths: where each stands in it, by its name in the page."""
    with tarfile.open(fileobj=io.BytesIO(taken(pin, fetch_from_npm))) as archive:
        found = {name: archive.extractfile(f"package/{path}") for name, path in paths.items()}
        return {name: file.read() for name, file in found.items() if file}


def libraries(pins: Pins) -> dict[str, bytes]:
    """The Python files of the libraries, by path, with the stand-ins for what a page does without."""
    found: dict[str, bytes] = {}
    for wheel in _wheels(pins):
        found |= {name: wheel.read(name) for name in wheel.namelist() if _is_wanted(name)}
    stand_ins = {name: (HERE / "stand_in" / file).read_bytes() for name, file in STAND_INS.items()}
    return found | stand_ins


def _wheels(pins: Pins) -> Iterator[zipfile.ZipFile]:
    for pin in pins.libraries:
        yield zipfile.ZipFile(io.BytesIO(taken(pin, fetch_wheel(pins))))


def _is_wanted(name: str) -> bool:
    if name.endswith("/") or LEFT_OUT.search(name):
        return False
    if name.endswith(".so"):
        return "wasm32" in name
    return ".dist-info/" not in name or name.endswith("/METADATA")


def licenses(pins: Pins) -> str:
    """Under which licenses everything in a page is published, with the texts the wheels bring."""
    parts = [f"{pin.name} {pin.version}: {pin.license}" for pin in (pins.interpreter, pins.drawer, *pins.libraries)]
    for wheel in _wheels(pins):
        names = [name for name in sorted(wheel.namelist()) if re.search(r"dist-info/.*(LICEN[CS]E|COPYING)", name)]
        parts += [f"\n==== {name} ====\n{wheel.read(name).decode('utf-8', 'replace')}" for name in names]
    return "\n".join(parts) + "\n"


def explorer() -> dict[str, bytes]:
    """The files of this package that a page needs, by path."""
    found = {path.relative_to(EXPLORER).as_posix(): path for path in sorted(EXPLORER.rglob("*")) if path.is_file()}
    return {f"explorer/{name}": path.read_bytes() for name, path in found.items() if not OURS_LEFT_OUT.search(name)}


def compiled(files: Files, pins: Pins) -> bytes:
    """Compile Python files for the interpreter, and zip them; what was compiled once is kept in the cache.

    Args:
        files: by path.
        pins: which interpreter.

    Returns:
        A zip of ``.pyc`` files, and of the others as they are; the same bytes for the same files.
    """
    sources = zipped(files)
    place = cache_folder() / "compiled" / f"{sha256(sources).hexdigest()[:32]}-{pins.interpreter.sha256[:32]}.zip"
    if not place.is_file() or not zipfile.is_zipfile(place):
        keep(place, _compile(sources, pins))
    return place.read_bytes()


def _compile(sources: bytes, pins: Pins) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        place, source, target = Path(folder), Path(folder) / "sources.zip", Path(folder) / "compiled.zip"
        for name, content in interpreter(pins).items():
            (place / name).write_bytes(content)
        source.write_bytes(sources)
        run_node(HERE / "page" / "compile.mjs", folder, str(source), str(target))
        return target.read_bytes()


def zipped(files: Files) -> bytes:
    """A zip that is the same for the same files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 6)
    return made.getvalue()
