"""`collections.abc`: abstract classes that the language's own classes belong to."""

from __future__ import annotations

from typing import Any

from layerhints.interp.builtins.dicts import DICT
from layerhints.interp.builtins.iterators import GENERATOR
from layerhints.interp.builtins.lists import LIST
from layerhints.interp.builtins.objects import BUILTIN_FUNCTION, FUNCTION, METHOD, PARTIAL, TYPE
from layerhints.interp.builtins.ranges import RANGE
from layerhints.interp.builtins.sets import FROZEN_SET, SET
from layerhints.interp.builtins.strings import BYTES, STR
from layerhints.interp.builtins.tuples import TUPLE
from layerhints.interp.stdlib.abstract_methods import METHODS
from layerhints.values.objects import ABSENT, Class

_SEQUENCES = (LIST, TUPLE, STR, BYTES, RANGE)
_SETS = (SET, FROZEN_SET)

_MEMBERS: dict[str, tuple[Class, ...]] = {
    "Sequence": _SEQUENCES,
    "MutableSequence": (LIST,),
    "Mapping": (DICT,),
    "MutableMapping": (DICT,),
    "Set": _SETS,
    "MutableSet": (SET,),
    "Iterator": (GENERATOR,),
    "Generator": (GENERATOR,),
    "Reversible": (*_SEQUENCES, DICT),
    "ByteString": (BYTES,),
    "Callable": (FUNCTION, BUILTIN_FUNCTION, METHOD, PARTIAL, TYPE),
}
"""Classes of the language that belong to an abstract class by registration."""

_METHODS: dict[str, tuple[str, ...]] = {
    "Iterable": ("__iter__",),
    "Sized": ("__len__",),
    "Container": ("__contains__",),
    "Collection": ("__len__", "__iter__", "__contains__"),
    "Callable": ("__call__",),
    "Iterator": ("__iter__", "__next__"),
}
"""Abstract classes to which whatever has these methods belongs."""

_OTHERS = ("Hashable", "Awaitable", "Coroutine", "AsyncIterable", "AsyncIterator", "AsyncGenerator", "Buffer")
_VIEWS = ("KeysView", "ItemsView", "ValuesView", "MappingView")


class AbstractClass(Class):
    """A class that others belong to without deriving from it."""

    __slots__ = ()

    def adopts(self, cls: Class) -> bool:
        if self.name == "Hashable":
            return cls.lookup("__hash__") is not None
        if any(cls.is_subclass(member) for member in _MEMBERS.get(self.name, ())):
            return True
        required = _METHODS.get(self.name)
        return required is not None and all(cls.lookup(name) not in (ABSENT, None) for name in required)


_BASES: dict[str, tuple[str, ...]] = {
    "Iterator": ("Iterable",),
    "Generator": ("Iterator",),
    "Reversible": ("Iterable",),
    "Collection": ("Sized", "Iterable", "Container"),
    "Sequence": ("Reversible", "Collection"),
    "MutableSequence": ("Sequence",),
    "ByteString": ("Sequence",),
    "Mapping": ("Collection",),
    "MutableMapping": ("Mapping",),
    "Set": ("Collection",),
    "MutableSet": ("Set",),
}
"""Abstract classes that derive from others."""


def _classes() -> dict[str, AbstractClass]:
    made: dict[str, AbstractClass] = {}

    def make(name: str) -> AbstractClass:
        if name not in made:
            bases = tuple(map(make, _BASES.get(name, ())))
            made[name] = AbstractClass(name, bases, dict(METHODS.get(name, {})), module="collections.abc")
        return made[name]

    for name in (*_MEMBERS, *_METHODS, *_OTHERS, *_VIEWS):
        make(name)
    return made


CLASSES = _classes()
"""The same for `collections.abc` and `typing`."""


def names(module: str) -> dict[str, Any]:
    return dict(CLASSES)
