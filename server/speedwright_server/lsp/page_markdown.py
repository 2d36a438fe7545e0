"""A skill's page as a hover shows it."""

from __future__ import annotations

import re

HEADING = re.compile(r"#{1,6} +(.+)")
FENCE = re.compile(r"(`{3,}|~{3,})")


def without_headings(markdown: str) -> str:
    """The same with bold lines for headings: editors draw headings so large that a hover holds little else.

    Code blocks, in which a `#` begins a comment, stay as they are.
    """
    lines = []
    fence = ""
    for line in markdown.splitlines():
        heading = None if fence else HEADING.fullmatch(line)
        if (mark := FENCE.match(line)) and (not fence or line.strip() == fence):
            fence = "" if fence else mark[1]
        lines.append(line if heading is None else f"**{heading[1]}**")
    return "\n".join(lines)
