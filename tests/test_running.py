"""A test that needs a terminal or a special file is skipped where there is none, and says why."""

from __future__ import annotations

import pytest

from running import needs_attribute, needs_file, run_on_terminal


def test_without_terminals_a_test_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    pty = pytest.importorskip("pty")

    def none_left() -> tuple[int, int]:
        raise OSError("out of pty devices")

    monkeypatch.setattr(pty, "openpty", none_left)
    with pytest.raises(pytest.skip.Exception, match=r"no terminal can be opened here.*out of pty"):
        run_on_terminal("--version")


def test_without_a_file_or_a_call_a_test_is_skipped() -> None:
    with pytest.raises(pytest.skip.Exception, match="there is no /proc/nobody here"):
        needs_file("/proc/nobody")
    with pytest.raises(pytest.skip.Exception, match=r"there is no os\.levitate here"):
        needs_attribute("os", "levitate")
    needs_attribute("os", "open")
