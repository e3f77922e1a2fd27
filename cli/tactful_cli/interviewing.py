"""An interview with a person: questions on standard error, answers a line each."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from tactful.explanation.wording import sentence, wording_of
from tactful.grounding.people import owners_of
from tactful.language.progress import Progress
from tactful.language.terms import Each
from tactful.language.values import NotAValue, Value
from tactful.scenarios.places import own_zone
from tactful.text.names import place_in
from tactful.text.signs import visible
from tactful_cli.screen.progress import progress
from tactful_cli.screen.saying import columns, say, say_laid_out, wants_colour

if TYPE_CHECKING:
    from tactful.answers.asking import Asking, Choice
    from tactful.answers.interview import Interview
    from tactful.answers.understanding import Surroundings

_DO_NOT_KNOW = ("don't know", "dont know", "do not know", "no idea", "d", "-", "")
_BACK = ("back", "b")
_QUIT = ("quit", "q")
_YES = ("", "y", "yes", "ok", "right")
_HELP = (
    "Type a number, or answer in your own words. Enter means “don't know”, ? says why I ask, "
    "back takes an answer back, save FILE keeps what you said, quit ends."
)

_A_MOMENT = 1_000_000
"""Steps of a question that nobody needs a bar for."""


class _Stop(Exception):  # noqa: N818 - nobody's error
    """Raised when the person ends the interview."""


class _Back(Exception):  # noqa: N818 - nobody's error
    """Raised when the person takes the last answer back."""


class Conversation:
    """An interview that is held with a person.

    Attributes:
        interview: How far it has come, whatever happens.
    """

    def __init__(
        self,
        interview: Interview,
        keep: Callable[[Interview], None],
        save_as: Callable[[str, Interview], str],
    ) -> None:
        """Begin.

        Args:
            interview: Where it begins.
            keep: Called after each answer, to lose nothing.
            save_as: Saves in a file of a name, and says what came of it.
        """
        self.interview = interview
        self._keep = keep
        self._save_as = save_as
        self._tell = _speaker()
        self._here = own_zone()
        self._of_one: set[str] = set()  # that of which the person said that there is one
        self._listed_after: Interview | None = None  # as it was when others were named

    def held(self) -> bool:
        """Hold it to its end; whether the person broke it off."""
        self._tell(_HELP, dim=True)
        try:
            while (asked := self._chosen()) is not None:
                if (each := self._several(asked)) is not None:
                    self._ask_who(each)
                    continue
                before = self.interview
                self.interview = self._answered(before, asked, announced=True)
                self._keep(self.interview)
                if len(self.interview.answers) > len(before.answers):
                    self._say_what_changed(before)
        except (_Stop, click.Abort, KeyboardInterrupt, EOFError) as stop:
            say(err=True)
            return not isinstance(stop, _Stop | EOFError)
        return False

    def _several(self, asked: Asking) -> Each | None:
        """What has to be counted before a question about one of several can be put."""
        ruleset = self.interview.ruleset
        if ruleset.template is None or ruleset.ground is not None:
            return None
        owners = owners_of(ruleset.template)
        about = [str(one.value) for one in asked.choices] if asked.is_checklist else [asked.fact]
        kinds = (owners[name] for name in about if name in owners)
        kind = next((each for each in kinds if each not in self._of_one), None)
        if kind is None:
            return None
        known = {*ruleset.each[kind].facts} & {*self.interview.known}
        return None if known else ruleset.each[kind]

    def _ask_who(self, each: Each) -> None:
        """Ask how many there are of something, and what they are called."""
        from tactful.answers.understanding import named

        self._tell("")
        self._tell(f"How many {each.plural} are there? A number, or their names.", bold=True)
        self._tell("Enter: one", indent="  ", dim=True)
        try:
            people = named(_line())
            if people == (None,) * len(people) and len(people) > 1:
                self._tell(f"What are they called? {len(people)} names, with commas.", bold=True)
                self._tell("Enter: it does not matter", indent="  ", dim=True)
                called = named(_line() or str(len(people)))
                people = called if len(called) == len(people) else people
        except NotAValue as wrong:
            self._tell(sentence(f"{wrong.message}: {wrong.help}"), indent="  ", fg="yellow")
            return
        if people == (None,):
            self._of_one.add(each.id)
            return
        self._listed_after = self.interview
        self.interview = self.interview.of_several({each.id: people})
        self._keep(self.interview)

    def _chosen(self) -> Asking | None:
        """What to ask next, with a bar while that takes longer than a moment to find out."""
        from tactful.answers.asking import next_asking  # the solver is slow to import

        interview = self.interview
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
            return next_asking(interview, self._here)

    def _answered(self, interview: Interview, asked: Asking, *, announced: bool) -> Interview:
        """The interview after a question was answered, or as it was before the last one."""
        self._tell("")
        if announced:
            title = interview.section(asked.fact)
            if title is not None and interview.is_new_section(asked.fact):
                self._tell(title, bold=True, fg="blue")
            more = interview.at_most
            left = f"at most {more} more" if more else "the last one"
            self._tell(f"Question {interview.asked + 1}, {left}", dim=True)
        self._put(asked)
        if not interview.answers:
            interview.prepare()  # while the question is read
        while True:
            try:
                answer = self._heard(interview, asked)
                if answer is None:
                    continue
                if asked.is_checklist:
                    after = self._ticked(interview, asked, answer)
                else:
                    value = self._value(interview, asked, answer)
                    also = interview.following(asked.fact, value)
                    after = interview.ticked({asked.fact: value, **also})
            except _Back:
                if interview.answers:
                    return self._back(interview)
                self._tell("This is the first question.", indent="  ", fg="yellow")
            except NotAValue as wrong:
                self._tell(sentence(f"{wrong.message}: {wrong.help}"), indent="  ", fg="yellow")
            else:
                return self._fitting(interview, after)

    def _back(self, interview: Interview) -> Interview:
        """The interview before the last question, and before others were named if that was then."""
        before, after = self._listed_after, interview.back()
        if before is None or len(after.answers) >= len(before.answers):
            return after
        self._listed_after = None
        return before.back()

    def _heard(self, interview: Interview, asked: Asking) -> str | None:
        """What was answered; ``None`` where it was no answer but something else to do."""
        answer = _line()
        low = answer.casefold()
        if answer == "?":
            from tactful.answers.asking import why_asked

            self._tell(why_asked(interview, asked), indent="  ", fg="cyan")
            return None
        if asked.is_of_words:
            return answer
        if low in _QUIT:
            raise _Stop
        if low in _BACK:
            raise _Back
        word, _, name = answer.partition(" ")
        if word.casefold() == "save":
            self._tell(self._save_as(name.strip(), interview), indent="  ")
            return None
        return answer

    def _ticked(self, interview: Interview, asked: Asking, answer: str) -> Interview:
        from tactful.answers.understanding import ticked

        if answer.casefold() in _DO_NOT_KNOW:
            return interview.ticked({str(choice.value): None for choice in asked.choices})
        return interview.ticked(ticked(asked, answer))

    def _value(self, interview: Interview, asked: Asking, answer: str) -> Value | None:
        """The value that was answered, once the person has seen how it was understood.

        Raises:
            NotAValue: if it is none, or was not what they meant.
        """
        from tactful.answers.understanding import Ambiguous, read_back, understood

        if answer.casefold() in _DO_NOT_KNOW:
            return None
        rules = interview.ruleset
        try:
            value = understood(rules, asked, answer, _around(interview))
        except Ambiguous as several:
            return self._which(several.meant)
        words = read_back(interview, asked, answer, value)
        if words is not None:
            self._tell(f"{words}. Is that right? (Enter: yes)", indent="  ")
            again = _line()
            if again.casefold() in _BACK or again.casefold() in ("n", "no"):
                raise NotAValue("then once more", "answer in other words")
            if again.casefold() not in _YES:
                return self._value(interview, asked, again)
        return value

    def _which(self, meant: tuple[Choice, ...]) -> Value:
        self._tell("Which do you mean?", indent="  ")
        for number, choice in enumerate(meant, 1):
            self._tell(f"{number}  {choice.label}", indent="    ")
        chosen = place_in(_line(), len(meant))
        if chosen is not None:
            return meant[chosen - 1].value
        raise NotAValue("that was none of them", "answer the question once more")

    def _put(self, asked: Asking) -> None:
        """Put a question, with what there is to answer."""
        self._tell(asked.question, bold=True)
        for number, choice in enumerate((*asked.choices, *asked.offered), 1):
            self._tell(f"{number}  {choice.label}", indent="  ")
        if asked.hint is not None:
            or_else = "or " if asked.offered else ""
            self._tell(or_else + asked.hint, indent="  ", dim=True)
        if asked.taken_for_granted is not None:
            self._tell(f"Enter: {asked.taken_for_granted}", indent="  ", dim=True)
        if asked.none is not None and not asked.is_checklist:
            self._tell(f"none  {asked.none}", indent="  ")

    def _say_what_changed(self, before: Interview) -> None:
        from tactful.answers.asking import advice_so_far, what_changed

        was, now = advice_so_far(before), advice_so_far(self.interview)
        is_first = not before.answers
        if was == now and not is_first:
            self._tell("The advice stays as it is.", indent="  ", dim=True)
            return
        headline = now[0] if now else ""
        if is_first or now[:1] != was[:1]:
            self._tell(f"So far: {headline}", indent="  ", fg="cyan")
        for change in what_changed(before, self.interview):
            if not all(option.casefold() in headline.casefold() for option in change.options):
                self._tell(change.told, indent="  ", fg="cyan")
        for line in now[1:]:
            if line.startswith("When exactly") and line not in was:
                self._tell(line, indent="  ", fg="cyan")

    def _fitting(self, before: Interview, after: Interview) -> Interview:
        """The interview after an answer; where that does not fit, after what is said about it."""
        from tactful.answers.asking import asked_back, asking

        misfit = asked_back(before, after)
        if misfit is None:
            return after
        fact, wording = after.answers[-1].fact, wording_of(after.ruleset, after.conclusions)
        for told in misfit.said:
            self._tell(f"That does not fit: {told}", indent="  ", fg="yellow")
        ways = [
            ("Keep it all the same", ""),
            (f"Change this answer: {wording.question(fact)}", fact),
        ]
        ways += [(f"Change the other: {wording.question(one)}", one) for one in misfit.others]
        for number, (label, _) in enumerate(ways, 1):
            self._tell(f"{number}  {label}", indent="  ")
        while True:
            answer = _line().casefold()
            if answer in _QUIT:
                raise _Stop
            if answer in ("1", "keep"):
                return after
            if answer in ("2", "change", *_BACK):
                return self._answered(before, asking(before, fact, self._here), announced=False)
            chosen = place_in(answer, len(ways))
            if chosen is not None:
                other = after.without(ways[chosen - 1][1])
                asked = asking(other, ways[chosen - 1][1], self._here)
                return self._answered(other, asked, announced=False)
            self._tell(f"Type a number from 1 to {len(ways)}.", indent="  ", fg="yellow")


def _around(interview: Interview) -> Surroundings:
    from tactful.answers.understanding import Surroundings

    clock, known = interview.ruleset.clock, interview.conclusions.facts
    country = known.get(clock.country or "")
    return Surroundings(
        interview.present, country.value if country and isinstance(country.value, str) else None
    )


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


def _line() -> str:
    """One line from the person.

    Raises:
        EOFError: if there are no more.
    """
    say("> ", end="", err=True)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return " ".join(line.split())
