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
TRANSFORM = Class("Transform", module="torch.distributions.transforms")

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
    "VonMises": ("loc", "concentration"), "Chi2": ("df",), "FisherSnedecor": ("df1", "df2"),
    "InverseGamma": ("concentration", "rate"), "Kumaraswamy": ("concentration1", "concentration0"),
    "ContinuousBernoulli": ("probs", "logits"), "Binomial": ("total_count", "probs", "logits"),
    "NegativeBinomial": ("total_count", "probs", "logits"),
}  # fmt: skip
"""Those whose draws are numbers; the parameters are stretched to one another."""
CHOICES = {
    "Categorical": (0, 0), "OneHotCategorical": (1, 0), "OneHotCategoricalStraightThrough": (1, 0),
    "RelaxedOneHotCategorical": (1, 1), "Multinomial": (1, 1), "RelaxedBernoulli": (None, 1),
}  # fmt: skip
"""Those of which `probs` or `logits` alone decide, with how many axes an event has (None where no axis is that of the
classes), and how many parameters stand before them.
"""


def _single(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    names = SINGLE[cls.name]
    given = {name: arguments.get(place, name) for place, name in enumerate(names)}
    shape = stretched(*(operand(machine, value) for value in given.values() if value is not None))
    return Distribution(cls, shape, (), dict.fromkeys(names, shape))


def _choice(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    axes, place = CHOICES[cls.name]
    probs, logits = arguments.get(place, "probs"), arguments.get(place + 1, "logits")
    shape = operand(machine, logits if probs is None else probs)
    batch, classes = _split(shape, 0 if axes is None else 1)
    return Distribution(cls, batch, classes if axes else (), {"probs": shape, "logits": shape})


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


class Transform(Value):
    """A transform that works on each number; its parameters have this shape together."""

    __slots__ = ("cls", "shape")

    def __init__(self, cls: Class, shape: Shape) -> None:
        self.cls = cls
        self.shape = shape

    def describe(self) -> str:
        return f"a transform (`{self.cls.name}`)"

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "__class__":
            return self.cls
        if name == "inv":
            return self
        if name == "log_abs_det_jacobian":
            return Native(name, lambda machine, arguments: self.call(machine, arguments))
        return ABSENT if name.startswith("__") else Unknown(f"`{name}` of a transform is not understood")

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return _run(_changed, machine, self, arguments)


def _changed(machine: Machine, transform: Transform, arguments: Arguments) -> Any:
    return tensor_of(stretched(operand(machine, arguments.get(0, "x")), transform.shape))


TRANSFORMS: dict[str, tuple[str, ...]] = {
    "AbsTransform": (), "AffineTransform": ("loc", "scale"), "ExpTransform": (), "PowerTransform": ("exponent",),
    "SigmoidTransform": (), "SoftplusTransform": (), "TanhTransform": (),
}  # fmt: skip
"""Those that work on each number, with their parameters."""


def _transform(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    if arguments.get(2, "event_dim", 0) != 0:
        return Unknown("transforms of events are not followed")
    given = (arguments.get(place, name) for place, name in enumerate(TRANSFORMS[cls.name]))
    return Transform(cls, stretched((), *(operand(machine, value) for value in given)))


def _transformed(machine: Machine, cls: Class, arguments: Arguments) -> Any:
    """What is drawn from another distribution and then changed, each number on its own."""
    base, given = arguments.get(0, "base_distribution"), machine.plain(arguments.get(1, "transforms"))
    transforms = given if isinstance(given, tuple) else (given,)
    if not isinstance(base, Distribution) or isinstance(base.event, Unknown):
        return Unknown("what is transformed is not known")
    shapes = [each.shape for each in transforms if isinstance(each, Transform)]
    if len(shapes) < len(transforms):
        return Unknown("what a transform does to a distribution is not known")
    return Distribution(cls, *_split(stretched(joined(base.batch, base.event), *shapes), len(base.event)), {})


def _class(name: str, make: Callable[[Machine, Class, Arguments], Any], base: Class = DISTRIBUTION) -> Class:
    cls = Class(name, (base,), {}, f"torch.distributions.{name.lower()}")

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
    "TransformedDistribution": _class("TransformedDistribution", _transformed),
    "Transform": TRANSFORM,
    **{name: _class(name, _transform, TRANSFORM) for name in TRANSFORMS},
    "kl_divergence": Native("torch.distributions.kl_divergence", _divergence),
}
PLACES = (
    "torch.distributions",
    "torch.distributions.kl",
    *(f"torch.distributions.{name}" for name in ("bernoulli", "beta", "categorical", "distribution", "independent",
      "laplace", "multivariate_normal", "normal", "one_hot_categorical", "transformed_distribution", "transforms",
      "uniform")),
)  # fmt: skip
"""The modules in which these are found."""

__all__ = ["DISTRIBUTION", "MEMBERS", "PLACES", "Distribution"]
