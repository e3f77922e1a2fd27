"""``tactful ask``: an interview that asks only what can still change the advice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tactful.explanation.explanation import explain
from tactful.explanation.unknowns import askable
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.network.evaluator import Network
from tactful.network.kept import network_with
from tactful.scenarios.scenario import UNTITLED, Scenario
from tactful.workspace.advising import clock, clocks
from tactful_cli.inputs import STANDARD_INPUT, ruleset_path, usable_ruleset, usable_scenarios
from tactful_cli.interviewing import Conversation
from tactful_cli.keeping import Kept
from tactful_cli.options import PAGES, examples, format_option, ruleset_option
from tactful_cli.screen.progress import progress
from tactful_cli.screen.showing import show, show_json
from tactful_cli.situations import stated

if TYPE_CHECKING:
    from tactful.answers.interview import Interview

INTERRUPTED = 130

_FINE = 1_000
"""The parts of an interview that its bar shows."""


@click.command(
    "ask",
    epilog=examples(
        "tactful ask --set industry=law --save my-interview.yaml",
        "tactful ask --resume my-interview.yaml",
        "tactful ask --answers my-interview.yaml --format json",
    ),
)
@ruleset_option
@click.option(
    "--set",
    "settings",
    metavar="FACT=VALUE",
    multiple=True,
    help="State a fact that need not be asked for. Repeat for more.",
)
@click.option("--now", metavar="MOMENT", help="Advise for this moment, as 2026-11-20T14:00.")
@click.option(
    "--answers",
    metavar="FILE",
    help='Take the answers from a scenario file instead of a person; "-" is standard input. What '
    'it does not say is answered "don\'t know".',
)
@click.option(
    "--resume",
    metavar="FILE",
    help="Go on with an interview that was saved: what the file says is not asked again, and new "
    "answers are saved in it.",
)
@click.option(
    "--save", metavar="FILE", help="Write what was answered as a scenario, after each answer."
)
@format_option(*PAGES, writes="the advice at the end")
def command(
    ruleset: str | None,
    settings: tuple[str, ...],
    now: str | None,
    answers: str | None,
    resume: str | None,
    save: str | None,
    format_: str,
) -> None:
    """Ask what matters, one question at a time, and advise.

    Questions come in the order in which people tell their story. Each can still change the advice,
    and the interview ends when no answer can matter any more.
    """
    from tactful.answers.interview import Interview, interview_budget  # the solver is slow

    rules = usable_ruleset(ruleset_path(ruleset))
    beforehand = stated(Scenario(UNTITLED, {}), settings, now, rules)
    if resume is not None and (answers, save) != (None, None):
        raise click.UsageError("--resume reads and saves one file; leave out --answers and --save")
    told = _told(("--answers", answers) if resume is None else ("--resume", resume), rules)
    title, replies = told.title, {**told.given, **beforehand.given}
    network = network_with(Network(rules), told.people)
    asked_for = {*askable(network.ruleset)} - {*rules.clock}
    start = replies
    if answers is not None:
        start = {n: v for n, v in replies.items() if n not in asked_for or n in beforehand.given}
    read = [Path(answers)] if answers not in (None, STANDARD_INPUT) else []
    kept = Kept(rules, title, start, [ruleset_path(ruleset), *read])
    if resume is not None:
        kept.go_on(Path(resume))
    elif save is not None:
        kept.claim(Path(save))
    at = clock(Scenario(title, start), rules)
    interview = Interview(
        network, start, at, budget=interview_budget(), clocks=None if at is None else clocks()
    )
    broken_off = False
    if answers is not None:
        interview = _held_by_file(interview, replies)
    else:
        conversation = Conversation(interview, kept.keep, kept.save_as)
        broken_off = conversation.held()
        interview = conversation.interview
    lost = kept.finish(interview)
    if broken_off:
        raise click.exceptions.Exit(INTERRUPTED)
    _write(interview, title, format_)
    if lost is not None:
        raise click.exceptions.Exit(lost)


def _told(source: tuple[str, str | None], rules: Ruleset) -> Scenario:
    """The scenario that an option names; an empty one where it names none."""
    option, file = source
    if file is None:
        return Scenario(UNTITLED, {})
    told = usable_scenarios([file], rules)
    if len(told) != 1:
        raise click.UsageError(f"{option}: `{file}` holds {len(told)} scenarios; give one")
    return told[0]


def _held_by_file(interview: Interview, replies: dict[str, Value]) -> Interview:
    """The interview whose answers are all known; those that no question asked for count as well."""
    from tactful.answers.interview import OF_AN_INTERVIEW

    with progress("Asking") as moved:

        def tell() -> None:
            asked = len(interview.answers) / max(len(interview.askable), 1)
            spent = 1 - max(interview.budget.left, 0) / OF_AN_INTERVIEW
            moved(int(_FINE * max(asked, spent)), _FINE)

        interview.budget.watched = tell
        while True:
            while (fact := interview.question) is not None:
                together = interview.checklist
                asked = (fact,) if together is None else tuple(together.choices)
                interview = interview.ticked({name: replies.get(name) for name in asked})
            answered = {reply.fact for reply in interview.answers}
            unasked = {name: value for name, value in replies.items() if name not in answered}
            if unasked.items() <= interview.known.items():
                return interview
            interview = interview.knowing(unasked)


def _write(interview: Interview, title: str, format_: str) -> None:
    from tactful.answers.asking import interview_page

    explanation = explain(interview.network, title, interview.conclusions, now=interview.now)
    if format_ == "json":
        from tactful.answers.wire import interview_as_json

        show_json(interview_as_json(interview, explanation))
    else:
        show([interview_page(interview, explanation)], format_)
