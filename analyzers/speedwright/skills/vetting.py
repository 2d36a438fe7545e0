"""Limits for a page from elsewhere: its query is compiled alone and run on growing code before it joins the rest.

Tree-sitter cannot be interrupted, and a pattern such as `(block (_)* @a (_)* @b)` takes time that grows with a power
of the length of a block. So the code grows by doubling and the run stops as soon as a step is too slow: no step
costs more than a power of two times the one before.
"""

from __future__ import annotations

import time
from pathlib import Path

from speedwright.languages.language import Language
from speedwright.languages.registry import languages_of_pages
from speedwright.skills.expressions import refusal_of_expressions
from speedwright.skills.reading import HERE
from speedwright.skills.skill import Skill
from speedwright.syntax.query import CompiledQuery, capture_names
from speedwright.syntax.source_file import SourceFile

MATCH_LIMIT = 4096
"""Open matches at a time; the built-in pages together stay far below."""

STEP_LIMIT_S = 0.1
"""CPU seconds for one step: some twenty times what all built-in pages need for as many lines. A page whose short
cases match everywhere needs a sixth of it in the last step, for handing over the matches."""

ALL_LIMIT_S = 10.0
"""CPU seconds for the pages of one workspace together: a page that matches everywhere takes half a second, ordinary
ones a hundredth each, and an editor waits for them all."""

LARGEST = 32 * 1024
"""Bytes of the last step: a long file."""


class Patience:
    """CPU time for the pages of one workspace together, from when it is made."""

    def __init__(self, seconds: float = ALL_LIMIT_S) -> None:
        self._seconds = seconds
        self._start = time.process_time()

    @property
    def is_over(self) -> bool:
        """Whether the rest has to be refused."""
        return time.process_time() - self._start > self._seconds


def vet(skill: Skill, patience: Patience | None = None) -> str | None:
    """Why a page's query may not run, None when it may. Raises QueryTextError and PageError."""
    if not skill.is_operator:
        return None
    if patience is not None and patience.is_over:
        return f"the pages before it took more than {ALL_LIMIT_S:g} s to be vetted"
    languages = languages_of_pages(skill.language)
    if not languages:
        return f"no grammar for {skill.language}"
    refusals = (_refusal(skill, language) for language in languages)
    return next((each for each in refusals if each is not None), None)


def _refusal(skill: Skill, language: Language) -> str | None:
    query = CompiledQuery(language, skill.query)
    for pattern in skill.patterns:
        CompiledQuery(language, pattern.text)
        if HERE not in capture_names(pattern.text):
            return f"a pattern of the query does not capture @{HERE}, the place to report"
    refusal = refusal_of_expressions(skill.query)
    if refusal is not None:
        return refusal
    text = "\n".join(case.before for case in skill.cases) + "\n"
    while len(text) <= LARGEST:
        source = SourceFile.parse(text.encode("utf-8"), Path("cases"), language.name)
        # Twice before it is refused: a pause of our own, the garbage collector's, takes as long as a slow query.
        if _seconds(query, source) > STEP_LIMIT_S and _seconds(query, source) > STEP_LIMIT_S:
            return f"the query is too slow: more than {STEP_LIMIT_S} s on {len(text)} characters of its own cases"
        text += text
    return None


def _seconds(query: CompiledQuery, source: SourceFile) -> float:
    started = time.process_time()
    for _ in query.matches(source, match_limit=MATCH_LIMIT):
        pass
    return time.process_time() - started
