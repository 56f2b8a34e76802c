"""How the arguments of a call that makes a layer are read: in today's terms, and bound to the fields of the rule."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from layerhints.algebra import Unknown
from layerhints.libraries.keras import legacy
from layerhints.libraries.keras.era import era_of, installed_major, major_of
from layerhints.libraries.keras.inference import learn_shape_argument
from layerhints.libraries.keras.layers import rule
from layerhints.libraries.keras.layers.pooling import Pooling
from layerhints.libraries.keras.session import session
from layerhints.libraries.numpy.arrays import Array
from layerhints.rules.remembered import Remembered, arguments_key
from layerhints.values.learned import learn_number
from layerhints.values.objects import Instance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layerhints.libraries.keras.layer_classes import LayerClass
    from layerhints.rules import Problem
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


class Reading(NamedTuple):
    """What the arguments of a call come to.

    `given` is the argument of each field as the program wrote it; one that is spelt anew today as it is spelt now.
    `fields` maps each field that has an argument to where today's call has it, `places` that to where it stands in the
    call as written, and `written` the one to the other. `keywords` are today's, as rules take them.
    """

    name: str
    rule: Any
    given: dict[str, Any]
    fields: Mapping[str, int | str]
    places: Mapping[int | str, int | str]
    written: Mapping[str, int | str]
    keywords: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    problems: Sequence[Problem] = ()
    branches: Any = None


READ = Remembered(1024)
"""Calls that are right as they are written, and whose arguments are plain but for settings, which decide nothing: by
all that decides how they are read. It holds no settings.
"""
_OF_MODELS = frozenset({"batch_input_shape", "batch_shape", "batch_size", "input_dim", "input_length", "input_shape"})
"""Keywords that say something of more than the layer."""


def read(machine: Machine, base: LayerClass, call: Arguments) -> Reading | None:
    """The arguments of a call of a class of Keras's, or of one that derives from it; None where it has no rule."""
    keras = session(machine)
    era, why = era_of(keras, base)
    defaults = keras.defaults()
    key: Any = None
    declared = rule(legacy.todays_name(base.spelling))
    if declared is not None and call.more is None and call.rest is False and _OF_MODELS.isdisjoint(call.keywords):
        written: dict[Any, Any] = {**dict(enumerate(call.positional)), **call.keywords}
        key = arguments_key(written, declared.unread)
    if key is not None:
        key = base.spelling, era, defaults.data_format, key
        known: Reading | None = READ.get(key)
        if known is not None:
            return _again(machine, known, call)
    positional = [argument(machine, value) for value in call.positional]
    keywords = {name: argument(machine, value) for name, value in call.keywords.items()}
    today = legacy.modernise(base.spelling, positional, keywords, era)
    if today.notes and why:
        today = today._replace(notes=(*today.notes, why))
    if "padding" in keywords or len(positional) > 2:
        today = _folded(machine, today)
    if not _IGNORED.isdisjoint(keywords):
        today = _without_ignored(machine, base, today)
    declared = rule(today.name)
    if declared is None:
        return None
    if today.name in _CUT_OFF:
        today = _whole(major_of(machine, base), today, _CUT_OFF[today.name])
    for name, value in (*zip(declared.positional, today.positional, strict=False), *today.keywords.items()):
        learn_number(machine, value, declared.fields.get(name))
        if name == "shape" and today.name == "InputLayer":
            learn_shape_argument(machine, value)
    names = declared.fields.keys() - today.keywords.keys()
    unseen, more = call.unseen(names, declared.positional[: len(today.positional)])
    bound = declared.bind(today.positional, {**today.keywords, **unseen}, defaults, more, call.rest is not False)
    given = _given(machine, call, today, bound.places)
    found = Reading(
        today.name, bound.layer, given, bound.places, today.places,
        {field: today.places[at] for field, at in bound.places.items() if at in today.places},
        today.keywords, today.notes, bound.problems, today.branches,
    )  # fmt: skip
    if key is not None and not (today.notes or bound.problems) and all(old == new for new, old in today.places.items()):
        READ.keep(key, found._replace(rule=bound.layer.without_settings(), given={}, keywords={}))
    return found


