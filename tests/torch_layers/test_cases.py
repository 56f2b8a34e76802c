"""Calls in which torch does what one would not expect, each judged by real torch."""

from __future__ import annotations

import pytest

from . import judging
from .check import Configuration, Tensor, call, use

pytestmark = pytest.mark.oracle

IMAGE, WIDE = (2, 3, 9, 9), (1, 3, 5, 7)
PLACES = Tensor((1, 3, 2), fill=0.5)
TAKEN = (
    use(call("Conv2d", 3, 4, 3, padding="same", padding_mode="reflect", dilation=(2,)), IMAGE),
    use(call("Conv2d", 3, 4, (5, 3), padding="same", padding_mode="circular", dilation=(2,)), IMAGE),
    use(call("Conv2d", 3, 4, 3, padding="valid", padding_mode="reflect", dilation=(2,)), IMAGE),
    use(call("Conv2d", 3, 4, 3, padding="same", padding_mode="zeros", dilation=(2,)), IMAGE),
    use(call("Conv2d", 3, 4, (3, 5), padding="same", padding_mode="circular", dilation=2), IMAGE),
    use(call("ConvTranspose2d", 3, 4, 3, stride=2), IMAGE, output_size=(20, 20)),
    use(call("GaussianNLLLoss"), (2, 3), (2, 3), 1.0),
    use(call("FractionalMaxPool2d", 2, output_ratio=0.5, _random_samples=PLACES), WIDE),
    use(call("FractionalMaxPool2d", (2, 3), output_size=(4, 3), _random_samples=PLACES), (3, 7, 6)),
    use(call("EmbeddingBag", 2.0, 5, _weight=Tensor((2, 5))), Tensor((4, 5), "int64")),
    use(call("Embedding", 2, 5.0, _weight=Tensor((2, 5))), Tensor((4, 5), "int64")),
)
REFUSED = (
    use(call("Embedding", 2.0, 2, -2, _weight=Tensor((2, 2))), Tensor((4, 3), "int64")),
    use(call("Conv2d", 3, 4, (3, 5), padding="same", padding_mode="reflect", dilation=(3,)), IMAGE),
    use(call("Conv2d", 3, 4, 3, padding=(1,), padding_mode="replicate"), IMAGE),
    use(call("Conv2d", 3, 4, 3, padding=(1, 1, 1)), IMAGE),
    use(call("ConvTranspose2d", 3, 4, 3, stride=(2,)), IMAGE, output_size=(20, 20)),
    use(call("GaussianNLLLoss"), (2, 3), (2, 3), 1),
    use(call("GaussianNLLLoss"), (2, 3), (2, 3), -1.0),
    use(call("FractionalMaxPool2d", 2, output_ratio=0.5, _random_samples=PLACES), (1, 4, 5, 7)),
    use(call("FractionalMaxPool2d", 2, output_ratio=0.5, _random_samples=Tensor((1, 3, 3))), WIDE),
    use(call("EmbeddingBag", 2.0, 5), Tensor((4, 5), "int64")),
    use(call("Embedding", 2, 5.5, _weight=Tensor((2, 5))), Tensor((4, 5), "int64")),
)


@pytest.mark.parametrize("drawn", TAKEN, ids=str)
def test_what_torch_takes(drawn: Configuration) -> None:
    assert judging.compare(drawn.layer.name, drawn).kind == "taken"


@pytest.mark.parametrize("drawn", REFUSED, ids=str)
def test_what_torch_refuses(drawn: Configuration) -> None:
    assert judging.compare(drawn.layer.name, drawn).kind == "refused"
