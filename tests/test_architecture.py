"""The house: folders in one order, a place for each outside library, nothing that outgrew it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

from house import ENGINE, FACES, defined, imports, modules, strings, tree
from running import ROOT
from tactful_cli.app import COMMANDS

FOLDERS = [
    "text", "pages", "language", "grounding", "reading", "columns", "network", "compiled",
    "scenarios", "cases", "proofs", "explanation", "checking", "answers", "testing", "plans",
    "cohort", "changes", "workspace",
]  # fmt: skip  # an order that is read across
"""The engine's folders: each imports only from itself and from those that stand before it."""

OUTSIDE = ["__init__", "__main__", "extras"]
"""Modules of the engine in no folder: they import none of the others, and any may import them."""

HOMES = {
    "yaml": {"text"},
    "fast_sugiyama": {"pages"},
    "jinja2": {"pages", "tactful_studio"},
    "holidays": {"language"},
    "tzdata": {"language"},
    "tactful_durable_rules": {"network"},
    "z3": {"proofs"},
    "polars": {"columns", "cohort", "changes"},
    "numpy": {"columns", "cohort"},
    "pyarrow": {"columns", "cohort"},
    "fastexcel": {"cohort"},
    "xlsxwriter": {"cohort"},
    "pyspark": {"cohort", "tactful_cli"},
    "starlette": {"tactful_server", "tactful_studio"},
    "uvicorn": {"tactful_server", "tactful_studio"},
    "pygls": {"tactful_server"},
    "lsprotocol": {"tactful_server"},
    "icalendar": {"plans"},
    "pytest": {"testing"},
    "click": {"tactful_cli", "screen"},
    "rich": {"tactful_cli", "screen"},
}
"""In which folders each outside library may be imported; ``screen`` is the command line's."""

FEWEST, MOST = 4, 20
"""Modules of a folder: fewer need no folder, among more nobody finds theirs."""

WRITERS = {
    "tactful.text.gate": "puts what is made where it belongs",
    "tactful.text.scratch": "makes the places in which things are made",
    "tactful.text.locks": "holds those places",
    "tactful.cohort.output": "makes tables in such a place",
    "tactful.cohort.workbook": "makes workbooks in such a place",
    "tactful.cohort.remarks": "makes lists of rejects and notes in such a place",
    "tactful.cohort.template": "makes a workbook to fill in, in such a place",
    "tactful.cohort.on_spark": "lets a cluster write, and puts its folders in their place",
    "tactful.workspace.remembering": "keeps what was read, made in such a place",
    "tactful.workspace.packing": "puts the pages of a pack into one, in such a place",
    "tactful.changes.clients": "makes lists of changes in such a place",
    "tactful_studio.tables": "keeps tables that are dropped on the page in such a place",
    "tactful_cli.revisions": "unpacks a revision into a folder of the system's",
    "tactful_cli.app": "lets what nobody hears go nowhere",
}
"""The modules that open files to write, move them or remove them, each with its reason."""

_WRITES = {
    *("write_text", "write_bytes", "touch", "unlink", "rmdir", "mkdir", "symlink_to", "extractall"),
    *("hardlink_to", "makedirs", "rmtree", "copyfile", "copytree", "copy2", "move", "mkstemp"),
    *("TemporaryDirectory", "TemporaryFile", "NamedTemporaryFile", "ftruncate", "truncate"),
    *("sink_csv", "sink_parquet", "sink_ndjson", "sink_ipc", "write_csv", "write_parquet"),
    *("write_ndjson", "write_excel", "Workbook"),
}

LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
MOST_UNFORMATTED = 20


def folder(module: str) -> str:
    """The engine's folder that a module lies in; the package where it lies in none."""
    first, _, rest = module.partition(".")
    return rest.partition(".")[0] if first == "tactful" and rest else first


