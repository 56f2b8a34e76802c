"""What the client at the other end can do, asked of the capabilities that it sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layerhints.lsp.positions import UTF_8, UTF_16, UTF_32


@dataclass(frozen=True, slots=True)
class Client:
    """The capabilities that decide how we answer. `encoding` is the one of those it can count in that it likes best."""

    encoding: str
    reads_markdown: bool
    pulls_diagnostics: bool
    resolves_hint_tooltips: bool
    refreshes_hints: bool
    refreshes_diagnostics: bool
    answers_configuration: bool
    registers_configuration: bool
    registers_watchers: bool

    @classmethod
    def of(cls, capabilities: Mapping[str, Any]) -> Client:
        def said(path: str) -> Any:
            found: Any = capabilities
            for name in path.split("."):
                found = found.get(name) if isinstance(found, Mapping) else None
            return found

        encodings = said("general.positionEncodings") or ()
        return cls(
            encoding=next((one for one in encodings if one in (UTF_8, UTF_16, UTF_32)), UTF_16),
            reads_markdown="markdown" in (said("textDocument.hover.contentFormat") or ()),
            pulls_diagnostics=said("textDocument.diagnostic") is not None,
            resolves_hint_tooltips="tooltip" in (said("textDocument.inlayHint.resolveSupport.properties") or ()),
            refreshes_hints=bool(said("workspace.inlayHint.refreshSupport")),
            refreshes_diagnostics=bool(said("workspace.diagnostics.refreshSupport")),
            answers_configuration=bool(said("workspace.configuration")),
            registers_configuration=bool(said("workspace.didChangeConfiguration.dynamicRegistration")),
            registers_watchers=bool(said("workspace.didChangeWatchedFiles.dynamicRegistration")),
        )
