"""Random calls of softmax and its relatives: most of them valid, some not."""

from __future__ import annotations

from hypothesis import strategies as st

from .configurations_activation import elementwise
from .draw_shapes import rather

AXIS = rather(st.integers(-4, 3), "last", 1.5)

CONFIGURATIONS = {
    "LogSoftmax": elementwise("LogSoftmax", dim=AXIS),
    "Softmax": elementwise("Softmax", dim=AXIS),
    "Softmax2d": elementwise("Softmax2d"),
    "Softmin": elementwise("Softmin", dim=AXIS),
}
