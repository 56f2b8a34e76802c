"""Layers that turn categories, numbers in bins and text into indices or indicators.

Keras needs TensorFlow for those that hash or look up: their shapes are those of the code of Keras 3.15.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Open, Unknown, anonymous
from layerhints.libraries.keras.layers.base import KerasLayer, is_none
from layerhints.libraries.keras.layers.calling import Calling
from layerhints.rules import (
    Argument,
    Input,
    Problem,
    Ranks,
    Several,
    Size,
    Structure,
    agreed,
    at_least,
    equal,
    less,
    require,
    show_structure,
    text,
    value_of,
)
from layerhints.rules.fields import ChoiceField, argument, choice, flag, setting, size

ENCODINGS = ("int", "one_hot", "multi_hot", "count")
OTHERWISE = "Keras says otherwise than what comes out"


class EncodingField(ChoiceField):
    """A way to write categories; the names of older releases stand for today's."""

    def __init__(self, *choices: str, default: str) -> None:
        super().__init__(*choices, default=default)

    def convert(self, value: Any, owner: Any) -> Any:
        if isinstance(value, str):
            value = {"binary": "multi_hot", "tf-idf": "tf_idf"}.get(value, value)
        return super().convert(value, owner)


class Encoding(KerasLayer):
    """A layer that gives an index for each category, or an axis with an entry for each of them."""

    output_mode: Any
    reads_lists = True

    def ranks(self) -> Ranks:
        return at_least(0)

    def depth(self) -> Size:
        """How many categories there are."""
        raise NotImplementedError

    def output_of(self, x: Any) -> Structure:
        if isinstance(self.output_mode, Unknown):
            return Unknown(self.output_mode.reason)
        if self.output_mode == "int":
            return x
        if isinstance(x, Unknown):
            return Open(x.reason, tail=(self.depth(),))
        return self.one_hot(x) if self.output_mode == "one_hot" else self.indicators(x)

    def one_hot(self, x: Any) -> Any:
        """An axis for the categories of each entry; one of size 1 gives its place to it."""
        if len(x) < 2:
            return (*x, self.depth())
        single = equal(x[-1], 1)
        if single is None and not is_none(x[-1]):
            return Open("whether the last axis has size 1 is not known", tail=(self.depth(),))
        return (*x[:-1], self.depth()) if single is True else (*x, self.depth())

    def indicators(self, x: Any) -> Any:
        """The categories of a sample put together, in place of its axis."""
        if len(x) > 2:
            return agreed(((*x[:-1], self.depth()), (x[0], *x[2:], self.depth())), Unknown(OTHERWISE))
        return (*x[:-1], self.depth())

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield {
            "int": "Each entry becomes the number of its category: the shape stays.",
            "one_hot": "Each entry becomes a row with a 1 at its category.",
            "multi_hot": "Each sample becomes one row with a 1 at every category that occurs in it.",
            "count": "Each sample becomes one row that counts how often each category occurs in it.",
            "tf_idf": "Each sample becomes one row of counts, weighed by how rare each category is.",
        }.get(self.output_mode if isinstance(self.output_mode, str) else "", "It has no parameters.")


class CategoryEncoding(Encoding):
    """Indicators of categories that are numbered already.

    Examples:
        CategoryEncoding(4): B 3 -> B 4
        CategoryEncoding(4, "one_hot"): B 3 -> B 3 4
        CategoryEncoding(4, output_mode="one_hot"): B 1 -> B 4
    Source: https://keras.io/api/layers/preprocessing_layers/categorical/category_encoding/
    """

    calling = Calling(("inputs", "count_weights"), tensors=("inputs",))

    num_tokens = size(None, label="categories")
    output_mode = EncodingField("count", "one_hot", "multi_hot", default="multi_hot")
    sparse = setting(False)

    def conflicts(self) -> Iterable[Problem]:
        if self.num_tokens is None:
            yield Problem("bad-size", "`num_tokens` must say how many categories there are", Argument("num_tokens"))

    def depth(self) -> Size:
        return self.num_tokens


class Discretization(Encoding):
    """The bin that each number falls into.

    Examples:
        Discretization([0.0, 1.0]): B 3 -> B 3
        Discretization([0.0, 1.0], output_mode="one_hot"): B 5 -> B 5 3
        Discretization(num_bins=4, output_mode="count"): B 7 -> B 4
    Source: https://keras.io/api/layers/preprocessing_layers/numerical/discretization/
    """

    bin_boundaries = argument(None)
    num_bins = size(None, label="bins", minimum=0, optional=True)
    epsilon = setting(0.01)
    output_mode = choice(*ENCODINGS, default="int")
    sparse = setting(False)
    dtype = setting(None)
    name = setting(None)

    def conflicts(self) -> Iterable[Problem]:
        if (self.num_bins is None) == (self.bin_boundaries is None):
            message = "either `bin_boundaries` or `num_bins` is given"
            yield Problem("conflicting-arguments", message, Argument("num_bins"))

    def depth(self) -> Size:
        if self.bin_boundaries is None:
            return self.num_bins
        if isinstance(self.bin_boundaries, tuple):
            return len(self.bin_boundaries) + 1
        return Unknown("how many boundaries there are is not known")

    def indicators(self, x: Any) -> Any:
        if len(x) > 2:
            return (x[0], *x[2:], self.depth())
        return super().indicators(x)


