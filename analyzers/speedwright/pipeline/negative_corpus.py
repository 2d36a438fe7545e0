"""Code in which a new page should find nothing, or hardly anything: what is fast by the library, and others' code."""

from __future__ import annotations

import sysconfig
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from speedwright.mining.precision import MOST_PER_KLOC
from speedwright.skills.matcher import Matcher
from speedwright.skills.matching import MatchProblem, found_in
from speedwright.skills.registry import Library
from speedwright.skills.skill import Skill
from speedwright.syntax.source_file import SourceFile

OTHER_FILES = 300
"""Files of the standard library."""
MOST_SHARE = 0.005
"""Of the pages' fast cases, those in which another page may find something. Of the library's own 174 pages for Python
the one that does most often finds something in 6 of 1,288; most do in none."""
SHOWN = 2


def standard_library() -> Iterable[Path]:
    """The standard library that Speedwright itself runs with: code of many hands, and little of it slow."""
    folder = Path(sysconfig.get_path("stdlib"))
    files = (
        path for path in sorted(folder.rglob("*.py")) if not {"site-packages", "test", "tests"} & set(path.parts)
    )
    return islice(files, OTHER_FILES)


def false_alarm(skill: Skill, library: Library) -> str | None:
    """Why a page finds too much, with code that it finds; None for one that keeps silent where it should."""
    matcher = Matcher((skill,))
    texts = list(_fast_cases(library))
    found = [text for text in texts if finds(matcher, text)]
    if len(found) > MOST_SHARE * len(texts):
        shown = "\n\n".join(found[:SHOWN])
        return f"it finds something in {len(found)} of {len(texts)} pieces of code that are fast, such as:\n\n{shown}"
    return _in_other_code(matcher)


def finds(matcher: Matcher, text: str) -> bool:
    """Whether anything is reported in a text."""
    source = SourceFile.parse(f"{text.strip()}\n".encode("utf-8", "replace"), Path("fast.py"))
    return any(not isinstance(each, MatchProblem) for each in found_in(source, matcher))


def _fast_cases(library: Library) -> Iterator[str]:
    """What the pages for Python make of code, and what they leave alone."""
    for skill in library.skills:
        if skill.is_operator and skill.language == "python":
            for case in skill.cases:
                if case.after is not None:
                    yield case.after
                elif not case.found:
                    yield case.before


def _in_other_code(matcher: Matcher) -> str | None:
    hits, lines = 0, 0
    shown: list[str] = []
    for file in standard_library():
        try:
            content = file.read_bytes()
        except OSError:
            continue
        lines += content.count(b"\n")
        source = SourceFile.parse(content, file)
        for each in found_in(source, matcher):
            if not isinstance(each, MatchProblem):
                hits += 1
                shown += [source.text(each.span)] if len(shown) < SHOWN else []
    if hits <= MOST_PER_KLOC * lines / 1000:
        return None
    places = "\n\n".join(shown)
    return f"it finds {hits} places in {lines:,} lines of the standard library, such as:\n\n{places}"
