"""The map's kernel side: few traits, and files that bring nothing from elsewhere."""

import re

import pytest

from explorer.views.map.pathway_map import HERE, PathwayMap

SCRIPT = PathwayMap._esm
STYLE = (HERE / "pathway_map.css").read_text("utf-8") + (HERE.parent / "theme.css").read_text("utf-8")


def test_it_starts_empty():
    view = PathwayMap()
    assert (view.svg, view.status, view.marks, view.notes, view.selected) == ("", {}, [], {}, "")
    assert (view.lost, view.differs, view.counts, view.scope, view.following) == ([], None, {}, "pathway", True)


@pytest.mark.parametrize("told", [None, 3, {}, {"held": "yes"}, {"other": True}, ["held"]])
def test_a_message_that_means_nothing_is_ignored(told):
    view = PathwayMap()
    view._handle_custom_msg(told, [])
    assert view.held is False


@pytest.mark.parametrize(
    "never",
    ["innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "document.write", "fetch(", "http:", "https:"],
)
def test_the_script_never_uses(never):
    assert never not in SCRIPT.replace("http://www.w3.org/2000/svg", "")


def test_the_style_loads_nothing():
    assert "@import" not in STYLE
    assert "url(" not in STYLE


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def themes():
    """The colours of the light and the dark theme; the dark one stands in the second block."""
    blocks = re.findall(r"\.guideline-explorer \{(.*?)\}", (HERE.parent / "theme.css").read_text("utf-8"), re.S)
    return [dict(re.findall(r"(--ge-[a-z-]+): (#[0-9a-f]{6})", block)) for block in blocks[:2]]


PAIRS = [
    ("ink", "paper"), ("muted", "paper"), ("out", "paper"), ("active", "paper"), ("possible", "paper"), ("avoid", "paper"),
    ("focus", "paper"), ("differs", "paper"), ("differs", "active-soft"), ("ink", "active-soft"), ("ink", "possible-soft"), ("active", "active-soft"), ("avoid", "active-soft"),
]  # fmt: skip


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "behind"), PAIRS)
def test_text_can_be_read(theme, text, behind):
    colours = themes()[theme]
    assert contrast(colours[f"--ge-{text}"], colours[f"--ge-{behind}"]) >= 4.5
