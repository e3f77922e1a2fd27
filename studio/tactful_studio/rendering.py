"""Templates filled in: those of the studio, with the engine's own page parts at hand.

Everything is escaped; nothing that an author writes can become markup.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tactful.pages.html import TEMPLATES, templates

HERE = Path(__file__).parent


def rendered(template: str, **context: object) -> str:
    """A template filled in.

    Args:
        template: Its name in ``templates/``, such as ``panes/why.html``, or one of the engine's.
        context: What it names.
    """
    return templates(HERE / "templates").get_template(template).render(**context)


@cache
def style_of_pages() -> str:
    """The style of the engine's pages, for what stands within ``class="told"`` alone.

    Colours are the studio's own; they have the same names.
    """
    parts = [
        (TEMPLATES / f"{n}.css").read_text(encoding="utf-8") for n in ("page", "blocks", "plan")
    ]
    return ".told {\n" + "\n".join(parts) + "\n}\n"