class Hashing(Encoding):
    """A number for each category, by a hash: no vocabulary, and now and then the same number for two.

    Examples:
        Hashing(64): B 3 -> B 3
        Hashing(64, output_mode="multi_hot"): B 3 -> B 64
    Source: https://keras.io/api/layers/preprocessing_layers/categorical/hashing/
    """

    num_bins = size(label="bins")
    mask_value = setting(None)
    salt = setting(None)
    output_mode = choice(*ENCODINGS, default="int")
    sparse = setting(False)

    def depth(self) -> Size:
        return self.num_bins

    def one_hot(self, x: Any) -> Any:
        replaced = len(x) > 1 and equal(x[-1], 1) is True
        return (*x[:-1], self.depth()) if replaced else Open(OTHERWISE, tail=(self.depth(),))


class HashedCrossing(Encoding):
    """A number for each pair of two categories, by a hash.

    Examples:
        HashedCrossing(10): B 1, B 1 -> B 1
        HashedCrossing(10, "one_hot"): B, B -> B 10
        HashedCrossing(10): B 1 !! wrong-inputs
    Source: https://keras.io/api/layers/preprocessing_layers/categorical/hashed_crossing/
    """

    num_bins = size(label="bins")
    output_mode = choice("int", "one_hot", default="int")
    sparse = setting(False)
    name = setting(None)
    dtype = setting(None)
    reads_lists = False

    def arrange(self, inputs: Structure) -> tuple[Any, tuple[Problem, ...]]:
        if isinstance(inputs, Unknown):
            return inputs, ()
        if not isinstance(inputs, Several) or len(inputs) != 2 or any(isinstance(item, Several) for item in inputs):
            message = "`HashedCrossing` is called on a list of two tensors"
            return inputs, (Problem("wrong-inputs", message, Input()),)
        first, second = inputs
        if isinstance(first, Unknown) or isinstance(second, Unknown):
            return second if isinstance(first, Unknown) else first, ()
        if len(first) != len(second) or any(equal(a, b) is False for a, b in zip(first, second, strict=True)):
            message = f"the inputs {show_structure(first)} and {show_structure(second)} are not of one shape"
            return inputs, (Problem("shape-mismatch", message, Input(1)),)
        return first, ()

    def depth(self) -> Size:
        return self.num_bins


class Lookup(Encoding):
    """A layer that finds the number of a token in a vocabulary, or the token of a number."""

    mask_token: Any
    oov_token: Any
    num_oov_indices: Any
    vocabulary: Any
    max_tokens: Any
    pad_to_max_tokens: Any
    invert: Any
    vocabulary_size: Any = argument(None, keyword_only=True)
    has_input_vocabulary = setting(None, keyword_only=True)

    def conflicts(self) -> Iterable[Problem]:
        if self.pad_to_max_tokens is True and self.max_tokens is None:
            message = "`pad_to_max_tokens` needs `max_tokens`"
            yield Problem("conflicting-arguments", message, Argument("pad_to_max_tokens"))
        if self.max_tokens is not None:
            message = f"`max_tokens` is {text(self.max_tokens)}; it must be more than 1"
            yield from require(less(1, self.max_tokens), "bad-size", message, Argument("max_tokens"))

    def depth(self) -> Size:
        if self.pad_to_max_tokens is True:
            return self.max_tokens
        if isinstance(self.pad_to_max_tokens, Unknown):
            return self.pad_to_max_tokens
        if self.vocabulary is None:
            if self.vocabulary_size is not None:
                return self.vocabulary_size
            return Unknown("`adapt` learns the vocabulary from the data")
        tokens = self.tokens()
        return tokens if isinstance(tokens, Unknown) else len(tokens)

    def reserved(self) -> Any:
        """The tokens that come first: where numbers come out the one that is left out, and those for other words."""
        others = value_of(self.num_oov_indices)
        if not isinstance(others, int):
            return Unknown("how many tokens there are for other words is not known")
        for said in (self.mask_token, self.output_mode):
            if isinstance(said, Unknown):
                return said
        masked = self.mask_token is not None and self.output_mode == "int"
        return (self.mask_token,) * masked + (self.oov_token,) * others

    def tokens(self) -> Any:
        """All tokens in the order of their numbers, whether the vocabulary names the reserved ones or not."""
        if self.vocabulary is None:
            return Unknown("`adapt` learns the vocabulary from the data")
        reserved = self.reserved()
        if isinstance(self.vocabulary, Unknown) or isinstance(reserved, Unknown):
            return self.vocabulary if isinstance(self.vocabulary, Unknown) else reserved
        if not isinstance(self.vocabulary, tuple):
            return Unknown("how large the vocabulary is is not known")
        first = self.vocabulary[: len(reserved)]
        if any(isinstance(token, Unknown) for token in (*first, *reserved)):
            return Unknown("whether the vocabulary begins with the token for other words is not known")
        return self.vocabulary if first == reserved else reserved + self.vocabulary


