"""Names of layers: `model.get_layer("…")`."""

from __future__ import annotations

from collections.abc import Iterator

from layerhints.ide.completion.completion import Completion, Kind
from layerhints.ide.completion.place import Place
from layerhints.ide.words import short_type
from layerhints.project.text import Range
from layerhints.project.view import View

_TAKES_A_NAME = "get_layer"


def names(view: View, place: Place, range: Range) -> Iterator[Completion]:
    """The names of the layers of a model that the module holds, where its `get_layer` is called."""
    call = place.brackets[-1]
    symbol, _, method = call.called.rpartition(".")
    if method != _TAKES_A_NAME or place.keyword not in ("name", None) or (place.keyword is None and call.number):
        return
    for model in view.analysis.assembled:
        for layer in model.parts if model.symbol == symbol else ():
            if layer.name:
                yield Completion(layer.name, range, Kind.NAME, f"{short_type(layer.type)} of {symbol}")
