"""What a name is, where it is declared and used, and another name that changes nobody's advice."""

from __future__ import annotations

from pathlib import Path

import pytest

from draws import some
from editing import SMALL, follow_up, found, laid
from tactful.workspace.editing.edits import edited
from tactful.workspace.editing.naming import NotRenamed, renamable, rename
from tactful.workspace.editing.occurrences import Occurrence
from tactful.workspace.language import definition, hover, named_in, references
from tactful.workspace.opened import Opened, opened

RULES, SCENARIOS = "rules/drinks.yaml", "scenarios/drinks.yaml"


OF_THE_CALENDAR = ("weekday", "working_week")


def small() -> Opened:
    return opened(Path("nowhere"), SMALL)


@pytest.mark.parametrize(
    ("file", "words", "title", "line"),
    [
        (RULES, "mood: low", "Fact: mood", "How do you feel?"),
        (RULES, "mood: low", "Fact: mood", "  high: in high spirits"),
        (RULES, "mood}", "Fact: mood", "A choice, from low to high:"),
        (RULES, "low, late", "Choice of mood: rather low", "How do you feel?"),
        (RULES, "coffee: strongly for", "Option of drink: a coffee", "For it: coffee-wakes"),
        (RULES, "coffee: strongly for", "Option of drink: a coffee", "Against it: late-is-late"),
        (RULES, "coffee-wakes]", "Rule: coffee-wakes", "Overridden by: late-is-late"),
        (RULES, "coffee-wakes]", "Rule: coffee-wakes", "Source: book: Strong coffee wakes people."),
        (RULES, "book", "Source: book", "Mornings"),
        (RULES, "drink:", "Decision: drink", "Argued by: coffee-wakes, late-is-late"),
        (SCENARIOS, "drink:", "Decision: drink", "What to drink?"),
        (
            SCENARIOS,
            "coffee-wakes",
            "Rule: coffee-wakes",
            "You feel {mood}, and coffee wakes people.",
        ),
    ],
)
def test_what_is_pointed_at_is_told(file: str, words: str, title: str, line: str) -> None:
    told = hover(small(), file, *found(SMALL[file], words))
    assert told is not None
    assert told.title == title
    assert line in told.lines


def test_what_is_no_name_is_told_nothing_of() -> None:
    for words in ("because:", "people.", "strongly for", "rules:"):
        assert hover(small(), RULES, *found(SMALL[RULES], words)) is None


@pytest.mark.parametrize(
    ("words", "file", "declared", "uses"),
    [
        ("mood: low", "facts.yaml", "mood:", 6),
        ("late: no", "facts.yaml", "late:", 5),
        ("coffee: strongly for", "ruleset.yaml", "coffee: a", 4),
        ("coffee-wakes]", RULES, "coffee-wakes", 3),
        ("book", "ruleset.yaml", "book:", 2),
        ("fair", "facts.yaml", "fair", 2),
    ],
)
def test_a_name_leads_to_where_it_is_declared_and_used(
    words: str, file: str, declared: str, uses: int
) -> None:
    place = definition(small(), RULES, *found(SMALL[RULES], words))
    assert place is not None
    assert (place.file, place.span.line, place.span.column) == (file, *found(SMALL[file], declared))
    every = references(small(), RULES, *found(SMALL[RULES], words))
    assert every[0] == place
    assert len(every) == uses


def test_a_name_in_an_entry_that_cannot_be_read_is_known_all_the_same() -> None:
    text = SMALL[RULES] + "  - id: more\n    when: {mood: low, la"
    now = opened(Path("nowhere"), {**SMALL, RULES: text})
    told = hover(now, RULES, text.count("\n") + 1, 14)
    assert told is not None
    assert told.title == "Fact: mood"


def test_a_new_name_is_written_wherever_the_old_one_stands() -> None:
    now = small()
    edits = rename(now, "facts.yaml", *found(SMALL["facts.yaml"], "mood"), "spirits")
    texts = edited(now.texts, edits)
    assert texts == {name: text.replace("mood", "spirits") for name, text in SMALL.items()}


@pytest.mark.parametrize(
    ("words", "new", "refusal"),
    [
        ("mood", "late", "there is a `late` already"),
        ("mood", "drink", "there is a `drink` already"),
        ("mood", "My mood", "`My mood` cannot be a name: names are lower-case words joined"),
        ("mood", "", "`` cannot be a name"),
        ("mood", "any", "the language uses the word `any` itself"),
        ("fair", "high", "there is a `high` already"),
        ("facts", "things", "there is no name here that can be changed"),
    ],
)
def test_a_name_that_cannot_be_is_refused(words: str, new: str, refusal: str) -> None:
    place = found(SMALL["facts.yaml"], words)
    with pytest.raises(NotRenamed) as refused:
        rename(small(), "facts.yaml", *place, new)
    assert str(refused.value).startswith(refusal)


def test_while_there_are_mistakes_nothing_is_proven_and_so_nothing_renamed() -> None:
    now = opened(Path("nowhere"), {**SMALL, RULES: SMALL[RULES].replace("mood: low", "mod: low")})
    with pytest.raises(NotRenamed, match="once the rules have no mistakes"):
        renamable(now, "facts.yaml", *found(SMALL["facts.yaml"], "mood"))


def test_what_a_base_declares_is_renamed_there(tmp_path: Path) -> None:
    laid(tmp_path / "base")
    more = "title: More\nextends: ../base\nrules:\n  - id: more\n    then: {drink: {tea: for}}\n"
    more += "    because: You are {mood}.\n    source: house\n"
    now = opened(laid(tmp_path / "own", {"ruleset.yaml": more}))
    assert now.ruleset is not None
    place = definition(now, "ruleset.yaml", *found(more, "mood"))
    assert place is not None
    assert Path(place.file).is_absolute()
    with pytest.raises(NotRenamed, match="belongs to a ruleset that this one builds on"):
        rename(now, "ruleset.yaml", *found(more, "mood"), "spirits")


def declared(now: Opened) -> list[Occurrence]:
    return [one for file in now.texts for one in named_in(now, file) if one.declares]


def there_and_back(before: Opened, one: Occurrence) -> None:
    new = "zebra-of" if "-" in one.named.name else "zebra_of"
    edits = rename(before, one.span.file, one.span.line, one.span.column, new)
    texts = edited(before.texts, edits)
    after = opened(before.path, texts, before)
    assert after.ruleset is not None
    assert len(after.scenarios) == len(before.scenarios)
    (place,) = [other.span for other in declared(after) if other.named.name == new]
    back = rename(after, place.file, place.line, place.column, one.named.name)
    assert edited(texts, back) == before.texts


def test_every_name_of_a_small_ruleset_comes_back_byte_for_byte() -> None:
    names = declared(small())
    assert len(names) == 14
    for one in names:
        there_and_back(small(), one)


def test_names_of_the_packaged_rules_come_back_byte_for_byte() -> None:
    names = [one for one in declared(follow_up()) if one.named.owner not in OF_THE_CALENDAR]
    for one in some(names, 60):
        there_and_back(follow_up(), one)


def test_a_choice_whose_name_the_calendar_gives_keeps_it() -> None:
    now = follow_up()
    (friday,) = [
        o for o in declared(now) if o.named.name == "friday" and o.named.owner == "weekday"
    ]
    with pytest.raises(NotRenamed, match="there would be a mistake: `weekday of` gives `monday`"):
        rename(now, friday.span.file, friday.span.line, friday.span.column, "freitag")
