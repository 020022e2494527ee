"""Whatever is read either is understood or is refused with its place: no traceback, no hang, nothing else.

An ``@example`` is an input that was found once and mended.

By default a few thousand inputs; ``make fuzz`` tries at least 100,000 others (``python -m tests.fuzz``).
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from explorer import evaluate, load
from explorer.cli import main
from explorer.knowledge.case import Case, read_case, read_value
from explorer.knowledge.case_file import cases_of
from explorer.knowledge.condition import Condition, ConditionError, Mistake, parse
from explorer.knowledge.known import SHIPPED
from explorer.knowledge.number import number_as_typed
from explorer.knowledge.problem import CaseError, GuidelineError
from explorer.knowledge.yaml_file import parse_document, read_stream
from explorer.server.policy import is_of_the_widgets
from explorer.views.form.form import Form
from tests.fuzz import inputs
from tests.generated import write_guideline

REAL = SHIPPED / "rectal_liver_metastases"
GUIDELINE = load(REAL)
REAL_FILES = inputs.read_folder(REAL)
HERE = Path(tempfile.mkdtemp(prefix="guideline-fuzz-"))
SMALL = write_guideline(HERE / "small", seed=1)
SMALL_FILES = inputs.read_folder(SMALL)
COPY = shutil.copytree(REAL, HERE / "copy")

EVERY = int(os.environ.get("FUZZ_INPUTS") or "0")
AT_MOST = 2.0  # seconds of the processor


def tried(share: float, by_default: int) -> Callable[[Any], Any]:
    """How many inputs a test tries: a share of a long run, or by default a few that are always the same.

    No input may take more than two seconds of the processor; a machine that is busy with something else may be slow.
    """
    count = max(int(EVERY * share), 1) if EVERY else by_default
    chosen = settings(
        max_examples=count,
        deadline=None,
        derandomize=not EVERY,
        database=None,
        suppress_health_check=list(HealthCheck),
    )

    def timed(test: Any) -> Any:
        inner = test.hypothesis.inner_test
        test.hypothesis.inner_test = wraps(inner)(lambda *given, **named: _in_time(inner, *given, **named))
        return chosen(test)

    return timed


def _in_time(test: Callable[..., None], *given: Any, **named: Any) -> None:
    start = time.process_time()
    test(*given, **named)
    assert time.process_time() - start < AT_MOST, "it took too long"


def told(problems: Any) -> None:
    """Every problem has its place, says what is wrong and what would be right, in lines that can be read."""
    assert problems
    for problem in problems:
        assert problem.place
        assert problem.what
        assert problem.right
        assert len(str(problem)) < 10_000
        assert "Traceback (most recent" not in str(problem)


@tried(0.3, 400)
@example("𝔨𝔯𝔞𝔰 and kras")
@example("liver_lesion_count > " + "9" * 400)
@example("-" + "9" * 400 + " < liver_lesion_count < 1e999")
@given(inputs.CONDITIONS)
def test_condition(text: str) -> None:
    mistakes, length = _parsed(text)
    assert all(0 <= mistake.column <= length for mistake in mistakes)
    assert all(mistake.message for mistake in mistakes)


def _parsed(text: str) -> tuple[tuple[Mistake, ...], int]:
    try:
        assert isinstance(parse(text, GUIDELINE.vocabulary), Condition)
    except ConditionError as error:
        return error.mistakes, len(error.text)
    return (), 0


@tried(0.25, 400)
@given(inputs.YAML_TEXTS)
def test_yaml_text(text: str) -> None:
    document, problems = parse_document(text, "file.yaml")
    if document is None:
        told(problems)


@tried(0.1, 200)
@given(inputs.RAW_BYTES)
def test_raw_bytes(content: bytes) -> None:
    document, problems = read_stream(io.BytesIO(content), "standard input")
    if document is None:
        told(problems)


def _try_folder(folder: Path, files: dict[str, Any], name: str, data: Any) -> None:
    """Read a folder in which one file is spoiled, and put the file back."""
    path = folder / name
    before = path.read_text("utf-8")
    with contextlib.suppress(UnicodeEncodeError, yaml.YAMLError):
        path.write_text(yaml.dump(data, Dumper=Plain, allow_unicode=True, sort_keys=False), "utf-8")
    try:
        found = load(folder)
        evaluate(found, {})
    except GuidelineError as error:
        told(error.problems)
    finally:
        path.write_text(before, "utf-8")


class Plain(yaml.CSafeDumper):
    """Writes a value that stands twice twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@tried(0.05, 60)
