"""What `torchinfo.summary(model)` would say: the leaves of `named_modules()`, in its order.

A program may call its model many times. The summary speaks of one call, the first; what no call of the model reaches is
shown as it was called by itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.application import EXAMPLE, multiplied
from layerhints.libraries.torch.inside import children, gap, named_modules, weights_of
from layerhints.libraries.torch.module import entries, is_module, present_type
from layerhints.libraries.torch.open_inputs import names_of
from layerhints.libraries.torch.parameters import Parameter
from layerhints.libraries.torch.rehearsal import GIVEN
from layerhints.rules import shapes_of
from layerhints.values.described import ANNOTATION, COMMENT, OVERRIDE
from layerhints.values.facts import LayerApplied, ModelSummary, ModelTotal, Row
from layerhints.values.holes import hole_of
from layerhints.values.learned import LEARNED
from layerhints.values.objects import Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layerhints.rules import Weight
    from layerhints.values.facts import LayerInfo, Origin
    from layerhints.values.machine import Machine
    from layerhints.values.tensor import Tensor


def summarise(machine: Machine, value: Any) -> ModelSummary | None:
    """The summary of a module; None for any other value."""
    found = total(machine, value)
    if found is None:
        return None
    call = _Call(value)
    rows = tuple(call.row(path, module) for path, module in _leaves(value))
    weights, tree = weights_of(value), call.tree("", value)
    return ModelSummary("torch", value.cls.name, found.inputs, found.output, rows, weights, found.unknown, tree)


def total(machine: Machine, value: Any) -> ModelTotal | None:
    """What the summary of a module says of it as a whole; None for any other value."""
    if not is_module(value):
        return None
    call = _Call(value)
    leaves = _leaves(value)
    unknown = [(path, reason) for path, module in leaves if (reason := call.reason(module)) is not None]
    missing = gap(value)
    if missing is not None:
        unknown.append(("", missing.reason))
    return ModelTotal(
        "torch",
        _inputs(machine, value, call.first) if call.first is not None else (),
        call.first.outputs if call.first is not None else Unknown("nothing says what goes into the module"),
        len(leaves),
        weights_of(value),
        tuple(unknown),
    )


def _leaves(module: Instance) -> list[tuple[str, Instance]]:
    """The modules inside that hold no others, with their names."""
    return [(path, each) for path, each in named_modules(module) if path and next(children(each), None) is None]


def paths(module: Instance) -> Iterator[tuple[LayerInfo, str]]:
    """The modules inside that were applied, with their names in `named_modules()`."""
    for path, each in named_modules(module):
        layers = {use.layer for use in _applications(each) if isinstance(use, LayerApplied)}
        yield from ((layer, path) for layer in layers if path)


class _Call:
    """The first call of a module, with what was applied in it."""

    def __init__(self, module: Instance) -> None:
        uses = _applications(module)
        self.first = next((use for use in uses if isinstance(use, LayerApplied)), None)
        self._alike = 0 if self.first is None else len(self._among(uses))
        self._seen: set[int] = set()

    def tree(self, name: str, module: Instance) -> Row:
        """The module with those inside it; one that is registered at several places stands at the first."""
        self._seen.add(id(module))
        own, shared = self._weights(module)
        row = replace(self.row(name, module), own=own, shared=shared)
        inside = [self.tree(name, child) for name, child in children(module) if id(child) not in self._seen]
        return replace(row, children=tuple(inside))

    def _weights(self, module: Instance) -> tuple[Any, tuple[Weight, ...]]:
        """The module's own weights without those inside: the ones that stand nowhere before, and the others."""
        content = entries(module, "parameters")
        if isinstance(content, Unknown):
            return content, ()
        found = [(str(name), value) for name, value in content.items() if isinstance(value, Parameter)]
        new = tuple(value.as_weight(name) for name, value in found if id(value) not in self._seen)
        old = tuple(value.as_weight(name) for name, value in found if id(value) in self._seen)
        self._seen.update(id(value) for _, value in found)
        return new, old

    def row(self, path: str, module: Instance) -> Row:
        uses = self._uses(module)
        outputs = tuple(use if isinstance(use, Unknown) else use.outputs for use in uses)
        application = next((use for use in uses if isinstance(use, LayerApplied)), None)
        reason = self.reason(module)
        weights = weights_of(module)
        if application is None:
            weights = _uncertain(weights, uses)
        elif application.weights is not weights:
            weights = multiplied(weights, application.weights)
        inputs = tuple(use if isinstance(use, Unknown) else use.inputs for use in uses)
        site = module.hidden.get("site")
        return Row(path, present_type(module), site, outputs, weights, (), application, reason, inputs)

    def reason(self, module: Instance) -> str | None:
        """Why not all is known of what comes out of the module, if it is not."""
        outputs = (use if isinstance(use, Unknown) else use.outputs for use in self._uses(module))
        return next((reason for output in outputs for shape in shapes_of(output) for reason in _reasons(shape)), None)

    def _uses(self, module: Instance) -> tuple[LayerApplied | Unknown, ...]:
        """How the call applies a module. Another model may call this one several times at once: these calls are
        taken to be alike.
        """
        uses = _applications(module, self.first)
        within = self._among(uses)
        if not within or len(within) % self._alike:
            return uses
        return within[: len(within) // self._alike]

    def _among(self, uses: tuple[LayerApplied | Unknown, ...]) -> tuple[LayerApplied | Unknown, ...]:
        return tuple(
            use
            for use in uses
            if self.first is not None and (isinstance(use, Unknown) or use.within == self.first.within)
        )


def _uncertain(weights: Any, uses: tuple[LayerApplied | Unknown, ...]) -> Any:
    """The weights of a module of which it is not known how it is called: nor is how often they are multiplied."""
    if isinstance(weights, Unknown) or not uses:
        return weights
    return tuple(replace(weight, times=uses[0]) for weight in weights)


def _applications(module: Instance, call: LayerApplied | None = None) -> tuple[LayerApplied | Unknown, ...]:
    """Each application of the module; one that is different in several courses of events is unknown, and so are all of
    which not even the number is known. Of these there is an example, which speaks for the module that is called and,
    in that `call`, for those inside.
    """
    found = module.hidden.get("applications", ())
    if isinstance(found, tuple):
        return found
    example = module.hidden.get(EXAMPLE)
    if isinstance(example, tuple) and (len(example) > 1 if call is None else example[0] == call.within):
        return example[1:]
    return (found,)


def _reasons(shape: Any) -> Iterator[str]:
    """Why a shape, or a size in it, is not known."""
    for size in (shape,) if isinstance(shape, Unknown) else shape:
        if isinstance(size, Unknown):
            yield size.reason


def _inputs(machine: Machine, module: Instance, use: LayerApplied) -> tuple[tuple[str, Any, str], ...]:
    names = names_of(machine, module)
    result = []
    for place, tensor in enumerate(use.sources):
        if tensor is None:
            continue
        name = names[place] if place < len(names) else "input" if place == 0 else f"input_{place}"
        result.append((name, tensor.shape, _source(tensor)))
    return tuple(result)


SOURCES = {GIVEN: "override", OVERRIDE: "override", ANNOTATION: "annotation", COMMENT: "comment", None: "call"}


def _source(tensor: Tensor | Origin) -> str:
    """Where the shape of an input comes from, in the words of the summary; a data set and the like are data."""
    if hole_of(tensor.shape) is not None or (tensor.source or "").startswith(LEARNED):
        return "inferred"
    return SOURCES.get(tensor.source, "data")
