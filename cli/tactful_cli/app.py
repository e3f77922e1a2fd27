"""The ``tactful`` command: finds the subcommand, and turns every way to fail into an exit code.

Exit codes: 0 fine, 1 findings or failed scenarios, 2 wrong usage, 3 could not run. A command's
file is imported when the command is used, so that no command pays for another's libraries.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import importlib
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

import tactful
from tactful.text.files import is_working_folder_gone
from tactful.text.output_defects import Refused
from tactful_cli.failures import COULD_NOT_RUN, USAGE, CannotLoad, CouldNotRun
from tactful_cli.interrupts import interrupted
from tactful_cli.options import examples
from tactful_cli.screen.saying import say
from tactful_cli.writing import refusal

if TYPE_CHECKING:
    from types import ModuleType

    from click.shell_completion import CompletionItem

COMMANDS: Mapping[str, str] = {
    "evaluate": "Advise on one or more scenarios, and say why.",
    "explain": "Show the reasoning behind some advice, or answer why and why not.",
    "plan": "Say what to do and when, step by step, as time passes.",
    "draft": "Write the message that the advice is about.",
    "pack": "Make a folder for each client: a page, the message, a calendar.",
    "ask": "Ask what matters, one question at a time, and advise.",
    "whatif": "Find what would change the advice, or compare before and after.",
    "check": "Check that a ruleset can be read and makes sense.",
    "batch": "Advise on a whole cohort, from one file into another.",
    "test": "Run a ruleset's scenarios and compare with what they expect.",
    "schema": "Write a JSON Schema of a ruleset's words, for editors that complete YAML.",
    "new": "Start a ruleset that passes check and test.",
    "handbook": "Write a ruleset as pages to read and to print.",
    "studio": "Write rules, try them and see whose advice changes, in a page of the browser.",
    "serve": "Answer programs over HTTP: advice, answers, plans, proofs.",
    "language-server": "Help editors with rules: mistakes, words, names, fixes.",
    "diff": "Say whose advice a change of the rules changes, and how.",
}
"""Every command with its line in the overview; each is ``commands/NAME.py`` and its ``command``."""

_COMMAND = "tactful.command"
"""Where a context keeps the name of the command that is used."""

NO_MEMORY = (
    "there is not enough memory for this. Close other programs or try a larger machine; a cohort "
    "takes least as CSV, JSON Lines or Parquet, which are read a part at a time"
)

INTERRUPTED = 130
BROKEN_PIPE = 141


class _ReaderHasGone(Exception):  # noqa: N818 - nobody's error
    """Raised in place of ``BrokenPipeError``, of which click would make exit code 1."""


class _Commands(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        ctx.meta[_COMMAND] = cmd_name
        module = importlib.import_module(f"tactful_cli.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        if command.help is None:
            command.help = _docstring(module, "command")
        if ctx.resilient_parsing:  # a shell wants to know what may be typed
            from tactful_cli.completing import completable

            return completable(command)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """What may be typed first: commands, without importing them all, and options."""
        from click.shell_completion import CompletionItem

        commands = [
            CompletionItem(name, help=line)
            for name, line in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*commands, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _ReaderHasGone from None
        except Exception as error:
            from tactful.extras import not_available  # help loads none of what it needs

            unavailable = not_available(error)
            if unavailable is None or _wants_traceback() or interrupted():
                raise
            name = f"{ctx.command_path} {ctx.meta[_COMMAND]}"
            raise CannotLoad(f"`{name}` {unavailable.trouble}") from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"there is no command `{args[0]}`{_nearest(args[0])}")
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _nearest(word: str) -> str:
    import difflib  # rarely needed

    near = difflib.get_close_matches(word, COMMANDS, n=1)
    return f"; did you mean `{near[0]}`?" if near else ", see `tactful --help`"


def _docstring(module: ModuleType, function: str) -> str | None:
    """What a module's text says of a function, where Python was told to forget it (``-OO``)."""
    import ast
    import inspect

    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            return ast.get_docstring(node)
    return None


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from tactful_cli.versions import versions  # loads what it names

        say(versions())
        ctx.exit()


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "tactful evaluate --set rapport=warm --set email_known=yes", "tactful COMMAND --help"
    ),
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version, and what it runs on.",
)
def cli() -> None:
    """Advice on following up after a job interview, from rules that a career coach can read."""


