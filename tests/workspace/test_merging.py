"""Two people's edits of one text: both are kept, and where they clash nothing is lost."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from draws import unhurried
from tactful.workspace.editing.merging import Clash, merged

BASE = "title: Coffee\nfacts:\n  mood: low\n  late: no\n"
TEXTS = st.lists(st.sampled_from("abcdef"), max_size=12).map("\n".join)


def test_changes_of_different_lines_are_both_kept() -> None:
    mine = BASE.replace("Coffee", "Tea")
    theirs = BASE + "  awake: yes\n"
    assert merged(BASE, mine, theirs) == (mine + "  awake: yes\n", ())


def test_where_both_changed_a_line_mine_stands_and_theirs_is_told() -> None:
    mine, theirs = BASE.replace("low", "high"), BASE.replace("low", "fair")
    text, clashes = merged(BASE, mine, theirs)
    assert text == mine
    assert clashes == (Clash(3, ("  mood: low",), ("  mood: high",), ("  mood: fair",)),)


def test_the_same_change_is_no_clash() -> None:
    both = BASE.replace("low", "high")
    assert merged(BASE, both, both) == (both, ())


@unhurried
@given(TEXTS, TEXTS)
def test_where_one_changed_nothing_the_other_text_comes_of_it(base: str, made: str) -> None:
    assert merged(base, made, base) == (made, ())
    assert merged(base, base, made) == (made, ())
    assert merged(base, made, made) == (made, ())


@unhurried
@given(TEXTS, TEXTS, TEXTS)
def test_no_line_that_anybody_wrote_is_lost(base: str, mine: str, theirs: str) -> None:
    text, clashes = merged(base, mine, theirs)
    lines = text.split("\n")
    told = Counter(line for clash in clashes for line in clash.theirs)
    was = Counter(base.split("\n"))
    for made in (mine, theirs):
        written = Counter(made.split("\n")) - was
        assert not written - (Counter(lines) + told)
    for clash in clashes:
        start = clash.line - 1
        assert tuple(lines[start : start + len(clash.mine)]) == clash.mine
    assert Counter(clash.line for clash in merged(base, theirs, mine).clashes).total() == len(
        clashes
    )