class IntegerLookup(Lookup):
    """The number of an integer in a vocabulary.

    Examples:
        IntegerLookup(vocabulary=[10, 20, 30]): B 4 -> B 4
        IntegerLookup(vocabulary=[10, 20, 30], output_mode="one_hot"): B 1 -> B 4
        IntegerLookup(100, output_mode="multi_hot", pad_to_max_tokens=True): B 5 -> B 100
    Source: https://keras.io/api/layers/preprocessing_layers/categorical/integer_lookup/
    """

    max_tokens = size(None, label="tokens", optional=True)
    num_oov_indices = size(1, minimum=0)
    mask_token = argument(None)
    oov_token = argument(-1)
    vocabulary = argument(None)
    vocabulary_dtype = setting("int64")
    idf_weights = setting(None)
    invert = flag(False)
    output_mode = EncodingField(*ENCODINGS, "tf_idf", default="int")
    sparse = setting(False)
    pad_to_max_tokens = flag(False)
    oov_method = setting("floormod")
    salt = setting(None)
    name = setting(None)


class StringLookup(Lookup):
    """The number of a string in a vocabulary.

    Examples:
        StringLookup(vocabulary=["a", "b"]): B 4 -> B 4
        StringLookup(vocabulary=["a", "b"], output_mode="count"): B 4 -> B 3
    Source: https://keras.io/api/layers/preprocessing_layers/categorical/string_lookup/
    """

    max_tokens = size(None, label="tokens", optional=True)
    num_oov_indices = size(1, minimum=0)
    mask_token = argument(None)
    oov_token = argument("[UNK]")
    vocabulary = argument(None)
    idf_weights = setting(None)
    invert = flag(False)
    output_mode = EncodingField(*ENCODINGS, "tf_idf", default="int")
    pad_to_max_tokens = flag(False)
    sparse = setting(False)
    encoding = setting("utf-8")
    name = setting(None)
    salt = setting(None)


class TextVectorization(Lookup):
    """The words of a text as numbers, or as indicators of the vocabulary.

    Examples:
        TextVectorization(1000, output_sequence_length=20): B 1 -> B 20
        TextVectorization(1000, output_sequence_length=20): B -> B 20
        TextVectorization(1000, output_mode="multi_hot", pad_to_max_tokens=True): B -> B 1000
    Source: https://keras.io/api/layers/preprocessing_layers/text/text_vectorization/
    """

    max_tokens = size(None, label="tokens", optional=True)
    standardize = argument("lower_and_strip_punctuation")
    split = argument("whitespace")
    ngrams = argument(None)
    output_mode = EncodingField(*ENCODINGS, "tf_idf", default="int")
    output_sequence_length = size(None, label="sequence length", minimum=0, optional=True)
    pad_to_max_tokens = flag(False)
    vocabulary = argument(None)
    idf_weights = setting(None)
    sparse = setting(False)
    ragged = flag(False)
    encoding = setting("utf-8")
    name = setting(None)
    mask_token = ""
    oov_token = "[UNK]"
    num_oov_indices = 1

    def parts_when_made(self) -> Iterable[str]:
        return ("StringLookup",)

    def ranks(self) -> Ranks:
        return at_least(1)

    def conflicts(self) -> Iterable[Problem]:
        yield from super().conflicts()
        numbers = isinstance(self.output_mode, Unknown) or self.output_mode == "int"
        if not numbers and self.output_sequence_length is not None:
            message = "`output_sequence_length` is for the output mode 'int'"
            yield Problem("conflicting-arguments", message, Argument("output_sequence_length"))

    def output_of(self, x: Any) -> Structure:
        if isinstance(self.output_mode, Unknown):
            return Unknown(self.output_mode.reason)
        whole = isinstance(self.split, Unknown) or self.split is None
        if self.output_mode != "int":
            if whole or isinstance(x, Unknown) or len(x) != 1:
                return Open("whether the text stays in one piece decides about the axes", tail=(self.depth(),))
            words = self.words_of(x)
            return (*x, words, self.depth()) if self.output_mode == "one_hot" else (*x, self.depth())
        if isinstance(x, Unknown) or (whole and len(x) < 2) or self.ragged is not False:
            return Unknown("how many words there are is not known")
        length = self.output_sequence_length
        return (x[0], self.words_of(x) if length is None else length)

    def words_of(self, x: Any) -> Size:
        """The number of words in the longest text, which the data say."""
        return anonymous("None", key=("words", *x))

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        if self.output_mode == "int":
            yield "Each text becomes the numbers of its words, cut or filled up to `output_sequence_length`."
        else:
            yield from super().notes(x, y)
