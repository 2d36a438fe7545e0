"""A page that a model wrote, in the form in which it may enter a team's library."""

from __future__ import annotations

import json
import re
from pathlib import Path

from speedwright.skills.metadata import Metadata
from speedwright.skills.page import Page, PageError, parse_page
from speedwright.skills.reading import skill_of
from speedwright.skills.skill import Skill

_NAME = re.compile(r"^name:[ \t]*[\"']?([a-z0-9]+(?:-[a-z0-9]+)*)[\"']?[ \t]*$", re.MULTILINE)
LONGEST_NAME = 64
PROSE = ("Why it is slow", "When not to use it")
# What an editor that shows the page would load or obey.
_LIVE = re.compile(r"://|\]\(|<[A-Za-z!/]")


def written_page(text: str, folder: Path) -> tuple[Skill, str]:
    """The skill on the page and its text, with front matter of ours: what a model says of its kind, of how it came
    about and how loudly it is to be told does not count. Writes nothing; `folder` is where it would stand.

    Raises PageError.
    """
    page = parse_page(folder / _name(text, folder) / "SKILL.md", text)
    if any(_LIVE.search(section.text) for title, section in page.sections.items() if title in PROSE):
        raise page.error(1, "the prose of a page has no links and no HTML")
    ours = _front_matter(page) + _below_front_matter(page)
    skill = skill_of(parse_page(page.path, ours))
    _ = skill.rules, skill.cases
    return skill, ours


def _name(text: str, folder: Path) -> str:
    """Taken from the text before the page has a place: it becomes the name of a folder."""
    found = _NAME.search(text)
    if found is None or len(found[1]) > LONGEST_NAME:
        raise PageError(folder / "SKILL.md", 2, "name: lower-case words with hyphens, at most 64 characters")
    return found[1]


def _front_matter(page: Page) -> str:
    front = Metadata(page, page.front_matter)
    known = front.mapping("metadata")
    values = {
        "kind": "operator",
        "language": "python",
        **{key: json.dumps(known.text(key)) for key in ("mechanism", "from", "to")},
        "severity": "information",
        **{key: json.dumps(known.text(key)) for key in ("message", "title")},
        **({"needs": json.dumps(known.text("needs"))} if known.has("needs") else {}),
        "mined": "true",
        "support": "1",
    }
    lines = [f"name: {page.path.parent.name}", f"description: {json.dumps(front.text('description'))}", "metadata:"]
    return "\n".join(["---", *lines, *(f"  {key}: {value}" for key, value in values.items()), "---", ""])


def _below_front_matter(page: Page) -> str:
    return page.text[page.text.index("\n---", 3) :].partition("\n")[2].partition("\n")[2]
