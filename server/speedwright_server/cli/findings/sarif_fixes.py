"""Proven rewrites as SARIF fixes, with what was tried and measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speedwright.model.text import TextEdit
from speedwright.model.verdict import Verdict
from speedwright.pipeline.places import place_in
from speedwright_server.cli.findings.sarif_places import artifact, region

if TYPE_CHECKING:
    from speedwright.pipeline.check import CheckReport


def fix(verdict: Verdict, report: CheckReport, uri: str) -> dict[str, Any] | None:
    """The fix that an accepted verdict stands for, in the file at `uri`, which has one of its findings; None where
    the cells of a notebook cannot have its edits.
    """
    candidate = verdict.candidate
    edits = report.edits_in_file(candidate)
    if edits is None:
        return None
    content, _ = report.in_file(candidate.findings[0])
    return {
        "description": {"text": f"{candidate.title}: {_proof(verdict)}"},
        "artifactChanges": [
            {
                "artifactLocation": artifact(uri),
                "replacements": [_replacement(edit, content) for edit in sorted(edits, key=lambda edit: edit.span)],
            }
        ],
        "properties": _properties(verdict),
    }


def _replacement(edit: TextEdit, content: bytes) -> dict[str, Any]:
    return {
        "deletedRegion": region(place_in(content, edit.span)),
        "insertedContent": {"text": edit.text},
    }


def _proof(verdict: Verdict) -> str:
    inputs = f"same on {verdict.evidence.inputs} inputs"
    measured = verdict.measurement
    if measured is None:
        return inputs
    return f"{measured.ratio:.1f}x as fast ({measured.low:.1f}-{measured.high:.1f}), {inputs}"


def _properties(verdict: Verdict) -> dict[str, Any]:
    measured = verdict.measurement
    ratios = {} if measured is None else {"ratio": measured.ratio, "low": measured.low, "high": measured.high}
    return {
        "verdict": verdict.outcome.value,
        "function": verdict.function,
        "skills": list(verdict.candidate.skills),
        "inputs": verdict.evidence.inputs,
        "mutationScore": verdict.evidence.mutation_score,
        "isolation": verdict.evidence.isolation,
        **ratios,
    }
