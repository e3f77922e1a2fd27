"""Zones and places as numbers: alike in every batch, and only what exists."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tactful.columns.numbers import PLACES, ZONES, Register, place_numbers, zone_numbers
from tactful.language.calendar import WEEKDAYS


def test_a_zone_keeps_its_number_from_batch_to_batch() -> None:
    first = zone_numbers(pl.Series(["Europe/Paris", None, "UTC"])).to_list()
    second = zone_numbers(pl.Series(["UTC", "Europe/Paris", None, "UTC"])).to_list()
    assert second == [first[2], first[0], 0, first[2]]
    assert len({*first}) == 3


def test_what_is_read_are_the_zones_that_occur() -> None:
    numbers = zone_numbers(pl.Series(["UTC", None, "Asia/Tokyo", "UTC"]))
    places, zones = ZONES.read(numbers.to_numpy())
    assert [zones[place] for place in places] == ["UTC", None, "Asia/Tokyo", "UTC"]
    assert sorted(zones, key=str) == ["Asia/Tokyo", None, "UTC"]


def test_a_region_counts_in_its_country_only() -> None:
    countries = pl.Series(["DE", "DE", "DE", "FR", None])
    regions = pl.Series(["BY", "nowhere", None, "BY", "BY"])
    places, known = PLACES.read(place_numbers({"country": countries, "region": regions}).to_numpy())
    assert [known[place] for place in places] == [
        ("DE", "BY", None),
        ("DE", None, None),
        ("DE", None, None),
        ("FR", None, None),
        (None, None, None),
    ]


def test_countries_without_regions() -> None:
    places, known = PLACES.read(
        place_numbers({"country": pl.Series(["JP", None, "JP"])}).to_numpy()
    )
    assert [known[place] for place in places] == [
        ("JP", None, None),
        (None, None, None),
        ("JP", None, None),
    ]


def test_working_weeks_tell_places_apart() -> None:
    weeks = pl.Series([0b11111, 0b11111, None, 0, 0b1000000], dtype=pl.UInt8)
    countries = pl.Series(["FR", None, "FR", "FR", None])
    numbers = place_numbers({"country": countries, "working_week": weeks})
    places, known = PLACES.read(numbers.to_numpy())
    assert [known[place] for place in places] == [
        ("FR", None, frozenset(WEEKDAYS[:5])),
        (None, None, frozenset(WEEKDAYS[:5])),
        ("FR", None, None),
        ("FR", None, frozenset()),
        (None, None, frozenset({"sunday"})),
    ]
    (alone,) = {*place_numbers({"working_week": weeks[1:2]})}
    assert alone == numbers[1]


def test_what_does_not_exist_gets_no_number() -> None:
    with pytest.raises(KeyError):
        zone_numbers(pl.Series(["Mars/Olympus"]))
    with pytest.raises(NotImplementedError):
        place_numbers({"country": pl.Series(["XX"])})


def test_nobody() -> None:
    nobody = pl.Series([], dtype=pl.String)
    assert zone_numbers(nobody).to_list() == []
    assert ZONES.read(zone_numbers(nobody).to_numpy()).things == (None,)


@pytest.mark.parametrize("noted", [False, True])
def test_an_exception_at_a_new_number_gives_no_number_twice(noted: bool) -> None:
    class Interrupted(list[str]):
        def append(self, thing: str) -> None:
            if noted or thing != "late":
                super().append(thing)
            if thing == "late":
                raise KeyboardInterrupt

    register: Register[str] = Register("", lambda _: None)
    register._things = Interrupted(register._things)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            register.number("late")
        others = [f"zone {number}" for number in range(5)]
        numbers = np.array([register.number(other) for other in others])
        read = register.read(numbers)
        assert [read.things[place] for place in read.numbers] == others
