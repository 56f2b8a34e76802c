"""The language server: the only part that knows the protocol. Every decision about shapes is made below."""
