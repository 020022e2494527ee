"""The dashboard as a folder that any static web server can serve, or as one file to open by double click.

Nothing is fetched from elsewhere: every address is relative, and the page's own security policy says so.  The same
guideline makes the same bytes.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from explorer.knowledge.model import Guideline
from explorer.publish import libraries
from explorer.publish.pins import Pins, read_pins
from explorer.publish.recorded import Recording, written
from explorer.teaching.lesson import read_lesson
from explorer.teaching.lesson_files import lessons_of
from explorer.views.markup import json_in_page
from explorer.views.modules import joined, source_of
from explorer.views.present.page import lesson_page

Files = dict[str, bytes]

HERE = Path(__file__).parent
PAGE = HERE / "page"
ICON = HERE.parent / "server" / "page" / "icon.svg"
PROGRAM = ("model.js", "outbox.js", "host.js", "start.js")
RUNTIME = (*libraries.INTERPRETER, libraries.DRAWER, "libraries.zip", "explorer.zip")
"""What Python needs to start, whatever the guideline."""
GUIDELINE, OFFLINE = "guideline.json", "offline.js"


@dataclass(frozen=True)
class Chosen:
    """What is published.

    Attributes:
        guideline: the guideline.
        given: the case the page begins with.
        cases: further cases the page links to: title → the query of its link.
        counts: which attempt at a question counts for the score of a course: ``first``, ``last`` or ``best``.
    """

    guideline: Guideline
    given: Mapping[str, Any] = field(default_factory=dict)
    cases: Mapping[str, str] = field(default_factory=dict)
    counts: str = "first"


def folder(chosen: Sequence[Chosen]) -> Files:
    """The files of a folder for a static web server, by path.

    Args:
        chosen: what is published; several guidelines stand in folders of their own, behind a page that lists them.

    Raises:
        PublishError: a part of the interpreter can neither be found in the cache nor be fetched.
    """
    made = _shared()
    if len(chosen) == 1:
        return dict(sorted((made | _kept_offline(_page(chosen[0]), made)).items()))
    shared = {f"../{name}": content for name, content in made.items()}
    for each in chosen:
        files = _kept_offline(_page(each, up="../"), shared)
        made |= {f"{each.guideline.metadata.id}/{path}": content for path, content in files.items()}
    made["index.html"] = _list_of(chosen).encode()
    return dict(sorted(made.items()))


def course_package(chosen: Chosen) -> bytes:
    """The folder as a package for a learning platform: SCORM 1.2, with the score of practising.

    The manifest follows the SCORM Content Aggregation Model, version 1.2 (Advanced Distributed Learning, 2001).

    Args:
        chosen: what is published.

    Returns:
        A zip file.

    Raises:
        PublishError: as for ``folder``.
    """
    files = _shared() | _page(chosen, programs=("start.js", "scorm.js"), offline="")
    files["imsmanifest.xml"] = manifest(chosen.guideline, sorted(files)).encode()
    return libraries.zipped(files)


def one_file(chosen: Chosen) -> str:
    """The whole page as one HTML file, which opens from a disk or a mail.

    Args:
        chosen: what is published.

    Raises:
        PublishError: as for ``folder``.
    """
    recording, pins = Recording(chosen.guideline, chosen.given), read_pins()
    files = {**runtime(pins), **_own(chosen, recording), "licenses.txt": libraries.licenses(pins).encode()}
    program = joined(*(PAGE / name for name in PROGRAM))
    policy = f"script-src {source_of(program)} blob: 'wasm-unsafe-eval'; connect-src blob:; worker-src data:"
    script = f'<script type="module">{program}</script>'
    style = f"<style>{looks(recording)}</style>"
    opening = {**_opening(recording), "places": {}}
    return _html(chosen, opening, script, style, policy, map(_packed, files, files.values()))


def _shared() -> Files:
    """The files of a folder that are the same for every guideline."""
    pins = read_pins()
    made = {f"runtime/{name}": content for name, content in runtime(pins).items()}
    return made | {"licenses.txt": libraries.licenses(pins).encode()}


def _own(chosen: Chosen, recording: Recording, lessons: Mapping[str, str] = MappingProxyType({})) -> Files:
    """What Python and the widgets of one guideline need, by the names the page asks for."""
    widgets = {f"widgets/{_module(kind)}": text.encode() for kind, text in recording.programs.items()}
    guideline = {GUIDELINE: written(chosen.guideline, chosen.given, lessons).encode()}
    return {"kernel.js": (PAGE / "kernel.js").read_bytes(), **widgets, **guideline}


def _page(chosen: Chosen, up: str = "", programs: Sequence[str] = ("start.js",), offline: str = OFFLINE) -> Files:
    """The page of one guideline, with its own files.

    Args:
        chosen: what is published.
        up: how the files that all guidelines share are reached from here.
        programs: what the page runs.
        offline: the program that keeps it for a visit without network, where one does.
    """
    recording = Recording(chosen.guideline, chosen.given)
    lessons = {
        f"lessons/{path.stem}.html": read_lesson(path, chosen.guideline) for path in lessons_of(chosen.guideline)
    }
    made = _own(chosen, recording, {read.lesson.title: name for name, read in lessons.items()})
    made |= {name: lesson_page(read).encode() for name, read in lessons.items()}
    made |= {name: (PAGE / name).read_bytes() for name in {*PROGRAM, *programs}}
    made["looks.css"] = looks(recording).encode()
    opening = {**_opening(recording), "offline": offline, "counts": chosen.counts}
    opening["places"] = {name: f"{up}runtime/{name}" for name in RUNTIME}
    script = "\n".join(f'<script type="module" src="{name}"></script>' for name in programs)
    style = '<link rel="stylesheet" href="looks.css">'
    policy = "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'"
    made["index.html"] = _html(chosen, opening, script, style, policy).encode()
    return made


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
        **libraries.drawer(pins),
        "libraries.zip": libraries.compiled(libraries.libraries(pins), pins),
        "explorer.zip": libraries.compiled(libraries.explorer(), pins),
    }


def looks(recording: Recording) -> str:
    """The style sheets of the page and of its widgets."""
    return "\n".join([(PAGE / "page.css").read_text("utf-8"), *recording.looks])


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
        opening=json_in_page(opening),
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


def _kept_offline(page: Files, shared: Files) -> Files:
    """A page with the program that keeps it, and what it shares with others, for a visit without network."""
    every = page | shared
    edition = sha256(b"".join(name.encode() + content for name, content in sorted(every.items())))
    text = Template((PAGE / OFFLINE).read_text("utf-8"))
    names = json.dumps(["./", *every])
    program = text.substitute(edition=f"guideline-explorer {edition.hexdigest()[:16]}", files=names)
    return page | {OFFLINE: program.encode()}
