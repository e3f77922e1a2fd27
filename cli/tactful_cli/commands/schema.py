"""``tactful schema``: a JSON Schema of a ruleset's vocabulary, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tactful.workspace.editor_schema import editor_schema
from tactful_cli.inputs import ruleset_path, usable_ruleset
from tactful_cli.options import examples
from tactful_cli.screen.saying import say_json
from tactful_cli.writing import write_whole


@click.command(
    "schema",
    epilog=examples(
        "tactful schema my-rules/ --out my-rules/schema.json",
        "tactful schema > follow-up.schema.json",
    ),
)
@click.argument("ruleset", required=False, metavar="[RULESET]")
@click.option("--out", metavar="FILE", help="Write it into a file instead of printing it.")
def command(ruleset: str | None, out: str | None) -> None:
    """Write a JSON Schema of a ruleset's words, for editors that complete YAML.

    RULESET is a folder or a file; the packaged follow-up rules if left out.
    """
    text = json.dumps(editor_schema(usable_ruleset(ruleset_path(ruleset))), indent=2)
    if out is None:
        say_json([text])
    else:
        write_whole(Path(out), text + "\n")
