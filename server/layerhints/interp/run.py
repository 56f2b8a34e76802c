"""One run: what it is given, where it stands, what it may still take, and what it notes down."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Unknown
from layerhints.interp.budget import Budget
from layerhints.interp.frames import DEFECT, DEFECTS, Defective, Frame, OutOfBudget, Raised
from layerhints.interp.heap import Heap
from layerhints.values.host import Interrupted
from layerhints.values.objects import Memory, Scope
from layerhints.values.sites import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from collections.abc import Iterator as HostIterator

    from layerhints.interp.course import Course
    from layerhints.interp.frames import Pending
    from layerhints.interp.holes import Holes
    from layerhints.interp.recalling import Recalling, Recording
    from layerhints.interp.registries import Registry
    from layerhints.interp.reuse import Reuse
    from layerhints.interp.track import Track
    from layerhints.values.facts import Fact, Finding
    from layerhints.values.host import Host, Source
    from layerhints.values.library import Library
    from layerhints.values.objects import Instance
    from layerhints.values.tensor import Tensor

_STRETCH = 25
"""How many steps are taken between two looks at what has arrived meanwhile: a tenth of a millisecond."""
_SURROUNDINGS = (
    "frame", "steps", "turns", "looks_up_at", "depth", "trying", "wary", "defaults", "forks", "may_raise", "handled",
    "track", "recalling", "repeats", "choosing", "_silence", "_site",
)  # fmt: skip


class Stand(NamedTuple):
    """Where a run stands: see the attributes of `Run` that are called so."""

    pending: int
    marks: int
    trying: int
    wary: int
    forks: int
    repeats: int
    depth: int
    silence: int


class Run:
    """What the interpreter keeps of a run; what it does to values is no matter of this."""

    holes: Holes
    reuse: Reuse

    def __init__(self, host: Host, libraries: Sequence[Library], file: str, budget: Budget | None = None) -> None:
        self.host = host
        self.libraries = libraries
        self.file = file
        self.budget = budget if budget is not None else Budget()
        self.heap = Heap()
        self.heap.joins = self._note_joined
        self.library_state: dict[str, Any] = Memory()
        self.modules: dict[str, Any] = {}
        """What was loaded, by name: modules, and what the libraries in use keep (see `session`). Who takes back what
        was run takes out what it loaded.
        """
        self.running: dict[str, Source] = {}
        """The modules whose statements are being run, with their sources."""
        self.on_demand: dict[str, bool] = {}
        """Of packages that were asked about, whether they import on demand."""
        self.course: Course | None = None
        """The definitions of the main module that were run so far."""
        self.registries: dict[int, Registry] = {}
        """Containers that modules fill which were not all run, by their identities."""
        self.facts: list[Fact] = []
        self.findings: list[Finding] = []
        self.made: list[Instance] = []
        self.main_scope: Scope | None = None
        self.assigned: dict[str, Site] = {}
        """Where the names of the main module were last assigned; see `where_assigned`."""
        self.called: set[int] = set()
        self.tried: set[int] = set()
        """The functions (by their nodes) that were ever called where an exception is caught: what is unknown there may
        be one.
        """
        self.instantiated: set[Site] = set()
        self.reads: dict[str, Any] | None = None
        """The names of the main module that a step read, each with the value first found."""
        self.frame: Frame = Frame(Scope(), None)  # type: ignore[arg-type]
        self.pending: list[Pending] = []
        """Courses that left a block which is still being run."""
        self.held_since = 0
        """How many of them were there when the innermost block began that takes those which leave it."""
        self.trying = 0
        """How many blocks around would catch an exception."""
        self.wary = 0
        """How many of these catch more than an ImportError, so that anything unknown may lead there."""
        self.defaults = 0
        """How many look-ups around would take a default for an attribute that is not there."""
        self.may_raise: Unknown | None = None
        """Something unknown was done where an exception would be caught."""
        self.handled: Any = None
        """The exception that is being handled, for a `raise` without one."""
        self.forks = 0
        self.repeats = 0
        """How many loops around are run any number of times."""
        self.choosing = 0
        """How many values that are one of a few are being asked: which of the problems found there are any is not known
        before the end.
        """
        self.depth = 0
        self.steps = 0
        self.turns = 0
        """How many turns of loops were run so far."""
        self.looks_up_at = -1
        """With so many steps left the run asks whether it is to give way."""
        self.gives_way: Callable[[], bool] | None = None
        """Asked amid a run that can be taken back: does something else come first?"""
        self._site: Site | None = None
        self._silence = 0
        self.track: Track | None = None
        """What notes down where the run stands, if somebody means to go on from there later."""
        self.recalling: Recording | Recalling | None = None
        """What notes down the calls of a run that is tracked, or knows those of one that was."""

    # --- what others may depend on

    def handed_out(self, name: Hashable, tensor: Tensor, begins: bool = False) -> Tensor:
        return tensor if self.recalling is None else self.recalling.handed_out(name, tensor, begins)

    def looked_back(self, born: int) -> None:
        if self.recalling is not None:
            self.recalling.looked_back(born)

    def where_assigned(self, name: str) -> Site | None:
        """Where a name of the main module was last assigned; None for one that was not, or where that is not known."""
        site = self.assigned.get(name)
        return site if isinstance(site, Site) else None

    def note_read(self, module: Scope, name: str, value: Any) -> None:
        if self.reads is not None and module is self.main_scope:
            self.reads.setdefault(name, value)

    def _note_joined(self, target: Any, key: Any, value: Any) -> None:
        if self.main_scope is not None and target is self.main_scope.names:
            self.note_read(self.main_scope, key, value)

    # --- where it stands

    @property
    def minds_exceptions(self) -> bool:
        """Would the program see an exception, or would it tell which of several courses is taken? Elsewhere one would
        end the program, and is the sign of a line that is being typed.
        """
        return bool(self.trying or self.forks or self.defaults)

    def standing(self) -> Stand:
        """Where the run stands, for `stand` to go back to when something is given up in its middle."""
        around = self.trying, self.wary, self.forks, self.repeats
        return Stand(len(self.pending), self.heap.marks, *around, self.depth, self._silence)

    def stand(self, standing: Stand) -> None:
        self.stand_at(standing)
        del self.pending[standing.pending :]
        self.may_raise = None
        self.heap.release_to(standing.marks)

    @property
    def is_plain(self) -> bool:
        """Has nothing in the present call begun that only the host knows of: one of several courses, a block in which
        exceptions are caught? Nor anywhere what decides later which problems there are?
        """
        frame = self.frame
        return (
            frame.forks == self.forks
            and frame.pending == len(self.pending)
            and not self.trying
            and not self.defaults
            and not self.choosing
            and self.handled is None
            and self.may_raise is None
        )

    def stand_at(self, standing: Stand) -> None:
        """Stand where a run stood in whose middle somebody goes on, without what it had set and held there."""
        _, _, self.trying, self.wary, self.forks, self.repeats, self.depth, self._silence = standing

    @contextmanager
    def elsewhere(self, frame: Frame) -> HostIterator[None]:
        """Within, what is run neither sees what it interrupts nor is charged to it."""
        before = {name: getattr(self, name) for name in _SURROUNDINGS}
        self.frame = frame
        self.grant(self.budget.statement)
        self.depth = self.trying = self.wary = self.defaults = self.forks = self.repeats = 0
        self.choosing = self._silence = 0
        self.may_raise = self.handled = self.track = self.recalling = self._site = None
        reuses, self.reuse.running = self.reuse.running, False
        calls = self.holes.calls
        try:
            yield
        finally:
            self.reuse.running, self.holes.calls = reuses, calls
            for name, value in before.items():
                setattr(self, name, value)

    def attempt(self, action: Callable[[], Any]) -> Any:
        standing, frame = self.standing(), self.frame
        try:
            return action()
        except Raised:
            reason = Unknown("the program raises an exception")
        except (OutOfBudget, RecursionError) as error:
            self.reuse.spoilt += 1  # with more steps left it would have come to something else
            too_many = "this takes more steps than are allowed"
            reason = Unknown(DEFECT if isinstance(error, Defective) else too_many)
        except DEFECTS as error:
            reason = self.failed(error)
        self.frame = frame
        self.stand(standing)
        return reason

    def failed(self, error: Exception) -> Unknown:
        """layerhints itself failed: what that hides is unknown if somebody is told of it, else the error is raised."""
        if not self.host.defect(error):
            raise error
        self.reuse.spoilt += 1
        return Unknown(DEFECT)

    def bounded(self, count: int) -> int:
        if count > self.budget.items or count > self.steps:
            raise OutOfBudget
        self.steps -= count
        return count

    def spend(self, steps: int) -> None:
        """Work that is no evaluation, before it is done."""
        if steps > self.steps:
            raise OutOfBudget  # what is not done is not charged to the statements that follow
        self.steps -= steps

    def grant(self, steps: int) -> None:
        """Let what is run from here on take so many steps."""
        self.steps = steps
        self.looks_up_at = -1 if self.gives_way is None else steps - _STRETCH

    def looks_up(self) -> None:
        """The same as before a statement, within a long one: a table of a thousand rows, say."""
        if self.steps < self.looks_up_at:
            self.look_up()

    def look_up(self) -> None:
        """Give way if something else comes first. A module that was half run is taken back with the run that asked."""
        self.grant(self.steps)
        if self.gives_way is not None and self.gives_way():
            raise Interrupted

    @contextmanager
    def silent(self) -> HostIterator[None]:
        self._silence += 1
        try:
            yield
        finally:
            self._silence -= 1

    def doubting(self, action: Callable[[], Any]) -> Any:
        before, self.findings = self.findings, []
        self.choosing += 1
        try:
            return action()
        finally:
            self.choosing -= 1
            self.findings = before

    # --- what the analysis is for

    @property
    def site(self) -> Site | None:
        return self._site

    @property
    def file_here(self) -> str:
        return self.file if self.frame.unit is None else self.frame.unit.file

    @property
    def stack(self) -> tuple[Site, ...]:
        return self.frame.stack

    @contextmanager
    def at(self, site: Site | None) -> HostIterator[None]:
        """Within, `site` is what is being evaluated."""
        previous, self._site = self._site, site
        try:
            yield
        finally:
            self._site = previous

    @property
    def recording(self) -> bool:
        return not self._silence

    def observe(self, fact: Fact) -> None:
        if not self._silence:
            self.facts.append(fact)

    def report(self, finding: Finding) -> None:
        """Note a problem down. What stands in another file is one only if this one certainly brings it about: not where
        it is one of several courses, not where the exception may be caught, and not in what nothing here calls. What
        fails where something is only supposed of an input is none.
        """
        if self._silence or self.holes.supposes:
            return
        uncertain = self.forks or self.trying or all(map(self._is_elsewhere, finding.stack))
        if not uncertain or not self._is_elsewhere(finding.site):
            self.findings.append(finding)

    def _is_elsewhere(self, site: Site) -> bool:
        return site.unit is not None and site.unit.file != self.file
