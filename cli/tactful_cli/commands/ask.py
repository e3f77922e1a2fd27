"""``tactful ask``: an interview that asks only what can still change the advice."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tactful.explanation.explanation import explain
from tactful.explanation.unknowns import askable
from tactful.explanation.wording import sentence, wording_of
from tactful.language.progress import Progress
from tactful.language.values import NotAValue, Value
from tactful.network.evaluator import Network
from tactful.scenarios.scenario import UNTITLED, Scenario
from tactful.scenarios.writing import SCENARIOS, Written, scenario_text
from tactful.text.gate import Gate, Output
from tactful.text.output_defects import Refused
from tactful.text.signs import visible
from tactful.workspace.advising import clock
from tactful_cli.failures import USAGE
from tactful_cli.inputs import ruleset_path, usable_ruleset, usable_scenarios
from tactful_cli.options import PAGES, examples, format_option, ruleset_option
from tactful_cli.screen.progress import progress
from tactful_cli.screen.saying import columns, say, say_laid_out, wants_colour
from tactful_cli.screen.showing import show, show_json
from tactful_cli.situations import stated
from tactful_cli.writing import refusal

if TYPE_CHECKING:
    from tactful.answers.asking import Asking
    from tactful.answers.interview import Interview

_DO_NOT_KNOW = ("don't know", "dont know", "do not know", "d", "-", "")
_BACK = ("back", "b")
_QUIT = ("quit", "q")
_HELP = "Type a number or the answer. ? says why I ask, Enter is “don't know”, b goes back, q ends."

INTERRUPTED = 130

_FINE = 1_000
"""The parts of an interview that its bar shows."""

_A_MOMENT = 1_000_000
"""Steps of a question that nobody needs a bar for."""


class _Stop(Exception):  # noqa: N818 - nobody's error
    """Raised when the person ends the interview."""


@click.command(
    "ask",
    epilog=examples(
        "tactful ask",
        "tactful ask --set industry=law --save my-interview.yaml",
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
@click.option("--save", metavar="FILE", help="Write what was answered as a scenario, at the end.")
@format_option(*PAGES, writes="the advice at the end")
def command(
    ruleset: str | None,
    settings: tuple[str, ...],
    now: str | None,
    answers: str | None,
    save: str | None,
    format_: str,
) -> None:
    """Ask what matters, one question at a time, and advise.

    Every question can still change the advice, the most telling comes first, and the interview
    ends when no answer can matter any more.
    """
    from tactful.answers.asking import answers_of  # the solver is slow to import
    from tactful.answers.interview import Interview, interview_budget

    rules = usable_ruleset(ruleset_path(ruleset))
    beforehand = stated(Scenario(UNTITLED, {}), settings, now, rules)
    network = Network(rules)
    told = usable_scenarios([answers], rules) if answers is not None else ()
    if answers is not None and len(told) != 1:
        raise click.UsageError(f"--answers: `{answers}` holds {len(told)} scenarios; give one")
    output = None if save is None else _claimed(Path(save), [ruleset_path(ruleset), answers])
    replies = {**told[0].given, **beforehand.given} if told else {}
    asked_for = {*askable(rules)} - {rules.clock.now}
    never_asked = {name: value for name, value in replies.items() if name not in asked_for}
    start = Scenario(told[0].title if told else UNTITLED, {**never_asked, **beforehand.given})
    interview = Interview(network, start.given, clock(start, rules), budget=interview_budget())
    held = _held_by_file if told else _held_in_person
    interview, ended_early = held(interview, replies)
    lost = None
    if output is not None and interview.answers:
        given = {**start.given, **answers_of(interview)}
        lost = _save(output, scenario_text(Written(start.title, given, {}), rules))
    if ended_early:
        raise click.exceptions.Exit(INTERRUPTED)
    _write(interview, start.title, format_)
    if lost is not None:
        raise click.exceptions.Exit(lost)


def _claimed(path: Path, inputs: Iterable[Path | str | None]) -> Output:
    """The way to save the answers.

    Raises:
        CouldNotRun: if they cannot be saved there: before anybody is asked.
    """
    try:
        return Gate([one for one in inputs if one is not None]).claim(path, SCENARIOS)
    except Refused as error:
        failure = refusal(error)
        failure.exit_code = USAGE
        raise failure from None


def _save(output: Output, text: str) -> int | None:
    """Save the answers; show them, and give the exit code, where that fails after all."""
    try:
        output.write(text)
    except Refused as error:
        failure = refusal(error)
        failure.show()
        say(f"\nWhat was answered, for you to keep:\n\n{text}", err=True)
        return failure.exit_code
    say(f"Saved as {output.path}.", err=True)
    return None


def _held_by_file(interview: Interview, replies: dict[str, Value]) -> tuple[Interview, bool]:
    from tactful.answers.interview import OF_AN_INTERVIEW

    with progress("Asking") as moved:

        def tell() -> None:
            asked = len(interview.answers) / max(len(interview.askable), 1)
            spent = 1 - max(interview.budget.left, 0) / OF_AN_INTERVIEW
            moved(int(_FINE * max(asked, spent)), _FINE)

        interview.budget.watched = tell
        while (fact := interview.question) is not None:
            interview = interview.answered(fact, replies.get(fact))
    return interview, False


def _held_in_person(interview: Interview, _: object) -> tuple[Interview, bool]:
    """Hold the interview on the terminal; the flag says that the person broke it off."""
    from tactful.answers.asking import so_far

    tell = _speaker()
    tell(_HELP, dim=True)
    shown: list[str] = []
    try:
        while (fact := _chosen(interview)) is not None:
            interview = _one_question(interview, fact, tell)
            lines = so_far(interview)
            if lines != shown and interview.answers:
                for line in lines:
                    if line not in shown:
                        tell(line, indent="  ", fg="cyan")
                shown = lines
    except (_Stop, click.Abort, KeyboardInterrupt, EOFError) as stop:
        say(err=True)
        return interview, not isinstance(stop, _Stop | EOFError)
    return interview, False


def _chosen(interview: Interview) -> str | None:
    """What to ask next, with a bar while that is found out, where it takes longer than a moment."""
    before = interview.budget.left
    with ExitStack() as shown:
        bars: list[Progress] = []

        def tell() -> None:
            spent = before - interview.budget.left
            if spent > _A_MOMENT and not bars:
                bars.append(shown.enter_context(progress("Choosing what to ask")))
            for moved in bars:
                moved(spent, before)

        interview.budget.watched = tell
        fact = interview.question
        if fact is not None:
            _ = interview.relevant  # it is told with the question
        return fact


def _speaker() -> Callable[..., None]:
    """Says things on standard error, so that standard output holds the advice alone."""
    colour = wants_colour(sys.stderr)

    width = columns()

    def tell(text: str, indent: str = "", **style: bool | str) -> None:
        wrapped = textwrap.fill(
            visible(text), width, initial_indent=indent, subsequent_indent=indent
        )
        painted = click.style(wrapped, **style) if colour else wrapped  # type: ignore[arg-type]
        say_laid_out(painted, err=True)

    return tell


def _one_question(interview: Interview, fact: str, tell: Callable[..., None]) -> Interview:
    from tactful.answers.asking import asking, understood, why_asked

    asked = asking(interview, fact)
    more = len(interview.relevant) - 1
    left = f"at most {more} more" if more else "the last one"
    tell("")
    title = interview.section(fact)
    if title is not None and interview.is_new_section(fact):
        tell(title, bold=True, fg="blue")
    tell(f"Question {len(interview.answers) + 1}, {left}", dim=True)
    _put(asked, tell)
    while True:
        answer = _heard()
        if answer == "?":
            for line in why_asked(interview, fact):
                tell(line, indent="  ", fg="cyan")
        elif answer in _QUIT and asked.hint != "in a word or two":
            raise _Stop
        elif answer in _BACK:
            if interview.answers:
                return interview.back()
            tell("This is the first question.", indent="  ", fg="yellow")
        elif answer in _DO_NOT_KNOW:
            return interview.answered(fact, None)
        else:
            try:
                rules, known = interview.ruleset, interview.conclusions.facts
                country = known.get(rules.clock.country or "")
                place = None if country is None else country.value
                after = interview.answered(fact, understood(rules, asked, answer, place))
            except NotAValue as wrong:
                tell(sentence(f"{wrong.message}: {wrong.help}"), indent="  ", fg="yellow")
            else:
                return _fitting(interview, after, tell)


def _put(asked: Asking, tell: Callable[..., None]) -> None:
    """Put a question, with what there is to answer."""
    tell(asked.question, bold=True)
    for number, choice in enumerate(asked.choices, 1):
        tell(f"{number}  {choice.label}", indent="  ")
    if asked.hint is not None:
        tell(asked.hint, indent="  ", dim=True)
    if asked.taken_for_granted is not None:
        tell(f"(taken for granted otherwise: {asked.taken_for_granted})", indent="  ", dim=True)
    if asked.none is not None:
        tell(f"none  {asked.none}", indent="  ")


def _fitting(before: Interview, after: Interview, tell: Callable[..., None]) -> Interview:
    """The interview after an answer; where that does not fit, after what is said about it."""
    from tactful.answers.asking import asked_back

    misfit = asked_back(before, after)
    if misfit is None:
        return after
    fact, wording = after.answers[-1].fact, wording_of(after.ruleset, after.conclusions)
    for said in misfit.said:
        tell(f"That does not fit: {said}", indent="  ", fg="yellow")
    ways = [("Keep it all the same", ""), (f"Change this answer: {wording.question(fact)}", fact)]
    ways += [(f"Change the other: {wording.question(one)}", one) for one in misfit.others]
    for number, (label, _) in enumerate(ways, 1):
        tell(f"{number}  {label}", indent="  ")
    while True:
        answer = _heard().casefold()
        if answer in _QUIT:
            raise _Stop
        if answer in ("1", "keep"):
            return after
        if answer in ("2", "change", *_BACK):
            return _one_question(before, fact, tell)
        if answer.isdecimal() and 1 <= int(answer) <= len(ways):
            other = ways[int(answer) - 1][1]
            return _one_question(after.without(other), other, tell)
        tell(f"Type a number from 1 to {len(ways)}.", indent="  ", fg="yellow")


def _heard() -> str:
    """One line from the person.

    Raises:
        EOFError: if there are no more.
    """
    say("> ", end="", err=True)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return " ".join(line.split())


def _write(interview: Interview, title: str, format_: str) -> None:
    from tactful.answers.asking import interview_page

    explanation = explain(interview.network, title, interview.conclusions, now=interview.now)
    if format_ == "json":
        from tactful.answers.wire import interview_as_json

        show_json(interview_as_json(interview, explanation))
    else:
        show([interview_page(interview, explanation)], format_)
