"""Everything that changes: texts, files, environments, settings, and the memo of what was learned from them."""
