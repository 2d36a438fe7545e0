"""What the terminal at the other end can show."""

from __future__ import annotations

import os
from enum import Enum
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH = 118


class Style(str, Enum):
    """SGR parameters of the few styles that plain commands use."""

    BOLD = "1"
    DIM = "2"
    RED = "31"
    GREEN = "32"
    YELLOW = "33"
    CYAN = "36"


def is_coloured(stream: TextIO) -> bool:
    """Whether to colour: a terminal that can, unless NO_COLOR is set; FORCE_COLOR says yes where nobody can tell."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def painted(text: str, style: Style, enabled: bool) -> str:
    """The text in this style, or as it is."""
    return f"\x1b[{style.value}m{text}\x1b[0m" if enabled and text else text


def visible(text: str) -> str:
    """The text with tabs as spaces and control characters replaced: a source line cannot steer the terminal."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text.expandtabs(4))


def console(stream: TextIO) -> Console:
    """A rich console for `stream`: as wide as the terminal; of one fixed width, and plain, where there is none."""
    from rich.console import Console

    coloured = is_coloured(stream)
    return Console(
        file=stream,
        force_terminal=coloured,
        no_color=not coloured,
        width=None if stream.isatty() else PLAIN_WIDTH,
        highlight=False,
        emoji=False,
        markup=False,
    )
