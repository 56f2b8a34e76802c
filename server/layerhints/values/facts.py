"""What an analysis finds out. Facts hold sites, never line numbers; features join positions last."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from layerhints.rules.count import counts
from layerhints.rules.record import record
from layerhints.values.base import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from layerhints.algebra import Shape, Unknown
    from layerhints.rules.count import Count
    from layerhints.rules.misspelt import Correction
    from layerhints.rules.weights import Weight
    from layerhints.values.sites import Site
    from layerhints.values.tensor import Tensor


@record(frozen=True, slots=True, eq=False)
class LayerInfo:
    """One layer object: what it is and where it was made.

    `rule` is the bound rule, None for a layer that the program defines itself. `places` says for each field of the
    rule where its argument stands. `notes` are sentences on how the call was read (an old spelling, a default that
    the environment sets).
    """

    framework: str
    type: str
    name: str | None
    rule: Any
    site: Site | None
    places: Mapping[str, Site] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    stack: tuple[Site, ...] = ()
    definition: Site | None = None
    """The name of the class, where the program defines it."""
    born: int = field(default_factory=clock.__next__, init=False, repr=False)


@record(frozen=True, slots=True, eq=False)
class Origin:
    """What a tensor says of where it comes from, without the tensor; see `Tensor`."""

    shape: Shape
    producer: LayerApplied | None
    index: int
    source: str | None


@record(frozen=True, slots=True, eq=False)
class LayerApplied:
    """A layer was applied to tensors (or, where `inputs` is not known, would be).

    `inputs` and `outputs` are shapes, or nested tuples of shapes for several tensors; `sources` are the tensors that
    went in, in the order of `inputs`, for following a size back to its origin, or what is left of them when the run
    is over. `weights` are those of the rule, or
    all of those inside a layer that the program defines; Unknown after a problem. `within` is the same number for all
    that was applied in one call from outside, where the library tells such calls apart. `supposed` is a use of which
    only its own place speaks: what the program does with the layer is known.
    """

    layer: LayerInfo
    inputs: Any
    outputs: Any
    weights: Any
    sources: tuple[Tensor | Origin | None, ...]
    site: Site | None
    stack: tuple[Site, ...] = ()
    within: int = 0
    supposed: bool = False
    born: int = field(default_factory=clock.__next__, init=False, repr=False)

    @property
    def made_at(self) -> Site | None:
        """Where the layer was made, if this use counts there."""
        return None if self.supposed else self.layer.site

    @property
    def defined_at(self) -> Site | None:
        """The name of the layer's class, if this use counts there."""
        return None if self.supposed else self.layer.definition


@record(frozen=True, slots=True, eq=False)
class TensorMade:
    """An expression gave a tensor that no layer made: an input, the result of an operation. `passed` is what the
    program passes for the parameter at `site`: it is told only beside what another run learned of that.
    """

    shape: Shape
    site: Site
    source: str | None = None
    stack: tuple[Site, ...] = ()
    passed: bool = False


@dataclass(slots=True, eq=False)
class ModelTotal:
    """What a model comes to, without its layers one by one; see `ModelSummary`. `layers` is their number."""

    framework: str
    inputs: tuple[tuple[str, Any, str], ...]
    output: Any
    layers: int
    weights: Sequence[Weight] | Unknown
    unknown: tuple[tuple[str, str], ...]
    _counts: tuple[Count, ...] | None = field(default=None, init=False)

    @property
    def counts(self) -> tuple[Count, ...]:
        """What all of its weights add up to, told when it is looked at first."""
        if self._counts is None:
            self._counts = counts(self.weights)
        return self._counts


@record(frozen=True, slots=True, eq=False)
class ModelMade:
    """A model was put together at `site`; `model` is what it came to there."""

    model: ModelTotal
    site: Site
    stack: tuple[Site, ...] = ()


@record(frozen=True, slots=True, eq=False)
class ModelShown:
    """The program asks for a model's summary at `site`; `model` is what the model was at that moment."""

    model: ModelTotal
    site: Site
    stack: tuple[Site, ...] = ()


Fact = LayerApplied | TensorMade | ModelMade | ModelShown


NOT_READ = "this part of the code cannot be read yet"
UNWRITTEN = "unwritten"
"""The code of a finding that is no problem: behind it a run goes on without a line that is not written to its end, and
whatever does not fit there may fit when the line is whole.
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem at a place: a stable code, what is wrong, and what to do about it. `correction` is of a word that
    stands there, or in front of it where it is the name of an argument.
    """

    code: str
    message: str
    site: Site
    stack: tuple[Site, ...] = ()
    correction: Correction | None = None

    def seen_from(self, file: str) -> Site | None:
        """Where it shows in a file: where it stands, or else at the call in that file which leads there."""
        return next((site for site in (self.site, *reversed(self.stack)) if site.unit.file == file), None)


def certain_problems(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Those findings of a run, in their order, that are problems whatever an unwritten line will say."""
    return takewhile(lambda finding: finding.code != UNWRITTEN, findings)


@record(frozen=True, slots=True, eq=False)
class Row:
    """One layer of a model's summary.

    `outputs` has one shape (or nest of shapes) a call. `weights` are all of its weights, `children` the rows of a
    nested model. In a tree `inputs` has what went in for each of the outputs, `own` are the weights that stand neither
    in a row inside nor in an earlier row, and `shared` those that an earlier row has.
    """

    path: str
    type: str
    site: Site | None
    outputs: tuple[Any, ...]
    weights: tuple[Any, ...] | Unknown
    children: tuple[Row, ...] = ()
    application: LayerApplied | None = None
    unknown: str | None = None
    inputs: tuple[Any, ...] = ()
    own: tuple[Any, ...] | Unknown = ()
    shared: tuple[Any, ...] = ()


@record(frozen=True, slots=True, eq=False)
class ModelSummary:
    """What a model comes to. `inputs` are name, shape and the source of the shape; `weights` count each weight once.

    `tree` is the model's own row, with all others within each other by their place in it, where a library lists only
    the leaves in `rows`.
    """

    framework: str
    name: str | None
    inputs: tuple[tuple[str, Any, str], ...]
    output: Any
    rows: tuple[Row, ...]
    weights: tuple[Any, ...] | Unknown
    unknown: tuple[tuple[str, str], ...] = ()
    tree: Row | None = None

    @property
    def total(self) -> ModelTotal:
        return ModelTotal(self.framework, self.inputs, self.output, len(self.rows), self.weights, self.unknown)
