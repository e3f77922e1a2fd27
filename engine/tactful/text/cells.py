"""Cells of tables that people open in a spreadsheet: what is a text stays one.

A spreadsheet takes a cell of a text file for a formula by its first sign, and a formula of a
stranger's may send away what stands beside it. An apostrophe before it makes it a text.

Source of the list: OWASP, CSV Injection.
"""

from __future__ import annotations

import re

from tactful.text.signs import visible

FORMULA = "^[=+\\-@\t\r\uff0b\uff0d\uff1d\uff20]"
"""How a cell begins that a spreadsheet takes for a formula; the last four are wide letters."""

NUMBER = r"^[+-]?[0-9]+([.,][0-9]+)*%?$"
"""A number, which needs no apostrophe."""


def cell(text: str) -> str:
    """A text of ours or a stranger's as a cell: visible, and never a formula."""
    risky = re.match(FORMULA, text) is not None and re.match(NUMBER, text) is None
    return f"'{visible(text)}" if risky else visible(text)
