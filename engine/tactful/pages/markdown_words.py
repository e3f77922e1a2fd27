"""Words in Markdown: the one place that makes them, so that nothing in them becomes markup.

What an author or a client wrote is plain text there, whatever it looks like, and all of it is
shown. Code hosts make links of more than Markdown does: of bare addresses, ``@name`` and ``#12``,
and no backslash stops them. So these are set as code, which they leave alone.
"""

from __future__ import annotations

import re

from tactful.pages.words import Name, Words, spelt_out

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&$])")
_BEGINNING = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+](?:[-+\s]|$)|=|::))")
_LINKED = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,30}://|www\.|mailto:|xmpp:)[^\s`|]+"  # an address on the web
    r"|[\w.+-]{0,64}@[\w./@-]+"  # a mail address, or somebody's name
    r"|(?<![\w&])(?:[\w.-]{1,40}/[\w.-]{1,100})?#\d+|\bGH-\d+",  # an issue
    re.IGNORECASE,
)


def escaped(text: str) -> str:
    """The text on one line, with everything that Markdown would read as markup made plain."""
    return _begun(_inline(text).strip())


def _inline(text: str) -> str:
    words = " ".join(text.split("\n"))
    said, place = "", 0
    for found in _LINKED.finditer(words):
        address = found[0].rstrip(".,;:!?)'\"")
        said += _SPECIAL.sub(r"\\\1", words[place : found.start()]) + code(address)
        place = found.start() + len(address)
    return said + _SPECIAL.sub(r"\\\1", words[place:])


def _begun(line: str) -> str:
    """A line that begins no list, no underlining and no command."""
    return _BEGINNING.sub(r"\1\\", line)


def code(text: str, *, in_table: bool = False) -> str:
    """The text as code, between as many backticks as it takes."""
    inner = " ".join(text.split("\n"))
    ticks = "`" * (_longest_run(inner) + 1)
    room = " " if inner.startswith("`") or inner.endswith("`") else ""
    if in_table:
        inner = inner.replace("|", "\\|")
    return f"{ticks}{room}{inner}{room}{ticks}"


def fenced(text: str, language: str) -> list[str]:
    """The lines of a text as a block of code that none of them ends."""
    fence = "`" * max(_longest_run(text) + 1, 3)
    return [f"{fence}{language}", *text.splitlines(), fence]


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def set_in_markdown(words: Words, *, in_table: bool = False) -> str:
    """Words with their ids as code."""
    said = ""
    for part in spelt_out(words):
        if isinstance(part, Name):
            made = code(part.id, in_table=in_table)
            said += f"**{made}**" if part.strong else made
        else:
            said += _inline(part)
    return _begun(said.strip())
