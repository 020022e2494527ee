"""The dashboard while its guideline is being written: read again whenever a file changes.

A guideline that is half written cannot be shown.  Then the last good one stays, with the case, and what is wrong is
told below it.  Nothing is read again before the files have rested for one look.
"""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from explorer.knowledge.problem import GuidelineError, Problem
from explorer.knowledge.reading import load, place_of
from explorer.views.advice.panel import Panel
from explorer.views.dashboard import Dashboard
from explorer.views.markup import element
from explorer.views.problems import problems_page
from explorer.views.regions import Regions

EVERY = 1.0  # seconds between two looks at the folder
MOST_TOLD = 20  # problems

State = dict[str, tuple[int, int]]


class Notice(Panel):
    """What is wrong with the files as they are now."""

    _css = """
    .ge-notice { position: fixed; inset: auto 0 0; z-index: 8; max-height: 40vh; overflow-y: auto;
      box-sizing: border-box; padding: 0.6rem 1rem;
      background: #fff6e5; color: #3b2600; border-top: 3px solid #9a5b00; white-space: pre-wrap; }
    .ge-notice:empty { display: none; }
    .ge-notice ul { margin: 0.3rem 0 0; padding-left: 1.2rem; }
    """


class Watching(Regions):
    """Shows a guideline folder, and shows it again when it changes.

    Args:
        guideline: a guideline folder or the id of a shipped guideline.

    Attributes:
        shown: the dashboard of the last good reading, or the page that tells why there is none.
        notice: what is wrong since then.
    """

    def __init__(self, guideline: str | Path) -> None:
        self.guideline = guideline
        self.folder = place_of(guideline)
        self.seen = self.before = state_of(self.folder)
        self.task: asyncio.Task[None] | None = None
        self.notice = Notice(label="Problems of the guideline", name="ge-notice")
        self.shown = Regions()
        super().__init__()
        self.read()

    def read(self) -> None:
        """Read the folder, keeping the case; where it cannot be read, keep what is shown."""
        try:
            case = self.shown.form.case if isinstance(self.shown, Dashboard) else None
            self.shown = Dashboard(load(self.guideline), case)
            self.notice.show()
        except GuidelineError as error:
            self._tell(error.problems)
        self.regions = {"shown": self.shown, "notice": self.notice}

    def look(self) -> bool:
        """Look at the folder, and read it when it has changed and rests again.

        Returns:
            Whether it was read.
        """
        now = state_of(self.folder)
        changed, rests = now != self.seen, now == self.before
        self.before = now
        if not changed or not rests:
            return False
        self.seen = now
        self.read()
        return True

    async def keep_looking(self) -> None:
        """Look again and again, as long as the kernel lives."""
        while True:
            await asyncio.sleep(EVERY)
            self.look()

    def _tell(self, problems: tuple[Problem, ...]) -> None:
        if not isinstance(self.shown, Dashboard):
            self.shown = problems_page(problems)
            return
        lines = [element("li", str(problem)) for problem in problems[:MOST_TOLD]]
        count = f"{len(problems)} problem" + ("" if len(problems) == 1 else "s")
        title = f"The files have {count}; the last good reading is shown. It is read again when they change."
        self.notice.show(element("p", title, role="status"), element("ul", lines))


def state_of(folder: Path) -> State:
    """When each of a folder's files was written, and how large it is."""
    state: State = {}
    for path in folder.rglob("*.y*ml"):
        try:
            found = path.stat()
        except OSError:
            continue  # gone since it was listed
        state[str(path)] = (found.st_mtime_ns, found.st_size)
    return state


def watched(guideline: str | Path) -> Watching:
    """Open the dashboard on a guideline and keep looking at its files.

    Args:
        guideline: a guideline folder or the id of a shipped guideline.
    """
    watching = Watching(guideline)
    with contextlib.suppress(RuntimeError):  # without a kernel there is no loop: call look() instead
        watching.task = asyncio.get_running_loop().create_task(watching.keep_looking())
    return watching
