"""The JSON Schema of facts accepts what ``facts`` reads of JSON, and nothing else."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time

import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from draws import unhurried
from making import facts, ruleset
from running import run
from tactful.language.as_json import Json, value_as_json
from tactful.language.given import InvalidGiven
from tactful.language.values import LARGEST_NUMBER, Kind, ValueType
from tactful.reading.ruleset import load
from tactful.scenarios.from_json import facts as facts_of
from tactful.text.library import packaged, packaged_names
from tactful.text.signs import NOWHERE_WELCOME, unfit_signs
from tactful.workspace.schemas.facts import facts_schema

JSON_TYPES: dict[Kind, tuple[type, ...]] = {Kind.YES_NO: (bool,), Kind.NUMBER: (int, float)}


@st.composite
def value_types(draw: st.DrawFn) -> ValueType:
    kind = draw(st.sampled_from(Kind))
    if kind is Kind.CHOICE:
        return ValueType(kind, choices={"low": "rather low", "high": "high"})
    if kind is Kind.NUMBER:
        low, high = sorted(draw(st.tuples(st.integers(-9, 9), st.floats(-9, 99))))
        bounds = draw(st.sampled_from([(None, None), (low, None), (None, high), (low, high)]))
        whole = draw(st.booleans())
        return ValueType(kind, minimum=bounds[0], maximum=bounds[1], whole=whole)
    return ValueType(kind)


def years(first: int, last: int) -> st.SearchStrategy[datetime]:
    return st.datetimes(datetime(first, 1, 1), datetime(last, 12, 31))


NUMBERS = st.one_of(
    st.integers(-12, 120),
    st.floats(-12, 120),
    st.integers(-LARGEST_NUMBER - 2, LARGEST_NUMBER + 2),
    st.sampled_from([LARGEST_NUMBER, LARGEST_NUMBER + 1, -LARGEST_NUMBER - 1, 12.0, 1e300]),
)
TEXTS = st.one_of(
    st.sampled_from(["low", "high", "middle", "yes", "x", "24:00", "9:30", "2026-02-29T14:00"]),
    st.dates().map(date.isoformat),
    years(1890, 2210).map(lambda at: at.date().isoformat()),
    st.times().map(time.isoformat),
    years(1890, 2210).map(lambda at: at.isoformat()),
    years(1990, 2010).map(lambda at: at.isoformat(" ", "minutes")),
    st.from_regex(r"[12][0-9]{3}-[0-9]{2}-[0-3][0-9]", fullmatch=True),
    st.from_regex(
        r"2[0-9]{3}-0[0-9]-[0-3][0-9][T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?", fullmatch=True
    ),
    st.from_regex(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?", fullmatch=True),
    st.text(max_size=5),
    st.text(st.sampled_from("a \n\t\x00\x0b\x1b\x85\u2028\u202e\u2069\ufffe\u3000é"), max_size=5),
)
VALUES: st.SearchStrategy[Json] = st.one_of(
    st.booleans(), NUMBERS, TEXTS, st.lists(st.booleans()), st.dictionaries(TEXTS, NUMBERS)
)


def is_read(type_: ValueType, value: Json) -> bool:
    try:
        return "f" in facts_of(ruleset(facts(f=type_), []), {"f": value})
    except InvalidGiven:
        return False


def is_accepted(type_: ValueType, value: Json) -> bool:
    schema = facts_schema(ruleset(facts(f=type_), []))
    return jsonschema.Draft202012Validator(schema).is_valid({"f": value})


@unhurried
@given(value_types(), VALUES)
def test_what_the_schema_accepts_is_read_and_the_other_way_round(
    type_: ValueType, value: Json
) -> None:
    own = JSON_TYPES.get(type_.kind, (str,))
    if isinstance(value, str):  # forms may send spaces around a value
        assume(value == value.strip())
        assume(all(re.match(f"[{NOWHERE_WELCOME}]", one.sign) for one in unfit_signs(value)))
    of_its_type = isinstance(value, own) and not (
        type_.kind is Kind.NUMBER and isinstance(value, bool)
    )
    if of_its_type:
        assert is_accepted(type_, value) == is_read(type_, value)
    else:  # texts are read for every type; the schema knows how JSON writes it
        assert not is_accepted(type_, value)


@unhurried
@given(value_types(), VALUES)
def test_what_is_read_is_accepted_once_it_is_written_as_json(type_: ValueType, value: Json) -> None:
    made = ruleset(facts(f=type_), [])
    if is_read(type_, value):
        read = facts_of(made, {"f": value})
        written = json.loads(json.dumps(value_as_json(read["f"], type_)))
        assert is_accepted(type_, written)
        assert facts_of(made, {"f": written}) == read


@pytest.mark.parametrize("name", packaged_names())
def test_a_schema_is_sound_and_says_what_is_asked(name: str) -> None:
    made = load(packaged(name))
    schema = facts_schema(made)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert isinstance(schema["properties"], dict)
    assert {*schema["properties"]} == {*made.facts}
    printed = run("schema", "--facts", name)
    assert printed.code == 0
    assert json.loads(printed.out) == schema
    for fact in made.facts.values():
        said = schema["properties"][fact.id]
        assert isinstance(said, dict)
        assert said["title"] == (fact.question or fact.label)


def test_a_whole_property() -> None:
    made = load(packaged())
    properties = facts_schema(made)["properties"]
    assert isinstance(properties, dict)
    assert properties["gift_value"] == {
        "title": made.facts["gift_value"].question,
        "description": f"{made.facts['gift_value'].label} (USD)",
        "type": "number",
        "minimum": 0,
        "maximum": LARGEST_NUMBER,
    }
