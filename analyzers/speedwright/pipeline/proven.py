"""Use case of the editors: all that is proven of a text, as one edit, without running anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

from speedwright.model.candidate import Candidate, Origin
from speedwright.model.text import Span, TextEdit, apply_edits
from speedwright.model.verdict import Verdict
from speedwright.pipeline.offers import recalling
from speedwright.pipeline.proposals import Proposals
from speedwright.pipeline.searching import Judge, Search
from speedwright.pipeline.verify import Bench
from speedwright.settings import Settings
from speedwright.skills.registry import Library
from speedwright.syntax.source_file import SourceFile


@dataclass(frozen=True, slots=True)
class ProvenTogether:
    """Edits of whole lines of one text that do not overlap, and the verdicts that they rest on, in the order in which
    they build on each other: each holds for the text that those before it leave.
    """

    edits: tuple[TextEdit, ...]
    verdicts: tuple[Verdict, ...]


def proven_together(source: SourceFile, library: Library, settings: Settings, root: Path) -> ProvenTogether:
    """What receipts tell of each function, the strongest evidence only. Starts no process.

    Left out are proofs that somebody should read before they take them: those of code that a model wrote, those with
    a relaxation, and those of code that keeps state between calls. Also left out is what was proven of a function
    that reaches one of those taken before, as long as it was not verified together with that.
    """
    judge = _strongest(recalling(Bench(root, settings)))
    proposals = Proposals(source, None, library, settings)
    together = _Together(source.content, judge)
    while (search := proposals.next(judge)) is not None:
        for _ in search.refusals():
            pass
        together.add(_chosen(search, judge))
    return ProvenTogether(together.edits, tuple(together.verdicts))


def _strongest(judge: Judge) -> Judge:
    def strict(candidate: Candidate) -> Verdict | None:
        verdict = judge(candidate)
        if verdict is None or not verdict.accepted:
            return verdict
        evidence = verdict.evidence
        weaker = evidence.relaxations or evidence.state_kept or candidate.origin is not Origin.REWRITE
        return None if weaker else verdict

    return strict


def _chosen(search: Search, judge: Judge) -> tuple[Verdict, ...]:
    """The best plan as one edit where that was proven as a whole, else its steps one on the other."""
    whole = search.whole()
    proof = None if whole is None else judge(whole)
    return search.best.steps if proof is None or not proof.accepted else (proof,)


class _Together:
    """What was taken so far. The text is `content` all the time; `edits` lead from it to what is reached by now."""

    def __init__(self, content: bytes, judge: Judge) -> None:
        self.edits: tuple[TextEdit, ...] = ()
        self.verdicts: list[Verdict] = []
        self._content = content
        self._judge = judge

    def add(self, steps: tuple[Verdict, ...]) -> None:
        """Takes the steps of one function as far as they hold on top of what was taken of others."""
        others = self.edits
        reached = apply_edits(self._content, others)
        for step in steps:
            own = _edits(self._content, step.candidate.result)
            # Two functions may need the same import.
            edits = tuple(sorted({*others, *own}, key=lambda edit: (edit.span, edit.text)))
            if any(first.span.end > second.span.start for first, second in pairwise(edits)):
                return
            after = apply_edits(self._content, edits)
            proof = self._judge(replace(step.candidate, source=reached, edits=tuple(_edits(reached, after))))
            if proof is None or not proof.accepted:
                return
            self.edits, reached = edits, after
            self.verdicts.append(proof)


def _edits(before: bytes, after: bytes) -> Iterator[TextEdit]:
    """Whole lines that make one text of the other."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    for kind, first, last, new_first, new_last in SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            text = b"".join(new[new_first:new_last]).decode("utf-8")
            yield TextEdit(Span(starts[first], starts[last]), text)
