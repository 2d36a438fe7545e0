"""The blocks under Cases.

A ```before block is followed by its ```after block; on a page without a rewrite it stands alone. A ```calls block
may follow: calls of the case's function, as they occur in use, for `skills measure`. An ```unchanged (why) block must
not be reported at all.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from speedwright.skills.page import Fence, Page, fences

_UNCHANGED = re.compile(r"^unchanged\s*\((.+)\)$")


class Case(NamedTuple):
    """One test of a page: `after` is None for code that must stay unchanged, and for advice without a rewrite.

    `found` tells those two apart: whether the skill has to report something in `before`. `calls` is Python that runs
    in the sandbox alone.
    """

    before: str
    after: str | None
    found: bool
    reason: str
    line: int
    calls: str = ""


def read_cases(page: Page, has_rewrite: bool) -> tuple[Case, ...]:
    """The cases of a page in order. Raises PageError."""
    section = page.sections["Cases"]
    blocks = fences(page.path, section)
    cases: list[Case] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        unchanged = _UNCHANGED.match(block.info)
        if unchanged is not None:
            cases.append(Case(block.text, None, False, unchanged[1], block.line))
        elif block.info == "before":
            cases.append(_pair(page, blocks, at) if has_rewrite else Case(block.text, None, True, "", block.line))
            at += has_rewrite
        elif block.info == "calls" and cases and cases[-1].after is not None and not cases[-1].calls:
            cases[-1] = cases[-1]._replace(calls=block.text)
        else:
            raise page.error(
                block.line - 1, f"not a case: {block.info!r}; write before, after, calls or unchanged (why)"
            )
        at += 1
    if not cases:
        raise page.error(section.line, "a page needs cases: they are its tests")
    return tuple(cases)


def _pair(page: Page, blocks: tuple[Fence, ...], at: int) -> Case:
    before = blocks[at]
    if at + 1 >= len(blocks) or blocks[at + 1].info != "after":
        raise page.error(before.line - 1, "a before block must be followed by its after block")
    return Case(before.text, blocks[at + 1].text, True, "", before.line)
