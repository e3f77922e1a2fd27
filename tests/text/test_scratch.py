"""What is made beside an output goes when it is done, or with the next who comes by."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

from running import needs_attribute
from tactful.text.scratch import _held_now, abandon, scratch


class WindowsLocks(ModuleType):
    """Stands for ``msvcrt``: what one descriptor has locked no other can lock."""

    LK_NBLCK = 2

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self._files: dict[tuple[int, int], int] = {}

    def locking(self, descriptor: int, mode: int, size: int) -> None:
        import os

        assert (mode, size) == (self.LK_NBLCK, 1)
        about = os.fstat(descriptor)
        holder = self._files.setdefault((about.st_dev, about.st_ino), descriptor)
        if holder != descriptor:
            raise PermissionError(13, "Permission denied")


@pytest.fixture(params=["flock", "msvcrt", "none"])
def locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each kind of system; on the last nobody can tell who is alive."""
    if request.param == "flock":
        pytest.importorskip("fcntl")
    else:
        monkeypatch.setitem(sys.modules, "fcntl", None)
        kept = WindowsLocks() if request.param == "msvcrt" else None
        monkeypatch.setitem(sys.modules, "msvcrt", kept)
    return str(request.param)


def hidden(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name.startswith("."))


def dead(out: Path, token: str, *, lock: bool, made: bool) -> Path:
    """What a process left that was killed."""
    place = out.with_name(f".{out.name}.{token}.part")
    place.mkdir()
    if lock:
        (place / f"{out.name}.lock").touch()
    if made:
        (place / out.name).write_text("half of")
    return place


def test_what_is_made_goes_with_the_block(tmp_path: Path, locks: str) -> None:
    with scratch(tmp_path / "out.csv") as place:
        place.write_text("all")
        place.replace(tmp_path / "out.csv")
        place.write_text("late")
        assert len(hidden(tmp_path)) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]


def test_nobody_takes_what_somebody_is_making(tmp_path: Path, locks: str) -> None:
    with scratch(tmp_path / "out.csv") as first:
        first.write_text("mine")
        with scratch(tmp_path / "out.csv") as second:
            assert first.read_text() == "mine"
            assert second != first
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("lock", [True, False])
@pytest.mark.parametrize("made", [True, False])
def test_what_the_dead_left_goes(tmp_path: Path, locks: str, *, lock: bool, made: bool) -> None:
    place = dead(tmp_path / "out.csv", "1a2b3c4d", lock=lock, made=made)
    with scratch(tmp_path / "out.csv"):
        assert place.exists() is (locks == "none" and lock)


def test_what_is_not_ours_stays(tmp_path: Path, locks: str) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "out.csv.lock").touch()
    (tmp_path / ".out.csv.link.part").symlink_to(theirs)
    dead(tmp_path / "out.csv.old", "1a2b3c4d", lock=True, made=True)
    before = hidden(tmp_path)
    with scratch(tmp_path / "out.csv"):
        pass
    assert hidden(tmp_path) == before
    assert (theirs / "out.csv.lock").exists()


# Not with the stand-in, which does not notice that a file was closed.
@pytest.mark.parametrize("locks", ["flock", "none"], indirect=True)
def test_many_at_once_never_lose_their_place(tmp_path: Path, locks: str) -> None:
    lost = []

    def work() -> None:
        for _ in range(60):
            with scratch(tmp_path / "out.csv") as place:
                place.write_text("mine")
                if place.read_text() != "mine":
                    lost.append(place)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lost == []
    assert hidden(tmp_path) == []


def test_a_forked_child_leaves_what_its_parent_is_making(tmp_path: Path) -> None:
    needs_attribute("os", "fork")
    place = tmp_path / "out.csv"
    with scratch(place) as making:
        making.write_text("half")
        child = os.fork()
        if child == 0:
            abandon()
            os._exit(0 if making.exists() and not _held_now else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert making.read_text() == "half"
        with scratch(place):  # the lock is still held: nobody takes the folder for a dead one's
            assert making.exists()
    assert not making.exists()


def test_a_forked_child_that_leaves_the_block_takes_nothing_away(tmp_path: Path) -> None:
    needs_attribute("os", "fork")
    block = scratch(tmp_path / "out.csv")
    making = block.__enter__()
    making.write_text("half")
    child = os.fork()
    if child == 0:
        block.__exit__(None, None, None)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert making.read_text() == "half"
    block.__exit__(None, None, None)
    assert not making.exists()
