"""The kernel in which a layer is declared.

A rule is a class whose fields are the library's own signature. From its methods `requirements`,
`output_of`, `weights_of` and `notes`, which see shapes and nothing else, come the hint, the problems, the counts and
the explanation. They are pure, and they work on plain sizes and on traced ones alike (see quantity.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

from layerhints.algebra import Unknown
from layerhints.rules.field import REQUIRED, Field, Invalid, Setting
from layerhints.rules.misspelt import correction
from layerhints.rules.problems import Argument, Call, Input, Place, Problem
from layerhints.rules.quantity import Origin, both, value_of
from layerhints.rules.record import record
from layerhints.rules.remembered import APPLIED, BOUND, MADE, arguments_key, is_lasting, is_plain
from layerhints.rules.shapes import Several, Structure, of_rank, show_structure, structured
from layerhints.rules.weights import Weight

if TYPE_CHECKING:
    from layerhints.rules.explain import Explanation


@dataclass(frozen=True, slots=True)
class Ranks:
    """How many axes an input may have. When `least` equals `most`, an input of unknown rank must have that many."""

    least: int = 0
    most: int | None = None

    @property
    def exact(self) -> int | None:
        return self.least if self.least == self.most else None

    def allow(self, rank: int) -> bool:
        return self.least <= rank and (self.most is None or rank <= self.most)

    def __str__(self) -> str:
        if self.exact is not None:
            return f"{self.least} axes"
        return f"at least {self.least} axes" if self.most is None else f"{self.least} to {self.most} axes"


@lru_cache(maxsize=64)
def exactly(rank: int) -> Ranks:
    return Ranks(rank, rank)


@lru_cache(maxsize=64)
def at_least(rank: int) -> Ranks:
    return Ranks(rank)


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the library that defaults refer to. Each may be Unknown."""

    data_format: Any = "channels_last"


@record(frozen=True, slots=True, eq=False)
class Bound:
    """A call, bound: the layer, the field that each argument went to, and what is wrong with the call.

    `places` maps a field to the position or keyword of its argument; a field that is missing there has its default.
    """

    layer: Any
    places: Mapping[str, int | str]
    problems: tuple[Problem, ...]


@record(frozen=True, slots=True, eq=False)
class Applied:
    """What a layer does to its inputs: shapes out, weights (Unknown after a problem), and what is wrong."""

    outputs: Structure
    weights: tuple[Weight, ...] | Unknown
    problems: tuple[Problem, ...] = field(default=())


