"""A run of an entry point that another run can go on with from its middle.

Where somebody types, the entry point that shows it is run at every letter, and nearly all that it does is what it did
before. So a run is tracked: before each statement of a few blocks it is noted where the run stands, and every change of
what is older than the latest of these moments is kept in its order. The changes up to a moment can then be put in place
again without running anything; see `resuming`.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Unknown
from layerhints.interp.difference import difference
from layerhints.interp.dispatch import execute
from layerhints.interp.exchange import exchange
from layerhints.interp.heap import read, set_places
from layerhints.interp.recalling import Recording
from layerhints.interp.steps import Step
from layerhints.syntax import tree
from layerhints.values.objects import Counts, Function
from layerhints.values.sites import Site, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set

    from layerhints.interp.difference import Difference
    from layerhints.interp.entries import Entry
    from layerhints.interp.frames import Frame, Signal
    from layerhints.interp.holes import Log, Lore
    from layerhints.interp.interpreter import Interpreter
    from layerhints.values.facts import Fact, Finding
    from layerhints.values.holes import Hole
    from layerhints.values.objects import Instance
    from layerhints.values.tensor import Tensor

REPEATED = Unknown("how often it was executed is not known")
MOST = 50_000
"""How many moments and changes a track may hold."""


class Moment(NamedTuple):
    """Where a run stood: how many of the changes, facts and so on there were by then; `is_plain` is what the machine
    said of that.
    """

    number: int
    time: int
    changes: int
    facts: int
    findings: int
    made: int
    modules: int
    reads: int
    steps: int
    turns: int
    calls: int
    asked: int
    logged: int
    learned: int
    holes: int
    lore: Lore | None
    called: Set[int]
    instantiated: Set[Site]
    is_plain: bool


class Visit:
    """One execution of a tracked block, and where the machine stood. `undone` says that the run began again from before
    it, `is_cut` that by the calls begun it is told when to do so; `round` counts how often one had begun again by then.
    """

    __slots__ = ("begun", "frame", "is_cut", "libraries", "moments", "round", "site", "standing", "undone")

    def __init__(self, machine: Interpreter, begun: Moment, round: int) -> None:
        self.begun = begun
        """When the entry point was called last."""
        self.frame: Frame = machine.frame
        self.standing = machine.standing()
        self.site: Site | None = machine.site
        self.libraries = [library.standing(machine) for library in machine.libraries]
        self.moments: list[Moment] = []
        self.undone = False
        self.is_cut = machine.holes.cuts_short
        self.round = round

    @property
    def binds_elsewhere(self) -> bool:
        """May names that are assigned here be those of another scope? Statements that say so leave a mark on this one,
        which no one takes back.
        """
        scope = self.frame.scope
        return bool(scope.global_names or scope.nonlocal_names)

    @property
    def is_alone(self) -> bool:
        """Is the course of events the only one?"""
        at = self.standing
        return not (at.pending or at.forks or at.silence)

    @property
    def is_repeated(self) -> bool:
        """Is it in a loop that is run any number of times, where no number is given out?"""
        return self.standing.repeats > 0


class Track:
    """What an entry point did. `definition` is the one that is edited, as it was when the run was made, and what it is
    `now`. Until that `is_decided` any of the file may be the first to be edited. Nobody goes on with a run that took
    more steps than there is `room` for.
    """

    def __init__(self, machine: Interpreter, entry: Entry, definition: tree.Definition | None, room: int) -> None:
        self.machine = machine
        self.entry = entry
        self.room = room
        self.is_decided = definition is not None
        self.definition = self.now = definition if definition is not None else entry.site.unit.definition
        node = entry.value.node if isinstance(entry.value, Function) else None
        self.body: tree.Block = node.body if isinstance(node, tree.Function) else ()
        """What the entry point itself does, if it is a function."""
        self.found: Difference | None = None
        """In what the definition differs by now."""
        self._equals: tuple[dict[int, int], dict[Site, Site]] | None = None
        self.blocks: dict[int, tuple[tree.Block, list[Visit]]] = {}
        """The blocks that were run, by their identities."""
        self.visits: list[Visit] = []
        self.is_whole = True
        """Can all of the run be gone back to?"""
        self.step = Step(None)
        self.made: Any = None
        self.start: Moment | None = None
        self.end: Moment | None = None
        self.spent = 0
        self.lore: Lore | None = None
        self.left_out = False
        """Was something left out when nothing more was to be learned?"""
        self.heard: Set[Hole] = frozenset()
        """The holes that were asked for."""
        self.log: Log = []
        """What was asked and taught in rounds that were taken back, in turn, and where in there these rounds ended."""
        self.ends: list[int] = []
        self.facts: Sequence[Fact] = ()
        self.findings: Sequence[Finding] = ()
        self.layers: Sequence[Instance] = ()
        self.reads: dict[str, Any] = {}
        self.modules: dict[str, Any] = {}
        self.changes: list[tuple[Any, Any, Any, Any]] = []
        """Target, key, what stood there before, and behind the change."""
        self.counts: list[tuple[int, tuple[int, Any]]] = []
        """Which of these are of numbers given out in turn: where they stand, and the places that they changed."""
        self.repeated = Counts()
        """The blocks (by their identities) that were perhaps executed in a loop which is run any number of times: as
        with numbers that are given out, it hangs on the course of events. It is changed while the track is made.
        """
        self.recording: Recording | None = None
        """Its calls, where those that are run again cannot be copied."""
        self._revised: dict[int, tuple[Tensor, Any, Any, int]] = {}
        """Tensors that come from elsewhere now, with what they came from: their producers, tags and indices."""
        self._count = self._rounds = 0
        self._copies: list[tuple[set[Any], frozenset[Any]]] = [(set(), frozenset())] * 2
        """Whom the run called and what it made so far, as it was noted last."""
        self._lore: tuple[int, Lore | None] = (-1, None)

    # --- while it is run

    def begin(self) -> None:
        """The entry point is about to be called, perhaps once more; the run is to be `finished` in any case."""
        if self.start is None:
            self._mark = self.machine.heap.watch()
            self._spoilt = self.machine.reuse.spoilt
            self._reused = self.machine.reuse.counted.reused["calls"]
            self.start = self.moment()
            self.machine.track, self.machine.holes.log = self, self.log
            if any(library.context(self.machine) is None for library in self.machine.libraries):
                self.recording = self.machine.recalling = Recording(self)
        self._begun = self.moment()

    def follows(self, block: Sequence[tree.Statement]) -> bool:
        """Is it of interest what a block does that is about to be run?"""
        if not block or block is self.body:
            return bool(block)
        machine = self.machine
        unit = machine.frame.unit
        return unit.definition is self.definition if self.is_decided else unit.file == machine.file

    def run(self, block: tree.Block) -> Signal | None:
        """Run a block that is of interest."""
        machine = self.machine
        visit = Visit(machine, self._begun, self._rounds)
        if machine.repeats:
            machine.write(self.repeated, id(block), REPEATED)
        self.blocks.setdefault(id(block), (block, []))[1].append(visit)
        self.visits.append(visit)
        for statement in block:
            visit.moments.append(self.moment())
            signal = execute(machine, statement)
            if signal is not None:
                return signal
        visit.moments.append(self.moment())
        return None

    def moment(self) -> Moment:
        machine, holes = self.machine, self.machine.holes
        changes = machine.heap.watch_on()
        self._count += 1
        if self._count + changes > MOST or len(self.log) > MOST:
            self.is_whole = False
        if self._lore[0] != holes.state:
            self._lore = holes.state, holes.lore() if holes.active else None
        return Moment(
            self._count, machine.heap.watching_since, changes, len(machine.facts), len(machine.findings),
            len(machine.made), len(machine.modules), len(machine.reads or ()), machine.steps, machine.turns,
            holes.calls, holes.asked, len(self.log), holes.learned, holes.state, self._lore[1],
            self._copy(0, machine.called), self._copy(1, machine.instantiated), machine.is_plain,
        )  # fmt: skip

    def _copy(self, place: int, noted: set[Any]) -> frozenset[Any]:
        source, copy = self._copies[place]
        if source is not noted or len(copy) != len(noted):
            copy = frozenset(noted)
            self._copies[place] = noted, copy
        return copy

    def taken_back(self, visits: int) -> None:
        """What was done since there were so many visits does not count."""
        self._rounds += 1
        self.ends.append(len(self.log))
        for visit in self.visits[visits:]:
            visit.undone = True
        if self.recording is not None:
            self.recording.calls.clear()

    def ended(self, made: Any, spent: int) -> None:
        """The entry point was called, and what it made was applied."""
        machine = self.machine
        self.made, self.spent, self.end, self.lore = made, spent, self.moment(), machine.holes.lore()
        self.facts, self.findings, self.layers = list(machine.facts), list(machine.findings), list(machine.made)
        self.heard, self.left_out = machine.holes.heard, machine.holes.left_out
        self.reads, self.modules = dict(machine.reads or {}), dict(machine.modules)

    def finish(self) -> None:
        """The run is over: its changes are taken back."""
        machine = self.machine
        machine.track = machine.recalling = machine.holes.log = None
        del self.log[self.ends[-1] if self.ends else 0 :]
        if self.start is None:
            self.is_whole = False
            return
        heap = machine.heap
        deletes = heap.deletes
        log = heap.watched(self._mark)
        self.is_whole = (
            self.is_whole
            and self.end is not None
            and not deletes
            and machine.reuse.spoilt == self._spoilt
            and (self.is_decided or machine.reuse.counted.reused["calls"] == self._reused)
            and self.spent <= self.room
        )
        if not self.is_whole:
            self.let_go()
            return
        held: dict[tuple[int, Any], Any] = {}
        changes = self.changes
        for target, key, old in reversed(log):
            place = (id(target), key)
            changes.append((target, key, old, held[place] if place in held else read(target, key)))
            held[place] = old
        set_places(changes, 2)
        changes.reverse()
        numbered = enumerate(changes)
        self.counts = [(at, (id(target), key)) for at, (target, key, _, _) in numbered if isinstance(target, Counts)]
        if self.recording is not None:
            self.recording.finish()

    # --- afterwards

    def decide(self, definition: tree.Definition) -> None:
        """This one is edited first."""
        self.is_decided = True
        self.definition = self.now = definition

    def follow(self, definition: tree.Definition) -> bool:
        """The definition has new bodies; can anything go on with the run?"""
        self.now = definition
        self.found = difference(self.definition, definition)
        self._equals = None
        return self.found is not None

    def equals(self) -> tuple[dict[int, int], dict[Site, Site]]:
        """What stands for the functions (by their nodes) and the classes of the definition by now."""
        if self._equals is None:
            nodes, sites = {}, {}
            parts = exchange(self.definition, self.now)
            if parts is not None:
                old, new = Unit(self.machine.file, self.definition), Unit(self.machine.file, self.now)
                nodes = {node: id(pair[1]) for node, pair in parts.functions.items()}
                sites = {Site(old, span): Site(new, cls.name_span) for span, cls in parts.classes.items()}
            self._equals = nodes, sites
        return self._equals

    def let_go(self) -> None:
        """Nobody goes on with the run any more."""
        self.is_whole = False
        self.blocks, self.visits, self.changes, self.counts, self.log = {}, [], [], [], []
        self.facts, self.findings, self.layers, self.made = (), (), (), None
        self.recording = None
        self._revised = {}

    def enter(self, called: Iterable[int], instantiated: Iterable[Site], reads: Iterable[tuple[str, Any]]) -> None:
        """Have called, made and read what the tracked run had."""
        machine = self.machine
        nodes, sites = self.equals()
        machine.called |= {nodes.get(node, node) for node in called}
        machine.instantiated |= {sites.get(site, site) for site in instantiated}
        if machine.reads is not None:
            for name, value in reads:
                machine.reads.setdefault(name, value)

    def revise(self, old: Tensor, new: Tensor) -> None:
        """Have a tensor of the run stand for one that a later run made."""
        self._revised.setdefault(id(old), (old, old.producer, old.tag, old.index))
        old.producer, old.tag, old.index = new.producer, new.tag, new.index

    def restore(self) -> None:
        """Have all of its tensors come from where they came from."""
        for tensor, producer, tag, index in self._revised.values():
            tensor.producer, tensor.tag, tensor.index = producer, tag, index
        self._revised = {}

    def put(self, first: int, end: int) -> None:
        """Put some of its changes in place again, so that they can be taken back with all that comes behind."""
        self.machine.heap.put_again(islice(self.changes, first, end))


__all__ = ["Moment", "Track", "Visit"]
