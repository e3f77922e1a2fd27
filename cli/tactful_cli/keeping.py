"""Keeping what was answered in an interview: after each answer, so that nothing is ever lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tactful.grounding.people import NOBODY
from tactful.language.model import Ruleset
from tactful.language.values import Value
from tactful.scenarios.scenario import load_scenarios
from tactful.scenarios.writing import SCENARIOS, Written, scenario_text
from tactful.text.gate import Gate, Output
from tactful.text.output_defects import Refused
from tactful_cli.failures import USAGE
from tactful_cli.screen.saying import say
from tactful_cli.writing import refusal

if TYPE_CHECKING:
    from tactful.answers.interview import Interview


class Kept:
    """Where answers are kept, if anywhere.

    A file that is there already is left alone, but for the one that an interview saved and that
    this one goes on from.
    """

    def __init__(
        self,
        rules: Ruleset,
        title: str,
        given: Mapping[str, Value],
        inputs: Sequence[Path],
    ) -> None:
        """Say what belongs to it.

        Args:
            rules: The rules.
            title: What the scenario is called.
            given: What was known beforehand, which is kept too.
            inputs: What is read and never written.
        """
        self._rules = rules
        self._title = title
        self._given = given
        self._inputs = inputs
        self._output: Output | None = None
        self._written: bytes | None = None
        self._failed: Refused | None = None

    def claim(self, path: Path) -> None:
        """Keep answers in a file from now on.

        Raises:
            CouldNotRun: if they cannot be: before anybody is asked.
        """
        try:
            self._claim(path)
        except Refused as error:
            failure = refusal(error)
            failure.exit_code = USAGE
            raise failure from None

    def go_on(self, path: Path) -> None:
        """Keep answers in the file that the interview goes on from.

        Raises:
            CouldNotRun: if that says more than answers, which would be lost.
        """
        (scenario,) = load_scenarios(path, self._rules).scenarios
        written = Written(scenario.title, scenario.given, {}, people=scenario.people)
        own = scenario_text(written, self._rules)
        if path.read_bytes() == own.encode():
            self._written = own.encode()
        self.claim(path)

    def keep(self, interview: Interview) -> None:
        """Keep what was answered so far; what goes wrong is told at the end."""
        if self._output is None:
            return
        data = self._text(interview).encode()
        if data == self._written:
            return
        try:
            self._output.write(data)
        except Refused as error:
            self._failed = error
        else:
            self._written, self._failed = data, None

    def save_as(self, name: str, interview: Interview) -> str:
        """Save in a file that the person names; what came of it, in words."""
        if not name and self._output is None:
            return "Name a file, as: save my-interview.yaml"
        if name:
            try:
                self._claim(Path(name))
            except Refused as error:
                return f"That cannot be saved: {error.mistake.message}; {error.mistake.help}."
        self.keep(interview)
        if self._failed is not None:
            return f"That could not be saved: {self._failed.mistake.message}."
        path = "" if self._output is None else self._output.path
        return f"Saved as {path}. Go on any time with: tactful ask --answers {path} --save {path}"

    def finish(self, interview: Interview) -> int | None:
        """Say where the answers are; where nothing keeps them, show them and give the exit code."""
        if self._output is None or not interview.answers:
            return None
        self.keep(interview)
        if self._failed is None:
            say(f"Saved as {self._output.path}.", err=True)
            return None
        failure = refusal(self._failed)
        failure.show()
        say(f"\nWhat was answered, for you to keep:\n\n{self._text(interview)}", err=True)
        return failure.exit_code

    def _claim(self, path: Path) -> None:
        gate = Gate(self._inputs)
        mark = SCENARIOS
        if self._written is not None and path.exists():
            mark = SCENARIOS._replace(known=self._is_ours)
        gate.claim(path, mark)
        self._output = gate.claim(path, SCENARIOS._replace(known=self._is_ours))

    def _is_ours(self, path: Path) -> bool:
        """Whether a file is just what was written last: nobody else's words are ever replaced."""
        return path.read_bytes() == self._written

    def _text(self, interview: Interview) -> str:
        listed = interview.ruleset.ground
        people = NOBODY if listed is None else listed.names
        return scenario_text(
            Written(self._title, {**self._given, **interview.known}, {}, people=people), self._rules
        )