def arrows() -> list[str]:
    """For each folder those that it builds on, less those that they build on themselves."""
    needs: dict[str, set[str]] = {name: set() for name in (*FOLDERS, *FACES)}
    for name, path in modules().items():
        if name not in FACES and folder(name) in needs:
            needs[folder(name)] |= {folder(m) for m in imports(path) if m in modules()}
    for name, used in needs.items():
        used &= {*FOLDERS} - {name}
    below = {name: {*used} for name, used in needs.items()}
    for name in needs:  # what stands before it is complete by then
        below[name] |= {far for near in needs[name] for far in below[near]}
    nearest = {
        name: [one for one in FOLDERS if one in used - {f for n in used for f in below[n]}]
        for name, used in needs.items()
    }
    return [f"{' & '.join(used)} --> {name}" for name, used in nearest.items() if used]


def test_the_engine_is_these_folders() -> None:
    assert {path.name for path in ENGINE.iterdir() if (path / "__init__.py").exists()} == {*FOLDERS}
    assert sorted(path.stem for path in ENGINE.glob("*.py")) == OUTSIDE


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_imports_only_from_those_before_it(name: str) -> None:
    allowed = {*FOLDERS[: FOLDERS.index(name) + 1], *OUTSIDE}
    for path in (ENGINE / name).rglob("*.py"):
        used = {folder(module) for module in imports(path) if module.startswith("tactful.")}
        assert used <= allowed, path


def test_what_stands_outside_needs_no_folder() -> None:
    for name in OUTSIDE[1:]:
        used = {folder(module) for module in imports(ENGINE / f"{name}.py")}
        assert used & {*FOLDERS} == set()


def test_no_module_needs_itself() -> None:
    graph = {name: {m for m in imports(path) if m in modules()} for name, path in modules().items()}
    graph["tactful"] = set()  # it hands on names of others, when they are first used
    TopologicalSorter(graph).prepare()


def test_one_name_stands_for_one_noun() -> None:
    """What is private is its module's, and constants say what they are of by their module."""
    homes: dict[str, list[str]] = {}
    for module, path in modules().items():
        for name in defined(path):
            if re.match(r"[A-Z]\w*[a-z]", name):  # a class, or an alias of types
                homes.setdefault(name, []).append(module)
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_no_face_is_known_to_the_engine_or_to_another_face() -> None:
    for name, path in modules().items():
        own = name.split(".")[0]
        known = {module.split(".")[0] for module in imports(path)} & {*FACES}
        assert known <= {own} & {*FACES}, path


def test_the_engine_knows_no_word_of_the_command_line() -> None:
    homes = {name: f"tactful_cli.commands.{name.replace('-', '_')}" for name in COMMANDS}
    commands = {name: import_module(home).command for name, home in homes.items()}
    options = {word for one in commands.values() for param in one.params for word in param.opts}
    words = [rf"{re.escape(word)}(?![\w-])" for word in options if word.startswith("--")]
    words += [rf"\btactful {name}\b" for name in commands] + ["command line"]
    known = re.compile("|".join(words))
    for path in ENGINE.rglob("*.py"):
        if path != ENGINE / "__main__.py":  # it hands over to the command line
            assert [text for text in strings(path) if known.search(text)] == [], path


def test_each_outside_library_has_its_place() -> None:
    own = {"tactful", *FACES}
    for name, path in modules().items():
        place = "screen" if name.startswith("tactful_cli.screen.") else folder(name)
        outside = {module.split(".")[0] for module in imports(path)}
        for library in outside - own - sys.stdlib_module_names:
            assert library in HOMES, f"{path} imports {library}, which has no place yet"
            assert place in HOMES[library], f"{path} imports {library}"


SAYING = "tactful_cli.screen.saying"
MARKDOWN = {"tactful.pages.markdown", "tactful.pages.markdown_words"}


