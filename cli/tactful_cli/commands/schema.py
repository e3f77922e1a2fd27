"""``tactful schema``: a JSON Schema of a ruleset's vocabulary for editors, or of its facts."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tactful.text.gate import Gate
from tactful.workspace.schemas.editor import SCHEMA, editor_schema
from tactful.workspace.schemas.facts import facts_schema
from tactful_cli.inputs import ruleset_path, usable_ruleset
from tactful_cli.options import examples
from tactful_cli.screen.saying import say_json


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
    path = ruleset_path(ruleset)
    output = None if out is None else Gate([path]).claim(Path(out), SCHEMA)
    made = (facts_schema if facts else editor_schema)(usable_ruleset(path))
    text = json.dumps(made, indent=2)
    if output is None:
        say_json([text])
    else:
        output.write(text + "\n")
