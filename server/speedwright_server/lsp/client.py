"""What the client at the other end can do, read once from its `initialize` request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder, get_capability

from speedwright.pipeline.documents import Encoding


@dataclass(frozen=True, slots=True)
class Client:
    """One flag per capability that changes what is sent; the defaults are those of a client that said nothing."""

    encoding: Encoding = "utf-16"
    pulls_diagnostics: bool = False
    refreshes_diagnostics: bool = False
    refreshes_hints: bool = False
    refreshes_lenses: bool = False
    relates_information: bool = False
    describes_codes: bool = False
    reads_markdown: bool = False
    takes_code_actions: bool = False
    shows_disabled_actions: bool = False
    resolves_edits: bool = False
    takes_versioned_edits: bool = False
    confirms_edits: bool = False
    tags_actions: bool = False
    applies_edits: bool = False
    shows_progress: bool = False
    shows_documents: bool = False
    tells_configuration: bool = False
    registers_configuration: bool = False
    watches_files: bool = False


def client_of(capabilities: types.ClientCapabilities) -> Client:
    """The flags behind the capabilities of `initialize`."""

    def has(name: str) -> bool:
        return bool(get_capability(capabilities, name, False))

    hover_formats = get_capability(capabilities, "text_document.hover.content_format", ())
    resolved = get_capability(capabilities, "text_document.code_action.resolve_support.properties", ())
    carries_data = has("text_document.code_action.data_support")
    # Asked of pygls, which tells the client its own choice.
    encoding = types.PositionEncodingKind(ServerCapabilitiesBuilder.choose_position_encoding(capabilities)).value
    return Client(
        encoding=cast("Encoding", encoding),
        pulls_diagnostics=get_capability(capabilities, "text_document.diagnostic") is not None,
        refreshes_diagnostics=has("workspace.diagnostics.refresh_support"),
        refreshes_hints=has("workspace.inlay_hint.refresh_support"),
        refreshes_lenses=has("workspace.code_lens.refresh_support"),
        relates_information=_has_either(capabilities, "related_information"),
        describes_codes=_has_either(capabilities, "code_description_support"),
        reads_markdown=types.MarkupKind.Markdown in hover_formats,
        takes_code_actions=get_capability(capabilities, "text_document.code_action.code_action_literal_support")
        is not None,
        shows_disabled_actions=has("text_document.code_action.disabled_support"),
        resolves_edits=carries_data and "edit" in resolved,
        takes_versioned_edits=has("workspace.workspace_edit.document_changes"),
        confirms_edits=get_capability(capabilities, "workspace.workspace_edit.change_annotation_support") is not None
        and has("text_document.code_action.honors_change_annotations"),
        tags_actions=types.CodeActionTag.LlmGenerated
        in get_capability(capabilities, "text_document.code_action.tag_support.value_set", ()),
        applies_edits=has("workspace.apply_edit"),
        shows_progress=has("window.work_done_progress"),
        shows_documents=has("window.show_document.support"),
        tells_configuration=has("workspace.configuration"),
        registers_configuration=has("workspace.did_change_configuration.dynamic_registration"),
        watches_files=has("workspace.did_change_watched_files.dynamic_registration"),
    )


def _has_either(capabilities: types.ClientCapabilities, name: str) -> bool:
    """What a client can show of diagnostics; since LSP 3.18 it may say so where it says that it pulls them."""
    places = ("text_document.publish_diagnostics", "text_document.diagnostic")
    return any(bool(get_capability(capabilities, f"{place}.{name}", False)) for place in places)
