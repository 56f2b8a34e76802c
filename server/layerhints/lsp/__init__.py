"""The language server: the only part that knows the protocol. Every decision about shapes is made below."""

from layerhints.lsp import lazy_types  # noqa: F401  # before anything imports lsprotocol
