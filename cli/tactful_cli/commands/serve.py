"""``tactful serve``: advice over HTTP, for programs."""

from __future__ import annotations

import importlib

import click

from tactful.extras import require
from tactful_cli.failures import COULD_NOT_RUN
from tactful_cli.inputs import ruleset_path, usable_ruleset
from tactful_cli.options import examples
from tactful_cli.screen.saying import say

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command(
    "serve",
    epilog=examples(
        "tactful serve",
        "tactful serve rulesets/mine --port 8000 --no-token",
        "tactful serve rulesets/mine --host 0.0.0.0 --name advice.example.org",
    ),
)
@click.argument("ruleset", required=False, metavar="[RULESET]")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="The port to listen at; 0 for any that is free.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="The address to listen at. On others than this machine's own a token is needed.",
)
@click.option(
    "--token",
    envvar="TACTFUL_TOKEN",
    metavar="TOKEN",
    help="What each request has to send; better in TACTFUL_TOKEN. Without it one is made "
    "up and printed.",
)
@click.option("--no-token", "open_", is_flag=True, help="Let every program of this machine ask.")
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="A further name by which the server is asked. Repeat for more.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Processes for proofs and plans.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.1, 3600),
    default=60.0,
    show_default=True,
    help="How long one answer may take.",
)
@click.option(
    "--megabytes",
    type=click.FloatRange(0.001, 1024),
    default=4.0,
    show_default=True,
    help="How large a request may be.",
)
def command(
    ruleset: str | None,
    port: int,
    host: str,
    token: str | None,
    open_: bool,
    names: tuple[str, ...],
    workers: int,
    seconds: float,
    megabytes: float,
) -> None:
    """Answer programs over HTTP: advice, answers, plans, proofs.

    RULESET is a folder or a file; left out, it is the one that the working folder is in, or else
    the packaged follow-up rules. They are read anew when they change; while they have errors, the
    last right ones are served. /openapi.json describes all that can be asked.
    """
    if open_ and token is not None:
        raise click.UsageError("--token and --no-token: use one of them")
    if open_ and host not in LOOPBACK:
        raise click.UsageError("--no-token is for this machine alone; leave --host out")
    if token is not None and len(token) < 16:
        raise click.UsageError("--token: a token that nobody guesses has 16 signs or more")
    path = ruleset_path(ruleset)
    usable_ruleset(path)
    require("starlette", "uvicorn")
    # By name: faces do not know each other, and this one need not be there.
    server = importlib.import_module("tactful_server.main")
    limits = importlib.import_module("tactful_server.guard").Limits(
        int(megabytes * 1024 * 1024), seconds
    )
    options = server.Options(host, port, token, open_, names, limits, workers)
    try:
        server.serve(path, options, lambda text: say(text, err=True))
    except OSError as error:
        say(f"The server cannot listen at {host}, port {port}: {error.strerror}.", err=True)
        raise click.exceptions.Exit(COULD_NOT_RUN) from None
    except SystemExit:
        raise click.exceptions.Exit(COULD_NOT_RUN) from None
