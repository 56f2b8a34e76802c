"""Where a layer stands in the models of a document: `layer1.0.conv1`."""

from __future__ import annotations

from collections.abc import Sequence

from layerhints.project.view import View
from layerhints.values.facts import LayerApplied


def paths(view: View, uses: Sequence[LayerApplied]) -> list[str]:
    """The paths of the layers that were used, each once."""
    return list(dict.fromkeys(path for use in uses for path in view.analysis.paths(use.layer)))
