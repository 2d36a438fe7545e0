"""From the text of an answer to the skill page in it: by the schema, in a fence, or with prose around."""

from __future__ import annotations

import json
import re

from speedwright.generation.language_model.answers import Rejected, State, said_in
from speedwright.generation.language_model.chat import Completion

_FRONT = re.compile(r"^---[ \t]*\n(?=(?:.*\n){0,40}?name:)", re.MULTILINE)
_OPENING = re.compile(r"^(`{3,}|~{3,})[^\n`]*\n\Z", re.MULTILINE)


def page_in(completion: Completion) -> str:
    """The text of the page. Raises Rejected."""
    text = said_in(completion)
    page = _structured(text)
    return _from_front_matter(text if page is None else page)


def _structured(text: str) -> str | None:
    """By the schema; None where the text is no such object."""
    if not text.startswith("{"):
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not isinstance(data.get("page"), str):
        raise Rejected(State.NO_PAGE)
    found: str = data["page"]
    return found.replace("\r\n", "\n")


def _from_front_matter(text: str) -> str:
    """A page begins with its front matter. It has fences of its own, so that one around it ends at the last of its
    kind.
    """
    begins = _FRONT.search(text)
    if begins is None:
        raise Rejected(State.NO_PAGE)
    page = text[begins.start() :]
    around = _OPENING.search(text[: begins.start()])
    if around is not None:
        ends = list(re.finditer(rf"^{around[1]}[ \t]*$", page, re.MULTILINE))
        if len(re.findall(rf"^{around[1]}", page, re.MULTILINE)) % 2:
            page = page[: ends[-1].start()] if ends else page
    return f"{page.strip()}\n"
