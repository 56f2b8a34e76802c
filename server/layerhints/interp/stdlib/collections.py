"""`collections`."""

from __future__ import annotations

from typing import Any

from layerhints.interp.builtins.dicts import DICT
from layerhints.interp.builtins.lists import LIST
from layerhints.interp.builtins.strings import STR
from layerhints.interp.stdlib.collections_abc import names as abstract_classes
from layerhints.interp.stdlib.counter import counter_class
from layerhints.interp.stdlib.deque import deque_class
from layerhints.interp.stdlib.mappings import chain_map_class, default_dict_class, ordered_dict_class
from layerhints.interp.stdlib.namedtuple import NAMED_TUPLE
from layerhints.values.objects import Class


def names(module: str) -> dict[str, Any]:
    return {
        **abstract_classes(module),  # where they stood before Python 3.10
        "OrderedDict": ordered_dict_class(),
        "defaultdict": default_dict_class(),
        "Counter": counter_class(),
        "deque": deque_class(),
        "ChainMap": chain_map_class(),
        "namedtuple": NAMED_TUPLE,
        "UserDict": Class("UserDict", (DICT,), {}, module="collections"),
        "UserList": Class("UserList", (LIST,), {}, module="collections"),
        "UserString": Class("UserString", (STR,), {}, module="collections"),
    }
