"""Calls written for Keras 1 and early Keras 2, as today's calls.

A call is read with the signatures of Keras 1 when the file is of that era, or when it uses a keyword
that only Keras 1 has; a call that cannot be meant so (a tuple where Keras 1 wants the rows) is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from layerhints.libraries.keras.keras1 import (
    DROPPED,
    LATER_NAMES,
    MERGE,
    MERGE_MODES,
    SIGNATURES,
    UNMISTAKABLE,
    Signature,
)
from layerhints.libraries.keras.layers import ALIASES

Era = Literal["keras1", "modern"]


class Modern(NamedTuple):
    """A call in today's terms.

    `notes` say how an old spelling was read. `places` maps each of today's arguments (position or keyword) to where it
    stands in the call as written; one that was put together of several is missing. `branches` are the layers that a
    `Merge` of Keras 1 joins.
    """

    name: str
    positional: tuple[Any, ...]
    keywords: dict[str, Any]
    notes: tuple[str, ...] = ()
    places: Mapping[int | str, int | str] = {}
    branches: Any = None


def is_legacy_keyword(name: str) -> bool:
    """Whether a keyword of a layer is evidence that a file is written for Keras 1."""
    return name in UNMISTAKABLE


def todays_name(name: str) -> str:
    """The name of the class that a spelling stands for."""
    return LATER_NAMES.get(name) or ALIASES.get(name, name)


def modernise(name: str, positional: Sequence[Any], keywords: Mapping[str, Any], era: Era) -> Modern:
    """The call in today's terms. Pure; arguments that are not known pass through."""
    dropped = () if DROPPED.isdisjoint(keywords) else [word for word in keywords if word in DROPPED]
    kept = {word: value for word, value in keywords.items() if word not in DROPPED} if dropped else dict(keywords)
    notes = tuple([f"`{word}` is gone, and changes neither shapes nor counts" for word in dropped])
    signature = SIGNATURES.get(name)
    if signature is not None and _is_old(signature, positional, kept, era):
        read = _read(signature, positional, kept)
        if signature is MERGE:
            return _merge(read)
        if read.notes:
            return read._replace(notes=(*notes, *read.notes))
        # What Keras 1 and today's Keras read alike stays as it is written.
    places: dict[int | str, int | str] = {place: place for place in (*range(len(positional)), *kept)}
    said = _modern_reading(signature, positional) if era == "modern" else ()
    return Modern(todays_name(name), tuple(positional), kept, (*notes, *said), places)


def _is_old(signature: Signature, positional: Sequence[Any], keywords: Mapping[str, Any], era: Era) -> bool:
    if signature is MERGE or not signature.old_words.isdisjoint(keywords):
        return True
    if era == "modern":
        return False
    if any(_only_today(signature, word) for word in keywords):
        return False
    # Rows and columns are two numbers; a single one, or a tuple, is today's kernel size.
    given = positional[1 : 1 + len(signature.sides)]
    return not signature.sides or (
        len(given) == len(signature.sides) and not any(isinstance(side, tuple) for side in given)
    )


def _only_today(signature: Signature, word: str) -> bool:
    """Whether a keyword is one that took the place of an old one."""
    todays = {signature.renamed(old) for old in signature.parameters} | ({"kernel_size"} if signature.sides else set())
    return word in todays and word not in signature.parameters


def _read(signature: Signature, positional: Sequence[Any], keywords: Mapping[str, Any]) -> Modern:
    """The call read with the signature of Keras 1; a note for each thing that today's Keras would read otherwise."""
    given: dict[str, tuple[Any, int | str]] = {}
    for index, value in enumerate(positional):
        # One that Keras 1 has no parameter for stays, under a name that binding complains about.
        given[signature.parameters[index] if index < len(signature.parameters) else f"#{index}"] = (value, index)
    given.update((word, (value, word)) for word, value in keywords.items())
    today: dict[str, Any] = dict(signature.adds)
    places: dict[int | str, int | str] = {}
    notes = [f"Keras 1 works as today's Keras with `{word}={value}`" for word, value in signature.adds.items()]
    if signature.sides and all(side in given for side in signature.sides):
        today["kernel_size"] = sides = tuple(given.pop(side)[0] for side in signature.sides)
        notes.append(f"read as Keras 1 reads it: `{_written(sides)}` are the sides of the kernel")
    for old, (value, place) in given.items():
        new = signature.renamed(old)
        if new is None:
            notes.append(f"`{old}` is gone, and changes neither shapes nor counts")
            continue
        today[new] = _translated(old, value)
        places[new] = place
        # The first parameter has always been the same.
        if (new != old and place != 0) or today[new] is not value:
            notes.append(f"`{old}` of Keras 1 is today's `{new}`")
    return Modern(signature.today, (), today, tuple(notes), places)


def _translated(old: str, value: Any) -> Any:
    if old == "dim_ordering" and isinstance(value, str):
        return {"th": "channels_first", "tf": "channels_last", "default": None}.get(value, value)
    if old == "padding" and isinstance(value, tuple) and len(value) == 4:
        return (value[:2], value[2:])
    return value


def _merge(read: Modern) -> Modern:
    keywords = dict(read.keywords)
    branches = keywords.pop("layers", None)
    mode = keywords.pop("mode", "sum")
    concat_axis = keywords.pop("concat_axis", -1)
    dot_axes = keywords.pop("dot_axes", -1)
    for gone in ("output_shape", "output_mask", "arguments", "node_indices", "tensor_indices"):
        keywords.pop(gone, None)
    name = MERGE_MODES.get(mode) if isinstance(mode, str) else None
    places: dict[int | str, int | str] = {new: old for new, old in read.places.items() if new in keywords}
    if name is None:
        return read._replace(keywords={"mode": mode, **keywords}, branches=branches, places=places)
    if name == "Concatenate":
        keywords["axis"] = concat_axis
    if name == "Dot":
        keywords |= {"axes": dot_axes, "normalize": mode == "cos"}
    note = f"`Merge(mode='{mode}')` of Keras 1 is today's `{name}`"
    return Modern(name, (), keywords, (note,), places, branches)


def _modern_reading(signature: Signature | None, positional: Sequence[Any]) -> tuple[str, ...]:
    """The note on a call that Keras 1 reads otherwise: `Convolution2D(32, 5, 5)`."""
    if signature is None or len(signature.sides) < 2 or len(positional) < 3:
        return ()
    if not all(isinstance(side, int) for side in positional[1:3]):
        return ()
    kernel, strides = positional[1:3]
    return (
        f"read as today's Keras reads it: a kernel of {kernel} and a stride of {strides}; Keras 1 took the two numbers "
        f"for the sides of the kernel",
    )


def _written(values: Sequence[Any]) -> str:
    return ", ".join(str(value) if isinstance(value, int) else "…" for value in values)
