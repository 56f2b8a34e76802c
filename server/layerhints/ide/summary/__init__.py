"""The models of a document: what goes in and comes out, every layer, and what it all costs."""

from layerhints.ide.summary.as_json import as_json
from layerhints.ide.summary.as_text import as_text

__all__ = ["as_json", "as_text"]
