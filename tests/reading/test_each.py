"""What authors write by mistake of several of a thing: each is said with what to write instead."""

from __future__ import annotations

import pytest

from casefiles import CASES, told
from tactful.reading.ruleset import load_ruleset_text

PANEL = (CASES / "scenarios" / "people.yaml").read_text().partition("scenarios:\n")[0]
WHEN = "when: {rapport: warm}"


def found_in(was: str, becomes: str) -> list[tuple[str, str]]:
    assert PANEL.count(was) == 1
    found = load_ruleset_text(PANEL.replace(was, becomes)).diagnostics
    return [(one.name, one.help) for one in found]


def test_the_panel_is_sound() -> None:
    loaded = load_ruleset_text(PANEL)
    assert loaded.ruleset is not None, told(loaded.diagnostics, loaded.texts)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("all interviewers", "every interviewer"),
        ("all other interviewers", "every other interviewer"),
        ("each interviewer", "every interviewer"),
        ("evry interviewer", "every interviewer"),
        ("any intervewer", "any interviewer"),
        ("Any other interviewer", "any other interviewer"),
        ("another interviewer", "any other interviewer"),
        ("interviewer", "any interviewer"),
        ("interviewers", "any interviewer"),
        ("none of the interviewers", "no interviewer"),
        ("2 interviewers", "at least 2 interviewers"),
        ("at least two other interviewers", "at least 2 other interviewers"),
        ("more than 2 interviewers", "at least 3 interviewers"),
        ("at most 2 interviewers", "none: [{at least 3 interviewers: ...}]"),
        ("not every interviewer", "none: [{every interviewer: ...}]"),
    ],
)
def test_a_group_over_several_in_other_words(written: str, meant: str) -> None:
    becomes = f"when: {{rapport: warm, {written}: {{rapport: cold}}}}"
    assert found_in(WHEN, becomes) == [("unknown-group", f"write `{meant}`")]


@pytest.mark.parametrize(
    ("was", "becomes", "name"),
    [
        ("plural: interviewers", "plural: facts", "reserved-word"),
        ("plural: interviewers", "plural: expect", "reserved-word"),
        ("plural: interviewers", "plural: the panel", "bad-id"),
        ("plural: interviewers", "plural:", "empty-value"),
        ("plural: interviewers", "plural: interviewers\n    rules: []", "unknown-key"),
        ("plural: interviewers", "plural: interviewers\n    name: {type: number}", "unknown-type"),
        ("plural: interviewers", "plural: interviewers\n    name: Ana", "wrong-shape"),
        ("each:\n  interviewer:", "each:\n  - interviewer:", "wrong-shape"),
        ("  industry: {", "  interviewer: {type: yes/no}\n  industry: {", "duplicate-id"),
        ("{formal: formal,", "{formal: 'formal to {interviewer}',", "one-for-all"),
        (WHEN, "when: {any other interviewer: [{rapport: cold}]}", "wrong-shape"),
        (WHEN, "when: {any other interviewer: cold}", "wrong-shape"),
        (WHEN, "when: {any other interviewer: }", "empty-value"),
        (WHEN, "when: {at least 0 interviewers: {rapport: cold}}", "impossible-count"),
        (WHEN, "when: {at least 13 interviewers: {rapport: cold}}", "impossible-count"),
        (WHEN, "when: {any other interviewer: {channel: card}}", "circle"),
    ],
)
def test_one_mistake_is_said_once(was: str, becomes: str, name: str) -> None:
    assert [one for one, _ in found_in(was, becomes)] == [name]


@pytest.mark.parametrize(
    "when",
    [
        "{at least 2 interviewers: {rapport: warm}}",
        "{none: [{every interviewer: {rapport: warm}}], no interviewer: {email_known: no}}",
        "{any interviewer: {rapport: warm, any other interviewer: {rapport: cold}}}",
        "{any interviewers: {email_known: known}}",
    ],
)
def test_groups_over_several_stand_wherever_conditions_do(when: str) -> None:
    assert found_in("tone: {options:", f"tone: {{applies when: {when}, options:") == []
    because = "because: It is so"
    constraint = f"constraints: [{{id: c, never: {when}, {because}}}]\nrules:"
    assert found_in("\nrules:", f"\n{constraint}") == []
    label = f"{{label: [{{when: {when}, text: a}}, {{text: b}}]}}"
    assert found_in("formal: formal,", f"formal: {label},") == []
