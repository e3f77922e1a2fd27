"""The house: layers point one way, each outside library has one home, files stay small."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENGINE = ROOT / "engine" / "tactful"
CLI = ROOT / "cli" / "tactful_cli"

STAGES = """
    diagnostic progress extras values operators model zones computations given
    conditions strata conclusions choices windows reference evidence leeway grounds
    boundaries points cases crossings sweep plan
    logic orders symbols weighing formulas relevance ranges
    alpha encoding combinations program plain durable matching compilation network
    defects collector files lines nodes syntax text names
    reading_shapes reading_values reading_computed reading_facts reading_tests
    reading_conditions reading_windows reading_drafts reading_decisions reading_rules
    reading_settings reading_clock reading_circles reading
    expectation scenario_expect scenario_values scenario expectations inquiry
    undecided wording moments reasons assumptions outcomes headline drafts unknowns questions
    counterfactual explanation
    shortfall demands branch reasoning chain otherwise answer why_not why answers graph
    page reasoned_page alternatives interviewing timeline
    wire wire_whatif wire_interview wire_answers mermaid layers diagram html markdown
    timeline_wire timeline_markdown timeline_drawing timeline_html calendar_file scenario_text
    library
    advice variants testing mutations survivors coverage uncovered scenario_report wire_tested
    junit pytest_plugin
    detached timelines calendars proofs circumstances removals equivalence neighbours suggestions
    turns changes
    checks suppressions witnesses wire_findings sarif circumstances_text change_report
    editor_schema starting
    replay columns_names columns_formulas columns_lists columns_decisions columns_numbers
    columns_texts columns_zones columns_days columns_computed columns_clock columns_windows
    columns_advice columns_compiler columns
    cohort_matching cohort_rejects cohort_text cohort_values cohort_places
    cohort cohort_sheet cohort_opening
    batch_memory batch_locks batch_scratch batch_files batch_reasons batch_before batch_tally batch
    workbook_summary workbook on_spark
    cohort_changes batch_report cohort_report
    __main__
"""
ORDER = tuple(STAGES.split())
"""Each module of the engine imports only from those that stand before it."""

HOMES = {
    "yaml": {"engine/tactful/text.py"},
    "tactful_durable_rules": {"engine/tactful/durable.py"},
    "z3": {"engine/tactful/logic.py"},
    "icalendar": {"engine/tactful/calendar_file.py"},
    "holidays": {"engine/tactful/computations.py"},
    "tzdata": {"engine/tactful/zones.py"},
    "polars": {
        "engine/tactful/columns",
        "engine/tactful/cohort",
        "engine/tactful/batch",
        "engine/tactful/workbook.py",
        "engine/tactful/on_spark.py",
    },
    "numpy": {"engine/tactful/columns", "engine/tactful/batch_tally.py"},
    "pyarrow": {
        "engine/tactful/columns_lists.py",
        "engine/tactful/columns_texts.py",
        "engine/tactful/on_spark.py",
    },
    "fastexcel": {"engine/tactful/cohort_sheet.py"},
    "xlsxwriter": {"engine/tactful/workbook.py"},
    "pyspark": {"engine/tactful/on_spark.py", "cli/tactful_cli/on_spark.py"},
    "fast_sugiyama": {"engine/tactful/diagram.py"},
    "jinja2": {"engine/tactful/html.py"},
    "click": {"cli/tactful_cli/"},
    "rich": {"cli/tactful_cli/"},
    "pytest": {"engine/tactful/pytest_plugin.py"},
}
"""Where each outside library may be imported; a folder stands for all that is in it."""


def modules() -> list[Path]:
    return sorted([*ENGINE.rglob("*.py"), *CLI.rglob("*.py")])


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            if node.module == "tactful":
                yield from (f"tactful.{alias.name}" for alias in node.names)


def test_every_module_of_the_engine_has_its_place_in_the_order() -> None:
    found = {path.stem for path in ENGINE.glob("*.py")} - {"__init__"}
    found |= {path.parent.name for path in ENGINE.glob("*/__init__.py")}
    assert found == set(ORDER)


@pytest.mark.parametrize("name", ORDER)
def test_a_module_imports_only_what_stands_before_it(name: str) -> None:
    allowed = {f"tactful.{before}" for before in ORDER[: ORDER.index(name)]} | {"tactful"}
    package = ENGINE / name
    files = sorted(package.glob("*.py")) if package.is_dir() else [ENGINE / f"{name}.py"]
    for file in files:
        used = {m for m in imports(file) if m.split(".")[0] == "tactful"}
        of_its_own = {m for m in used if m.startswith(f"tactful.{name}")}
        used = {".".join(module.split(".")[:2]) for module in used - of_its_own}
        assert used - allowed == set(), file


def test_the_engine_never_imports_the_command_line() -> None:
    for path in ENGINE.rglob("*.py"):
        assert not [m for m in imports(path) if m.startswith("tactful_cli")], path


def test_each_outside_library_has_one_home() -> None:
    own = {"tactful", "tactful_cli"}
    for path in modules():
        place = path.relative_to(ROOT).as_posix()
        for module in imports(path):
            top = module.split(".")[0]
            if top in own or top in sys.stdlib_module_names:
                continue
            assert top in HOMES, f"{place} imports {top}, which has no home yet"
            assert any(place.startswith(home) for home in HOMES[top]), f"{place} imports {top}"


def test_no_module_has_outgrown_one_noun() -> None:
    long = {p.name: n for p in modules() if (n := len(p.read_text().splitlines())) > 400}
    assert long == {}


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from tactful_cli.app import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'yaml','rich','holidays','tactful_durable_rules','jinja2','fast_sugiyama',"
        "'polars','numpy','pyarrow'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": ":".join(sys.path), "PATH": ""},
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"
