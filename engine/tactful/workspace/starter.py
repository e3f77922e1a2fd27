"""A ruleset to start from: small, sound, and explained in its own comments."""

from __future__ import annotations

from collections.abc import Mapping

from tactful.explanation.wording import capitalised
from tactful.reading.ruleset import load
from tactful.scenarios.writing import as_scalar
from tactful.text.library import packaged
from tactful.text.names import spaced

_RULESET = """\
# What this ruleset is about, and what it decides.

title: {title}
about: Say here whom the advice is for. Until you do, it tells when to take an umbrella.

# What a client reads first. Names in braces are filled in.
summary:
  - "{{umbrella}}."

# Options stand safest first: where two have equal support, the earlier one wins.
decisions:
  umbrella:
    question: Should you take an umbrella?
    options:
      take_it: {{label: take an umbrella}}
      leave_it: {{label: leave the umbrella at home}}
    fallback: take_it
"""

_FACTS = """\
# What can be known about a client's situation. Facts with a question are asked.

facts:
  sky:
    type: choice
    ordered: yes
    choices:
      clear: clear
      cloudy: cloudy
      raining: raining already
    question: How does the sky look?
  minutes_outside:
    type: number
    unit: minutes
    min: 0
    label: the time outside
    question: For how many minutes will you be outside?
"""

_RULES = """\
# The advice. A rule says when something holds, what follows, and why.

rules:

  - id: rain-asks-for-an-umbrella
    when: {sky: raining}
    then: {umbrella: {take_it: strongly for}}
    because: It is raining.
    source: house

  - id: clouds-may-bring-rain
    when: {sky: cloudy}
    then: {umbrella: {take_it: slightly for}}
    because: Clouds may bring rain.
    source: house

  - id: a-clear-sky-asks-for-none
    when: {sky: clear}
    then: {umbrella: {leave_it: for}}
    because: The sky is clear, and an umbrella is easily forgotten somewhere.
    source: house

  - id: a-few-steps-do-no-harm
    when: {sky: at most cloudy, minutes_outside: less than 5}
    then: {umbrella: {leave_it: for}}
    because: For {minutes_outside} under a dry sky nobody needs an umbrella.
    source: house
"""

_SCENARIOS = """
scenarios:

  - scenario: Rain
    facts: {sky: raining}
    expect: {umbrella: take_it, fired: [rain-asks-for-an-umbrella]}

  - scenario: Rain on the few steps to the car
    facts: {sky: raining, minutes_outside: 1}
    expect:
      umbrella: take_it
      fired: [rain-asks-for-an-umbrella]
      not fired: [a-few-steps-do-no-harm, clouds-may-bring-rain]

  - scenario: A clear sky
    facts: {sky: clear}
    expect: {umbrella: leave_it, not fired: [clouds-may-bring-rain]}

  - scenario: Clouds, and a few steps
    facts: {sky: cloudy, minutes_outside: 4}
    expect: {umbrella: leave_it, not fired: [a-clear-sky-asks-for-none, rain-asks-for-an-umbrella]}

  - scenario: Clouds, and a long walk
    facts: {sky: cloudy, minutes_outside: 5}
    expect: {umbrella: take_it, fired: [clouds-may-bring-rain], not fired: [a-few-steps-do-no-harm]}
"""


_ON_RULESET = """\
# This ruleset has everything that {base} has, and what stands in its own files.

title: {title}
extends: {base}

# Rules of {base} to do without, by name:
# without: [name-of-a-rule]
"""

_ON_FACTS = """\
# What can be known besides. An entry of a name that the base has already stands in its place once
# it says `replaces: yes`.

facts:
  coach_advised_patience:
    type: yes/no
    label: whether your coach has advised patience
    question: Has your coach advised patience?
"""

_ON_RULES = """\
# Your own rules, besides those of {base}.

rules:

  - id: as-your-coach-advised
    when: {{coach_advised_patience: yes}}
    then: {{{decision}: {{{option}: slightly for}}}}
    because: Your coach knows you, and has advised patience.
    source: house
"""

_ON_SCENARIOS = """\
# Cases whose answer you know. {tester} runs them, and those of {base}. One of the base's that is to
# come out otherwise here stands here again, under its title, with `replaces: yes`.

scenarios:

  - scenario: My coach has advised patience
    facts: {{coach_advised_patience: yes}}
    expect: {{fired: [as-your-coach-advised]}}
"""


def new_ruleset(name: str, tester: str) -> Mapping[str, str]:
    """The files of a new ruleset, by their place in its folder.

    Args:
        name: What the ruleset is called.
        tester: What runs a ruleset's scenarios, as its author calls it.
    """
    title = as_scalar(capitalised(spaced(name)))
    return {
        "ruleset.yaml": _RULESET.format(title=title),
        "facts.yaml": _FACTS,
        "rules/advice.yaml": _RULES,
        "scenarios/cases.yaml": f"# Cases whose answer you know. {tester} runs them.\n{_SCENARIOS}",
    }


def ruleset_on(source: str, name: str, tester: str) -> Mapping[str, str]:
    """The files of a new ruleset that builds on a packaged one, by their place in its folder.

    Its own rule speaks slightly for the safest option of the base's first decision, where its own
    fact says so: whoever starts with it sees at once how theirs and the base's go together.

    Args:
        source: The packaged ruleset.
        name: What the new ruleset is called.
        tester: What runs a ruleset's scenarios, as its author calls it.
    """
    decision = next(d for d in load(packaged(source)).decisions.values() if d.applies_when is None)
    option = next(iter(decision.options.values()))
    filled = {
        "title": as_scalar(capitalised(spaced(name))),
        "base": source,
        "decision": decision.id,
        "option": option.id,
        "tester": tester,
    }
    return {
        "ruleset.yaml": _ON_RULESET.format(**filled),
        "facts.yaml": _ON_FACTS,
        "rules/mine.yaml": _ON_RULES.format(**filled),
        "scenarios/mine.yaml": _ON_SCENARIOS.format(**filled),
    }


def copied_ruleset(source: str) -> Mapping[str, str]:
    """The files of a packaged ruleset, by their place in its folder."""
    home = packaged(source)
    return {
        path.relative_to(home).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(home.rglob("*.yaml"))
    }
