"""The page that says what is wrong with a guideline that cannot be shown."""

from __future__ import annotations

from explorer.knowledge.problem import Problem
from explorer.views.advice.panel import Head
from explorer.views.markup import element
from explorer.views.regions import Regions

PAGE = "guideline-explorer"


def problems_page(problems: tuple[Problem, ...]) -> Regions:
    """Show the problems of a guideline that cannot be used."""
    lines = [element("li", element("b", problem.place), f": {problem.what} — {problem.right}") for problem in problems]
    head = Head(label="Problems of the guideline", name="ge-problems")
    title = element(
        "h1",
        f"This guideline cannot be shown: {len(problems)} problem" + ("" if len(problems) == 1 else "s"),
    )
    head.show(
        title,
        element("p", "Mend the file and line named, save, and reload this page."),
        element("ul", lines),
    )
    return Regions(name=PAGE, regions={"problems": head})
