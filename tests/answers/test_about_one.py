"""Why, why not and what if about one of several."""

from __future__ import annotations

import json

import jsonschema
import pytest

from goldens import Golden
from panels import listed, network, panel
from tactful.answers.page import reasoned_page
from tactful.answers.whatif import before_and_after, what_if
from tactful.answers.wire import comparisons_as_json, counterfactuals_as_json, explanations
from tactful.grounding.ground import ground
from tactful.language.as_json import as_text
from tactful.pages.plain import plain
from tactful.proofs.counterfactual import Goal
from tactful.scenarios.words import Asks, Inquiry, read_inquiries
from tactful.workspace.advising import compared, reasoned, ways_to_change
from tactful.workspace.schemas.published import schema

THREE = listed("A panel of three")


def asked(asks: Asks, *words: str) -> tuple[Inquiry, ...]:
    read = read_inquiries(words, asks, ground(panel(), THREE.people), "--why")
    assert not read.diagnostics
    return read.inquiries


def test_how_the_reasoning_for_several_is_told(golden: Golden) -> None:
    inquiries = (*asked("why", "channel[Ana]", "step"), *asked("why not", "channel[Ben]=email"))
    whole = reasoned_page(*reasoned(THREE, network(), ()))
    answers = reasoned_page(*reasoned(THREE, network(), inquiries), sources=True)
    golden("panel-explain.txt", plain([whole, answers]) + "\n")


def test_what_is_asked_of_each_is_answered_once_where_it_is_the_same() -> None:
    told = plain([reasoned_page(*reasoned(THREE, network(), asked("why", "step")))])
    assert told.count("WHAT SHOULD YOU DO ABOUT") == 1
    assert "WHAT SHOULD YOU DO ABOUT EACH INTERVIEWER? WHY?" in told


def test_a_rule_is_named_as_its_author_wrote_it() -> None:
    inquiries = asked("why not", "channel[Ben]=email")
    told = plain([reasoned_page(*reasoned(THREE, network(), inquiries), sources=True)])
    assert "[rule no-email-without-address, from" in " ".join(told.split())


def test_how_what_would_change_advice_for_several_is_told(golden: Golden) -> None:
    pages = [what_if(*ways_to_change(THREE, network(), []), network())]
    pages += [before_and_after(*compared(THREE, {"rapport[1]": "cold"}, network()))]
    golden("panel-whatif.txt", plain(pages) + "\n")


def test_what_does_the_same_for_each_alone_is_one_way() -> None:
    told = " ".join(plain([what_if(*ways_to_change(THREE, network(), []), network())]).split())
    assert told.count("Have you thanked any interviewer yet?") == 1
    assert "For that one, “leave it at that” instead of “say thank you”." in told


@pytest.mark.parametrize("schema_name", ["explanations", "whatif"])
def test_programs_read_of_whom_everything_is(schema_name: str) -> None:
    if schema_name == "explanations":
        made = explanations([reasoned(THREE, network(), asked("why", "channel[Ana]"))])
        (told,) = json.loads(as_text(made))["explanations"]
        assert told["answers"][0]["about"] == "channel[Ana]"
    else:
        goals = [Goal("step[2]")]
        made = counterfactuals_as_json([ways_to_change(THREE, network(), goals)])
        changed = comparisons_as_json([compared(THREE, {"rapport[1]": "cold"}, network())])
        assert '"rapport[Ana]": "cold"' in as_text(changed)
        assert '"step[Ben]"' in as_text(made)
        jsonschema.Draft202012Validator(schema(schema_name)).validate(json.loads(as_text(changed)))
    text = as_text(made)
    jsonschema.Draft202012Validator(schema(schema_name)).validate(json.loads(text))
    assert not any(f"[{place}]" in text for place in (1, 2, 3))
