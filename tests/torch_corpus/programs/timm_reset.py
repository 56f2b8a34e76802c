"""A model of a registry whose classifier is replaced; what it says of itself."""

import timm
import torch

config = {"model": "convnext_atto", "classes": 37}
if not timm.is_model(config["model"]):
    raise SystemExit("no such model")
net = timm.create_model(config["model"], num_classes=10, drop_path_rate=0.1)
features = net.forward_features(torch.zeros(2, 3, 64, 64))
net.reset_classifier(config["classes"])
y = features, net.forward_head(features, pre_logits=True), net(torch.zeros(1, *net.default_cfg["input_size"]))
