"""The log: what `logging` gets under the name `layerhints` is shown in the editor's log of the server."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from layerhints.lsp.server import LayerhintsServer

_TYPES = (
    (logging.ERROR, types.MessageType.Error),
    (logging.WARNING, types.MessageType.Warning),
    (logging.INFO, types.MessageType.Info),
)


def quiet_protocol() -> None:
    """Keep pygls to its errors: it warns of every request that is cancelled after it was answered, which editors do
    with most keystrokes.
    """
    logging.getLogger("pygls").setLevel(logging.ERROR)


class EditorLog(logging.Handler):
    """Sends every record as `window/logMessage`."""

    def __init__(self, server: LayerhintsServer) -> None:
        super().__init__(logging.INFO)
        self.server = server

    def emit(self, record: logging.LogRecord) -> None:
        kind = next((kind for level, kind in _TYPES if record.levelno >= level), types.MessageType.Debug)
        self.server.window_log_message(types.LogMessageParams(kind, self.format(record)))
