"""What pages teach of Python is what `tactful` itself holds, and their examples run."""

from __future__ import annotations

import re

import pytest

import tactful
from house import modules
from running import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
EXAMPLES = [
    pytest.param(code, id=f"{page.stem}-{number}")
    for page in PAGES
    for number, code in enumerate(re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL))
]


def test_no_page_teaches_an_inner_module() -> None:
    inner = {name for name in modules() if name.startswith("tactful.")}
    for page in PAGES:
        named = set(re.findall(r"\btactful(?:\.[a-z_]+)+", page.read_text(encoding="utf-8")))
        parts = {".".join(name.split(".")[:2]) for name in named}
        assert parts & inner == set(), page


@pytest.mark.parametrize("code", EXAMPLES)
def test_an_example_prints_what_it_says(
    code: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(code, "example", "exec"), {})  # noqa: S102 - it is our own page
    assert capsys.readouterr().out.splitlines() == re.findall(r"print\(.*\)  # (.*)", code)


def test_pages_for_programs_have_examples() -> None:
    assert {str(one.id).rpartition("-")[0] for one in EXAMPLES} >= {"README", "api", "json"}


def test_every_name_is_there() -> None:
    assert all(hasattr(tactful, name) for name in tactful.__all__)
    assert {*tactful.__all__} <= {*dir(tactful)}


def test_every_schema_has_a_name() -> None:
    files = (ROOT / "engine/tactful/schemas").iterdir()
    for name in (file.name.removesuffix(".schema.json") for file in files):
        assert tactful.schema(name)["title"]
    with pytest.raises(ValueError, match="there is no schema 'result', only changes, expl"):
        tactful.schema("result")


def test_the_schemas_that_a_page_shows_are_all_there_are() -> None:
    page = (ROOT / "docs/json.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\]\(\.\./(engine/tactful/schemas/[^)]*)\)", page))
    there = (ROOT / "engine/tactful/schemas").iterdir()
    assert shown == {path.relative_to(ROOT).as_posix() for path in there}
