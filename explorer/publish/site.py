"""The dashboard as a folder that any static web server can serve, or as one file to open by double click.

Nothing is fetched from elsewhere: every address is relative, and the page's own security policy says so.  The same
guideline makes the same bytes.
"""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

from explorer.knowledge.model import Guideline
from explorer.publish import libraries
from explorer.publish.pins import Pins, read_pins
from explorer.publish.recorded import Recording, written

Files = dict[str, bytes]

HERE = Path(__file__).parent
PAGE = HERE / "page"
ICON = HERE.parent / "server" / "page" / "icon.svg"
PROGRAM = ("model.js", "outbox.js", "host.js", "start.js")
RUNTIME = (*libraries.INTERPRETER, "libraries.zip", "explorer.zip")
"""What Python needs to start, whatever the guideline."""
GUIDELINE = "guideline.json"


@dataclass(frozen=True)
class Chosen:
    """What is published.

    Attributes:
        guideline: the guideline.
        given: the case the page begins with.
        cases: further cases the page links to: title → the query of its link.
    """

    guideline: Guideline
    given: Mapping[str, Any] = field(default_factory=dict)
    cases: Mapping[str, str] = field(default_factory=dict)


def folder(chosen: Sequence[Chosen]) -> Files:
    """The files of a folder for a static web server, by path.

    Args:
        chosen: what is published; several guidelines stand in folders of their own, behind a page that lists them.

    Raises:
        PublishError: a part of the interpreter can neither be found in the cache nor be fetched.
    """
    pins = read_pins()
    made = {f"runtime/{name}": content for name, content in runtime(pins).items()}
    made["licenses.txt"] = libraries.licenses(pins).encode()
    if len(chosen) == 1:
        made |= _one_of(chosen[0], made, "")
    for each in chosen if len(chosen) > 1 else ():
        name = each.guideline.metadata.id
        made |= {f"{name}/{path}": content for path, content in _one_of(each, made, "../").items()}
    if len(chosen) > 1:
        made["index.html"] = _list_of(chosen).encode()
    return dict(sorted(made.items()))


def _one_of(chosen: Chosen, shared: Files, up: str) -> Files:
    """The files of one guideline.

    Args:
        chosen: what is published.
        shared: the files that all guidelines use.
        up: how these are reached from here.
    """
    recording = Recording(chosen.guideline, chosen.given)
    made = {name: (PAGE / name).read_bytes() for name in ("kernel.js", *PROGRAM)}
    made |= {f"widgets/{_module(kind)}": text.encode() for kind, text in recording.programs.items()}
    made["looks.css"] = looks(recording).encode()
    made[GUIDELINE] = written(chosen.guideline, chosen.given).encode()
    places = {name: f"{up}runtime/{name}" for name in RUNTIME}
    opening = {**_opening(recording), "places": places, "offline": "offline.js"}
    program = '<script type="module" src="start.js"></script>'
    style = '<link rel="stylesheet" href="looks.css">'
    policy = "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'"
    made["index.html"] = _html(chosen, opening, program, style, policy).encode()
    made["offline.js"] = _offline(made | {f"{up}{name}": content for name, content in shared.items()}).encode()
    return made


def one_file(chosen: Chosen) -> str:
    """The whole page as one HTML file, which opens from a disk or a mail.

    Args:
        chosen: what is published.

    Raises:
        PublishError: as for ``folder``.
    """
    recording = Recording(chosen.guideline, chosen.given)
    pins = read_pins()
    files = {**runtime(pins), "kernel.js": (PAGE / "kernel.js").read_bytes()}
    files |= {
        GUIDELINE: written(chosen.guideline, chosen.given).encode(),
        "licenses.txt": libraries.licenses(pins).encode(),
    }
    files |= {f"widgets/{_module(kind)}": text.encode() for kind, text in recording.programs.items()}
    opening = {**_opening(recording), "places": {}}
    program = joined(*(PAGE / name for name in PROGRAM))
    policy = f"script-src 'sha256-{_digest(program)}' blob: 'wasm-unsafe-eval'; connect-src blob:; worker-src data:"
    script = f'<script type="module">{program}</script>'
    style = f"<style>{looks(recording)}</style>"
    return _html(chosen, opening, script, style, policy, map(_packed, files, files.values()))


