"""What a server needs is locked: every package there is, in the version that is tested, each file by its hash."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent.parent
ENTRY = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)[^\n]*((?:\\\n    --hash=sha256:[0-9a-f]{64} ?)+)$", re.M)
LOCKED = {
    canonicalize_name(name): version
    for name, version, _ in ENTRY.findall((ROOT / ".ci" / "lock.txt").read_text("utf-8"))
}
PINNED = {
    canonicalize_name(name): version
    for name, version in re.findall(
        r"^([A-Za-z0-9_.-]+)==(\S+)$", (ROOT / ".ci" / "constraints.txt").read_text("utf-8"), re.M
    )
}


def test_every_line_of_the_lock_is_a_package_with_its_hashes() -> None:
    text = (ROOT / ".ci" / "lock.txt").read_text("utf-8")
    assert ENTRY.sub("", text).strip() == ""
    assert len(LOCKED) > 100


def test_the_versions_are_those_that_are_tested() -> None:
    assert {name: version for name, version in LOCKED.items() if PINNED.get(name, version) != version} == {}


def needed(name: str, extras: frozenset[str], seen: set[tuple[str, frozenset[str]]]) -> set[str]:
    """The packages that one needs on this machine, those they need among them."""
    if (name, extras) in seen:
        return set()
    seen.add((name, extras))
    found: set[str] = set()
    for text in distribution(name).requires or []:
        one = Requirement(text)
        wanted = one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras or {""})
        if wanted:
            inner = canonicalize_name(one.name)
            found |= {inner} | needed(inner, frozenset(one.extras), seen)
    return found


def test_nothing_that_a_server_needs_is_missing() -> None:
    wanted = needed("guideline-explorer", frozenset({"dashboard", "report"}), set()) | {"jupyterhub"}
    assert {name for name in wanted if name not in LOCKED} - {"guideline-explorer"} == set()


def test_the_image_installs_by_hash() -> None:
    text = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    assert "--require-hashes --requirement /source/.ci/lock.txt" in text
    assert "--no-deps /source" in text
