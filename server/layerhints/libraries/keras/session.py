"""What Keras keeps for a whole run: names given out, global settings, the layers that were made."""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Dim, Expression, Open, Unknown, anonymous
from layerhints.libraries.keras.layers.base import is_none
from layerhints.libraries.keras.layers.core import BATCH
from layerhints.rules import Settings, Several
from layerhints.values.objects import Counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layerhints.values.machine import Machine
    from layerhints.values.objects import Class
    from layerhints.values.sites import Site

_BEGUN = ""
"""Under this stands inside of how many loops that are run any number of times the names began anew."""
_REPEATED = Unknown("how often a loop is run that takes such names is not known")
GIVES_NAMES = "custom objects"
"""The setting that says whether the program registers objects of its own under names."""


class Session:
    """One for each run. Everything in it that changes is in dictionaries that the machine writes."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.names: dict[str, Any] = Counts({_BEGUN: 0})
        self.settings: dict[str, Any] = {}
        self.classes: dict[str, Class] = {}
        self.modules: dict[str, Any] = {}
        self.eras: dict[str, tuple[Any, str]] = {}
        self.inside = 0
        """How many layers are being run whose `call` the program wrote; in there, operations take no names."""
        self.is_built = False
        """Is a `call` run of a model that has all of its weights, to see what comes out?"""
        self._defaults = Settings()
        self._unnamed = 0
        self._whole: tuple[Any, Any] | None = None
        """Where a model is called whose layers take their shapes from that call."""

    # --- names

    def unique_name(self, type_name: str) -> str | None:
        """The name that Keras gives to the next object of this class; None when counts are not known, as in a loop that
        is run any number of times, and behind it.
        """
        prefix = snake_case(type_name)
        count = self.names.get(prefix, 0)
        begun = self.names[_BEGUN]
        if self.machine.repeats and (isinstance(begun, Unknown) or begun < self.machine.repeats):
            count = count if isinstance(count, Unknown) else _REPEATED
        self.machine.write(self.names, prefix, count if isinstance(count, Unknown) else count + 1)
        if isinstance(count, Unknown):
            return None
        return prefix if count == 0 else f"{prefix}_{count}"

    def lose_count_of_tensors(self) -> None:
        """Symbolic tensors take names too, and only those of inputs ever show. What a layer makes is not counted."""
        count = self.names.get("keras_tensor")
        unknown = count if isinstance(count, Unknown) else Unknown("how many tensors were made is not counted")
        self.machine.write(self.names, "keras_tensor", unknown)

    def reset_names(self) -> None:
        for prefix in list(self.names):
            if prefix != _BEGUN:
                self.machine.delete(self.names, prefix)
        if self.names[_BEGUN] != self.machine.repeats:
            self.machine.write(self.names, _BEGUN, self.machine.repeats)

    @contextmanager
    def inside_layer(self) -> Iterator[None]:
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1

    @contextmanager
    def built_before(self) -> Iterator[None]:
        """Within, what is run makes no weights: the layers have theirs."""
        previous, self.is_built = self.is_built, True
        try:
            yield
        finally:
            self.is_built = previous

    @contextmanager
    def parts_of_call(self) -> Iterator[None]:
        """Within, the layers of a model are applied because the model is called here: what comes out here is its."""
        previous, self._whole = self._whole, (self.machine.site, self.machine.stack)
        try:
            yield
        finally:
            self._whole = previous

    @property
    def standing(self) -> tuple[Any, ...]:
        """Inside of what a layer is being applied."""
        return self.inside, self._whole

    @standing.setter
    def standing(self, standing: tuple[Any, ...]) -> None:
        self.inside, self._whole = standing

    def site(self) -> Site | None:
        """Where a layer is being applied; None for a part of a model that is."""
        here = self.machine.site
        return None if self._whole == (here, self.machine.stack) else here

    # --- sizes

    def none(self) -> Dim:
        """A size that is None to Keras, different from every other."""
        self._unnamed += 1
        return anonymous("None", key=("input", self._unnamed))

    def shape_with_batch(self, shape: Any, batch: Any = None) -> Any:
        """What `shape=` of an input means: the sizes behind the batch, in which None is open.

        Anything may stand in a tuple that a program writes; what is no size is not known.
        """
        if not isinstance(shape, tuple):
            reason = shape.reason if isinstance(shape, Unknown) else "the shape of the input is not known"
            return Open(reason, head=(BATCH if batch is None else _size(batch),))
        sizes = (self.none() if size is None else _size(size) for size in shape)
        return (BATCH if batch is None else _size(batch), *sizes)

    def shapes_with_batch(self, given: Any) -> Any:
        """What `build` is given: a whole shape, or several of them in a list or dict."""
        if isinstance(given, tuple) and given and all(isinstance(item, tuple) for item in given):
            return Several(self.shapes_with_batch(item) for item in given)
        if isinstance(given, tuple) and given:
            return self.shape_with_batch(given[1:], given[0])
        return given if isinstance(given, Unknown) else Unknown("the shape for which the layer is built is not known")

    # --- global settings

    @property
    def data_format(self) -> Any:
        """`channels_last` unless the program or the user's keras.json says otherwise."""
        chosen = self.settings.get("image_data_format")
        return self.configured_data_format if chosen is None else chosen

    @cached_property
    def configured_data_format(self) -> str:
        configuration = self.machine.host.keras_configuration()
        named = configuration.get("image_data_format")
        if named in ("channels_first", "channels_last"):
            return str(named)
        return "channels_first" if configuration.get("image_dim_ordering") == "th" else "channels_last"

    def defaults(self) -> Settings:
        data_format = self.data_format
        if self._defaults.data_format is not data_format:
            self._defaults = Settings(data_format)
        return self._defaults

    def default_notes(self) -> tuple[str, ...]:
        """Where a data format comes from that is not the usual one."""
        if self.data_format != "channels_first":
            return ()
        if self.settings.get("image_data_format") is not None:
            return ("channels come first, because the program sets the image data format",)
        return ("channels come first, because keras.json says so",)


def _size(value: Any) -> Any:
    """The value if it can be a size, else Unknown."""
    if isinstance(value, (Expression, Unknown)):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return value if value >= 0 else Unknown(f"an input shape cannot hold {value}")
    return Unknown("what stands in an input shape is not an integer")


def session(machine: Machine) -> Session:
    found: Session = machine.session("keras") or machine.begin_session("keras", lambda: Session(machine))
    return found


@lru_cache(maxsize=256)
def snake_case(name: str) -> str:
    """The words of a class name, joined by underscores: `MaxPooling2D` is `max_pooling2d`."""
    name = re.sub(r"\W+", "", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def keras_dim(dim: Any) -> Any:
    """A size as the program sees it in `x.shape`: what is open, or computed from what is open, is None."""
    return None if is_none(dim) else dim


def keras_shape(shape: Any) -> Any:
    return shape if isinstance(shape, Unknown) else tuple(keras_dim(dim) for dim in shape)