@example(("parameters.yaml", {"groups": []}))
@given(inputs.spoiled(SMALL_FILES))
def test_spoiled_guideline(change: tuple[str, Any]) -> None:
    _try_folder(SMALL, SMALL_FILES, *change)


@tried(0.005, 12)
@given(inputs.spoiled(REAL_FILES))
def test_spoiled_real_guideline(change: tuple[str, Any]) -> None:
    _try_folder(COPY, REAL_FILES, *change)


@tried(0.025, 60)
@given(st.sampled_from(sorted(SMALL_FILES)), st.data())
def test_spoiled_bytes(name: str, data: st.DataObject) -> None:
    path = SMALL / name
    before = path.read_bytes()
    start = data.draw(st.integers(0, len(before)))
    end = data.draw(st.integers(start, min(len(before), start + 40)))
    path.write_bytes(before[:start] + data.draw(inputs.RAW_BYTES) + before[end:])
    try:
        load(SMALL)
    except GuidelineError as error:
        told(error.problems)
    finally:
        path.write_bytes(before)


@tried(0.05, 60)
@given(
    st.one_of(
        inputs.CASES.map(lambda case: json.dumps(case).encode()),
        inputs.RAW_BYTES,
        st.lists(inputs.CASES, max_size=3).map(
            lambda cases: json.dumps([{"id": "x", "case": case} for case in cases]).encode()
        ),
    )
)
def test_case_file(content: bytes) -> None:
    path = HERE / "cases.yaml"
    path.write_bytes(content)
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        code = main(["evaluate", str(path), "--guideline", str(SMALL)])
    assert code in (0, 2)
    assert "Traceback (most recent" not in err.getvalue()
    if code == 2:
        assert out.getvalue() == ""
        assert err.getvalue().strip()
    for line in out.getvalue().splitlines():
        assert json.loads(line)["guideline"]


@tried(0.1, 200)
@example({"": None})
@given(inputs.CASES)
def test_case(given_: dict[str, Any]) -> None:
    case, problems = read_case(GUIDELINE, given_)
    assert isinstance(case, Case)
    assert set(case.known) <= set(GUIDELINE.parameters)
    if problems:
        told(problems)


FORM = Form(GUIDELINE)


@tried(0.07, 100)
@given(inputs.LINKS)
def test_link(query: dict[str, str]) -> None:
    FORM.answers = query
    assert set(FORM.case.known) <= set(GUIDELINE.parameters)
    assert all(text for text in FORM.messages.values())
    unread = {name for name in query if name not in GUIDELINE.parameters}
    assert bool(FORM.messages.get("")) == bool(unread)


@tried(0.05, 200)
@example(b"\x7f\xff\xff\xff", False)  # two thousand million parts: Jupyter's own reader takes all memory
@example(b"", False)
@given(
    st.one_of(
        st.binary(max_size=200),
        inputs.JSON_VALUES.map(json.dumps),
        st.builds(
            lambda kind, content, channel: json.dumps(
                {"channel": channel, "header": {"msg_type": kind}, "content": content}
            ),
            inputs.HEADERS,
            inputs.JSON_VALUES,
            st.sampled_from(["shell", "control", "stdin", "iopub"]),
        ),
    ),
    st.booleans(),
)
def test_message(message: str | bytes, v1: bool) -> None:
    allowed = is_of_the_widgets(message, v1)
    assert isinstance(allowed, bool)
    if allowed:
        assert "execute" not in json.loads(message)["header"]["msg_type"]


