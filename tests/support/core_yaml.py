"""Reads YAML as editors do."""

from __future__ import annotations

import re

import yaml


class Core(yaml.SafeLoader):
    """Reads YAML as editors do, by the core schema of YAML 1.2: no dates, and yes is a text."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), [*first])
Core.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^$"), [""])
