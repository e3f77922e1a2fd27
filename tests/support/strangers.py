"""What strangers write: one table of texts that formats, terminals or eyes could be misled by."""

from __future__ import annotations

from tactful.pages.blocks import (
    Column,
    Entry,
    Excerpt,
    Item,
    Line,
    Listing,
    Message,
    Paragraph,
    Remark,
    Sides,
    Table,
)
from tactful.pages.graph import Edge, Graph, GraphNode
from tactful.pages.page import Bar, Layout, Page, Point, Section, Topic
from tactful.pages.tree import Branch
from tactful.pages.words import Cited, Name

UNSEEN = (
    "\x1b]0;PWNED\x07\x1b[31mred",
    "\x1b]52;c;cHduZWQ=\x07",
    "\x9b2J gone",
    "back\b\b\bspace \x7f",
    "over\rwritten",
    "admin\u202egnp.exe\u202c",
    "\u2066isolated\u2069",
    "Ac\u200bme",
    "half \ud83d",
    "hidden \U000e0041\U000e0042",
)
"""What a text may not hold, and what no output may either."""

MARKUP = (
    "<script>alert(1)</script>",
    "<b>bold</b> &amp; &lt; &#64;",
    "![picture](http://evil.example/p.png)",
    "[link](javascript:alert(1))",
    "[ref]: http://evil.example",
    "see http://evil.example/a?b=c&d, www.evil.example or ann@evil.example",
    "@octocat and @github/team, owner/repo#12, #34",
    "```evil fence",
    "`` ` one tick",
    "~~~",
    "**strong** __strong__ *em* _em_ ~~gone~~",
    "# heading",
    "- item",
    "+ item",
    "12. item",
    "3) item",
    "===",
    "---",
    "> quote",
    "a | b || c",
    "$x$ and $$y$$",
    "\\\\ back \\` slash \\",
    "    indented",
    "{{ 7 * 7 }} {% x %} </style> </svg> ]]> --> %%{init}%%",
    'quotes " and \' and “these”; end; click A "javascript:x"',
)
"""What some format takes for markup."""

FORMULAS = ('=HYPERLINK("http://e","x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\uff1d1+1")
"""What a spreadsheet computes."""

COMMANDS = ("::error file=x::pwned", "  ::set-output name=a::b", "##[error]x", "##vso[task.x]y")
"""What a build service obeys."""

LINES = (
    "Ann\r\nBcc: everybody@evil.example",
    "Ann\nEND:VEVENT\nBEGIN:VEVENT\nUID:1",
    "Ann;ATTENDEE=x:mailto:e@evil.example,b\\n",
    "_x000D_ and _x0041_",
    "{0} {name} {{braces}} }{",
)
"""What a format made of lines, or one with ways to write signs, takes for its own."""

TEXTS = (*UNSEEN, *MARKUP, *FORMULAS, *COMMANDS)

LAYOUTS: tuple[Layout, ...] = ("letter", "message", "plan", "report", "summary", "log")


def page_of(text: str, layout: Layout = "letter") -> Page:
    """A page that says a text wherever a page can say anything."""
    graph = Graph(
        text,
        (GraphNode("a", "given", text), GraphNode("b", "chosen", text)),
        (Edge("a", "b", "speaks for"),),
    )
    points = (Point(text, text, text),)
    tree = Branch("answer", text, text, text, (Branch("given", text),), note=text)
    bars = (Bar(text, 1, chosen=True, ruled_out=False), Bar(text, -1, False, False))
    topic = Topic(text, text, points, bars, (tree,), graph)
    excerpt = Excerpt(3, text, 0, max(len(text), 1))
    blocks = (
        Line((Cited(text), ": ", Name("id", strong=True))),
        Paragraph((Cited(text),)),
        Item((Cited(text),), (Listing(text), Paragraph((Cited(text),)))),
        Entry(text, (Cited(text),), ((Cited(text),),)),
        Remark(text, "error", (Cited(text),), "T000 a", excerpt, (Cited(text),)),
        Table(text, (Column(text), Column(text)), (((Cited(text),), (Cited(text),)),)),
        Table("t", (Column("a"), Column("b"), Column("c")), (((Cited(text),), Sides(text, text)),)),
        Message(text, (text, text), ()),
    )
    if layout == "letter":
        return Page(text, (text,), (Section((Cited(text),), (topic,), points, (text,)),), layout)
    headline = ("Said of `ids` by us.",) if layout != "plan" else (text,)
    return Page(text, headline, (Section((Cited(text),), blocks=blocks, label="S"),), layout)