def course_package(chosen: Chosen) -> bytes:
    """The folder as a package for a learning platform: SCORM 1.2, with the score of practising.

    The manifest follows the SCORM Content Aggregation Model, version 1.2 (Advanced Distributed Learning, 2001).

    Args:
        chosen: what is published.

    Returns:
        A zip file.
    """
    files = folder([chosen])
    page = files["index.html"].decode()
    program = '<script type="module" src="start.js"></script>'
    files["index.html"] = page.replace(program, f'{program}\n<script type="module" src="scorm.js"></script>').encode()
    files["scorm.js"] = (PAGE / "scorm.js").read_bytes()
    files.pop("offline.js")  # the platform brings the page
    files["index.html"] = files["index.html"].replace(b',"offline":"offline.js"', b"")
    files["imsmanifest.xml"] = manifest(chosen.guideline, sorted(files)).encode()
    return libraries.zipped(files)


def manifest(guideline: Guideline, names: Iterable[str]) -> str:
    """The manifest of a course package: one unit that is the page, with all of its files."""
    front = guideline.metadata
    return Template((PAGE / "imsmanifest.xml").read_text("utf-8")).substitute(
        id=escape(front.id),
        edition=escape(front.edition),
        title=escape(front.title),
        files="\n".join(f'      <file href="{escape(name)}"/>' for name in names),
    )


def runtime(pins: Pins) -> Files:
    """What Python needs to start in a page, whatever the guideline."""
    return {
        **libraries.interpreter(pins),
        "libraries.zip": libraries.compiled(libraries.libraries(pins), pins),
        "explorer.zip": libraries.compiled(libraries.explorer(), pins),
    }


def looks(recording: Recording) -> str:
    """The style sheets of the page and of its widgets."""
    return "\n".join([(PAGE / "page.css").read_text("utf-8"), *recording.looks])


def joined(*modules: Path) -> str:
    """Modules that import only each other, as one: each stands after those it imports.

    Args:
        modules: the files, in this order.
    """
    texts = (path.read_text("utf-8") for path in modules)
    return "\n".join(re.sub(r"^import .*\n|^export (?=class|const|function)", "", text, flags=re.M) for text in texts)


def _opening(recording: Recording) -> dict[str, Any]:
    programs = {kind: f"widgets/{_module(kind)}" for kind in recording.programs}
    return {
        "root": list(recording.models)[-1],
        "models": recording.models,
        "programs": programs,
        "files": (*RUNTIME, GUIDELINE),
    }


def _module(kind: str) -> str:
    return f"{kind.rpartition('.')[2].lower()}.js"


def _html(
    chosen: Chosen, opening: Mapping[str, Any], program: str, style: str, policy: str, files: Iterable[str] = ()
) -> str:
    everywhere = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
    return Template((PAGE / "index.html").read_text("utf-8")).substitute(
        title=escape(chosen.guideline.metadata.title),
        policy=f"{everywhere}; base-uri 'none'; form-action 'none'; {policy}",
        icon=quote(ICON.read_text("utf-8")),
        looks=style,
        opening=json.dumps(opening, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        program=program,
        cases=_cases(chosen.cases),
        files="\n".join(files),
    )


def _list_of(chosen: Iterable[Chosen]) -> str:
    fronts = [each.guideline.metadata for each in chosen]
    items = [
        f'<li><a href="{quote(one.id)}/">{escape(one.title)}</a>, edition {escape(one.edition)}</li>' for one in fronts
    ]
    return Template((PAGE / "list.html").read_text("utf-8")).substitute(
        icon=quote(ICON.read_text("utf-8")), items="\n".join(items)
    )


def _cases(cases: Mapping[str, str]) -> str:
    links = (f'<li><a href="?{escape(query)}">{escape(title)}</a></li>' for title, query in cases.items())
    return f'<nav id="cases" aria-label="Cases">Cases: <ul>{"".join(links)}</ul></nav>' if cases else ""


def _packed(name: str, content: bytes) -> str:
    packed = b64encode(gzip.compress(content, 9, mtime=0)).decode()
    return f'<script type="text/plain" id="file:{name}">{packed}</script>'


def _offline(files: Mapping[str, bytes]) -> str:
    every = sha256(b"".join(name.encode() + content for name, content in sorted(files.items())))
    names = json.dumps(["./", *files])
    text = (PAGE / "offline.js").read_text("utf-8")
    return Template(text).substitute(edition=f"guideline-explorer {every.hexdigest()[:16]}", files=names)


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
