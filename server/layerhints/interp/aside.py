"""Work that stands aside while something else comes first, and then goes on from where it stood.

It has a thread of its own, since where a run stands is kept in the calls of the host. One of the two threads runs at a
time: whoever has the work go on waits until it is done or stands aside.
"""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.values.host import Interrupted
from layerhints.values.room import with_room

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.interp.heap import Heap

_STACK = 64 * 2**20
"""How many bytes the calls of the host may take: the system gives what is used."""


class Aside:
    """A run on a machine that has this heap. While it stands aside all places are as they were before it, but the
    machine is not: whoever needs that has the run given up.

    The work is passed a function to ask now and then whether it is to be given up; there it stands aside if something
    `comes_first`. It is `about` something, and has a `result` when it is done.
    """

    def __init__(
        self,
        heap: Heap,
        work: Callable[[Callable[[], bool]], Any],
        comes_first: Callable[[], bool],
        about: object = None,
    ) -> None:
        self.about = about
        self.result: Any = None
        self._heap = heap
        self._work = work
        self._comes_first = comes_first
        self._is_begun = self._is_done = self._is_given_up = False
        self._failure: BaseException | None = None
        self._may_work, self._may_wait = threading.Semaphore(0), threading.Semaphore(0)

    def go_on(self) -> bool:
        """Have it work until it stands aside or is done; is it done? What the work raises is raised."""
        limit = sys.getrecursionlimit()
        if not self._is_begun:
            self._begin()
        self._may_work.release()
        self._may_wait.acquire()
        sys.setrecursionlimit(limit)
        if self._failure is not None:
            raise self._failure
        return self._is_done

    def give_up(self) -> None:
        """Have it taken back."""
        self._is_given_up = True
        with suppress(Interrupted):
            self.go_on()

    def _begin(self) -> None:
        self._is_begun = True
        before = threading.stack_size(_STACK)
        try:
            threading.Thread(target=self._run, daemon=True).start()
        finally:
            threading.stack_size(before)

    # --- on its own thread

    def _run(self) -> None:
        self._may_work.acquire()
        try:
            self.result = with_room(partial(self._work, self._asked))
        except BaseException as failure:
            self._failure = failure
        finally:
            self._is_done = True
            self._may_wait.release()

    def _asked(self) -> bool:
        if self._comes_first():
            limit = sys.getrecursionlimit()
            places = self._heap.set_aside()
            self._may_wait.release()
            self._may_work.acquire()
            self._heap.set_again(places)
            sys.setrecursionlimit(limit)
        return self._is_given_up


__all__ = ["Aside"]
