"""Runs in the page's interpreter when a page is published: the .py files of a zip become the .pyc files of another."""

import py_compile
import zipfile
from pathlib import Path

UNCHECKED = py_compile.PycInvalidationMode.UNCHECKED_HASH  # the same bytes whenever it is compiled


def compiled(name: str, source: bytes) -> bytes:
    """Compile one file; its name is what a traceback shows."""
    Path("/source.py").write_bytes(source)
    made = py_compile.compile(
        "/source.py", cfile="/source.pyc", dfile=name, doraise=True, quiet=2, invalidation_mode=UNCHECKED
    )
    return Path(str(made)).read_bytes()


def compile_all() -> None:
    """Compile every Python file of the sources, and take the other files as they are."""
    with zipfile.ZipFile("/sources.zip") as sources, zipfile.ZipFile("/compiled.zip", "w") as target:
        for name in sources.namelist():
            content = sources.read(name)
            if name.endswith(".py"):
                name, content = name + "c", compiled(name, content)
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    compile_all()
