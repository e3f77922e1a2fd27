"""What can stand at a place on the command line: for a shell that completes what is typed.

What an option takes is told by the word its help has for it, so a new option is completed by the
word it is given there. Nothing here may fail: a ruleset that cannot be read completes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import click
from click.shell_completion import CompletionItem

from tactful.language.model import Decision, Fact, Ruleset
from tactful.language.values import Kind
from tactful.text.library import packaged_names
from tactful_cli.inputs import ruleset_path

Items: TypeAlias = "Iterator[CompletionItem[str]]"
Offer: TypeAlias = Callable[[click.Context, str], Items]


def completable(command: click.Command) -> click.Command:
    """A command whose options and arguments know what may be typed for them."""
    for parameter in command.params:
        offer = offer_for(parameter)
        if offer is not None:
            parameter.shell_complete = _listing(offer)  # type: ignore[method-assign, assignment]
    return command


def _listing(offer: Offer) -> Callable[[click.Context, str], list[CompletionItem[str]]]:
    def listed(ctx: click.Context, begun: str) -> list[CompletionItem[str]]:
        return [
            item
            for item in offer(ctx, begun)
            if item.type != "plain" or item.value.startswith(begun)
        ]

    return listed


def offer_for(parameter: click.Parameter) -> Offer | None:
    """What offers values for a parameter; ``None`` where click knows them, or nobody can."""
    if isinstance(parameter.type, click.Choice):
        return None
    if "--ruleset" in parameter.opts:
        return _rulesets
    return OFFERS.get(parameter.metavar or str(parameter.name).upper())


def _files(_: click.Context, begun: str) -> Items:
    yield CompletionItem(begun, type="file")  # shells know best how files are named and quoted


def _rulesets(ctx: click.Context, begun: str) -> Items:
    yield from (CompletionItem(name, help="comes with tactful") for name in packaged_names())
    yield from _files(ctx, begun)


def _settings(ctx: click.Context, begun: str) -> Items:
    ruleset = _ruleset(ctx)
    if ruleset is not None:
        facts = (fact for fact in ruleset.facts.values() if fact.computed is None)
        yield from _named(facts, begun)


def _subjects(ctx: click.Context, begun: str) -> Items:
    ruleset = _ruleset(ctx)
    if ruleset is not None:
        yield from _named(chain(ruleset.decisions.values(), ruleset.facts.values()), begun)


def _goals(ctx: click.Context, begun: str) -> Items:
    ruleset = _ruleset(ctx)
    if ruleset is not None:
        yield from _named(ruleset.decisions.values(), begun)


def _columns(ctx: click.Context, begun: str) -> Items:
    column, equals, _ = begun.partition("=")
    ruleset = _ruleset(ctx)
    if equals and ruleset is not None:
        for fact in ruleset.facts.values():
            yield CompletionItem(f"{column}={fact.id}", help=fact.label)


def _things(ctx: click.Context, begun: str) -> Items:
    """What clients may list several of, ready for the file that lists them."""
    ruleset = _ruleset(ctx)
    if ruleset is not None and "=" not in begun:
        yield from (CompletionItem(f"{each}=") for each in ruleset.each)


def _row_is(ctx: click.Context, _: str) -> Items:
    ruleset = _ruleset(ctx)
    things = () if ruleset is None else ruleset.each
    yield from map(CompletionItem, ("client", *things))


def _zones(_: click.Context, __: str) -> Items:
    from zoneinfo import available_timezones  # it looks through many folders

    yield from map(CompletionItem, sorted(available_timezones()))


def _nothing(_: click.Context, __: str) -> Items:
    return iter(())


def _named(subjects: Iterable[Fact | Decision], begun: str) -> Items:
    """The names of facts and decisions, ready for a value; after that sign, their values."""
    name, equals, _ = begun.partition("=")
    for subject in subjects:
        if not equals:
            yield CompletionItem(f"{subject.id}=", help=subject.question or subject.label)
        elif subject.id == name:
            for value, label in _values(subject).items():
                yield CompletionItem(f"{name}={value}", help=label)


def _values(subject: Fact | Decision) -> Mapping[str, str | None]:
    """The values that can be listed, each with what people call it."""
    if isinstance(subject, Decision):
        return {option.id: option.label for option in subject.options.values()}
    if subject.type.kind is Kind.YES_NO:
        return {"yes": None, "no": None}
    return subject.type.choices


def _ruleset(ctx: click.Context) -> Ruleset | None:
    """The ruleset that the command line names so far, or the packaged one."""
    from tactful.reading.ruleset import load_ruleset  # most words need no ruleset

    named = ctx.params.get("ruleset") or ctx.params.get("new")
    if isinstance(named, tuple):
        named = named[0] if named else None
    given = str(Path(named).expanduser()) if isinstance(named, str) else None
    path = ruleset_path(given, told=False)
    return load_ruleset(path).ruleset


OFFERS: Mapping[str, Offer] = {
    "ADDRESS": _nothing,
    "COHORT": _files,
    "COLUMN=FACT": _columns,
    "COLUMN[=THEIRS]": _nothing,
    "DECISION[=OPTION]": _goals,
    "DIR": _files,
    "FACT=VALUE": _settings,
    "FILE": _files,
    "HH:MM": _nothing,
    "HOST": _nothing,
    "LEVELS": _nothing,
    "MEGABYTES": _nothing,
    "DAYS": _nothing,
    "MOMENT": _nothing,
    "NAME": _nothing,
    "N": _nothing,
    "NAME=VALUE": _subjects,
    "NAME[=VALUE]": _subjects,
    "NEW": _files,
    "OLD": _files,
    "PATH": _files,
    "PORT": _nothing,
    "SECONDS": _nothing,
    "THING=FILE": _things,
    "TOKEN": _nothing,
    "URL": _nothing,
    "WORD": _nothing,
    "WORKERS": _nothing,
    "ZONE": _zones,
    "[COLUMN=]ORDER": _nothing,
    "[FILE]...": _files,
    "[FOLDER]": _files,
    "[PATH]...": _files,
    "[RULESET]": _rulesets,
    "[RULESET]...": _rulesets,
    "client|THING": _row_is,
}
"""What offers values, by the word that help has for them."""
