"""The functions of keras.ops, keras.ops.image and keras.random of which the shape is never known, with the reason.

test_random_calls has those that do not give tensors at all; test_signatures, that none is missing.
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from tests.keras_ops.check import ours
from tests.keras_ops.draw import Draw
from tests.keras_ops.drawn import FAMILIES

from layerhints.algebra import Expression, Unknown
from layerhints.values.objects import List
from layerhints.values.tensor import Tensor

NEVER_KNOWN = {
    "bincount": "how many counts there are depends on the largest number",
    "nonzero": "how many numbers are not zero depends on them",
}
SEARCH = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.generate],
)


def is_known(value: object) -> bool:
    content = value.content if isinstance(value, List) else value
    if isinstance(content, tuple):
        return bool(content) and all(map(is_known, content))
    return isinstance(value, Tensor) and not isinstance(value.shape, Unknown) and all(
        isinstance(size, (int, Expression)) for size in value.shape
    )  # fmt: skip


def ever_known(name: str) -> bool:
    """Is there a call of the function of which everything is known?"""

    @st.composite
    def calls(draw: st.DrawFn) -> object:
        return FAMILIES[name](Draw(draw, holes=False), name)

    try:
        find(calls(), lambda call: is_known(ours(call)), settings=SEARCH)
    except NoSuchExample:
        return False
    return True


def test_every_function_is_known_or_says_why_not() -> None:
    assert {name for name in FAMILIES if not ever_known(name)} == NEVER_KNOWN.keys()
