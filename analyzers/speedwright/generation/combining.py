"""Several candidates for one function as one: what a user wants applied is the faster function, not its parts."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from speedwright.generation.soundness import parses_as_well
from speedwright.model.candidate import Candidate
from speedwright.model.text import TextEdit, apply_edits
from speedwright.syntax.source_file import SourceFile
from speedwright.syntax.words import words_of

_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")


def combine(source: SourceFile, candidates: Sequence[Candidate]) -> Candidate | None:
    """One candidate with the edits of all that fit together, in the order given; None when fewer than two do.

    The candidates are for the same function of `source`. Equal edits (one import, one set for two tests) count once;
    a candidate whose edits overlap with those taken, or that uses a new name for something else, is left out.
    """
    taken: list[Candidate] = []
    edits: tuple[TextEdit, ...] = ()
    for candidate in candidates:
        joined = tuple(dict.fromkeys((*edits, *candidate.edits)))
        if _fits(source, edits, candidate.edits, joined):
            taken.append(candidate)
            edits = joined
    if len(taken) < 2:
        return None
    skills = tuple(dict.fromkeys(name for each in taken for name in each.skills))
    titles = tuple(dict.fromkeys(each.title for each in taken))
    findings = tuple(finding for each in taken for finding in each.findings)
    title = titles[0] if len(titles) == 1 else f"{len(titles)} speedups: {'; '.join(titles)}"
    return replace(taken[0], edits=edits, title=title, skills=skills, findings=findings)


def _fits(
    source: SourceFile, taken: tuple[TextEdit, ...], new: tuple[TextEdit, ...], joined: tuple[TextEdit, ...]
) -> bool:
    try:
        apply_edits(source.content, joined)
    except ValueError:
        return False
    shared = _names(set(taken) & set(new))
    return not (_new_names(source, taken) & _new_names(source, new)) - shared and parses_as_well(source, joined)


def _new_names(source: SourceFile, edits: Iterable[TextEdit]) -> set[str]:
    """Names that edits bring into the file; builtins and keywords are no one's own."""
    known = words_of(source)
    return {name for name in _names(edits) - known if not hasattr(builtins, name) and not keyword.iskeyword(name)}


def _names(edits: Iterable[TextEdit]) -> set[str]:
    return {name for edit in edits for name in _NAME.findall(edit.text)}
