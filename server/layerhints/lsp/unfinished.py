"""Hints that take very long, as those of a whole file of a hundred models do: what is known so far is the answer, and
the client is told to ask again as more is found. Whatever is missing meanwhile, nothing is wrong.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from layerhints.lsp.wire import NULL
from layerhints.values.host import Interrupted

if TYPE_CHECKING:
    from layerhints.lsp.questions import Params, Question
    from layerhints.lsp.server import Handler, LayerhintsServer
    from layerhints.lsp.wire import Pieces
    from layerhints.project.view import View

MOST_STEPS = 400_000
"""After so many steps of entry points what is known is shown: about a second. The files of torchvision and of
keras.applications take fewer, those of timm up to eleven million.
"""


class Enough(Interrupted):
    """An answer has taken as many steps as it was granted."""


class Unfinished:
    """The question that was answered in part last, and the search for the rest."""

    def __init__(self, server: LayerhintsServer) -> None:
        self._server = server
        self._question: Question | None = None
        self._found: Question | None = None
        """The question of which all was found last: it is not answered in part again."""
        self._searching: asyncio.Future[None] | None = None  # the loop holds its tasks weakly
        self.is_enough: Callable[[], bool] = lambda: False
        """Has the answer at hand taken as many steps as it was granted? Asked between two entry points."""

    def answer(self, handler: Handler, question: Question, view: View) -> Pieces:
        """The hints: all of them, or those that are known after `MOST_STEPS`, or at once while others are searched for.

        Raises:
            Interrupted: Something has arrived that comes first.
        """
        from layerhints.lsp import answers

        if _is_same(self._found, question):
            return handler(self._server, view, question.params)
        if not _is_same(self._question, question):
            try:
                return self._within(MOST_STEPS, handler, view, question.params)
            except Enough:
                self._search(handler, question)
        return answers.inlay_hints_known(self._server, view, question.params)

    def _within(self, steps: int, handler: Handler, view: View, params: Params) -> Pieces:
        counted = view.analysis.counted
        end = counted.steps + steps
        self.is_enough = lambda: counted.steps > end
        try:
            return handler(self._server, view, params)
        except Interrupted:
            if not self.is_enough() or self._server.has_mail():
                raise
            raise Enough from None
        finally:
            self.is_enough = lambda: False

    def _search(self, handler: Handler, question: Question) -> None:
        self._question = question
        self._searching = asyncio.ensure_future(self._find(handler, question))

    async def _find(self, handler: Handler, question: Question) -> None:
        """Find the rest of an answer until the document is edited. Each part takes twice as many steps as the one
        before it, so that the client asks a few times and not a hundred. What arrives goes first.
        """
        server, steps = self._server, MOST_STEPS
        while await self._is_at_rest(question):
            feature = partial(self._within, steps, handler, params=question.params)
            try:
                server.answer_now(question.uri, feature, NULL)
            except Enough:
                steps *= 2
            except Interrupted:
                continue
            else:
                self._question, self._found = None, question
            server.workspace_inlay_hint_refresh(None)

    async def _is_at_rest(self, question: Question) -> bool:
        """Once nobody types and nothing else waits: is the question that was answered in part still of interest?"""
        await self._server.leisure.rested()
        return self._question is question and self._server.version_of(question.uri) == question.version


def _is_same(known: Question | None, question: Question) -> bool:
    """Was the same asked of the same text?"""
    return known is not None and (known.uri, known.version, known.params.get("range")) == (
        question.uri, question.version, question.params.get("range"),
    )  # fmt: skip
