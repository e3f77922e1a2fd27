"""Time zones come from the newer of the system's table and the package's."""

from __future__ import annotations

import copy
import errno
import pickle
import shutil
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tactful.language import zones
from tactful.language.calendar import zone_exists, zone_named

Tables = Callable[..., None]

PACKAGE = zones.package_table()
"""The package's real table, from which the made-up ones are copied."""


@pytest.fixture(autouse=True)
def _afresh() -> Iterator[None]:
    forget()
    yield
    forget()


def forget() -> None:
    for cached in (zones._newer_package, zones._names, zones.zone, zone_named):
        cached.cache_clear()


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tables:
    """Makes two tables with one zone each, in which it has the time of some other zone."""

    def make(system: dict[str, str] | None, package: str | None) -> None:
        assert PACKAGE is not None
        folder = tmp_path / "system"
        if system is not None:
            (folder / "Europe").mkdir(parents=True)
            shutil.copy(PACKAGE.folder / "Asia" / "Tokyo", folder / "Europe" / "Paris")
            shutil.copy(PACKAGE.folder / "Asia" / "Dubai", folder / "SystemOnly")
            for name, text in system.items():
                (folder / name).write_text(text)
        monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path / "none"), str(folder)))
        ours = tmp_path / "tzdata" / "zoneinfo"
        (ours / "Europe").mkdir(parents=True)
        shutil.copy(PACKAGE.folder / "Asia" / "Dubai", ours / "Europe" / "Paris")
        (ours.parent / "zones").write_text("Europe/Paris\n")
        table = None if package is None else zones.ZoneTable(package, ours)
        monkeypatch.setattr(zones, "package_table", lambda: table)
        forget()

    return make


TOKYO, DUBAI = timedelta(hours=9), timedelta(hours=4)
"""What the clocks of Paris show beyond universal time by the system's table, and the package's."""


def offset(name: str = "Europe/Paris") -> timedelta | None:
    return datetime(2026, 11, 20, tzinfo=zone_named(name)).utcoffset()


@pytest.mark.parametrize(
    ("system", "package", "used"),
    [
        ({"tzdata.zi": "# version 2026a\n# more"}, "2026b", ("2026b", "package")),
        ({"tzdata.zi": "# version 2026b\n"}, "2026b", ("2026b", "system")),
        ({"tzdata.zi": "# version 2027a\n"}, "2026z", ("2027a", "system")),
        ({"tzdata.zi": "# version 2026aa\n"}, "2026z", ("2026aa", "system")),
        ({"+VERSION": "2026c\n"}, "2026b", ("2026c", "system")),
        ({"+VERSION": "2025c\n"}, "2026b", ("2026b", "package")),
        (
            {"tzdata.zi": "# version unknown-dirty\n", "+VERSION": "2027a"},
            "2026b",
            ("2027a", "system"),
        ),
        ({"tzdata.zi": "R A 1916 o - Jun 14"}, "2026b", ("2026b", "package")),
        ({"tzdata.zi": "\xff\xfe" * 500}, "2026b", ("2026b", "package")),
        ({}, "2026b", ("2026b", "package")),
        (None, "2026b", ("2026b", "package")),
        ({"tzdata.zi": "# version 2026a\n"}, None, ("2026a", "system")),
        ({}, None, (zones.UNKNOWN_AGE, "system")),
        (None, None, (zones.UNKNOWN_AGE, "system")),
    ],
)
def test_the_newer_table_is_used(
    tables: Tables,
    system: dict[str, str] | None,
    package: str | None,
    used: tuple[str, str],
) -> None:
    tables(system, package)
    assert zones.table_used() == used
    if used[1] == "package":
        assert offset() == DUBAI
    elif system is not None:
        zoneinfo.ZoneInfo.clear_cache()
        reader = zoneinfo.ZoneInfo.no_cache("Europe/Paris")  # as the process's own table has it
        assert offset() == reader.utcoffset(datetime(2026, 11, 20))


def test_a_version_that_cannot_be_read_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "tzdata.zi").mkdir()
    assert zones.system_table([str(tmp_path)]) == zones.ZoneTable(None, tmp_path)


def test_the_other_table_is_asked_for_what_the_newer_one_lacks(tables: Tables) -> None:
    tables({}, "2026b")
    with pytest.raises((KeyError, ValueError, OSError)):
        zone_named("Europe/Pariss")
    assert offset("Asia/Tokyo") == TOKYO


@pytest.mark.parametrize(
    "name", ["../zones", "/etc/passwd", "", "Europe", "Europe/../Europe/Paris"]
)
def test_no_file_is_read_that_is_no_zone(tables: Tables, name: str) -> None:
    tables(None, "2026b")
    with pytest.raises((KeyError, ValueError, OSError)):
        zone_named(name)


def test_zones_of_the_package_travel_by_name_and_stay_the_same(tables: Tables) -> None:
    tables(None, "2026b")
    zone = zone_named("Europe/Paris")
    assert str(zone) == "Europe/Paris"
    assert pickle.loads(pickle.dumps(zone)) is zone  # noqa: S301 - our own
    assert copy.deepcopy(zone) is zone


def test_other_users_of_zoneinfo_notice_nothing(tables: Tables) -> None:
    others = zoneinfo.ZoneInfo("Europe/Paris")
    before = others.utcoffset(datetime(2026, 11, 20)), zoneinfo.TZPATH
    tables(None, "2026b")
    path = zoneinfo.TZPATH
    assert offset() == DUBAI
    assert zoneinfo.ZoneInfo("Europe/Paris") is others
    assert (others.utcoffset(datetime(2026, 11, 20)), path) == (before[0], zoneinfo.TZPATH)


def test_the_package_says_how_new_it_is() -> None:
    package = zones.package_table()
    assert package is not None
    assert package.age >= zones.ZoneTable("2024a", package.folder).age
    assert (package.folder / "Europe" / "Paris").is_file()


@pytest.mark.parametrize("error", [TimeoutError(), OSError(errno.EMFILE, "too many open files")])
def test_what_cannot_be_told_now_is_no_answer_and_is_not_remembered(
    monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    """A time-out is an ``OSError``; taken for a missing file, it would change later answers."""
    name = "Europe/Paris"
    right = datetime(2026, 7, 1, tzinfo=zone_named(name)).utcoffset()
    table, real = zones.table_used(), Path.open

    def failing(path: Path, *arguments: object, **more: object) -> object:
        raise error

    for _ in range(3):
        forget()
        with monkeypatch.context() as patched:
            patched.setattr(Path, "open", failing)
            with pytest.raises(type(error)):
                zone_exists(name)
    assert real is Path.open
    assert (zones.table_used(), zone_exists(name)) == (table, True)
    assert datetime(2026, 7, 1, tzinfo=zone_named(name)).utcoffset() == right


@pytest.mark.parametrize("name", ["", "Europe", "Mars/Olympus", "../etc", "a" * 5000, "a\0b", "é"])
def test_what_is_no_zone_is_none(name: str) -> None:
    assert not zone_exists(name)
