"""Which messages are let in. What is no message, comes too early or too late, or asks for what nobody does is refused
with the code that the protocol has for it; a notification cannot be refused and is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcParseError,
    JsonRpcServerNotInitialized,
)


def read(body: bytes) -> dict[str, Any]:
    """A message as plain data.

    Raises:
        JsonRpcException: It is none.
    """
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise JsonRpcParseError(f"the message is not JSON: {error}") from None
    if not isinstance(message, dict):  # the language server protocol has no batches
        raise JsonRpcInvalidRequest("a message is an object")
    return message


def number_of(message: Any) -> int | str | None:
    """What the client calls a request, None where that is nothing that it may be called."""
    number = message.get("id") if isinstance(message, dict) else None
    return number if isinstance(number, (int, str)) and not isinstance(number, bool) else None


class Admission:
    """Lets messages in as far as the conversation has come. `is_handled` says of a method whether anybody does it."""

    def __init__(self, is_handled: Callable[[str], bool]) -> None:
        self._is_handled = is_handled
        self.has_begun = False
        """Was the server initialized?"""
        self.is_leaving = False
        """Was it asked to shut down?"""

    def lets_in(self, message: dict[str, Any]) -> bool:
        """Is this a request or a notification that is to be handled? False for a notification that is left out.

        Raises:
            JsonRpcException: It is refused.
        """
        method, is_request = message.get("method"), "id" in message
        if message.get("jsonrpc") != "2.0" or not isinstance(method, str):
            raise JsonRpcInvalidRequest("a message says that it is JSON-RPC 2.0, and its method")
        if is_request:
            self._look_at_request(message, method)
        elif _expects_answer(method):
            raise JsonRpcInvalidRequest(f"{method} is a request and needs an id")
        elif not (self.has_begun and not self.is_leaving) and method != types.EXIT:
            return False
        if not self._is_handled(method):
            if is_request:
                raise JsonRpcMethodNotFound.of(method)
            return False
        return True

    def _look_at_request(self, message: dict[str, Any], method: str) -> None:
        if number_of(message) is None:
            raise JsonRpcInvalidRequest("the id of a request is a number or a text")
        if self.is_leaving:
            raise JsonRpcInvalidRequest("the server is shutting down")
        if not self.has_begun and method != types.INITIALIZE:
            raise JsonRpcServerNotInitialized("the server is not initialized")
        if self.has_begun and method == types.INITIALIZE:
            raise JsonRpcInvalidRequest("the server is initialized already")
        if method in types.METHOD_TO_TYPES and not _expects_answer(method):
            raise JsonRpcInvalidRequest(f"{method} is a notification and has no id")


def _expects_answer(method: str) -> bool:
    """Is this a request of the protocol's?"""
    _, answer, *_ = types.METHOD_TO_TYPES.get(method, (None, None))
    return answer is not None