if cli.help is None:
    cli.help = _docstring(sys.modules[__name__], "cli")


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code. Nobody sees a traceback unasked.

    ``args`` are the words after ``tactful``; left out, those it was started with.
    """
    # A command makes a great many objects that last, and is soon over: looking for garbage among
    # them so often would be a twentieth of its time.
    gc.set_threshold(100_000, 50, 50)
    if sys.stdin is None:  # there is nothing to read; and no file that is opened takes its place
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - until the end
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - until the end
    if sys.stdout is None:
        say("tactful: standard output is closed, so there is nowhere to write", err=True)
        sys.exit(COULD_NOT_RUN)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter gets a "?"
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")  # what is no text is refused in words
    if "_TACTFUL_COMPLETE" in os.environ:
        from tactful_cli.shells import offer_completion

        offer_completion()
    try:
        code = _run(args)
        sys.stdout.flush()
    except (BrokenPipeError, _ReaderHasGone):
        # Whoever read our output. Python would complain once more on its way out.
        _silence(sys.stdout)
        code = BROKEN_PIPE
    except OSError as error:
        code = COULD_NOT_RUN
        if not _is_full(sys.stderr):  # what cannot be said there is not said at all
            _silence(sys.stdout)
            _say(_what_failed(error))
    if code and "polars" in sys.modules:
        # Its threads may be at work still, and would trip over an interpreter on its way out.
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _silence(stream: TextIO) -> None:
    """Let what is still to be written go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _is_full(stream: TextIO) -> bool:
    """Whether what waits to be written to a stream cannot be; then it goes nowhere from now on."""
    try:
        stream.flush()
    except OSError:
        _silence(stream)
        return True
    return False


def _say(words: str) -> None:
    """Tell the user, on standard error, if it can be told at all."""
    with contextlib.suppress(OSError):
        say(f"tactful: {words}", err=True)
    _is_full(sys.stderr)


def _shown(show: Callable[[], None]) -> None:
    """Show the user something on standard error; where that is full, the exit code has to do."""
    try:
        show()
    except BrokenPipeError:
        raise
    except OSError:
        _silence(sys.stderr)


_NO_PLACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
"""What the system only ever says of writing."""


def _what_failed(error: OSError) -> str:
    """What could not be read or written, and why, as far as the system says it."""
    reason = (error.strerror or str(error) or "it is not known why").lower()
    if isinstance(error.filename, str | bytes):
        named = Path(os.fsdecode(error.filename))
        from tactful.text.scratch import whose_scratch  # slow to load, and seldom needed

        if (made_for := whose_scratch(named)) is not None:
            return f"`{made_for}` cannot be written: {reason}"
        done = "written" if error.errno in _NO_PLACE else "read"
        return f"`{named}` cannot be {done}: {reason}"
    if is_working_folder_gone():
        return "the folder that you are in is no longer there: go to another, and try again"
    if error.errno == errno.EBADF:
        return f"standard input or output is not open for that: {reason}"
    return f"the output cannot be written: {reason}"


def _name() -> str:
    """What people typed, for usage lines: the command, or ``python -m`` one of the packages."""
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    if spec is None or spec.name not in ("tactful.__main__", "tactful_cli.__main__"):
        return "tactful"
    return f"python -m {spec.parent}"


def _run(args: Sequence[str] | None) -> int:
    try:
        code = cli.main(args, prog_name=_name(), standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except CouldNotRun as failure:
        _shown(failure.show)
        return failure.exit_code
    except Refused as error:
        refused = refusal(error)
        _shown(refused.show)
        return refused.exit_code
    except click.ClickException as error:
        said = io.StringIO()
        error.show(said)
        _shown(lambda: say(said.getvalue(), err=True, end=""))
        return error.exit_code
    except (OSError, _ReaderHasGone):
        raise
    except (tactful.EngineMissing, tactful.NoSuchEngine) as error:
        if interrupted():
            return INTERRUPTED
        _say(str(error))
        return USAGE if isinstance(error, tactful.NoSuchEngine) else COULD_NOT_RUN
    except MemoryError:
        _say(NO_MEMORY)
        return COULD_NOT_RUN
    except BaseException as error:
        if interrupted():
            return INTERRUPTED
        if _wants_traceback() or not (isinstance(error, Exception) or is_panic(error)):
            raise
        _apologise(error)
        return COULD_NOT_RUN
    return code if isinstance(code, int) else 0


def _wants_traceback() -> bool:
    return os.environ.get("TACTFUL_DEBUG") == "1"


def is_panic(error: BaseException) -> bool:
    """Whether a library written in Rust has given up, which it does not say by an Exception."""
    return type(error).__name__ == "PanicException"


def _apologise(error: BaseException) -> None:
    kind = type(error).__name__
    _say(
        "something went wrong that is not your fault. Please report it with the command "
        f"you ran and what it prints when TACTFUL_DEBUG=1 is set ({kind})."
    )


if __name__ == "__main__":
    main()
