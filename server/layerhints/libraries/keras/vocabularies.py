"""The words that a lookup knows: those that it was given, and those that `adapt` finds in what the program writes out.

What is found is kept as if the layer had been made with this vocabulary. Judged by Keras 3.15.1 on TensorFlow.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.adapting import make_anew
from layerhints.libraries.keras.layers.categories import Lookup, TextVectorization

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance

_NO_RULE = Unknown("which words the layer knows is not described by a rule")


def vocabulary_size(machine: Machine, arguments: Arguments) -> Any:
    """How many numbers come out, those of reserved tokens among them."""
    bound = _bound(arguments.positional[0])
    tokens = _NO_RULE if bound is None else bound.tokens()
    return tokens if isinstance(tokens, Unknown) else len(tokens)


def get_vocabulary(machine: Machine, arguments: Arguments) -> Any:
    """The tokens in the order of their numbers."""
    bound = _bound(arguments.positional[0])
    tokens = _NO_RULE if bound is None else bound.tokens()
    whole = machine.plain(arguments.without_first().get(0, "include_special_tokens", True))
    if bound is None or isinstance(tokens, Unknown):
        return machine.new_list(tokens)
    if not isinstance(whole, bool):
        return machine.new_list(Unknown("whether the vocabulary has its reserved tokens is not known"))
    return machine.new_list(tokens if whole else tokens[len(bound.reserved()) :])


def set_vocabulary(machine: Machine, arguments: Arguments) -> None:
    """From now on it is as if the layer had been made with this vocabulary."""
    words = arguments.without_first().get(0, "vocabulary", Unknown("the vocabulary is not given"))
    _keep(machine, arguments.positional[0], machine.plain(words))


def adapt(machine: Machine, arguments: Arguments) -> None:
    """The words of the data by how often they occur, and the one that comes later in the alphabet before the other."""
    layer = arguments.positional[0]
    bound = _bound(layer)
    if bound is None:
        return
    data = machine.plain(arguments.without_first().get(0, "data", Unknown("the data are not given")))
    reserved = bound.reserved()
    words = tuple(_words(bound, data))
    for known in (reserved, bound.max_tokens, *words):
        if isinstance(known, Unknown):
            _keep(machine, layer, Unknown("`adapt` learns the vocabulary from the data"))
            return
    counts = Counter(word for word in words if word not in (bound.mask_token, bound.oov_token))
    if not isinstance(bound.max_tokens, int | None):
        _keep(machine, layer, Unknown("how many words are kept is not known"))
    elif counts:
        found = sorted(counts, key=lambda word: (counts[word], _in_order(word)), reverse=True)
        room = len(found) if bound.max_tokens is None else max(bound.max_tokens - len(reserved), 0)
        _keep(machine, layer, (*reserved, *found[:room]))


def _bound(layer: Instance) -> Lookup | None:
    bound = layer.hidden.get("rule")
    return bound if isinstance(bound, Lookup) else None


def _keep(machine: Machine, layer: Instance, words: Any) -> None:
    bound = _bound(layer)
    if bound is not None:
        make_anew(machine, layer, bound.replace(vocabulary=words), "vocabulary", words)


def _in_order(word: Any) -> Any:
    return word.encode() if isinstance(word, str) else word


def _words(bound: Lookup, data: Any) -> Iterable[Any]:
    texts = _flat(data)
    return (word for text in texts for word in _split(bound, text)) if isinstance(bound, TextVectorization) else texts


def _flat(data: Any) -> Iterator[Any]:
    if not isinstance(data, tuple):
        yield data if isinstance(data, int | str) else Unknown("these data are not written out")
        return
    for item in data:
        yield from _flat(item)


_PUNCTUATION = b'!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\''
_STANDARDS = (None, "lower", "strip_punctuation", "lower_and_strip_punctuation")


def _split(bound: TextVectorization, text: Any) -> Iterator[Any]:
    """The words of a text. TensorFlow takes it as bytes: only the letters of ASCII are made small."""
    if not isinstance(text, str) or bound.standardize not in _STANDARDS or bound.ngrams is not None:
        yield Unknown("how the text is split into words is not known")
        return
    standard, written = bound.standardize or "", text.encode()
    written = written.lower() if "lower" in standard else written
    written = written.translate(None, _PUNCTUATION) if "strip" in standard else written
    if bound.split == "whitespace":
        yield from (word.decode() for word in written.split())
    elif bound.split == "character":
        yield from written.decode()
    else:
        yield Unknown("how the text is split into words is not known")
