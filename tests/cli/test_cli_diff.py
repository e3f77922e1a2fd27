"""``tactful diff`` as a process."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest

import tactful
from goldens import Golden
from neighbour import OLD
from running import run, run_on_terminal
from webpages import says_what_plain_text_says

NEW = OLD.replace("at most 20", "at most 30")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ruleset.yaml").write_text(OLD)
    (tmp_path / "one.yaml").write_text(OLD)
    for arguments in (
        ("init", "-q"),
        ("add", "."),
        ("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "Old"),
    ):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "rules" / "ruleset.yaml").write_text(NEW)
    (tmp_path / "one.yaml").write_text(NEW)
    return tmp_path


def test_no_change_is_fine(repository: Path) -> None:
    done = run("diff", "HEAD:rules", "HEAD:one.yaml", cwd=repository)
    assert (done.code, done.err) == (0, "")
    assert "No client's advice changes: that is proven for every situation." in done.out


@pytest.mark.parametrize("name", ["rules", "one.yaml"])
def test_a_revision_is_compared_with_what_is_there_now(repository: Path, name: str) -> None:
    done = run("diff", f"HEAD:{name}", name, cwd=repository)
    assert done.code == 1
    assert "means: changed" in done.out
    assert "“a gift” instead of “a note”" in done.out


def test_json_tells_the_same(repository: Path) -> None:
    done = run("diff", "HEAD:rules", "rules", "--format", "json", cwd=repository)
    told = json.loads(done.out)
    assert told["changes_advice"] is True
    turns = told["decisions"]["means"]["turns"]
    assert turns[0]["option"] == "gift"
    assert turns[0]["before"]["choices"] == ["note"]
    assert turns[0]["rules"] == ["gift"]
    assert told["rules"]["changed"] == ["gift"]


def test_clients_are_counted_and_named(repository: Path) -> None:
    (repository / "clients.yaml").write_text(
        "scenarios:\n- {scenario: Ann, facts: {rapport: warm, price: 25}}\n"
        "- {scenario: Bo, facts: {rapport: warm, price: 5}}\n"
    )
    done = run("diff", "HEAD:rules", "rules", "--cohort", "clients.yaml", cwd=repository)
    assert "The advice changes for 1 of 2 clients.\n  - Ann: means\n" in done.out


def commit(repository: Path) -> None:
    words = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run([*words, "add", "-A"], cwd=repository, check=True)
    subprocess.run([*words, "commit", "-q", "-m", "More"], cwd=repository, check=True)


@pytest.mark.parametrize(
    ("old", "new"), [("HEAD:rules", "../rules"), ("HEAD:./../one.yaml", "../one.yaml")]
)
def test_a_revision_is_found_from_any_folder(repository: Path, old: str, new: str) -> None:
    (repository / "notes").mkdir()
    done = run("diff", old, new, cwd=repository / "notes")
    assert (done.code, done.err) == (1, "")
    assert "“a gift” instead of “a note”" in done.out


def test_what_is_not_at_the_top_of_a_revision_is_looked_for_here(repository: Path) -> None:
    inner = repository / "kept"
    shutil.copytree(repository / "rules", inner / "mine")
    commit(repository)
    done = run("diff", "HEAD:mine", "mine", cwd=inner)
    assert (done.code, done.err) == (0, ""), done
    missing = run("diff", "HEAD:yours", "mine", cwd=inner)
    assert (missing.code, missing.err) == (
        3,
        "Error: git has no `HEAD:yours`: path 'yours' does not exist in 'HEAD'\n",
    )


@pytest.mark.parametrize(
    ("link", "target", "said"),
    [
        ("rules/facts.yaml", "/etc/passwd", "is a link to `/etc/passwd`, which lies outside"),
        ("rules/rules", "../../elsewhere", "is a link to `../elsewhere`, which lies outside"),
        ("rules/facts.yaml", "nowhere.yaml", "is a link that leads nowhere"),
        ("rules/facts.yaml", "facts.yaml", "is a link that leads nowhere"),
        ("alias", "/etc", "is a link to `/etc`, which lies outside"),
    ],
)
def test_links_that_lead_out_of_a_revision_are_said(
    repository: Path, link: str, target: str, said: str
) -> None:
    (repository / link).symlink_to(target)
    commit(repository)
    name = "HEAD:alias" if link == "alias" else "HEAD:rules"
    done = run("diff", name, "one.yaml", cwd=repository)
    assert (done.code, done.out) == (3, "")
    assert said in done.err
    assert f"`HEAD:{link}`" in done.err


def test_links_within_a_revision_are_followed(repository: Path) -> None:
    (repository / "shared").mkdir()
    (repository / "rules" / "ruleset.yaml").rename(repository / "shared" / "main.yaml")
    (repository / "rules" / "ruleset.yaml").symlink_to("../shared/main.yaml")
    (repository / "shared" / "scenarios").mkdir()
    (repository / "shared" / "scenarios" / "one.yaml").write_text("scenario: One\nfacts: {}\n")
    (repository / "rules" / "scenarios").symlink_to("../shared/scenarios")
    (repository / "alias").symlink_to("rules")
    commit(repository)
    for name in ("HEAD:rules", "HEAD:alias"):
        assert run("diff", name, "one.yaml", cwd=repository).code == 0


def test_mistakes_in_a_revision_are_told_of_it_and_not_of_a_copy(repository: Path) -> None:
    text = (repository / "rules" / "ruleset.yaml").read_text()
    (repository / "rules" / "ruleset.yaml").write_text(text.replace("because:", "becuase:"))
    (repository / "one.yaml").write_text(text.replace("because:", "becuase:"))
    commit(repository)
    for name, file in (("rules", "rules/ruleset.yaml"), ("one.yaml", "one.yaml")):
        done = run("diff", f"HEAD:{name}", name, cwd=repository)
        assert (done.code, done.out) == (3, "")
        assert done.err.startswith(f"HEAD:{file}:")
        assert "becuase" in done.err.splitlines()[1]
        assert "tmp" not in done.err
    done = run("diff", "HEAD:", "one.yaml", cwd=repository)
    assert "there is no file `HEAD:ruleset.yaml`" in done.err


TABLE = """\
name,desk,rapport,price
Ann,a|b,warm,25
Bo,c,warm,5
Cy,d,close,nearly nothing
"Di `the *great*`",,close,30
Ed
"""


@pytest.fixture
def table(repository: Path) -> Path:
    many = "".join(f"client-{number},e,warm,{number % 50}\n" for number in range(130))
    (repository / "clients.csv").write_text(TABLE + many)
    return repository


def test_a_table_of_clients(table: Path, golden: Golden) -> None:
    words = ("diff", "HEAD:rules", "rules", "--cohort", "clients.csv")
    done = run(*words, cwd=table)
    assert done.code == 1
    golden("diff-cohort.txt", f"{done.out}--- on standard error\n{done.err}")
    golden("diff-cohort.md", run(*words, "--format", "markdown", cwd=table).out)
    page = run(*words, "--format", "html", cwd=table)
    assert page.code == 1
    golden("diff-cohort.html", page.out)
    says_what_plain_text_says(page.out, done.out)


def test_programs_are_told_of_all_clients(table: Path) -> None:
    words = ("diff", "HEAD:rules", "rules", "--cohort", "clients.csv")
    told = json.loads(run(*words, "--format", "json", cwd=table).out)
    jsonschema.validate(told, tactful.schema("changes"))
    clients = told["clients"]
    assert clients["total"] == 134
    assert clients["rejected_by_column"] == {"the row itself": 1}
    assert len(clients["changed"]) == clients["number_changed"] == 31
    note, gift = ({"status": "chosen", "choices": [name]} for name in ("note", "gift"))
    assert clients["changes"] == [
        {"decision": "means", "before": note, "after": gift, "clients": 31}
    ]
    assert clients["changed"][0] == {
        "row": 2,
        "columns": {"name": "Ann", "desk": "a|b"},
        "decisions": ["means"],
        "before": {"means": note},
        "after": {"means": gift},
    }


def test_all_clients_can_go_to_a_file(table: Path) -> None:
    out = table / "changed.csv"
    done = run(
        "diff", "HEAD:rules", "rules", "--cohort", "clients.csv", "--cohort-out", out, cwd=table
    )
    assert done.code == 1
    names, first, *others = out.read_text().splitlines()
    assert names == (
        "row,name,desk,rapport,price,advice_changed,means_before,means,"
        "means_status_before,means_status"
    )
    assert first == "2,Ann,a|b,warm,25,means,note,gift,fallback,chosen"
    assert len(others) == 30
    assert (table / "changed.csv.rejects.csv").read_text().count("\n") == 2
    assert "The clients whose advice changes are in" in done.err


def test_columns_are_mapped_and_the_moment_is_stated_as_in_a_batch(table: Path) -> None:
    clocked = OLD.replace("facts:\n", "clock: {now: now}\nfacts:\n  now: {type: datetime}\n")
    for name, text in (("one.yaml", clocked), ("two.yaml", OLD)):
        (table / name).write_text(text)
    (table / "c.tsv").write_text("Terms\tcost\nwarm\t25\n")
    words = ("diff", "one.yaml", "two.yaml", "--cohort", "c.tsv", "--map", "terms=rapport")
    done = run(*words, "--map", "cost=price", "--now", "2026-11-25T10:00", cwd=table)
    assert "The advice changes for 0 of 1 client." in done.out
    assert done.err.startswith("facts from 2 columns")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--cohort", "none.csv"), 3, "missing-file"),
        (("--cohort", "clients.ods"), 3, "unknown-format"),
        (("--cohort", "clients.csv", "--map", "desk"), 2, "write `COLUMN=FACT`"),
        (("--cohort", "clients.csv", "--map", "desk=raport"), 3, "there is no fact `raport`"),
        (("--cohort", "clients.csv", "--now", "noon"), 2, "does not look at the time"),
        (
            ("--cohort", "clients.csv", "--cohort-out", "clients.csv"),
            2,
            "is read here, and would be lost",
        ),
        (("--cohort", "clients.csv", "--cohort-out", "c.doc"), 2, "end the name in one of"),
        (("--cohort", "clients.csv", "--cohort-out", "no/c.csv"), 3, "there is no folder `no`"),
        (("--cohort", "clients.yaml", "--cohort-out", "c.csv"), 2, "is for a --cohort in a table"),
        (("--map", "a=b"), 2, "is for a --cohort in a table"),
    ],
)
def test_wrong_words_about_clients(
    table: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    before = sorted(table.iterdir())
    done = run("diff", "one.yaml", "rules", *words, cwd=table)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert "Traceback" not in done.err
    assert sorted(table.iterdir()) == before


def test_a_terminal_shows_how_far_the_clients_are(table: Path) -> None:
    old = table / "old.yaml"
    old.write_text(OLD)
    done = run_on_terminal("diff", old, table / "one.yaml", "--cohort", table / "clients.csv")
    assert done.code == 1
    assert "Advising" in done.out


@pytest.mark.parametrize("old", ["HEAD:nothing", "v9:rules", "none.yaml", "--output=x:rules"])
def test_what_is_not_there_is_said_so(repository: Path, old: str) -> None:
    done = run("diff", "--", old, "rules", cwd=repository)
    assert (done.code, done.out) == (3, "")
    assert old.partition(":")[0] in done.err
    assert "Traceback" not in done.err


def test_rules_with_mistakes_cannot_be_compared(repository: Path) -> None:
    (repository / "one.yaml").write_text(NEW.replace("rapport: at", "raport: at"))
    done = run("diff", "rules", "one.yaml", cwd=repository)
    assert (done.code, done.out) == (3, "")
    assert "did you mean `rapport`?" in done.err
