"""Countries and time zones as people name them: "Germany", "New York".

The names are those of the tables that IANA publishes with its time zones (``iso3166.tab`` and
``zone.tab``); where these are not there, people have to write the codes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from tactful.language.calendar import countries, zone_exists
from tactful.language.zones import package_table
from tactful.text.absence import is_absence

_ALSO = {
    "us": "US",
    "usa": "US",
    "u.s.": "US",
    "america": "US",
    "the states": "US",
    "uk": "GB",
    "u.k.": "GB",
    "united kingdom": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "holland": "NL",
    "the netherlands": "NL",
    "south korea": "KR",
    "uae": "AE",
    "czechia": "CZ",
}


class _Tables(NamedTuple):
    """Codes of countries by their folded names, and of each zone its country."""

    codes: Mapping[str, str]
    names: Mapping[str, str]
    country_of: Mapping[str, str]


def country_named(said: str) -> str | None:
    """The code of a country whose holidays are known; ``None`` if the words name none."""
    words = " ".join(said.split())
    known = countries()
    low = words.casefold()
    code = _ALSO.get(low) or _tables().codes.get(low.removeprefix("the ")) or words.upper()
    return code if code in known else None


def country_name(code: str) -> str:
    """What a country is called; its code where that is not known."""
    return _tables().names.get(code, code)


def country_of(zone: str) -> str | None:
    """The country that a time zone is named for, if its holidays are known."""
    code = _tables().country_of.get(zone)
    return code if code in countries() else None


def zones_named(said: str) -> tuple[str, ...]:
    """The time zones that some words may mean: a zone's name, a city, or a country's zones."""
    words = " ".join(said.split())
    if "/" in words or words.isupper():
        exact = words if zone_exists(words) else None
        if exact is not None:
            return (exact,)
    low = words.casefold()
    zones = _tables().country_of
    cities = tuple(z for z in zones if z.rpartition("/")[2].replace("_", " ").casefold() == low)
    code = country_named(words)
    of_country = tuple(zone for zone, its in zones.items() if its == code) if code else ()
    same = tuple(zone for zone in zones if zone.casefold() == low.replace(" ", "_"))
    return same or cities or of_country


@lru_cache(maxsize=1)
def own_zone() -> str | None:
    """The time zone of this computer, by its IANA name; ``None`` where it does not tell."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if named:
        return named if zone_exists(named) else None
    try:
        _, sign, name = str(Path("/etc/localtime").resolve(strict=True)).partition("zoneinfo/")
    except (OSError, RuntimeError):
        return None
    return name if sign and zone_exists(name) else None


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    names = dict(_rows("iso3166.tab", 0, 1))
    codes = {name.casefold(): code for code, name in names.items()}
    names |= {"GB": "the United Kingdom", "US": "the United States"}
    return _Tables(codes, names, {zone: code for code, zone in _rows("zone.tab", 0, 2)})


def _rows(file: str, first: int, second: int) -> list[tuple[str, str]]:
    table = package_table()
    if table is None:
        return []
    try:
        lines = (table.folder / file).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        if not is_absence(error):
            raise
        return []
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(row[first], row[second]) for row in cells if len(row) > second]
