"""Libraries that need not be there: what works without them, and how a missing one is told."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from house import imports, modules, tree
from running import MOODS, ROOT, Done, environment
from tactful.extras import BROUGHT_BY, NotAvailable, not_available, require

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DISTRIBUTIONS = {
    "yaml": "pyyaml",
    "z3": "z3-solver",
}
"""The names under which libraries are installed, where it is not that of the import."""

BATCH = ("polars", "pyarrow", "numpy", "fastexcel", "xlsxwriter")
HEAVY = (*BATCH, "pandas", "pyspark")
ALL = ", ".join(sorted(BATCH))
RULES = ROOT / "rulesets" / "follow-up"
SCENARIO = ROOT / "docs" / "examples" / "warm-talk.yaml"

WITHOUT = """\
import sys

class Taken:
    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in MISSING:
            raise ModuleNotFoundError(f'No module named {name!r}', name=name)

sys.meta_path.insert(0, Taken())
"""


def without(missing: tuple[str, ...], code: str, *arguments: object, **changes: str) -> Done:
    """Run Python code where some libraries are not installed."""
    begins = f"MISSING = {missing!r}\n{WITHOUT}\n"
    done = subprocess.run(
        [sys.executable, "-c", begins + code, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        env=environment(**changes),
        input="",
    )
    return Done(done.returncode, done.stdout, done.stderr)


def tactful_without(missing: tuple[str, ...], *arguments: object, **changes: str) -> Done:
    return without(missing, "from tactful_cli.app import main; main()", *arguments, **changes)


@pytest.fixture
def clients(tmp_path: Path) -> Path:
    path = tmp_path / "clients.csv"
    path.write_text("industry,rapport\nlaw,warm\n", encoding="utf-8")
    return path


def required(names: list[str]) -> set[str]:
    """What requirements name, those of tactful's own extras included."""
    found = set()
    for name in names:
        own = re.match(r"tactful\[(.*)\]", name)
        if own is None:
            found.add(re.split(r"[\[<>=;, ]", name)[0].lower())
            continue
        for extra in own[1].split(","):
            found |= required(PROJECT["optional-dependencies"][extra])
    return found


def test_every_library_is_there_for_all_or_has_a_row_that_says_what_brings_it() -> None:
    base = required(PROJECT["dependencies"])
    used = {module.split(".")[0] for path in modules().values() for module in imports(path)}
    own = {"tactful", "tactful_cli", "tactful_server", "tactful_studio", "tactful_durable_rules"}
    used -= {*own, "pytest", *sys.stdlib_module_names}
    for library in used | set(BROUGHT_BY):
        distribution = DISTRIBUTIONS.get(library, library.replace("_", "-"))
        brought_by = BROUGHT_BY.get(library)
        if brought_by is None or brought_by == distribution:
            assert distribution in base, f"{library} has no row in extras.py"
        else:
            assert distribution not in base, f"{library} needs no row in extras.py"
            assert distribution in required([brought_by]), library


