"""What the client at the other end can do, asked of the capabilities that it sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability

_ASKED = {
    "notebookDocument": {"synchronization"},
    "general": {"positionEncodings"},
    "textDocument": {
        "codeAction", "completion", "diagnostic", "documentSymbol", "hover", "inlayHint", "publishDiagnostics",
        "synchronization",
    },
    "workspace": {
        "applyEdit", "codeLens", "configuration", "diagnostics", "didChangeConfiguration", "didChangeWatchedFiles",
        "inlayHint",
    },
}  # fmt: skip

_PARTS = {
    "completion": {"completionItem"},
    "completionItem": {"documentationFormat", "preselectSupport"},
    "documentSymbol": {"hierarchicalDocumentSymbolSupport"},
}
"""Of these, that much."""


def asked_for(capabilities: Mapping[str, Any]) -> dict[str, Any]:
    """Those capabilities that `Client`, or pygls for the features of this server, asks for, as plain data. VS Code
    sends four times as many, and every kind has a class of its own to be completed.
    """
    return {
        group: {name: _part(name, value) for name, value in capabilities[group].items() if name in names}
        for group, names in _ASKED.items()
        if group in capabilities and isinstance(capabilities[group], Mapping)
    }


def _part(name: str, value: Any) -> Any:
    if name not in _PARTS or not isinstance(value, Mapping):
        return value
    return {inner: _part(inner, each) for inner, each in value.items() if inner in _PARTS[name]}


@dataclass(frozen=True, slots=True)
class Client:
    """The capabilities that decide how we answer."""

    reads_markdown: bool
    pulls_diagnostics: bool
    links_diagnostics: bool
    takes_code_actions: bool
    nests_symbols: bool
    preselects: bool
    reads_markdown_of_items: bool
    resolves_hint_tooltips: bool
    refreshes_hints: bool
    refreshes_diagnostics: bool
    refreshes_code_lenses: bool
    applies_edits: bool
    answers_configuration: bool
    registers_configuration: bool
    registers_watchers: bool

    @classmethod
    def of(cls, capabilities: types.ClientCapabilities) -> Client:
        def can(path: str) -> bool:
            return bool(get_capability(capabilities, path, False))

        formats = get_capability(capabilities, "text_document.hover.content_format", None)
        explained = get_capability(capabilities, "text_document.completion.completion_item.documentation_format", None)
        resolved = get_capability(capabilities, "text_document.inlay_hint.resolve_support.properties", None)
        literal = get_capability(capabilities, "text_document.code_action.code_action_literal_support", None)
        return cls(
            reads_markdown=types.MarkupKind.Markdown in (formats or ()),
            pulls_diagnostics=get_capability(capabilities, "text_document.diagnostic", None) is not None,
            links_diagnostics=can("text_document.publish_diagnostics.related_information"),
            takes_code_actions=literal is not None,
            nests_symbols=can("text_document.document_symbol.hierarchical_document_symbol_support"),
            preselects=can("text_document.completion.completion_item.preselect_support"),
            reads_markdown_of_items=types.MarkupKind.Markdown in (explained or ()),
            resolves_hint_tooltips="tooltip" in (resolved or ()),
            refreshes_hints=can("workspace.inlay_hint.refresh_support"),
            refreshes_diagnostics=can("workspace.diagnostics.refresh_support"),
            refreshes_code_lenses=can("workspace.code_lens.refresh_support"),
            applies_edits=can("workspace.apply_edit"),
            answers_configuration=can("workspace.configuration"),
            registers_configuration=can("workspace.did_change_configuration.dynamic_registration"),
            registers_watchers=can("workspace.did_change_watched_files.dynamic_registration"),
        )
