"""`torch.distributions`: what is drawn from a distribution, and how likely it is.

A distribution has the shape of a batch (of distributions that are independent of each other) and that of an event (what
one draw of one of them is like). https://docs.pytorch.org/docs/stable/distributions.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Shape, Unknown
from layerhints.libraries.torch.ops.operands import operand
from layerhints.libraries.torch.ops.reading import sizes
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.objects import ABSENT, Class, Native, Value
from layerhints.values.reading import NotKnown
from layerhints.values.stretching import stretched

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

DISTRIBUTION = Class("Distribution", module="torch.distributions.distribution")

LIKE_A_DRAW = frozenset({"mean", "variance", "stddev", "mode"})


class Distribution(Value):
    """`parameters` are what it was made of, by name, with the shapes that they are stretched to."""

    __slots__ = ("batch", "cls", "event", "parameters")

    def __init__(self, cls: Class, batch: Shape, event: Shape, parameters: Mapping[str, Shape]) -> None:
        self.cls = cls
        self.batch = batch
        self.event = event
        self.parameters = parameters

    def describe(self) -> str:
        return f"a distribution (`{self.cls.name}`)"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "__class__":
            return self.cls
        if name in self.parameters:
            return tensor_of(self.parameters[name])
        if name in LIKE_A_DRAW:
            return tensor_of(joined(self.batch, self.event))
        if name == "batch_shape":
            return self.batch
        if name == "event_shape":
            return self.event
        method = _METHODS.get(name)
        if method is not None:
            return Native(f"{self.cls.name}.{name}", lambda machine, arguments: _run(method, machine, self, arguments))
        return ABSENT if name.startswith("__") else Unknown(f"`{name}` of a distribution is not understood")


def joined(*shapes: Shape) -> Shape:
    """The axes of one shape behind those of the other."""
    result: tuple[Any, ...] = ()
    for shape in shapes:
        if isinstance(shape, Unknown):
            return Unknown(shape.reason)
        result += shape
    return result


def _run(
    function: Callable[[Machine, Any, Arguments], Any], machine: Machine, subject: Any, arguments: Arguments
) -> Any:
    """What a function gives; Unknown where something that decides the shape is not known."""
    try:
        return function(machine, subject, arguments)
    except NotKnown as unknown:
        return Unknown(unknown.reason.reason)
    except Mismatch as mismatch:
        return Unknown(str(mismatch))


def _split(shape: Shape, count: int) -> tuple[Shape, Shape]:
    """The last axes apart from those before them."""
    if isinstance(shape, Unknown) or len(shape) < count:
        unclear = Unknown(shape.reason if isinstance(shape, Unknown) else "a parameter has too few axes")
        return unclear, unclear
    return shape[: len(shape) - count], shape[len(shape) - count :]


# --- what a distribution gives


def _drawn(machine: Machine, self: Distribution, arguments: Arguments) -> Any:
    asked = arguments.get(0, "sample_shape", ())
    return tensor_of(joined(sizes(machine, asked), self.batch, self.event))


def _likely(machine: Machine, self: Distribution, arguments: Arguments) -> Any:
    """`log_prob(value)`: one number for each event."""
    value = operand(machine, arguments.get(0, "value"))
    if isinstance(self.event, Unknown):
        return tensor_of(Unknown(self.event.reason))
    return tensor_of(stretched(_split(value, len(self.event))[0], self.batch))


def _of_batch(machine: Machine, self: Distribution, arguments: Arguments) -> Any:
    return tensor_of(self.batch)


def _expanded(machine: Machine, self: Distribution, arguments: Arguments) -> Any:
    return Distribution(self.cls, sizes(machine, arguments.get(0, "batch_shape")), self.event, {})


_METHODS: dict[str, Callable[[Machine, Distribution, Arguments], Any]] = {
    "sample": _drawn,
    "rsample": _drawn,
    "log_prob": _likely,
    "cdf": _likely,
    "icdf": _likely,
    "entropy": _of_batch,
    "perplexity": _of_batch,
    "expand": _expanded,
}


# --- the distributions

SINGLE: dict[str, tuple[str, ...]] = {
    "Normal": ("loc", "scale"), "Laplace": ("loc", "scale"), "Cauchy": ("loc", "scale"), "Gumbel": ("loc", "scale"),
    "LogNormal": ("loc", "scale"), "Uniform": ("low", "high"), "Gamma": ("concentration", "rate"),
    "Beta": ("concentration1", "concentration0"), "HalfNormal": ("scale",), "HalfCauchy": ("scale",),
    "Exponential": ("rate",), "Poisson": ("rate",), "Bernoulli": ("probs", "logits"), "Geometric": ("probs", "logits"),
    "StudentT": ("df", "loc", "scale"), "Weibull": ("scale", "concentration"), "Pareto": ("scale", "alpha"),
    "VonMises": ("loc", "concentration"),
}  # fmt: skip
"""Those whose draws are numbers; the parameters are stretched to one another."""
CHOICES = {"Categorical": 0, "OneHotCategorical": 1, "OneHotCategoricalStraightThrough": 1}
"""Those of one class among several, with how many axes of the parameter an event has."""


def _single(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    names = SINGLE[cls.name]
    given = {name: arguments.get(place, name) for place, name in enumerate(names)}
    shape = stretched(*(operand(machine, value) for value in given.values() if value is not None))
    return Distribution(cls, shape, (), dict.fromkeys(names, shape))


def _choice(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    probs, logits = arguments.get(0, "probs"), arguments.get(1, "logits")
    shape = operand(machine, logits if probs is None else probs)
    batch, classes = _split(shape, 1)
    return Distribution(cls, batch, classes if CHOICES[cls.name] else (), {"probs": shape, "logits": shape})


def _dirichlet(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    shape = operand(machine, arguments.get(0, "concentration"))
    return Distribution(cls, *_split(shape, 1), {"concentration": shape})


def _multivariate(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    batch, event = _split(operand(machine, arguments.get(0, "loc")), 1)
    names = ("covariance_matrix", "precision_matrix", "scale_tril")
    for place, name in enumerate(names, 1):
        matrix = arguments.get(place, name)
        if matrix is not None:
            batch = stretched(batch, _split(operand(machine, matrix), 2)[0])
    return Distribution(cls, batch, event, {"loc": joined(batch, event)})


def _independent(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    """The last axes of the batch become the first of an event."""
    base, count = arguments.get(0, "base_distribution"), arguments.get(1, "reinterpreted_batch_ndims")
    if not isinstance(base, Distribution) or type(count) is not int:
        return Unknown("what is taken together is not known")
    batch, moved = _split(base.batch, count)
    return Distribution(cls, batch, joined(moved, base.event), {})


def _mixture(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    """Of a batch of components, whose last axis is chosen from."""
    components = arguments.get(1, "component_distribution")
    if not isinstance(components, Distribution):
        return Unknown("what is mixed is not known")
    return Distribution(cls, _split(components.batch, 1)[0], components.event, {})


def _class(name: str, make: Callable[[Machine, Class, Arguments], Any]) -> Class:
    cls = Class(name, (DISTRIBUTION,), {}, f"torch.distributions.{name.lower()}")

    def made(machine: Machine, made_of: Class, arguments: Arguments) -> Any:
        if made_of is not cls:
            return Unknown(f"what `{made_of.name}` makes of a distribution is not known")
        return _run(make, machine, cls, arguments)

    cls.metaclass_call = made
    return cls


def _divergence(machine: Machine, arguments: Arguments) -> Any:
    """`kl_divergence(p, q)`: how much p differs from q, one number for each of the batch."""
    both = (arguments.get(0, "p"), arguments.get(1, "q"))
    batches = [each.batch for each in both if isinstance(each, Distribution)]
    if len(batches) < len(both):
        return tensor_of(Unknown("of which distributions the divergence is asked is not known"))
    return tensor_of(_run(lambda *_: stretched(*batches), machine, None, arguments))


MEMBERS: dict[str, Any] = {
    "Distribution": DISTRIBUTION,
    **{name: _class(name, _single) for name in SINGLE},
    **{name: _class(name, _choice) for name in CHOICES},
    "Dirichlet": _class("Dirichlet", _dirichlet),
    "MultivariateNormal": _class("MultivariateNormal", _multivariate),
    "Independent": _class("Independent", _independent),
    "MixtureSameFamily": _class("MixtureSameFamily", _mixture),
    "kl_divergence": Native("torch.distributions.kl_divergence", _divergence),
}
PLACES = (
    "torch.distributions",
    "torch.distributions.kl",
    *(f"torch.distributions.{name}" for name in ("bernoulli", "beta", "categorical", "distribution", "independent",
      "laplace", "multivariate_normal", "normal", "one_hot_categorical", "uniform")),
)  # fmt: skip
"""The modules in which these are found."""

__all__ = ["DISTRIBUTION", "MEMBERS", "PLACES", "Distribution"]
