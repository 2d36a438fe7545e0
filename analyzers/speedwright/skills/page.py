"""A `SKILL.md` file as front matter, sections and fenced blocks, each with the line it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from speedwright.errors import SpeedwrightError
from speedwright.skills.front_matter import plain_front_matter

_HEADING = re.compile(r"^(#{1,2}) +(.*?) *$")
_FENCE = re.compile(r"^( *)(`{3,})(.*)$")
_BULLET = re.compile(r"^- +(.*)$")


class PageError(SpeedwrightError):
    """A page that breaks the format; the text names file and line."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path = path
        self.line = line
        self.message = message


class Fence(NamedTuple):
    """A fenced block: the words after the backticks, its text, and the line of its first line of text."""

    info: str
    text: str
    line: int


class Bullet(NamedTuple):
    """A `- ` item with the fenced block indented under it, if any."""

    text: str
    line: int
    fence: Fence | None = None


class Section(NamedTuple):
    """What stands under one `##` heading."""

    title: str
    lines: tuple[str, ...]
    line: int

    @property
    def text(self) -> str:
        """The section as it is written."""
        return "\n".join(self.lines).strip()


class Page(NamedTuple):
    """A whole page. `sections` keep their order."""

    path: Path
    text: str
    front_matter: Mapping[str, Any]
    title: str
    sections: Mapping[str, Section]

    def error(self, line: int, message: str) -> PageError:
        """An error on a line of this page."""
        return PageError(self.path, line, message)

    def line_of(self, text: str) -> int:
        """The first line that holds a text, 1 where none does."""
        return next((i for i, line in enumerate(self.text.split("\n"), 1) if text in line), 1)


def parse_page(path: Path, text: str) -> Page:
    """The parts of a page. Raises PageError."""
    lines = text.replace("\r\n", "\n").split("\n")
    end = _front_matter_end(path, lines)
    sections: dict[str, Section] = {}
    title = ""
    starts = list(_headings(lines, end))
    for at, (line, level, heading) in enumerate(starts):
        stop = starts[at + 1][0] - 1 if at + 1 < len(starts) else len(lines)
        if level == 1:
            title = title or heading
        elif heading in sections:
            raise PageError(path, line, f"section {heading!r} stands twice")
        else:
            sections[heading] = Section(heading, tuple(lines[line:stop]), line + 1)
    if not title:
        raise PageError(path, end + 1, "the page needs a title: `# ...`")
    return Page(path, "\n".join(lines), _front_matter(path, lines[1 : end - 1]), title, sections)


def fences(path: Path, section: Section) -> tuple[Fence, ...]:
    """The fenced blocks that stand directly in a section. Raises PageError for one that never ends."""
    return tuple(block for block in _blocks(path, section) if isinstance(block, Fence))


def bullets(path: Path, section: Section) -> tuple[Bullet, ...]:
    """The `- ` items of a section. Raises PageError."""
    return tuple(block for block in _blocks(path, section) if isinstance(block, Bullet))


def _blocks(path: Path, section: Section) -> Iterator[Fence | Bullet]:
    bullet: Bullet | None = None
    at = 0
    while at < len(section.lines):
        line = section.lines[at]
        opening = _FENCE.match(line)
        if opening is not None:
            fence, at = _fence(path, section, at, opening)
            if opening[1] and bullet is not None:
                bullet = Bullet(bullet.text, bullet.line, fence)
            else:
                yield fence
            continue
        item = _BULLET.match(line)
        if item is not None or (bullet is not None and not line.startswith(" ")):
            if bullet is not None:
                yield bullet
            bullet = None if item is None else Bullet(item[1].strip(), section.line + at)
        elif bullet is not None and line.strip():
            bullet = Bullet(f"{bullet.text} {line.strip()}", bullet.line, bullet.fence)
        at += 1
    if bullet is not None:
        yield bullet


def _fence(path: Path, section: Section, at: int, opening: re.Match[str]) -> tuple[Fence, int]:
    """The block that opens on line `at` of the section, and the line after it."""
    indent, ticks = len(opening[1]), opening[2]
    text: list[str] = []
    for end in range(at + 1, len(section.lines)):
        line = section.lines[end]
        if line.strip() == ticks:
            return Fence(opening[3].strip(), "\n".join(text), section.line + at + 1), end + 1
        text.append(line[indent:] if not line[:indent].strip() else line)
    raise PageError(path, section.line + at, "this fenced block never ends")


def _front_matter_end(path: Path, lines: list[str]) -> int:
    if lines[0].strip() != "---":
        raise PageError(path, 1, "the page must begin with front matter between two lines `---`")
    for at in range(1, len(lines)):
        if lines[at].strip() == "---":
            return at + 1
    raise PageError(path, 1, "the front matter never ends: `---` is missing")


def _front_matter(path: Path, lines: list[str]) -> Mapping[str, Any]:
    plain = plain_front_matter(lines)
    return _yaml(path, lines) if plain is None else plain


def _yaml(path: Path, lines: list[str]) -> Mapping[str, Any]:
    import yaml

    # Wheels have the parser in C; a source install of PyYAML may not.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load("\n".join(lines), Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = 2 + (mark.line if mark is not None else 0)
        raise PageError(path, line, f"front matter: {getattr(error, 'problem', None) or error}") from error
    except RecursionError as error:
        raise PageError(path, 2, "front matter: nested too deeply") from error
    if not isinstance(data, dict):
        raise PageError(path, 2, "front matter: expected `name: value` lines")
    return data


def _headings(lines: list[str], after: int) -> Iterator[tuple[int, int, str]]:
    """Line, level and text of each heading outside fenced blocks."""
    ticks: str | None = None
    for number, line in enumerate(lines[after:], after + 1):
        if not line.startswith("#") and "```" not in line:
            continue
        fence = _FENCE.match(line)
        if ticks is not None:
            ticks = None if line.strip() == ticks else ticks
        elif fence is not None:
            ticks = fence[2]
        else:
            heading = _HEADING.match(line)
            if heading is not None:
                yield number, len(heading[1]), heading[2]