@tried(0.15, 400)
@example("1.000")
@example(1e-214)  # its digits were cut off
@given(inputs.NUMBERS)
def test_number(written: Any) -> None:
    parameter = GUIDELINE.parameters["remnant_pct"]
    value, problem = read_value(parameter, written)
    assert (value is None) != (problem is None)
    if problem is not None:
        told([problem])
        return
    assert isinstance(value, int | float)
    assert 0 <= value <= 100
    assert read_value(parameter, number_as_typed(value)) == (value, None), "what is written is read back"


def become(path: Path, what: str) -> None:
    """Let something else lie where a file is."""
    path.unlink()
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "to nowhere":
        path.symlink_to(HERE / "nowhere")
    elif what == "in a circle":
        path.symlink_to(path)
    elif what == "endless":
        path.symlink_to("/dev/zero")
    elif what == "out of the folder":
        path.symlink_to(REAL / "parameters.yaml")
    elif what == "empty":
        path.touch()
    elif what == "unreadable":
        path.write_bytes(b"\xff\xfe\x00\xd8")


@tried(0.02, 60)
@given(inputs.EMPTY_HANDED)
def test_files_of_every_kind(strange: dict[int, str]) -> None:
    with tempfile.TemporaryDirectory(dir=HERE) as folder:
        copy = shutil.copytree(SMALL, Path(folder) / "guideline")
        names = sorted(copy.rglob("*.yaml"))
        for place, what in strange.items():
            if not names[place % len(names)].is_symlink() and names[place % len(names)].is_file():
                become(names[place % len(names)], what)
        try:
            load(copy)
        except GuidelineError as error:
            told(error.problems)
        try:
            list(cases_of(GUIDELINE, str(names[0])))
        except CaseError as error:
            told(error.problems)


@tried(0.05, 150)
@example((".json", b"[1, {}]"))
@given(inputs.TABLES)
def test_file_of_cases(table: tuple[str, bytes]) -> None:
    path = HERE / f"table{table[0]}"
    path.write_bytes(table[1])
    try:
        for name, case in cases_of(GUIDELINE, str(path)):
            assert name is None or isinstance(name, str)
            assert isinstance(case, Case)
    except CaseError as error:
        told(error.problems)


KIT = Path(__file__).parent.parent / "importing" / "dmn_tck"
TABLES_OF_OTHERS = [
    (".dmn", (KIT / "0108-first-hitpolicy.dmn").read_text("utf-8")),
    (".dmn", (KIT / "0119-multi-collect-hitpolicy.dmn").read_text("utf-8")),
    (".mmd", 'flowchart TD\n A{Fever?} -->|yes| B["Rest"]\n A -- no --> C(Work) & D\n B -.-> A\n'),
    (".csv", "Age,Red,Do\n> 5,yes,Stop\n[3..5],-,Look\nnot(7),no,Go\n"),
]


@tried(0.03, 60)
@given(
    st.sampled_from(TABLES_OF_OTHERS),
    st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 40), inputs.RAW), max_size=3),
)
def test_import(table: tuple[str, str], cuts: list[tuple[int, int, str]]) -> None:
    ending, text = table
    for start, length, put in cuts:
        start %= len(text) + 1
        text = text[:start] + put + text[start + length :]
    with tempfile.TemporaryDirectory() as folder:
        file, made = Path(folder) / f"t{ending}", Path(folder) / "made"
        file.write_bytes(text.encode("utf-8", "replace"))
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
            code = main(["import", str(file), "-o", str(made)])
        assert (code == 0) == made.exists()
        if code == 0:
            load(made)
        else:
            assert code == 2
            assert errors.getvalue().strip()
