"""The classifier that pictures and clips are judged by, and how it becomes an ONNX file for the studio's own measurements."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

Heads = dict[str, list[str]]


class Probe(nn.Module):
    """[n, channels, size, size] in 0..1 -> logits [n, all classes of all heads], in the order of `heads`.

    Convolutions of growing width (the first looks at patches of 4 pixels), then one linear layer over 4 x 4 places, so
    that it also knows where things are. size is 128 or 64.
    """

    def __init__(self, heads: Heads, channels: int, size: int) -> None:
        super().__init__()
        self.heads, self.channels, self.size = heads, channels, size
        steps = {128: [(7, 4, 32), (3, 2, 64), (3, 1, 64), (3, 2, 128), (3, 2, 160)], 64: [(5, 2, 48), (3, 2, 64), (3, 1, 64), (3, 2, 128), (3, 2, 160)]}[size]
        self.convs, self.norms = nn.ModuleList(), nn.ModuleList()
        width = channels
        for kernel, stride, out in steps:
            self.convs.append(nn.Conv2d(width, out, kernel, stride, kernel // 2, bias=False))
            self.norms.append(nn.BatchNorm2d(out))
            width = out
        self.last = nn.Linear(width * 16, sum(map(len, heads.values())))

    def forward(self, x: Tensor) -> Tensor:
        for conv, norm in zip(self.convs, self.norms, strict=True):
            x = F.relu(norm(conv(x)))
        return self.last(F.dropout(x.flatten(1), 0.3, self.training))

    def split(self, logits: Tensor) -> dict[str, Tensor]:
        """The logits of each head."""
        return dict(zip(self.heads, logits.split([len(v) for v in self.heads.values()], 1), strict=True))

    def learned(self) -> int:
        return sum(p.numel() for p in self.parameters())


def save(probe: Probe, path: Path, facts: dict) -> None:
    """`path`.onnx with float16 weights, and `path`.json with the heads and what was found on held-out scenes."""
    probe = probe.eval()
    weights: list[onnx.TensorProto] = []
    nodes: list[onnx.NodeProto] = []

    def weight(name: str, value: Tensor) -> str:
        weights.append(numpy_helper.from_array(value.detach().numpy().astype(np.float16), name))
        nodes.append(helper.make_node("Cast", [name], [f"{name}.float"], to=TensorProto.FLOAT))
        return f"{name}.float"

    here = "input"
    for i, (conv, norm) in enumerate(zip(probe.convs, probe.norms, strict=True)):
        fused = conv if isinstance(norm, nn.Identity) else fuse_conv_bn_eval(conv, norm)
        pad, step = fused.padding[0], fused.stride[0]
        names = [here, weight(f"conv{i}.weight", fused.weight), weight(f"conv{i}.bias", fused.bias)]
        nodes.append(helper.make_node("Conv", names, [f"conv{i}"], pads=[pad] * 4, strides=[step] * 2))
        nodes.append(helper.make_node("Relu", [f"conv{i}"], [f"relu{i}"]))
        here = f"relu{i}"
    nodes.append(helper.make_node("Flatten", [here], ["flat"]))
    names = ["flat", weight("last.weight", probe.last.weight), weight("last.bias", probe.last.bias)]
    nodes.append(helper.make_node("Gemm", names, ["logits"], transB=1))
    shape = ["n", probe.channels, probe.size, probe.size]
    inputs = [helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)]
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", probe.last.out_features])]
    graph = helper.make_graph(nodes, path.name, inputs, outputs, weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path.with_suffix(".onnx"))
    rounded = {key: {head: round(share, 3) for head, share in value.items()} if isinstance(value, dict) else value for key, value in facts.items()}
    path.with_suffix(".json").write_text(json.dumps({"heads": probe.heads, **rounded}, indent=1) + "\n")


def load(path: Path) -> Probe:
    """A probe back from its two files, its norms folded: to judge in PyTorch what the studio judges through ONNX, or to learn on."""
    facts = json.loads(path.with_suffix(".json").read_text())
    model = onnx.load(path.with_suffix(".onnx"))
    arrays = {w.name: torch.from_numpy(numpy_helper.to_array(w).astype(np.float32)) for w in model.graph.initializer}
    _, channels, size, _ = (d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim)
    probe = Probe(facts["heads"], channels, size)
    for i in range(len(probe.convs)):
        old = probe.convs[i]
        probe.convs[i] = nn.Conv2d(old.in_channels, old.out_channels, old.kernel_size, old.stride, old.padding)
        probe.convs[i].weight.data, probe.convs[i].bias.data = arrays[f"conv{i}.weight"], arrays[f"conv{i}.bias"]
        probe.norms[i] = nn.Identity()
    probe.last.weight.data, probe.last.bias.data = arrays["last.weight"], arrays["last.bias"]
    return probe.eval()
