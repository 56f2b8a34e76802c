"""What is run beside all else: nobody waits for it, and it stands aside for whatever comes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.interp.aside import Aside
from layerhints.interp.entry_points import EntryPoints
from layerhints.values.host import Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.interp.entries import Entry


class Beside(EntryPoints):
    """A file's module, kept run, and one run at most that stands aside."""

    def _beside(self, run: Callable[[Callable[[], bool]], Any], about: Entry | None = None) -> Any:
        """Run something that stands aside for whatever comes, about an entry point that problems need, or ahead of a
        letter; gives what it does. While a module is loaded more than the trail holds is not as it was: it is taken
        back then.
        """
        course = self._course
        course.clear()

        def work(given_up: Callable[[], bool]) -> Any:
            return run(lambda: self.overtaken(True) if course.is_loading else given_up())

        course.aside = Aside(self.machine.heap, work, partial(self.overtaken, True), about)
        return self._go_on_aside()

    def _go_on_aside(self) -> Any:
        """Go on with what stands aside; gives what that does."""
        aside, self._course.aside = self._course.aside, None
        assert aside is not None
        if not aside.go_on():
            self._course.aside = aside
            raise Interrupted
        return aside.result

    def _go_on_ahead(self) -> None:
        """Go on with what is run ahead, if that stands aside."""
        if self._course.aside is not None and self._course.aside.about is None:
            self._go_on_aside()


__all__ = ["Beside"]