def test_one_place_writes_for_terminals() -> None:
    writes = re.compile(
        r"\b(click\.s?echo\w*|print|pprint|Console|sys\.(__)?std(out|err)(__)?\.(buffer\.)?write\w*)\("
    )
    alone = {SAYING, "tactful.__main__"}  # the latter has one sentence of its own, and no more
    for name, path in modules().items():
        calls = {ast.unparse(n.func) + "(" for n in ast.walk(tree(path)) if isinstance(n, ast.Call)}
        assert name in alone or not [call for call in calls if writes.fullmatch(call)], path


def test_one_place_makes_markdown() -> None:
    markup = re.compile(r"\*\*|```|~~~|\]\(|^##+ |\n##+ |^\|")
    for name, path in modules().items():
        if name not in MARKDOWN and not name.startswith("tactful.text."):
            said = [text for text in _formatted(path) if markup.search(text)]
            assert said == [], path


def _formatted(path: Path) -> Iterator[str]:
    """The fixed parts of texts into which something is set."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.JoinedStr):
            yield from (str(p.value) for p in node.values if isinstance(p, ast.Constant))


def test_a_folder_says_what_it_is_and_nothing_else() -> None:
    for path in ENGINE.rglob("*/__init__.py"):
        assert len(tree(path).body) == 1, path
        assert ast.get_docstring(tree(path)), path


def test_the_table_for_newcomers_is_these_folders() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `(\w+)/` \| (.*) \|$", page, re.MULTILINE)
    assert table == [(n, ast.get_docstring(tree(ENGINE / n / "__init__.py"))) for n in FOLDERS]


def test_the_diagram_for_newcomers_is_what_is_imported() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert re.findall(r"^  (.* --> \w+)$", page, re.MULTILINE) == arrows()


def test_no_folder_is_too_small_or_too_full() -> None:
    folders = {path.parent for path in modules().values()} - {ENGINE}
    sizes = {f: len({*f.glob("*.py")} - {f / "__init__.py"}) for f in folders}
    assert {f: size for f, size in sizes.items() if not FEWEST <= size <= MOST} == {}


def test_no_module_and_no_function_has_outgrown_one_noun() -> None:
    for path in modules().values():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE, path
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                assert lines <= LONGEST_FUNCTION, f"{path}: {node.name}"


def test_where_the_formatter_is_kept_out_a_reason_says_why() -> None:
    marker, kept = "# fmt" + ": skip", []
    for top in ("benchmarks", "cli", "engine", "server", "studio", "tests", "tools"):
        for path in sorted((ROOT / top).rglob("*.py")):
            lines = path.read_text(encoding="utf-8").splitlines()
            kept += [(path, line.partition(marker)[2]) for line in lines if marker in line]
    assert [path for path, reason in kept if not reason.startswith("  # ")] == []
    assert len(kept) <= MOST_UNFORMATTED


def writes(call: ast.Call) -> bool:
    """Whether a call opens a file to write, moves one or removes one, as far as its words tell."""
    named = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    named = call.func.id if isinstance(call.func, ast.Name) else named
    texts = [part.value for part in ast.walk(call) if isinstance(part, ast.Constant)]
    if named == "open":
        modes = [text for text in texts if isinstance(text, str) and text.strip("abrwx+t") == ""]
        flags = [part.attr for part in ast.walk(call) if isinstance(part, ast.Attribute)]
        return any({*mode} & {*"wax+"} for mode in modes) or bool(
            {"O_WRONLY", "O_RDWR", "O_CREAT"} & {*flags}
        )
    if named in ("replace", "rename"):  # a text's takes two, a moment's names them
        table = bool(call.args) and isinstance(call.args[0], ast.Dict | ast.DictComp)
        return len(call.args) == 1 and not call.keywords and not table
    return named in _WRITES and not (named == "Workbook" and isinstance(call.func, ast.Name))


def test_every_file_is_written_through_the_gate() -> None:
    found = {
        name
        for name, path in modules().items()
        if any(isinstance(node, ast.Call) and writes(node) for node in ast.walk(tree(path)))
    }
    assert found == {*WRITERS}


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
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path), "PATH": ""},
    )
    assert done.stdout.splitlines()[-1] == "[]"
