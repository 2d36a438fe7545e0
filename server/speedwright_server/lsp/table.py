"""The features, in the order of a conversation."""

from __future__ import annotations

from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.features import (
    code_action_resolve,
    code_lens_resolve,
    initialize,
    initialized,
    notebook_document_did_change,
    notebook_document_did_close,
    notebook_document_did_open,
    shutdown,
    text_document_code_action,
    text_document_code_lens,
    text_document_diagnostic,
    text_document_did_change,
    text_document_did_close,
    text_document_did_open,
    text_document_hover,
    text_document_inlay_hint,
    window_work_done_progress_cancel,
    workspace_diagnostic,
    workspace_did_change_configuration,
    workspace_did_change_watched_files,
    workspace_did_change_workspace_folders,
    workspace_execute_command,
)

FEATURES: tuple[Feature, ...] = (
    initialize.FEATURE,
    initialized.FEATURE,
    text_document_did_open.FEATURE,
    text_document_did_change.FEATURE,
    text_document_did_close.FEATURE,
    notebook_document_did_open.FEATURE,
    notebook_document_did_change.FEATURE,
    notebook_document_did_close.FEATURE,
    text_document_diagnostic.FEATURE,
    workspace_diagnostic.FEATURE,
    text_document_hover.FEATURE,
    text_document_inlay_hint.FEATURE,
    text_document_code_lens.FEATURE,
    code_lens_resolve.FEATURE,
    text_document_code_action.FEATURE,
    code_action_resolve.FEATURE,
    workspace_execute_command.FEATURE,
    window_work_done_progress_cancel.FEATURE,
    workspace_did_change_configuration.FEATURE,
    workspace_did_change_watched_files.FEATURE,
    workspace_did_change_workspace_folders.FEATURE,
    shutdown.FEATURE,
)
