"""Every kind of mistake, from wherever its row stands: what the page on mistakes lists."""

from __future__ import annotations

from importlib import import_module

from house import modules
from tactful.text.diagnostic import Defect

CATALOGUES = sorted(name for name in modules() if "defects" in name)
"""The modules in which a defect stands beside the sentences that say it."""

DEFECTS: tuple[Defect, ...] = tuple(
    sorted(
        {
            row
            for name in CATALOGUES
            for row in vars(import_module(name)).values()
            if isinstance(row, Defect)
        },
        key=lambda row: row.code,
    )
)
"""By code."""
