"""Questions that wait for their answers; those that are cancelled or overtaken are dropped before they begin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Params = Mapping[str, Any]

INVALID_REQUEST = -32600
CANCELLED, CONTENT_MODIFIED = -32800, -32801


@dataclass(frozen=True, slots=True)
class Question:
    """A request on a document, and which version the document had when it came."""

    id: int | str
    method: str
    uri: str
    version: int | None
    params: Params


class Questions:
    """In the order in which they came. `drop` is told which ones get no answer, the code of the error, and why."""

    def __init__(self, drop: Callable[[int | str, int, str], None]) -> None:
        self._waiting: dict[int | str, Question] = {}
        self._drop = drop

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, question: Question) -> None:
        """Let a question wait. One like it that was asked before an edit is dropped: the editor has asked again. One
        with the number of another is dropped itself, as nobody could tell their answers apart.
        """
        if question.id in self._waiting:
            self._drop(question.id, INVALID_REQUEST, "a request with this id waits for its answer")
            return
        for other in list(self._waiting.values()):
            if (other.method, other.uri) == (question.method, question.uri) and other.version != question.version:
                del self._waiting[other.id]
                self._drop(other.id, CONTENT_MODIFIED, "the document was edited, and the question asked again")
        self._waiting[question.id] = question

    def cancel(self, id: int | str) -> bool:
        """Drop a question; False when it does not wait here."""
        if self._waiting.pop(id, None) is None:
            return False
        self._drop(id, CANCELLED, "the request was cancelled")
        return True

    def next(self) -> Question:
        """Take the question that waits longest."""
        return self._waiting.pop(next(iter(self._waiting)))

    def put_last(self, question: Question) -> None:
        """Let a question wait behind the others, if it still waits."""
        if self._waiting.get(question.id) is question:
            self._waiting[question.id] = self._waiting.pop(question.id)
