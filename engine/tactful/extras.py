"""Libraries that need not be there, and the command that brings the one that is missed.

Most of tactful needs little; cohorts and Spark need a great deal more. So what they need may be
missing on a sound installation, and that is to be told in a sentence, with its remedy.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

OWN = "tactful"

BROUGHT_BY: Mapping[str, str] = {
    "fastexcel": "tactful[batch]",
    "numpy": "tactful[batch]",
    "polars": "tactful[batch]",
    "pyarrow": "tactful[batch]",
    "xlsxwriter": "tactful[batch]",
    "pandas": "tactful[spark]",
    "pyspark": "tactful[spark]",
    "starlette": "tactful[studio]",
    "uvicorn": "tactful[studio]",
    "lsprotocol": "tactful[editor]",
    "pygls": "tactful[editor]",
    "z3": "z3-solver",  # asked for by all, and not to be had everywhere
}
"""For each library that may be missing, by the name it is imported by, what brings it."""


class NotAvailable(ImportError):  # noqa: N818 - reads as what it says at the place it is raised
    """Raised where a library is needed that is missing or cannot be loaded.

    ``trouble`` is the sentence without its beginning, which says what needs it.
    """

    def __init__(self, trouble: str, name: str) -> None:
        super().__init__(f"this {trouble}", name=name)
        self.trouble = trouble


def require(*names: str) -> None:
    """Load libraries before any work is begun that will need them.

    Raises:
        NotAvailable: if one of them is missing or cannot be loaded.
    """
    with needed():
        for name in names:
            importlib.import_module(name)


@contextmanager
def needed() -> Iterator[None]:
    """A block that imports what may be missing.

    Raises:
        NotAvailable: in place of what importing raises.
    """
    try:
        yield
    except Exception as error:
        explained = not_available(error)
        if explained is None or explained is error:
            raise
        raise explained from error


def not_available(error: Exception) -> NotAvailable | None:
    """What an exception says of the libraries that may be missing; ``None`` if it is about others.

    A library that is there may still fail while it is imported, with whatever exception it likes:
    made for another processor, or without a file of the system's that it needs.
    """
    if isinstance(error, NotAvailable):
        return error
    name = error.name if isinstance(error, ModuleNotFoundError) else None
    if name is not None and name in BROUGHT_BY:
        return NotAvailable(_missing(name), name)
    name = _half_imported(error)
    if name is None:
        return None
    cause: BaseException = error
    while cause.__cause__ is not None:  # a library's own words around it are for developers
        cause = cause.__cause__
    reason = (str(cause).strip() or type(cause).__name__).splitlines()[0].rstrip(".:")
    return NotAvailable(
        f"needs {name}, which is installed and cannot be loaded here ({reason}). It may be made "
        "for another kind of computer, or its files may be damaged: then it helps to install it "
        "anew",
        name,
    )


def _missing(name: str) -> str:
    brought_by = BROUGHT_BY[name]
    others = (other for other, brings in BROUGHT_BY.items() if brings == brought_by)
    # The one that was missed stands first: whatever may hold true of the others, it is needed.
    all_ = [name, *(other for other in others if other != name and not _is_there(other))]
    what = "packages that are not installed" if len(all_) > 1 else "a package that is not installed"
    them = "them" if len(all_) > 1 else "it"
    return f"needs {what} ({', '.join(all_)}). Install {them} with: {_command(brought_by)}"


def _is_there(name: str) -> bool:
    try:
        return name in sys.modules or find_spec(name) is not None
    except ImportError:  # from whatever else looks for modules on this machine
        return False


def _command(wanted: str) -> str:
    """The command that installs something where this Python looks for it."""
    home = Path(sys.prefix).as_posix()
    if wanted.startswith(OWN):
        wanted = f"'{wanted}'"  # to a shell, brackets are a pattern
        commands = ("pipx install --force", "uv tool install", "pip install")
    else:
        commands = (f"pipx inject {OWN}", f"uv tool install {OWN} --with", "pip install")
    in_pipx, in_uv, in_pip = commands
    if "/pipx/venvs/" in home:
        return f"{in_pipx} {wanted}"
    return f"{in_uv} {wanted}" if "/uv/tools/" in home else f"{in_pip} {wanted}"


def _half_imported(error: Exception) -> str | None:
    """The library whose own import an exception came out of."""
    step = error.__traceback__
    while step is not None:
        library = str(step.tb_frame.f_globals.get("__name__", "")).partition(".")[0]
        if step.tb_frame.f_code.co_name == "<module>" and library in BROUGHT_BY:
            return library
        step = step.tb_next
    return None
