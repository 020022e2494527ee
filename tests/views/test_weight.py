"""What the page loads of our own making stays small."""

from pathlib import Path

import explorer
from explorer.server.settings import TEMPLATE

VIEWS = Path(explorer.__file__).parent / "views"
MOST = 300_000  # bytes


def test_our_own_scripts_and_styles_stay_small():
    ours = [*VIEWS.rglob("*.js"), *VIEWS.rglob("*.css"), *TEMPLATE.iterdir()]
    assert len(ours) > 8
    assert sum(file.stat().st_size for file in ours) <= MOST