def _folded(machine: Machine, today: legacy.Modern) -> legacy.Modern:
    """`MaxPool2D(3, 2, "SAME")`, which all Kerases before the third take for `same`, as convolutions still do."""
    declared = rule(today.name)
    if declared is None or not issubclass(declared, Pooling):
        return today
    at = declared.positional.index("padding")
    by_position = len(today.positional) > at
    written = today.positional[at] if by_position else today.keywords.get("padding")
    if not isinstance(written, str) or written == written.lower() or (installed_major(machine) or 0) >= 3:
        return today
    notes = (*today.notes, f"'{written}' is '{written.lower()}' to Keras 2; Keras 3 does not take it where it pools.")
    if by_position:
        positional = (*today.positional[:at], written.lower(), *today.positional[at + 1 :])
        return today._replace(positional=positional, notes=notes)
    return today._replace(keywords={**today.keywords, "padding": written.lower()}, notes=notes)


_CUT_OFF = {
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D", "SeparableConv1D", "SeparableConv2D"), "filters"),
    **dict.fromkeys(("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"), "filters"),
    "Dense": "units",
}


def _whole(major: int | None, today: legacy.Modern, name: str) -> legacy.Modern:
    """`Dense(n / 2)`, of which Kerases before the third cut off what is behind the point. It is the first argument.
    Where no Keras is installed the file may be for either, and only a number that cuts nothing off is taken.
    """
    written = today.positional[0] if today.positional else today.keywords.get(name)
    if not isinstance(written, float) or not math.isfinite(written) or (major or 0) >= 3:
        return today
    if major is None and not written.is_integer():
        return today
    notes = (*today.notes, f"{written:g} is {int(written)} to Keras 2; Keras 3 takes no float here.")
    if today.positional:
        return today._replace(positional=(int(written), *today.positional[1:]), notes=notes)
    return today._replace(keywords={**today.keywords, name: int(written)}, notes=notes)


_IGNORED = frozenset({"kernel_constraint", "kernel_initializer", "kernel_regularizer"})
_WITHOUT_KERNEL = ("DepthwiseConv", "SeparableConv")


def _without_ignored(machine: Machine, base: LayerClass, today: legacy.Modern) -> legacy.Modern:
    """Depthwise convolutions have other names for what these say; before Keras 3 they take them and do nothing."""
    if not today.name.startswith(_WITHOUT_KERNEL) or (major_of(machine, base) or 0) >= 3:
        return today
    notes = tuple(f"Keras 2 takes `{word}` here, and looks past it" for word in today.keywords if word in _IGNORED)
    keywords = {word: value for word, value in today.keywords.items() if word not in _IGNORED}
    return today._replace(keywords=keywords, notes=(*today.notes, *notes))


def _again(machine: Machine, known: Reading, call: Arguments) -> Reading:
    """What a call comes to that is like a known one but for settings."""
    positional, written = call.positional, call.keywords
    unread = known.rule.unread
    given, settings = {}, {}
    for field, place in known.fields.items():
        value = positional[place] if isinstance(place, int) else written[place]
        if field in unread:
            settings[field] = value
            if type(value) not in _CONSTANTS:
                settings[field], value = argument(machine, value), machine.plain(value)
        given[field] = value
    rule = known.rule.with_settings(settings) if settings else known.rule
    return Reading(known.name, rule, given, known.fields, known.places, known.written, written)


def _given(
    machine: Machine, call: Arguments, today: legacy.Modern, places: Mapping[str, int | str]
) -> dict[str, Any]:
    """The argument of each field as the program wrote it."""
    found = {}
    for field, place in places.items():
        now = today.positional[place] if isinstance(place, int) else today.keywords[place]
        if today.places.get(place) != place:
            found[field] = now
        else:
            found[field] = machine.plain(call.positional[place] if isinstance(place, int) else call.keywords[place])
    return found


def argument(machine: Machine, value: Any) -> Any:
    """An argument as rules take it: lists and arrays as tuples, layers as what can be applied to shapes."""
    if type(value) in _CONSTANTS:
        return value
    if isinstance(value, Instance) and "keras" in value.hidden:
        from layerhints.libraries.keras.nested import applicable

        machine.write(value.hidden, "wrapped", True)
        return applicable(machine, value)
    plain = machine.plain(value)
    if isinstance(plain, Array) and plain.items is not None and not isinstance(plain.shape, Unknown):
        return plain.items if len(plain.shape) == 1 else plain
    return tuple(argument(machine, item) for item in plain) if isinstance(plain, tuple) else plain


_CONSTANTS = frozenset({int, float, bool, str, type(None)})
