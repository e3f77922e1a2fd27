"""``tactful schema``: a JSON Schema of a ruleset's vocabulary for editors, or of its facts."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tactful.workspace.editor_schema import editor_schema
from tactful.workspace.facts_schema import facts_schema
from tactful_cli.inputs import ruleset_path, usable_ruleset
from tactful_cli.options import examples
from tactful_cli.writing import write_whole


@click.command(
    "schema",
    epilog=examples(
        "tactful schema my-rules/ --out my-rules/schema.json",
        "tactful schema > follow-up.schema.json",
        "tactful schema --facts --out facts.schema.json",
    ),
)
@click.argument("ruleset", required=False, metavar="[RULESET]")
@click.option("--facts", is_flag=True, help="Only of a client's facts, as JSON, for programs.")
@click.option("--out", metavar="FILE", help="Write it into a file instead of printing it.")
def command(ruleset: str | None, facts: bool, out: str | None) -> None:
    """Write a JSON Schema of a ruleset's words, for editors that complete YAML.

    RULESET is a folder or a file; if left out, the one that the working folder is in, or else the
    packaged follow-up rules.
    """
    made = (facts_schema if facts else editor_schema)(usable_ruleset(ruleset_path(ruleset)))
    text = json.dumps(made, indent=2)
    if out is None:
        click.echo(text)
    else:
        write_whole(Path(out), text + "\n")
