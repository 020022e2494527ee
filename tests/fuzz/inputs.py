"""Inputs nobody would write on purpose: strategies for conditions, files, folders, cases and messages."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

WORDS = (
    "kras", "liver_lesion_count", "primary_site", "mutant", "rectum", "yes", "no", "unknown", "and", "or", "not", "in",
    "==", "!=", "<", "<=", ">", ">=", "=", "(", ")", ",", "[", "]", "{", "}", ":=", "lambda", "if", "else", "for",
    "is", "None", "True", "await", "yield", "*", "**", "...", "f'{kras}'", "b''", "1", "0", "-1", "1e999", "1_0", "0x1F",
    "1j", "9" * 400, "'", '"', "\\", "#", "\n", "\t", ";", "@", "~", "__import__('os')", "kras.mutant", "kras[0]",
    "\x00", "\u202e", "é", "𝔨𝔯𝔞𝔰", "\ud7ff",
)  # fmt: skip
SIGNS = st.characters(exclude_categories=["Cs"])
RAW = st.text(SIGNS, max_size=60)


@st.composite
def nested(draw: st.DrawFn) -> str:
    """A condition with far too many brackets, nots or links."""
    times = draw(st.integers(1, 600))
    before, middle, after = draw(st.sampled_from([
        ("(", "kras == mutant", ")"), ("not ", "kras == mutant", ""), ("kras == mutant and ", "kras == mutant", ""),
        ("-", "1 < liver_lesion_count", ""), ("[", "kras", "]"), ("kras < ", "kras", ""), ("kras(", "", ")"),
        ("lambda: ", "kras", ""), ("f(", "x", ")"), ("kras if ", "kras", " else kras"), ("~", "kras", ""), ("{", "", "}"),
    ]))  # fmt: skip
    return before * times + middle + after * times


CONDITIONS = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=12).map("".join),
    RAW,
    nested(),
)

YAML_PARTS = (
    "a: ", "- ", "  ", "\n", "? ", ": ", "&x ", "*x", "<<: *x", "!!python/object/apply:os.system ", "!!binary ", "!",
    "|\n", ">\n", "%YAML 1.1\n", "---\n", "...\n", "{", "}", "[", "]", ",", "'", '"', "#", "\t", "\x00", "\ufeff", "\x85",
    "no", "yes", "null", "~", ".inf", ".nan", "1e999", "0o17", "9" * 50, "2026-01-01", "id: a", "case:", "kras: mutant",
)  # fmt: skip
YAML_TEXTS = st.one_of(
    st.lists(st.sampled_from(YAML_PARTS), max_size=40).map("".join),
    st.builds(lambda part, times: part * times, st.sampled_from(YAML_PARTS), st.integers(1, 5000)),
    RAW,
)
RAW_BYTES = st.one_of(st.binary(max_size=300), YAML_TEXTS.map(lambda text: text.encode("utf-8")))

ODD_VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), RAW, st.sampled_from(WORDS), st.just([]), st.just({}),
    st.just("x" * 5000), st.just([[[[[]]]]]), st.just({"a": {"b": 1}}), st.just(10**30), CONDITIONS,
    st.lists(st.sampled_from(WORDS), max_size=3), st.dictionaries(st.sampled_from(WORDS), RAW, max_size=3),
)  # fmt: skip


def read_folder(folder: Path) -> dict[str, Any]:
    """The data of every file of a guideline folder, by name."""
    paths = sorted(folder.rglob("*.yaml"))
    return {str(path.relative_to(folder)): yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) for path in paths}


def places(data: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every value in a tree."""
    yield place
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from places(value, (*place, key))


def value_at(data: Any, place: tuple[Any, ...]) -> Any:
    """The value at a place."""
    for step in place:
        data = data[step]
    return data


@st.composite
def spoiled(draw: st.DrawFn, files: dict[str, Any]) -> tuple[str, Any]:
    """One file of a guideline with a few values replaced, taken away, doubled, renamed or swapped."""
    name = draw(st.sampled_from(sorted(files)))
    data = copy.deepcopy(files[name])
    for _ in range(draw(st.integers(1, 3))):
        found = [place for place in places(data) if place]
        if not found:
            break
        place = draw(st.sampled_from(found))
        _spoil(draw, value_at(data, place[:-1]), place[-1], [value_at(data, other) for other in found[:200]])
    return name, data


def _spoil(draw: st.DrawFn, holder: Any, key: Any, others: list[Any]) -> None:
    match draw(st.sampled_from(["replace", "remove", "copy", "double", "rename", "extra"])):
        case "replace":
            holder[key] = copy.deepcopy(draw(ODD_VALUES))
        case "remove":
            del holder[key]
        case "copy":
            holder[key] = copy.deepcopy(draw(st.sampled_from(others)))
        case "double" if isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        case "rename" if isinstance(holder, dict):
            holder[draw(st.sampled_from([*WORDS, key + "s"]))] = holder.pop(key)
        case _:
            if isinstance(holder, dict):
                holder[draw(RAW)] = copy.deepcopy(draw(ODD_VALUES))


CASES = st.dictionaries(
    st.one_of(st.sampled_from(["kras", "liver_lesion_count", "primary_site", "remnant_pct", "bilobar", ""]), RAW),
    ODD_VALUES,
    max_size=8,
)
LINKS = st.dictionaries(
    st.one_of(st.sampled_from(["kras", "liver_lesion_count", "primary_site", "__proto__", "token"]), RAW),
    RAW,
    max_size=8,
)

HEADERS = st.sampled_from(["comm_msg", "comm_open", "execute_request", "shutdown_request", "", "comm_msg\x00"])
JSON_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), RAW),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(RAW, inner, max_size=3)),
    max_leaves=6,
)

NUMBERS = st.one_of(
    st.text(st.sampled_from(list("0123456789.,'_ eE+-–/%~≥<٣٫٬−٠")), max_size=14),
    st.sampled_from(
        [
            "1,000",
            "1.000",
            "1.000,5",
            "1 000",
            "30 %",
            "30 mg/l",
            "about 30",
            "10-20",
            "nan",
            "inf",
            "NA",
            "٣٠",
            "1e400",
        ]
    ),
    RAW,
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(),
    st.decimals(),
    st.booleans(),
    st.none(),
)
"""What may stand where a number is asked."""
STRANGE = (
    "missing",
    "folder",
    "pipe",
    "to nowhere",
    "in a circle",
    "endless",
    "out of the folder",
    "empty",
    "unreadable",
)
"""What may lie where a file is expected."""
EMPTY_HANDED = st.dictionaries(st.integers(0, 20), st.sampled_from(STRANGE), min_size=1, max_size=4)
"""Which files, by their place in the folder, are something else."""
TABLES = st.tuples(
    st.sampled_from([".csv", ".tsv", ".jsonl", ".json", ".yaml", ".CSV", ".txt"]),
    st.one_of(
        RAW_BYTES,
        st.lists(
            st.lists(st.one_of(st.sampled_from(["q0", "q1", "id", "yes", "no", "", '"', "3"]), RAW), max_size=5),
            max_size=5,
        ).map(lambda rows: "\n".join(",".join(row) for row in rows).encode("utf-8", "replace")),
    ),
)
"""Files of cases of any form, by their ending."""
