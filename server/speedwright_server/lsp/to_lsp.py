"""Our own types to the protocol's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lsprotocol import types

from speedwright.model.finding import Finding, Severity
from speedwright.model.text import Span, TextEdit
from speedwright.pipeline.documents import Encoding, SourceFile
from speedwright.pipeline.skills import Library
from speedwright.pipeline.triggers import triggers
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.documents import Document
from speedwright_server.lsp.heat_text import STALE, percent

SOURCE = "speedwright"
ANNOTATION = "speedwright"

SEVERITIES = {
    Severity.HINT: types.DiagnosticSeverity.Hint,
    Severity.INFORMATION: types.DiagnosticSeverity.Information,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
}


def range_of(source: SourceFile, span: Span, encoding: Encoding) -> types.Range:
    """The range of a span."""
    return types.Range(position_of(source, span.start, encoding), position_of(source, span.end, encoding))


def position_of(source: SourceFile, offset: int, encoding: Encoding) -> types.Position:
    """The position of a byte offset."""
    line, character = source.line_index.position(offset, encoding)
    return types.Position(line, character)


def line_range(source: SourceFile, line: int, encoding: Encoding) -> types.Range:
    """What is written in a line (from 0), without what is blank around it."""
    lines = source.line_index
    start = lines.line_start(line)
    end = lines.line_start(line + 1) if line + 1 < lines.line_count else len(source.content)
    text = source.content[start:end]
    blank = len(text) - len(text.lstrip())
    return range_of(source, Span(start + min(blank, len(text.rstrip())), start + len(text.rstrip())), encoding)


def diagnostics_of(
    document: Document, findings: Iterable[Finding], library: Library, client: Client
) -> list[types.Diagnostic]:
    """One diagnostic per finding, in the same order but for what a profile tells: the hottest first.

    The page of the skill behind each stands in `library`.
    """
    hottest = sorted(findings, key=lambda finding: -(finding.heat or 0.0))
    return [_diagnostic(document, finding, library, client) for finding in hottest]


def _diagnostic(document: Document, finding: Finding, library: Library, client: Client) -> types.Diagnostic:
    related = list(_related(document, finding, client.encoding)) if client.relates_information else []
    skill = library.skill(finding.skill) if client.describes_codes else None
    return types.Diagnostic(
        range=range_of(document.source, finding.span, client.encoding),
        message=finding.message + _heat(finding),
        severity=SEVERITIES[finding.severity],
        code=finding.skill,
        # The page itself, which is there without a network, too.
        code_description=None if skill is None else types.CodeDescription(skill.path.absolute().as_uri()),
        source=SOURCE,
        related_information=related or None,
    )


def _heat(finding: Finding) -> str:
    if finding.heat is None:
        return ""
    stale = f", {STALE}" if finding.stale else ""
    return f" ({percent(finding.heat)} of the time{stale})"


def _related(
    document: Document, finding: Finding, encoding: Encoding
) -> Iterator[types.DiagnosticRelatedInformation]:
    for name, span in triggers(finding, document.source.line_index):
        place = types.Location(document.uri, range_of(document.source, span, encoding))
        text = document.source.text(span).partition("\n")[0].strip()
        yield types.DiagnosticRelatedInformation(place, f"{name}: {text}")


def workspace_edit_of(
    document: Document, edits: Iterable[TextEdit], client: Client, annotation: types.ChangeAnnotation | None = None
) -> types.WorkspaceEdit:
    """The edits for just this version of the document, as far as the client can say versions.

    An annotation is for people to read before they agree; clients that show none are sent none.
    """
    changes = [types.TextEdit(range_of(document.source, edit.span, client.encoding), edit.text) for edit in edits]
    if not client.takes_versioned_edits:
        return types.WorkspaceEdit(changes={document.uri: changes})
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri=document.uri, version=document.version)
    if annotation is None or not client.confirms_edits:
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, changes)])
    annotated = [types.AnnotatedTextEdit(ANNOTATION, each.range, each.new_text) for each in changes]
    return types.WorkspaceEdit(
        document_changes=[types.TextDocumentEdit(identifier, annotated)], change_annotations={ANNOTATION: annotation}
    )
