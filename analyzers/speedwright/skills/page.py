"""A `SKILL.md` file as front matter, sections and fenced blocks, each with the line it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from speedwright.errors import SpeedwrightError
from speedwright.skills.front_matter import plain_front_matter

SIZE_LIMIT = 256 * 1024
"""Bytes of a page: pages come from any repository."""

_LANDMARK = re.compile(r"\n(?:(#{1,2}) +(.*?) *|( *)(`{3,})(.*))(?=\n|\Z)")
_FENCE = re.compile(r"^( *)(`{3,})(.*)$")
_FRONT_MATTER = re.compile(r"[^\S\n]*---[^\S\n]*\n(?:.*\n)*?[^\S\n]*---[^\S\n]*(?:\n|\Z)")
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
    """What stands under one `##` heading, and the line on which that begins."""

    title: str
    body: str
    line: int

    @property
    def text(self) -> str:
        """The section as it is written."""
        return self.body.strip()

    @property
    def lines(self) -> tuple[str, ...]:
        """Its lines."""
        return tuple(self.body.split("\n"))


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


def read_page(path: Path) -> Page:
    """The parts of the page in a file. Raises PageError."""
    return parse_page(path, _text(path))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise PageError(path, 1, f"cannot be read: {error.strerror}") from error
    if len(content) > SIZE_LIMIT:
        raise PageError(path, 1, f"larger than {SIZE_LIMIT} bytes")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PageError(path, content.count(b"\n", 0, error.start) + 1, "not UTF-8") from error


def parse_page(path: Path, text: str) -> Page:
    """The parts of a page. Raises PageError."""
    text = text.replace("\r\n", "\n")
    end = _front_matter_end(path, text)
    sections: dict[str, Section] = {}
    title = ""
    headings = list(_headings(text, end))
    for at, heading in enumerate(headings):
        line = text.count("\n", 0, heading.start()) + 2
        stop = headings[at + 1].start() if at + 1 < len(headings) else len(text)
        if len(heading[1]) == 1:
            title = title or heading[2]
        elif heading[2] in sections:
            raise PageError(path, line, f"section {heading[2]!r} stands twice")
        else:
            sections[heading[2]] = Section(heading[2], text[heading.end() + 1 : stop], line + 1)
    if not title:
        raise PageError(path, text.count("\n", 0, end) + 1, "the page needs a title: `# ...`")
    front_matter = _front_matter(path, text[:end].split("\n")[1:-2])
    return Page(path, text, front_matter, title, sections)


def fences(path: Path, section: Section) -> tuple[Fence, ...]:
    """The fenced blocks that stand directly in a section. Raises PageError for one that never ends."""
    return tuple(block for block in _blocks(path, section) if isinstance(block, Fence))


def bullets(path: Path, section: Section) -> tuple[Bullet, ...]:
    """The `- ` items of a section. Raises PageError."""
    return tuple(block for block in _blocks(path, section) if isinstance(block, Bullet))


def _blocks(path: Path, section: Section) -> Iterator[Fence | Bullet]:
    bullet: Bullet | None = None
    lines = section.lines
    at = 0
    while at < len(lines):
        line = lines[at]
        opening = _FENCE.match(line)
        if opening is not None:
            fence, at = _fence(path, section, lines, at, opening)
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


def _fence(path: Path, section: Section, lines: Sequence[str], at: int, opening: re.Match[str]) -> tuple[Fence, int]:
    """The block that opens on line `at` of the section, and the line after it."""
    indent, ticks = len(opening[1]), opening[2]
    text: list[str] = []
    for end, line in enumerate(lines[at + 1 :], at + 1):
        if line.strip() == ticks:
            return Fence(opening[3].strip(), "\n".join(text), section.line + at + 1), end + 1
        text.append(line[indent:] if not line[:indent].strip() else line)
    raise PageError(path, section.line + at, "this fenced block never ends")


def _front_matter_end(path: Path, text: str) -> int:
    """The offset behind the front matter."""
    found = _FRONT_MATTER.match(text)
    if found is not None:
        return found.end()
    if text.split("\n", 1)[0].strip() != "---":
        raise PageError(path, 1, "the page must begin with front matter between two lines `---`")
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
    except (RecursionError, ValueError) as error:
        raise PageError(path, 2, f"front matter: {_unreadable(error)}") from error
    if not isinstance(data, dict):
        raise PageError(path, 2, "front matter: expected `name: value` lines")
    return data


def _unreadable(error: Exception) -> str:
    """What is wrong with values that YAML allows and Python does not make: a month 13, a number of many digits."""
    return "nested too deeply" if isinstance(error, RecursionError) else f"a value cannot be read: {error}"


def _headings(text: str, after: int) -> Iterator[re.Match[str]]:
    """The headings outside fenced blocks: group 1 has the level, group 2 the text."""
    ticks: str | None = None
    for found in _LANDMARK.finditer(text, after - 1):
        if ticks is not None:
            ticks = None if found[4] == ticks and not found[5].strip() else ticks
        elif found[4] is not None:
            ticks = found[4]
        else:
            yield found
