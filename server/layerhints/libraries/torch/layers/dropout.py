"""Dropouts: while training they set values, or whole channels, to zero."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.libraries.torch.layers.elementwise import Unchanged
from layerhints.rules import Ranks
from layerhints.rules.fields import number, setting
from layerhints.rules.shapes import known_rank


class Dropping(Unchanged):
    """What all dropouts share. `dropped` is what is drawn as one."""

    dropped = "values"
    usual: tuple[int, ...] = ()
    """The numbers of axes that the module is meant for; nothing where any is as good."""

    p = number(0.5, low=0, high=1)
    inplace = setting(False)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        share = f"{self.p:.0%} of" if isinstance(self.p, (int, float)) else "some of"
        yield (
            f"While training it sets {share} the {self.dropped} to 0 and scales the others up; in `eval()` it does "
            f"nothing. The shape stays and it has no parameters, so the count is the same with and without it."
        )
        rank = known_rank(x)
        if rank is not None and self.usual and rank not in self.usual:
            yield (
                f"It is meant for {self.usual[0]} or {self.usual[1]} axes (the batch may be absent); this input has "
                f"{rank}, for which nn.Dropout is the right one."
            )


class Dropout(Dropping):
    """Sets single values to zero.

    Examples:
        Dropout(0.2): N 128 -> N 128
        Dropout(): N 64 8 8 -> N 64 8 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html
    """


class AlphaDropout(Dropping):
    """Sets single values to the lowest value of a SELU, so that mean and variance stay.

    Examples:
        AlphaDropout(0.2): N 128 -> N 128
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AlphaDropout.html
    """


class Dropout1d(Dropping):
    """Sets whole channels of a sequence to zero.

    Examples:
        Dropout1d(): N 16 32 -> N 16 32
        Dropout1d(): 16 32 -> 16 32
        Dropout1d(): N 16 8 8 !! wrong-rank
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout1d.html
    """

    dropped = "channels"

    def ranks(self) -> Ranks:
        return Ranks(2, 3)


class Dropout2d(Dropping):
    """Sets whole channels of an image to zero.

    Examples:
        Dropout2d(0.3): N 64 8 8 -> N 64 8 8
        Dropout2d(): N 128 -> N 128
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout2d.html
    """

    dropped = "channels"
    usual = (3, 4)


class Dropout3d(Dropping):
    """Sets whole channels of a volume to zero.

    Examples:
        Dropout3d(): N 16 4 32 32 -> N 16 4 32 32
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout3d.html
    """

    dropped = "channels"
    usual = (4, 5)


class FeatureAlphaDropout(Dropping):
    """AlphaDropout of whole channels.

    Examples:
        FeatureAlphaDropout(): N 16 4 32 32 -> N 16 4 32 32
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.FeatureAlphaDropout.html
    """

    dropped = "channels"