class Rule:
    """One library layer. Subclasses declare fields and override the methods below."""

    fields: ClassVar[dict[str, Field]] = {}
    first_fields: ClassVar[tuple[str, ...]] = ()
    """Fields that come first in the signature where it differs from the order of declaration."""

    rank: int = 0
    """The number of spatial axes."""
    trainable: Any = True
    settings: Settings = Settings()
    given: frozenset[str] = frozenset()
    """The fields that the call gave a value for."""
    alike: int | None = None
    """Layers with the same number have the same values in all fields but those that are `unread`."""
    unread: ClassVar[frozenset[str]] = frozenset()
    """The fields that decide nothing: settings."""
    positional: ClassVar[tuple[str, ...]] = ()
    """The fields that an argument without keyword may go to, in order."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        declared: dict[str, Field] = {}
        for base in reversed(cls.__mro__):
            for name, value in vars(base).items():
                if not isinstance(value, Field):
                    declared.pop(name, None)  # a constant in place of an inherited field
                    continue
                if name in RESERVED:
                    raise TypeError(f"the field `{name}` of {cls.__name__} would hide a method of the kernel")
                if name in declared and declared[name].keyword_only and not value.keyword_only:
                    del declared[name]  # it gets a position where it is declared again
                declared[name] = value
        ordered = {name: declared[name] for name in cls.first_fields} | declared
        positional = {name: value for name, value in ordered.items() if not value.keyword_only}
        cls.fields = positional | ordered
        cls.positional = tuple(positional)
        cls.unread = frozenset(name for name, value in ordered.items() if isinstance(value, Setting))

    # --- what a rule says

    @classmethod
    def words(cls, name: str) -> tuple[str, ...]:
        """The words that the argument for a field may be, where these are few."""
        return cls.fields[name].words

    def ranks(self) -> Ranks:
        """How many axes the input has."""
        return Ranks()

    def requirements(self, x: Any) -> Iterable[Problem]:
        """What the input violates, beside its rank."""
        return ()

    def output_of(self, x: Any) -> Structure:
        """The shape (or Several) that comes out."""
        raise NotImplementedError

    def weights_of(self, x: Any) -> Iterable[Weight]:
        """The weights that the layer makes for this input."""
        return ()

    def weights_at_once(self) -> Iterable[Weight] | None:
        """The weights that the layer makes before anything goes into it; None where they wait for that."""
        return None

    def weights_inside(self) -> Iterable[Weight]:
        """The weights of layers that the library puts inside as objects of their own: they are explained here, and
        counted with these.
        """
        return ()

    def conflicts(self) -> Iterable[Problem]:
        """What is wrong between arguments that are each allowed."""
        return ()

    def axis_names(self, rank: int) -> tuple[str, ...]:
        """What people call the axes of a tensor of this rank that goes in or comes out."""
        return tuple("batch" if index == 0 else f"axis {index}" for index in range(rank))

    def input_axis_names(self, index: int, rank: int) -> tuple[str, ...]:
        """The same for one of several inputs, where it is not alike for all; `index` counts as in `shapes_of`."""
        return self.axis_names(rank)

    def output_axis_names(self, index: int, rank: int) -> tuple[str, ...]:
        """The same for one of several outputs."""
        return self.axis_names(rank)

    def reason(self, x: Any, y: Any, axis: int) -> str:
        """Why an axis of the output has the size that it has, beyond the arithmetic; may be empty."""
        return ""

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        """Sentences that answer what people ask about this layer, with the numbers of the call."""
        return ()

    # --- what follows

    @classmethod
    def bind(
        cls,
        positional: Sequence[Any] = (),
        keywords: Mapping[str, Any] | None = None,
        settings: Settings = Settings(),
        more: Unknown | None = None,
        rest: bool = False,
    ) -> Bound:
        """The layer that a call makes.

        `more`: the call passes further arguments that are not known, so that a field without argument is Unknown, not
        its default. `rest`: what has to be given is among such arguments, and the others have their defaults. Errors of
        the call are problems; the fields that they concern are Unknown.
        """
        values, places, problems = cls._assigned(positional, keywords or {})
        if rest:
            needed = (name for name, field in cls.fields.items() if field.default is REQUIRED)
            values = {**dict.fromkeys(needed, _IN_THE_REST), **values}
        key = None if problems or more is not None else arguments_key(values, cls.unread)
        self = None if key is None else BOUND.get((cls, settings, key))
        if self is None:
            self = cls()
            problems += self._read(values, settings, more)
            if key is not None and not problems:
                self._remember((cls, settings, key))
        if own := cls.unread & values.keys():
            self = self.with_settings({name: values[name] for name in own})
        return Bound(self, places, tuple(problems))

    @classmethod
    def _assigned(
        cls, positional: Sequence[Any], keywords: Mapping[str, Any]
    ) -> tuple[dict[str, Any], dict[str, int | str], list[Problem]]:
        """The argument of each field that the call gives one, its place, and what does not fit."""
        values: dict[str, Any] = {}
        places: dict[str, int | str] = {}
        problems: list[Problem] = []
        misspelt: list[str] = []
        names = cls.positional
        for index, value in enumerate(positional):
            if index >= len(names):
                message = f"`{cls.__name__}` takes {len(names)} positional arguments; this is number {index + 1}"
                problems.append(Problem("too-many-arguments", message, Place(index)))
            else:
                values[names[index]] = value
                places[names[index]] = index
        for name, value in keywords.items():
            if name not in cls.fields:
                near = correction(name, cls.fields)
                hint = f" {near.question}" if near else ""
                message = f"`{cls.__name__}` has no argument `{name}`.{hint}"
                problems.append(Problem("unexpected-argument", message, Place(name), near))
                misspelt += [near.meant] if near else []
            elif name in values:
                problems.append(Problem("repeated-argument", f"`{name}` is given by position already", Place(name)))
            else:
                values[name] = value
                places[name] = name
        for name in misspelt:
            if cls.fields[name].default is REQUIRED:  # it is not missing, too
                values.setdefault(name, Unknown(f"`{name}` is not given under this name"))
        return values, places, problems

    def _read(self, values: Mapping[str, Any], settings: Settings, more: Unknown | None) -> list[Problem]:
        """Take over what a call gives, but for what no method reads; gives what is wrong with it."""
        problems: list[Problem] = []
        self.settings = settings
        self.given = _GIVEN.setdefault(given := frozenset(values), given)
        for name, declared in self.fields.items():
            if name in self.unread and (name in values or (more is None and declared.default is not REQUIRED)):
                continue
            value, problem = _field_value(declared, values, self, more)
            setattr(self, name, value)
            problems += [problem] if problem else []
        broken: set[str] = set()
        for problem in list(self.conflicts()):  # all of them before a field changes that they look at
            if isinstance(problem.blame, Argument):
                field = self.fields[problem.blame.field]
                if field.name in broken:
                    continue
                broken.add(field.name)
                setattr(self, field.name, field.unknown(Unknown(problem.message), self))
            problems.append(problem)
        return problems

    def _remember(self, question: Any) -> None:
        """Have the next call that is the same give this very layer."""
        if not any(isinstance(value, Unknown) for value in vars(self).values()):
            self.alike = next(_numbers)
            BOUND.keep(question, self)

    def apply(self, inputs: Structure) -> Applied:
        """What the layer does to shapes. Never raises; a problem makes the output Unknown."""
        if self.alike is None or not is_plain(inputs):
            APPLIED.missed += 1
            return self._applied(inputs)
        known: Applied | None = APPLIED.get((self.alike, inputs))
        if known is not None:
            return known
        applied = self._applied(inputs)
        if not applied.problems and is_lasting(applied.outputs, applied.weights, inputs):
            APPLIED.keep((self.alike, inputs), applied)
        return applied

    def weights_made(self) -> tuple[Weight, ...]:
        """Its `weights_of` nothing that goes in: the same objects for all layers that are alike."""
        weights: tuple[Weight, ...] | None = None if self.alike is None else MADE.get(self.alike)
        if weights is None:
            weights = tuple(self.weights_of(None))
            if self.alike is not None and is_lasting((), weights, ()):
                MADE.keep(self.alike, weights)
        return weights

    def _applied(self, inputs: Structure) -> Applied:
        x, problems = self.arrange(structured(inputs))
        if not problems:
            problems = tuple(self.requirements(x))
        if problems:
            reason = Unknown(problems[0].message)
            return Applied(reason, reason, problems)
        return Applied(self.output_of(x), tuple(self._with_training(self.weights_of(x))))

    def arrange(self, inputs: Structure) -> tuple[Any, tuple[Problem, ...]]:
        """The inputs in the form that the other methods take, here one shape whose rank is allowed."""
        while isinstance(inputs, Several):
            if len(inputs) != 1:
                message = f"`{type(self).__name__}` takes one tensor; {len(inputs)} are given"
                return inputs, (Problem("wrong-inputs", message, Input()),)
            inputs = inputs[0]
        return self.with_rank(inputs, self.ranks())

    def with_rank(self, shape: Any, ranks: Ranks, index: int = 0) -> tuple[Any, tuple[Problem, ...]]:
        """The shape, of which an allowed rank is certain if only one is allowed; or the problem with its rank."""
        if isinstance(shape, Unknown):
            return (shape if ranks.exact is None else of_rank(shape, ranks.exact)), ()
        if ranks.allow(len(shape)):
            return shape, ()
        names = () if ranks.exact is None else tuple(map(str, self.input_axis_names(index, ranks.exact)))
        named = f" ({', '.join(names)})" if names and not any(name.startswith("axis ") for name in names) else ""
        message = (
            f"`{type(self).__name__}` takes an input with {ranks}{named}; "
            f"this one has {len(shape)}: {show_structure(shape)}"
        )
        return shape, (Problem("wrong-rank", message, Input(index)),)

    def explain(self, inputs: Structure) -> Explanation:
        """What the layer does to these inputs, taken apart: see explain.py."""
        from layerhints.rules.explain import explain  # stands above the kernel, and is needed for a hover only

        return explain(self, inputs)

    def output_origin(self, inputs: Structure, output_index: int, axis: int) -> Origin | None:
        """Where one size of one output comes from; `output_index` counts as in `shapes_of`."""
        from layerhints.rules.explain import output_origin

        return output_origin(self, inputs, output_index, axis)

    def replace(self, **values: Any) -> Any:
        """The same layer with other values of some fields, in normal form."""
        other = self._copied()
        other.alike = None
        for name, value in values.items():
            setattr(other, name, value)
        return other

    def with_settings(self, values: Mapping[str, Any]) -> Rule:
        """The same layer with values of fields that decide nothing; what is remembered is everybody's."""
        other = self._copied()
        vars(other).update(values)
        return other

    def without_settings(self) -> Rule:
        """The same layer without such values."""
        other = self._copied()
        for name in self.unread & vars(other).keys():
            del vars(other)[name]
        return other

    def _copied(self) -> Rule:
        other = type(self)()
        vars(other).update(vars(self))
        return other

    def traced(self) -> Any:
        """The same layer on quantities that remember which field they come from."""
        return self.replace(**{name: field.trace(getattr(self, name)) for name, field in self.fields.items()})

    def untraced_field(self, name: str) -> Any:
        value = getattr(self, name)
        return tuple(map(value_of, value)) if isinstance(value, tuple) else value_of(value)

    def _with_training(self, weights: Iterable[Weight]) -> Iterator[Weight]:
        for weight in weights:
            yield (
                weight if self.trainable is True else replace(weight, trainable=both(weight.trainable, self.trainable))
            )


_IN_THE_REST = Unknown("what callers give in `**` is not known")

_numbers = count(1)

_GIVEN: dict[frozenset[str], frozenset[str]] = {}
"""The sets of names that calls give: few, and thousands of layers share them."""

RESERVED = frozenset(vars(Rule)) - {"trainable"}
"""Names that no field may have."""


def _field_value(
    declared: Field, values: Mapping[str, Any], owner: Rule, more: Unknown | None
) -> tuple[Any, Problem | None]:
    name = declared.name
    if name not in values and more is not None:
        return declared.unknown(more, owner), None
    value = values.get(name, declared.default)
    if value is REQUIRED:
        message = f"`{type(owner).__name__}` needs the argument `{name}`"
        return declared.unknown(Unknown(message), owner), Problem("missing-argument", message, Call())
    try:
        return declared.read(value, owner), None
    except Invalid as complaint:
        problem = Problem(complaint.code, complaint.message, Argument(name), complaint.correction)
        return declared.unknown(Unknown(complaint.message), owner), problem
