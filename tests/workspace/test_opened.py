"""A folder of rules with unsaved texts: read anew only where a text changed, and never an error."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casefiles import CASES
from draws import DRAWS, unhurried
from editing import SMALL, alike, follow_up, laid
from tactful.reading.ruleset import load_ruleset
from tactful.scenarios.scenario import load_scenarios
from tactful.text.library import packaged, packaged_names
from tactful.workspace.opened import Opened, opened

BROKEN = [path.read_text("utf-8") for path in sorted((CASES / "reading").glob("text-*.yaml"))]
NASTY = ["\0", "\ufeff", "\u00a0", "\t", "'", '"', "[", "]", "{", "}", ": ", "- ", "#", "&a ", "\n"]


def same(one: Opened, other: Opened) -> None:
    """Both say the same, with all places."""
    assert one == Opened(
        one.folder,
        other.texts,
        one.ruleset,
        one.partial,
        other.scenarios,
        other.diagnostics,
        other.outside,
        other.path,
    )
    assert alike(one.ruleset) == alike(other.ruleset)
    assert alike(one.partial) == alike(other.partial)


@pytest.mark.parametrize("name", packaged_names())
def test_a_folder_is_opened_as_it_is_loaded(name: str) -> None:
    now = opened(packaged(name))
    loaded = load_ruleset(packaged(name)).ruleset
    assert loaded is not None
    assert now.ruleset is not None
    assert now.ruleset.fingerprint == loaded.fingerprint
    assert now.partial is now.ruleset
    scenarios = load_scenarios(packaged(name), loaded).scenarios
    assert [one.title for one in now.scenarios] == [one.title for one in scenarios]
    assert now.diagnostics == ()
    assert {"ruleset.yaml", "facts.yaml"} <= {*now.texts}
    assert {one.span.file for one in now.ruleset.facts.values()} <= {*now.texts, *now.outside}


def test_unsaved_texts_stand_in_the_place_of_saved_ones_and_beside_them(tmp_path: Path) -> None:
    laid(tmp_path)
    new = "rules:\n  - {id: more, then: {drink: {tea: for}}, because: It is nice., source: house}\n"
    now = opened(tmp_path, {"rules/more.yaml": new, "ruleset.yaml": SMALL["ruleset.yaml"]})
    assert now.ruleset is not None
    assert [*now.ruleset.rules] == ["coffee-wakes", "late-is-late", "more"]
    assert now.texts["rules/more.yaml"] == new
    assert now.ruleset.rules["more"].span.file == "rules/more.yaml"


def test_a_ruleset_can_be_begun_with_nothing_on_the_disk(tmp_path: Path) -> None:
    now = opened(tmp_path / "new", SMALL)
    assert now.ruleset is not None
    assert len(now.scenarios) == 2
    assert not (tmp_path / "new").exists()


def test_what_could_be_read_is_there_although_there_are_mistakes(tmp_path: Path) -> None:
    laid(tmp_path)
    text = SMALL["rules/drinks.yaml"].replace("mood: low", "mod: low")
    now = opened(tmp_path, {"rules/drinks.yaml": text})
    assert now.ruleset is None
    assert now.partial is not None
    assert [*now.partial.facts] == ["mood", "now", "late", "awake"]
    (found,) = now.diagnostics
    assert (found.span.file, found.span.line) == ("rules/drinks.yaml", 3)
    (fix,) = found.fixes
    assert (fix.title, fix.edits[0].text) == ("Change to `mood`", "mood")


@pytest.mark.parametrize(
    ("file", "was", "becomes", "facts", "rules"),
    [
        ("facts.yaml", "late: {type: yes/no,", "late: {type: [yes/no,", "mood now awake", ""),
        ("facts.yaml", "low: rather", 'low: "rather', "now late awake", ""),
        ("rules/drinks.yaml", "{mood: low, late: no}", "{mood: low, la", "", "late-is-late"),
        ("rules/drinks.yaml", "because: It", "because: 'It", "", "coffee-wakes"),
    ],
)
def test_an_entry_that_is_half_typed_costs_no_more_than_itself(
    tmp_path: Path, file: str, was: str, becomes: str, facts: str, rules: str
) -> None:
    laid(tmp_path)
    assert was in SMALL[file]
    now = opened(tmp_path, {file: SMALL[file].replace(was, becomes, 1)})
    assert now.ruleset is None
    assert now.partial is not None
    assert [*now.partial.facts] == (facts.split() or ["mood", "now", "late", "awake"])
    assert [*now.partial.rules] == (rules.split() or ["coffee-wakes", "late-is-late"])
    assert {one.span.file for one in now.diagnostics} == {file}
    assert all(one.code.startswith("T1") for one in now.diagnostics)


def test_what_was_read_of_other_files_is_kept() -> None:
    before = follow_up()
    text = before.texts["rules/gifts.yaml"] + "\n# more to come\n"
    after = opened(before.path, {"rules/gifts.yaml": text}, before)
    for name in before.kept:
        assert (after.kept[name] is before.kept[name]) == (name != "rules/gifts.yaml")
    assert after.read["scenarios/gifts.yaml"] is before.read["scenarios/gifts.yaml"]
    shorter = before.texts["scenarios/gifts.yaml"].partition("\n  - scenario: ")[0] + "\n"
    other = opened(before.path, {"scenarios/gifts.yaml": shorter}, before)
    assert len(other.scenarios) < len(before.scenarios)
    assert other.read["scenarios/timing.yaml"] is before.read["scenarios/timing.yaml"]


def test_a_scenario_is_read_anew_where_a_rule_that_it_names_is_gone(tmp_path: Path) -> None:
    before = opened(laid(tmp_path))
    text = SMALL["rules/drinks.yaml"].replace("coffee-wakes", "coffee-helps")
    after = opened(tmp_path, {"rules/drinks.yaml": text}, before)
    assert [one.name for one in after.diagnostics] == ["unknown-rule"]
    same(after, opened(tmp_path, {"rules/drinks.yaml": text}))


@settings(unhurried, max_examples=max(10, DRAWS // 4))
@given(st.randoms(use_true_random=False))
def test_what_is_opened_again_is_what_is_opened_anew(random: Random) -> None:
    before = opened(Path("nowhere"), SMALL)
    texts = dict(SMALL)
    for name in random.sample(sorted(texts), 2):
        texts[name] = mangled(random, texts[name])
    after = opened(before.path, texts, before)
    same(after, opened(before.path, texts))
    same(opened(before.path, SMALL, after), before)


@settings(unhurried, max_examples=max(5, DRAWS // 20))
@given(st.randoms(use_true_random=False))
def test_edits_one_after_the_other_are_read_as_if_each_were_the_first(random: Random) -> None:
    """Rules that override rules of other files, and rules about each of several, among them."""
    now = follow_up()
    files = [name for name in now.texts if not name.startswith("scenarios/")]
    unsaved: dict[str, str] = {}
    for _ in range(3):
        name = random.choice(files)
        lines = now.texts[name].splitlines(keepends=True)
        start = random.randrange(len(lines))
        del lines[start : start + random.randint(1, 6)]
        unsaved = {**unsaved, name: "".join(lines)} if random.random() < 0.8 else {}
        now = opened(now.path, unsaved, now)
        same(now, opened(now.path, unsaved))


def test_a_rule_is_read_anew_where_one_that_it_overrides_is_gone_or_comes_back(
    tmp_path: Path,
) -> None:
    first = "  - id: coffee-wakes\n"
    one, other = SMALL["rules/drinks.yaml"].split("  - id: late-is-late\n")
    laid(tmp_path, {**SMALL, "rules/drinks.yaml": one})
    late = {"rules/late.yaml": f"rules:\n  - id: late-is-late\n{other}"}
    whole = opened(tmp_path, late)
    assert whole.diagnostics == ()
    renamed = {**late, "rules/drinks.yaml": one.replace(first, "  - id: coffee-helps\n")}
    without = opened(tmp_path, renamed, whole)
    assert "unknown-rule" in [found.name for found in without.diagnostics]
    same(without, opened(tmp_path, renamed))
    same(opened(tmp_path, late, without), whole)


def test_rules_that_did_not_change_are_not_read_again() -> None:
    before = follow_up()
    assert before.partial is not None
    text = before.texts["rules/gifts.yaml"] + "\n# more to come\n"
    after = opened(before.path, {"rules/gifts.yaml": text}, before)
    assert after.partial is not None
    old, new = before.partial.template, after.partial.template
    assert old is not None
    assert new is not None
    assert new.facts is old.facts
    read_again = {n for n, rule in new.rules.items() if rule is not old.rules[n]}
    assert read_again == {
        n for n, rule in new.rules.items() if rule.span.file == "rules/gifts.yaml"
    }


def mangled(random: Random, text: str) -> str:
    """A text with a few bits cut out, doubled or replaced by what parsers dislike."""
    for _ in range(random.randint(1, 3)):
        start = random.randint(0, len(text))
        end = min(len(text), start + random.choice((0, 1, 7, 90)))
        put = random.choice(("", random.choice(NASTY), text[start:end] * 2))
        text = text[:start] + put + text[end:]
    return text


@unhurried
@given(st.randoms(use_true_random=False))
def test_broken_texts_are_diagnostics_and_never_raise(random: Random) -> None:
    texts = dict(SMALL)
    for name in random.sample(sorted(texts), 2):
        texts[name] = mangled(random, random.choice((texts[name], random.choice(BROKEN))))
    now = opened(Path("nowhere"), texts)
    for one in now.diagnostics:
        for fix in one.fixes:
            assert all(edit.file in now.texts for edit in fix.edits)
    assert (now.ruleset is None) == any(
        one.is_error and not one.span.file.startswith("scenarios/") for one in now.diagnostics
    )


def test_a_folder_with_nothing_in_it_lacks_its_first_file(tmp_path: Path) -> None:
    now = opened(tmp_path)
    assert (now.ruleset, dict(now.texts)) == (None, {})
    (found,) = now.diagnostics
    assert found.name == "missing-file"
    assert found.message == "there is no file `ruleset.yaml`"


def test_a_file_that_is_no_text_is_told_and_not_handed_to_an_editor(tmp_path: Path) -> None:
    laid(tmp_path)
    (tmp_path / "facts.yaml").write_bytes("facts: {caf\xe9: {type: yes/no}}".encode("latin-1"))
    now = opened(tmp_path)
    assert "facts.yaml" not in now.texts
    assert [one.name for one in now.diagnostics if one.span.file == "facts.yaml"] == ["not-utf-8"]


def test_a_folder_that_is_closed_is_told(tmp_path: Path) -> None:
    laid(tmp_path)
    (tmp_path / "rules" / "drinks.yaml").unlink()
    (tmp_path / "rules" / "drinks.yaml").mkdir()
    names = {one.name for one in opened(tmp_path).diagnostics}
    assert "unreadable-file" in names


def test_a_ruleset_of_one_file_is_opened_by_itself(tmp_path: Path) -> None:
    whole = "".join(SMALL[name] for name in sorted(SMALL, reverse=True))
    (tmp_path / "coffee.yaml").write_text(whole, encoding="utf-8")
    (tmp_path / "other.yaml").write_text("nothing: here", encoding="utf-8")
    now = opened(tmp_path / "coffee.yaml")
    assert now.ruleset is not None
    assert (now.folder, [*now.texts]) == (tmp_path, ["coffee.yaml"])
    assert len(now.scenarios) == 2
    changed = opened(now.path, {"coffee.yaml": whole.replace("title", "titel")}, now)
    assert [one.name for one in changed.diagnostics if one.is_error] == ["unknown-key"]


def test_a_ruleset_that_builds_on_another_has_its_texts_beside(tmp_path: Path) -> None:
    laid(tmp_path / "base")
    own = tmp_path / "own"
    more = "title: More\nextends: ../base\nwithout: late-is-late\n"
    laid(own, {"ruleset.yaml": more})
    now = opened(own)
    assert now.ruleset is not None, now.diagnostics
    assert [*now.ruleset.rules] == ["coffee-wakes"]
    assert [*now.texts] == ["ruleset.yaml"]
    assert {Path(name).name for name in now.outside} == {
        *("ruleset.yaml", "facts.yaml", "drinks.yaml"),
    }
    assert len(now.scenarios) == 2
    wrong = opened(own, {"ruleset.yaml": more.replace("../base", "../bas")}, now)
    assert [one.name for one in wrong.diagnostics if one.is_error] == ["unknown-base"]


def test_the_working_folder_is_opened_by_its_short_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(tmp_path)
    monkeypatch.chdir(tmp_path)
    now = opened(Path(os.curdir), {"facts.yaml": "facts: ["})
    assert [one.span.file for one in now.diagnostics] == ["facts.yaml"]
    assert now.text("facts.yaml") == "facts: ["