def test_what_belongs_to_an_extra_is_in_it_for_a_reason() -> None:
    extras = PROJECT["optional-dependencies"]
    told = {DISTRIBUTIONS.get(name, name) for name in BROUGHT_BY}
    of_extras = (required(extras[name]) for name in ("batch", "spark", "studio"))
    assert {one for some in of_extras for one in some} <= told
    assert required(extras["all"]) == required(["tactful[batch,spark,studio]"])
    assert required(extras["batch"]) | required(extras["studio"]) <= required(extras["dev"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("evaluate", SCENARIO),
        ("evaluate", SCENARIO, "--format", "json"),
        ("evaluate", SCENARIO, "--format", "html"),
        ("explain", SCENARIO, "--format", "markdown"),
        ("plan", SCENARIO, "--ics", "plan.ics"),
        ("draft", SCENARIO),
        ("ask", "--answers", SCENARIO),
        ("whatif", SCENARIO, "--to", "channel"),
        ("check", MOODS),
        ("test", MOODS, "--coverage"),
        ("diff", MOODS, MOODS),
        ("diff", MOODS, MOODS, "--cohort", MOODS),
        ("schema",),
        ("new", "mine"),
        ("batch", "--help"),
        ("--help",),
    ],
    ids=lambda arguments: " ".join(str(a) for a in arguments if not isinstance(a, Path)),
)
def test_everything_but_tables_works_with_the_light_installation(
    arguments: tuple[object, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = tactful_without(HEAVY, *arguments)
    assert "not installed" not in done.err
    assert "your fault" not in done.err
    assert done.code in (0, 1), done.err
    assert done.out


def test_the_hooks_of_pre_commit_need_no_more_than_the_light_installation() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hooks
    for hook in hooks:
        assert "additional_dependencies" not in hook
        program, *arguments = hook["entry"].split()
        assert program == "tactful"
        done = tactful_without(HEAVY, *arguments, RULES)
        assert (done.code, done.err) == (0, ""), hook["id"]


def test_scenarios_are_tests_of_pytest_with_the_light_installation(tmp_path: Path) -> None:
    shutil.copy(MOODS, tmp_path / "moods.yaml")
    (tmp_path / "pytest.ini").write_text("[pytest]\ntactful_rulesets = moods.yaml\n")
    code = f"import os, pytest; os.chdir({str(tmp_path)!r}); sys.exit(pytest.main(['-q', '-rA']))"
    done = without(("z3", *HEAVY), code)
    assert done.code == 0, done.out
    assert " passed" in done.out


def test_a_batch_says_what_it_needs_and_how_to_get_it(clients: Path) -> None:
    out = clients.with_name("advice.csv")
    done = tactful_without(BATCH, "batch", clients, "--out", out)
    assert (done.code, done.out) == (3, "")
    first, _, rest = ALL.partition(", ")
    assert done.err.startswith("Error: `tactful batch` needs packages that are not installed (")
    assert all(name in done.err for name in (first, *rest.split(", ")))
    assert done.err.endswith("). Install them with: pip install 'tactful[batch]'\n")
    assert [*clients.parent.iterdir()] == [clients]


@pytest.mark.parametrize("name", BATCH)
def test_one_that_is_missing_is_named_alone(name: str, clients: Path) -> None:
    table = clients.with_suffix(".xlsx") if name == "fastexcel" else clients
    table.write_bytes(clients.read_bytes())
    out = clients.with_name("advice.xlsx" if name == "xlsxwriter" else "advice.csv")
    done = tactful_without((name,), "batch", table, "--out", out)
    assert (done.code, done.out) == (3, "")
    assert done.err == (
        f"Error: `tactful batch` needs a package that is not installed ({name}). Install it with: "
        "pip install 'tactful[batch]'\n"
    )
    assert not out.exists()


def test_other_files_need_nothing_that_writes_and_reads_workbooks(clients: Path) -> None:
    out = clients.with_name("advice.csv")
    done = tactful_without(("fastexcel", "xlsxwriter"), "batch", clients, "--out", out)
    assert done.code == 0, done.err
    assert out.exists()


@pytest.mark.parametrize("missing", [("pyspark", "pandas"), HEAVY])
def test_spark_is_missed_before_what_it_brings(missing: tuple[str, ...], clients: Path) -> None:
    out = clients.with_name("advice.csv")
    done = tactful_without(missing, "batch", clients, "--out", out, "--engine", "spark")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("Error: `tactful batch` needs packages that are not installed (pys")
    assert done.err.endswith("pip install 'tactful[spark]'\n")


def test_spark_without_pandas_does_not_begin(clients: Path) -> None:
    there = "import types; sys.modules['pyspark'] = types.ModuleType('pyspark')\n"
    code = there + "from tactful_cli.app import main; main()"
    out = clients.with_name("advice.csv")
    done = without(("pandas",), code, "batch", clients, "--out", out, "--engine", "spark")
    assert (done.code, done.out) == (3, "")
    assert "needs a package that is not installed (pandas)" in done.err


def test_a_diff_with_a_table_says_so_before_it_compares(clients: Path) -> None:
    done = tactful_without(BATCH, "diff", RULES, RULES, "--cohort", clients)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("Error: `tactful diff` needs packages that are not installed (")
    workbook = clients.with_name("changed.xlsx")
    done = tactful_without(
        ("xlsxwriter",), "diff", RULES, RULES, "--cohort", clients, "--cohort-out", workbook
    )
    assert (done.code, done.out) == (3, "")
    assert "`tactful diff` needs a package that is not installed (xlsxwriter)" in done.err
    assert not workbook.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("whatif", SCENARIO),
        ("ask", "--answers", SCENARIO),
        ("check", MOODS),
        ("diff", MOODS, MOODS),
        ("test", MOODS, "--mutate"),
        ("evaluate", SCENARIO, "--format", "json"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_proofs_say_that_they_need_the_solver(arguments: tuple[object, ...]) -> None:
    done = tactful_without(("z3",), *arguments)
    assert (done.code, done.out) == (3, "")
    assert done.err == (
        f"Error: `tactful {arguments[0]}` needs a package that is not installed (z3). Install it "
        "with: pip install z3-solver\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("evaluate", SCENARIO),
        ("explain", SCENARIO),
        ("plan", SCENARIO),
        ("draft", SCENARIO),
        ("test", MOODS),
        ("check", MOODS, "--quick"),
        ("whatif", "--help"),
        ("ask", "--help"),
        ("diff", "--help"),
    ],
    ids=lambda arguments: " ".join(str(a) for a in arguments if not isinstance(a, Path)),
)
def test_advice_needs_no_solver(arguments: tuple[object, ...]) -> None:
    done = tactful_without(("z3", *HEAVY), *arguments)
    assert done.code in (0, 1), done.err
    assert "not installed" not in done.err


@pytest.mark.parametrize(
    ("home", "batch", "solver"),
    [
        ("/home/a/.venv", "pip install 'tactful[batch]'", "pip install z3-solver"),
        (
            "/home/a/.local/share/pipx/venvs/tactful",
            "pipx install --force 'tactful[batch]'",
            "pipx inject tactful z3-solver",
        ),
        (
            "/home/a/.local/share/uv/tools/tactful",
            "uv tool install 'tactful[batch]'",
            "uv tool install tactful --with z3-solver",
        ),
    ],
)
def test_the_command_is_that_of_the_tool_that_installed_tactful(
    home: str, batch: str, solver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", home)
    for name, command in (("polars", batch), ("z3", solver)):
        told = not_available(ModuleNotFoundError(name=name))
        assert told is not None
        assert told.trouble.endswith(f"with: {command}")


def test_a_missing_library_of_our_own_mistake_is_our_fault() -> None:
    done = tactful_without(("rich", "jinja2"), "evaluate", SCENARIO, "--format", "html")
    assert done.code == 3
    assert "not your fault" in done.err
    assert not_available(ModuleNotFoundError("No module named 'polar'", name="polar")) is None
    assert not_available(ImportError("no name `x` in polars", name="polars")) is None


@pytest.mark.parametrize(
    "content",
    [
        'raise ImportError("libgfortran.so.5: cannot open shared object file\\nand more")',
        'try:\n    raise OSError("libgfortran.so.5: cannot open shared object file")\n'
        'except OSError as e:\n    raise RuntimeError("IMPORTANT: READ THIS") from e',
    ],
)
def test_a_library_that_cannot_be_loaded_is_told_with_the_reason(
    content: str, clients: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken" / "polars"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text(content, encoding="utf-8")
    code = "sys.path.insert(0, sys.argv.pop(1)); from tactful_cli.app import main; main()"
    out = tmp_path / "advice.csv"
    done = without((), code, broken.parent, "batch", clients, "--out", out)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith(
        "Error: `tactful batch` needs polars, which is installed and cannot be loaded here "
        "(libgfortran.so.5: cannot open shared object file). "
    )


def test_the_traceback_is_there_for_who_asks(clients: Path) -> None:
    out = clients.with_name("advice.csv")
    done = tactful_without(("polars",), "batch", clients, "--out", out, TACTFUL_DEBUG="1")
    assert "Traceback" in done.err
    assert "pip install 'tactful[batch]'" in done.err


@pytest.mark.parametrize(
    "module",
    ["cohort.batch", "cohort.on_spark", "cohort.opening", "cohort.workbook", "columns.program"],
)
def test_who_uses_the_library_is_told_the_same(module: str) -> None:
    done = without(HEAVY, f"import tactful.{module}")
    last = done.err.splitlines()[-1]
    assert last.startswith(
        "tactful.extras.NotAvailable: this needs packages that are not installed"
    )
    assert "pip install 'tactful[" in last


@pytest.mark.parametrize(
    "module",
    [
        "proofs.counterfactual",
        "answers.interview",
        "proofs.prover",
        "changes.difference",
        "checking.examine",
        "proofs.relevance",
    ],
)
def test_who_uses_the_solver_is_told_the_same(module: str) -> None:
    done = without(("z3",), f"import tactful.{module}")
    assert done.err.splitlines()[-1] == (
        "tactful.extras.NotAvailable: this needs a package that is not installed (z3). Install it "
        "with: pip install z3-solver"
    )


def test_requiring_what_is_there_says_nothing() -> None:
    require("z3")
    with pytest.raises(NotAvailable, match="polars"):
        raise NotAvailable("needs polars", "polars")


def test_the_table_is_the_only_place_that_names_an_extra() -> None:
    for name, path in modules().items():
        if name == "tactful.extras":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert "tactful[" not in node.value, path
