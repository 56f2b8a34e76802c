"""The base protocol in plain data: requests, answers and notifications, in both directions.

It is spoken without a library. The usual ones describe every message of the protocol by classes, and importing those
takes four times as long as importing the analysis.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from layerhints.lsp.wire import Outbox, compact

Params = Mapping[str, Any]
Number = int | str
"""What names a request; either side counts its own."""

INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = -32600, -32601, -32602, -32603
NOT_INITIALIZED, CANCELLED, CONTENT_MODIFIED = -32002, -32800, -32801

log = logging.getLogger("layerhints")


class Refused(Exception):
    """A request gets an error in place of a result: one that we refuse, or one of ours that the client refuses."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Conversation:
    """With one client, from `initialize` to `exit`.

    `requests` give the result as data, at once or when it is awaited, or raise `Refused`; `notifications` give nothing.
    What the conversation itself consists of is handled here, all else by who enters handlers.
    """

    def __init__(self) -> None:
        self.requests: dict[str, Callable[[Params], Any]] = {"shutdown": self._shut_down}
        self.notifications: dict[str, Callable[[Params], Awaitable[None] | None]] = {
            "exit": self._exit,
            "$/cancelRequest": lambda params: self.cancel(params["id"]),
        }
        self.ended = False
        """The client has said good-bye."""
        self._outbox: Outbox | None = None
        self._begun = False
        self._leaving = False
        self._count = 0
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._tasks: dict[asyncio.Future[Any], Number | None] = {}
        """What is being done for the client, with the number of the request that it answers."""

    # --- what arrives

    def take(self, message: Mapping[str, Any]) -> None:
        """Handle a message of the client."""
        method = message.get("method")
        if method is None:
            self._take_answer(message)
        elif "id" in message:
            self._take_request(message["id"], method, message.get("params") or {})
        elif self._begun or method == "exit":
            handler = self.notifications.get(method)
            done = None if handler is None else handler(message.get("params") or {})
            if done is not None:
                self.run(done, method)

    def _take_request(self, number: Number, method: str, params: Params) -> None:
        try:
            self.check(method)
            if method not in self.requests:
                raise Refused(METHOD_NOT_FOUND, f"the server has no answer to `{method}`")
            result = self.requests[method](params)
        except Exception as error:
            self._failed(error, method, number)
        else:
            if inspect.isawaitable(result):
                self.run(result, method, number)
            else:
                self.answer_with(number, result)

    def check(self, method: str = "") -> None:
        """Raise `Refused` where a request comes at the wrong time."""
        if self._leaving:
            raise Refused(INVALID_REQUEST, "the server is shutting down")
        if method == "initialize":
            self._begun = True
        elif not self._begun:
            raise Refused(NOT_INITIALIZED, "the server is not initialized")

    def run(self, work: Awaitable[Any], name: str, number: Number | None = None) -> None:
        """Have something done beside what else is done; its result is the answer to the request `number`, if any."""
        task = asyncio.ensure_future(work)
        self._tasks[task] = number
        task.add_done_callback(partial(self._done, name))

    def _done(self, name: str, task: asyncio.Future[Any]) -> None:
        number = self._tasks.pop(task)
        if task.cancelled():
            if number is not None:
                self.refuse(number, CANCELLED, "the request was cancelled")
        elif (error := task.exception()) is not None:
            self._failed(error, name, number)
        elif number is not None:
            self.answer_with(number, task.result())

    def _failed(self, error: BaseException, name: str, number: Number | None) -> None:
        if isinstance(error, Refused) and number is not None:
            self.refuse(number, error.code, str(error))
            return
        log.error("`%s` failed because of a defect in layerhints; please report it", name, exc_info=error)
        if number is not None:
            self.refuse(number, INTERNAL_ERROR, "there is a defect in layerhints; its log says more")

    def _take_answer(self, message: Mapping[str, Any]) -> None:
        asked = self._asked.pop(message["id"], None)
        if asked is None or asked.done():
            return
        error = message.get("error")
        if error is None:
            asked.set_result(message.get("result"))
        else:
            asked.set_exception(Refused(error["code"], error["message"]))

    def cancel(self, number: Number) -> None:
        """Stop answering a request."""
        for task, answered in self._tasks.items():
            if answered == number:
                task.cancel()

    def _shut_down(self, params: Params) -> None:
        self._leaving = True

    def _exit(self, params: Params) -> None:
        self.ended = True

    # --- what is sent

    def send(self, body: str) -> None:
        """Send a message that is JSON already; to nobody, before there is a client."""
        if self._outbox is not None:
            self._outbox.send(body)

    def answer_with(self, number: Number, result: Any) -> None:
        self.send(compact({"jsonrpc": "2.0", "id": number, "result": result}))

    def refuse(self, number: Number, code: int, reason: str) -> None:
        self.send(compact({"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": reason}}))

    def notify(self, method: str, params: Any) -> None:
        self.send(compact({"jsonrpc": "2.0", "method": method, "params": params}))

    def request(self, method: str, params: Any = None) -> asyncio.Future[Any]:
        """Ask the client something; the answer may raise `Refused`. Nobody needs to wait for it."""
        self._count += 1
        asked = self._asked[self._count] = asyncio.get_running_loop().create_future()
        asked.add_done_callback(lambda asked: asked.cancelled() or asked.exception())
        self.send(compact({"jsonrpc": "2.0", "id": self._count, "method": method, "params": params}))
        return asked
