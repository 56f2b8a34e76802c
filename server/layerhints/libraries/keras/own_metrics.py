"""Metrics that the program defines itself, by deriving from `Metric`. https://keras.io/api/metrics/base_metric/"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.opaque import Opaque
from layerhints.libraries.keras.session import session
from layerhints.libraries.keras.variables import Variable
from layerhints.values.objects import Class, Native

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


class Metrics(Opaque):
    """The module, a class of metrics, or a function."""

    __slots__ = ()

    def attribute(self, machine: Machine, name: str) -> Any:
        return metric_class(machine) if name == "Metric" else Metrics(f"{self.name}.{name}")


def metric_class(machine: Machine) -> Class:
    """`keras.metrics.Metric`."""
    classes = session(machine).classes
    if "Metric" not in classes:
        cls = Class("Metric", (), {}, "keras.metrics", None, Unknown("this attribute of a metric is not understood"))
        cls.namespace["__init__"] = Native("Metric.__init__", lambda *_: None)
        cls.namespace["__call__"] = Native("Metric.__call__", _apply)
        for name in ("add_weight", "add_variable"):
            cls.namespace[name] = Native(f"Metric.{name}", _add_weight)
        classes["Metric"] = cls
    found = classes["Metric"]
    assert isinstance(found, Class)
    return found


def _apply(machine: Machine, arguments: Arguments) -> Any:
    """`metric(y_true, y_pred)` counts a batch in, and gives the result until then."""
    metric = arguments.positional[0]
    machine.call(machine.attribute(metric, "update_state"), arguments.without_first())
    return machine.call_values(machine.attribute(metric, "result"))


def _add_weight(machine: Machine, arguments: Arguments) -> Any:
    """What the metric keeps between batches, which is no weight of a model. Keras 2 takes the name first."""
    call = arguments.without_first()
    first, second = call.get(0, "shape", ()), call.get(1, "shape", ())
    shape = machine.plain(second if isinstance(first, str) else first)
    if not isinstance(shape, tuple):
        shape = shape if isinstance(shape, Unknown) else Unknown("the shape of what the metric keeps is not known")
    return Variable(shape, call.keywords.get("dtype") or "float32", False, False)
