"""The log: what `logging` gets under the name `layerhints` is shown in the editor's log of the server."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from layerhints.lsp.server import LayerhintsServer

_TYPES = (
    (logging.ERROR, types.MessageType.Error),
    (logging.WARNING, types.MessageType.Warning),
    (logging.INFO, types.MessageType.Info),
)


def quiet_protocol() -> None:
    """Keep pygls to its errors: it warns of every request that is cancelled after it was answered, which editors do
    with most keystrokes. A request that is refused is told to whoever made it, and is no error of ours.
    """
    logging.getLogger("pygls").setLevel(logging.ERROR)
    logging.getLogger("pygls.protocol.json_rpc").addFilter(_is_no_refusal)


def _is_no_refusal(record: logging.LogRecord) -> bool:
    return record.exc_info is None or not isinstance(record.exc_info[1], JsonRpcException)


class EditorLog(logging.Handler):
    """Sends every record as `window/logMessage`."""

    def __init__(self, server: LayerhintsServer) -> None:
        super().__init__(logging.INFO)
        self.server = server

    def emit(self, record: logging.LogRecord) -> None:
        kind = next((kind for level, kind in _TYPES if record.levelno >= level), types.MessageType.Debug)
        self.server.window_log_message(types.LogMessageParams(kind, self.format(record)))
