"""Plans for several: a step and an event each at their own time, or one step for all."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import jsonschema
from icalendar import Calendar

from goldens import Golden
from panels import listed, network, of_team, team
from tactful.language.as_json import as_text
from tactful.network.evaluator import Network
from tactful.pages.html import html
from tactful.pages.plain import plain
from tactful.plans.ics import calendar
from tactful.plans.page import plan_page
from tactful.plans.timeline import Timeline
from tactful.plans.wire import plans
from tactful.scenarios.scenario import Scenario
from tactful.workspace.advising import planned
from tactful.workspace.schemas.published import schema


def plan_of(scenario: Scenario | str) -> Timeline:
    one = listed(scenario) if isinstance(scenario, str) else scenario
    return planned(one, network(), 60)


def whom(timeline: Timeline) -> list[tuple[int | None, str]]:
    """For whom each step is, and when it begins."""
    return [
        (None if one.whom is None else one.whom.place, f"{one.taken or one.begins:%d %H:%M}")
        for one in timeline.plan.steps
    ]


def test_each_is_acted_on_at_their_own_time_the_earliest_first() -> None:
    assert whom(plan_of("A panel of three")) == [
        (1, "20 16:30"),
        (2, "23 08:30"),
        (3, "23 08:30"),
        (None, "23 08:30"),
    ]


def test_a_step_leaves_behind_what_is_of_that_one() -> None:
    steps = plan_of("A panel of three").plan.steps
    assert [dict(step.leaves) for step in steps[:3]] == [
        {f"thanked[{place}]": True} for place in (1, 2, 3)
    ]
    assert steps[0].conclusions.decisions["cautions"].choices == ("same_words",)
    assert steps[2].conclusions.decisions["cautions"].choices == ()


def test_how_a_plan_for_several_is_told(golden: Golden) -> None:
    pages = [plan_page(plan_of(title)) for title in ("A panel of three", "A panel of eight")]
    golden("panel-plan.txt", plain(pages) + "\n")
    golden("panel-plan.html", html(pages[:1]) + "\n")
    assert len(re.findall(r"<rect[^>]*class=\"act", html(pages[:1]))) in (0, 3)


def test_programs_read_for_whom_a_step_is() -> None:
    made = plans([plan_of("A panel of three"), plan_of("Nobody's name is known")])
    told = json.loads(as_text(made))
    jsonschema.Draft202012Validator(schema("plans")).validate(told)
    first, *_, last = told["plans"][0]["steps"]
    assert first["whom"] == {"each": "interviewer", "place": 1, "name": "Ana"}
    assert first["acts"] == [{"decision": "step[Ana]", "option": "thank"}]
    assert first["leaves"] == {"thanked[Ana]": True}
    assert last["whom"] is None
    assert told["plans"][1]["steps"][1]["whom"]["name"] is None
    assert not re.search(r"\w\[\d\]", json.dumps(told["plans"][0]))


def test_where_the_time_is_the_same_for_all_there_is_one_step() -> None:
    people = "interviewers: [{name: Ana, warm: yes}, {name: Ben, warm: no}]\n"
    made = planned(of_team(people), Network(team()), 30)
    assert whom(made) == [(None, "20 17:00"), (None, "20 17:00")]
    first = made.entries[0]
    assert (first.what, first.more) == (
        "Write in the evening.",
        ("Send Ana a card.", "Send Ben an email."),
    )


def events(timeline: Timeline, before: bytes | None = None) -> dict[str, str]:
    """The titles of a calendar's events by their UIDs."""
    made = Calendar.from_ical(calendar([timeline], before))
    return {str(one["uid"]): str(one["summary"]) for one in made.walk("VEVENT")}


def test_an_event_says_who_and_no_two_share_a_uid() -> None:
    for title, number in (("A panel of three", 3), ("A panel of eight", 8)):
        found = events(plan_of(title))
        assert len(found) == number
    three = [*events(plan_of("A panel of three")).values()]
    assert three[0] == (
        "A panel of three: For Ana: Say thank you at the end of the day, with a card"
    )
    assert [one.split(": ")[1] for one in three] == ["For Ana", "For Ben", "For Cleo"]


def test_an_event_stays_whose_it_was_when_the_list_is_in_another_order() -> None:
    scenario = listed("A panel of three")
    before = calendar([plan_of(scenario)])
    places = {"1": "3", "2": "1", "3": "2"}
    moved = replace(
        scenario,
        people={"interviewer": ("Ben", "Cleo", "Ana")},
        given={
            re.sub(r"\[(\d)\]", lambda found: f"[{places[found[1]]}]", name): value
            for name, value in scenario.given.items()
        },
    )
    assert events(plan_of(moved), before) == events(plan_of(scenario))


def test_who_is_thanked_already_has_no_step() -> None:
    assert [place for place, _ in whom(plan_of("What cannot be"))] == [1, None]
