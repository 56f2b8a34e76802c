"""The log: what `logging` gets under the name `layerhints` is shown in the editor's log of the server."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layerhints.lsp.conversation import Conversation

_TYPES = ((logging.ERROR, 1), (logging.WARNING, 2), (logging.INFO, 3))
_LEAST = 4
"""How the protocol numbers what a message is, from errors to what only concerns us."""


class EditorLog(logging.Handler):
    """Sends every record as `window/logMessage`."""

    def __init__(self, conversation: Conversation) -> None:
        super().__init__(logging.INFO)
        self.conversation = conversation

    def emit(self, record: logging.LogRecord) -> None:
        kind = next((kind for level, kind in _TYPES if record.levelno >= level), _LEAST)
        self.conversation.notify("window/logMessage", {"type": kind, "message": self.format(record)})
