"""Writes down models of timm, one of a family each, as the real library builds them.

Run it with `python tests/torch_corpus/record_timm.py`. Each is made on the meta device without pretrained weights and
sent two images of the size that it is meant for. Noted are the type and the parameters of every module, and what came
out of it at every call. The truth goes into timm.json.gz beside this file, with the versions that it comes from.

`python tests/torch_corpus/record_timm.py totals FILE` writes only the sums of parameters, but of all models that
timm lists, for `python tests/torch_corpus/sweep_timm.py FILE`.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

if __package__:
    from .record_torchvision import imported, truth_of
else:
    from record_torchvision import imported, truth_of

TRUTH = Path(__file__).parent / "timm.json.gz"

MODELS = (
    "convit_tiny", "convmixer_768_32", "cpubone_nano", "cspnext_tiny", "davit_tiny", "dla46x_c", "dpn48b",
    "ecaresnet50d_pruned", "edgenext_xx_small", "efficientformerv2_s0", "efficientvim_m1", "efficientvit_b0",
    "fasternet_t0", "fastvit_t8", "focalnet_tiny_srf", "ghostnet_050", "gmlp_ti16_224", "halonet_h1", "hiera_tiny_224",
    "inception_next_atto", "legacy_seresnet18", "levit_128s", "nest_tiny", "pvt_v2_b0", "regnetx_002", "repvit_m1",
    "sequencer2d_s", "swin_tiny_patch4_window7_224", "test_byobnet", "test_coatnet", "test_convnext",
    "test_efficientnet", "test_mambaout", "test_nfnet", "test_resnet", "test_vit", "test_vit_relpos",
    "xcit_nano_12_p8_224",
)  # fmt: skip
"""The quickest to read of each kind: what they are built with differs."""


def made(name: str) -> Any:
    """The model of that name, as the real library builds it."""
    import timm
    import torch

    with torch.device("meta"):
        return timm.create_model(name)


def builder_of(name: str) -> dict[str, str]:
    """Where the function is that makes the model."""
    import timm

    builder = timm.models.model_entrypoint(name)
    return {"name": name, "module": builder.__module__, "symbol": builder.__name__}


def whole(name: str) -> dict[str, Any]:
    """What the model and every module in it come to. One that needs numbers is made on the processor."""
    import timm
    import torch

    model = made(name)
    inputs = [[2, *model.default_cfg["input_size"]]]
    try:
        with torch.device("meta"):
            return truth_of(model, inputs)
    except (RuntimeError, NotImplementedError):
        return truth_of(timm.create_model(name), inputs)


def sums(name: str) -> dict[str, int]:
    """How many parameters the model has, and how many of them it trains."""
    parameters = list(made(name).parameters())
    return {
        "total": sum(parameter.numel() for parameter in parameters),
        "trainable": sum(parameter.numel() for parameter in parameters if parameter.requires_grad),
    }


def document(names: list[str], truth: Any) -> bytes:
    import timm
    import torch

    models = []
    for name in names:
        models.append({**builder_of(name), **truth(name)})
        print(name, models[-1]["total"], file=sys.stderr)
    answer = {"torch": torch.__version__, "timm": timm.__version__, "models": models}
    return gzip.compress(json.dumps(answer, separators=(",", ":")).encode(), 9, mtime=0)


def main() -> None:
    imported()
    import timm

    if sys.argv[1:2] == ["totals"]:
        Path(sys.argv[2]).write_bytes(document(timm.list_models(), sums))
    else:
        TRUTH.write_bytes(document(list(MODELS), whole))


if __name__ == "__main__":
    main()
