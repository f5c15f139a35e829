"""The encoder as an ONNX graph: twelve layers of attention and feed-forward.

With `eight_bit`, products run on 8-bit numbers, which are scaled per text: a few channels carry
values far above all others and would leave the rest no steps. Dividing each channel by what is
usual for it, and multiplying its weights by the same, changes nothing but the steps. The cosine to
the exact network is 0.999 then, 0.997 without.
"""

from __future__ import annotations

import numpy as np

from knowledge.documents.e5.model_file import Floats, ModelFile
from knowledge.documents.e5.onnx import MICROSOFT, model, node, tensor, value

SMOOTHING = 0.7
"""How far a channel is brought to what is usual, 0 to 1; 0.5 and 1 were worse."""
LOUD = {
    0: (318, 33), 1: (1462, 14), 2: (354, 12), 4: (778, 64), 5: (658, 32), 6: (1152, 12),
    7: (413, 11),
}  # fmt: skip
"""Layer → the one channel of its feed-forward part that stands out, and its largest value: seen in
every text, in whatever language (the next largest value is 7)."""
USUAL = 5


class _Graph:
    """Collects operations and constants."""

    def __init__(self, file: ModelFile, *, eight_bit: bool) -> None:
        self.file = file
        self.eight_bit = eight_bit
        self.nodes: list[bytes] = []
        self.constants: list[bytes] = []

    def constant(self, name: str, values: Floats) -> str:
        self.constants.append(tensor(name, values))
        return name

    def product(self, x: str, name: str, size: int, channels: Floats) -> str:
        """`x` times the weights of this name, without bias; `x` was divided by `channels`."""
        weights = self.file.weights(f"{name}.w", size) * channels
        output = f"{name}.product"
        if not self.eight_bit:
            held = self.constant(f"{name}.w", weights.T)
            self.nodes.append(node("MatMul", [x, held], output))
            return output
        steps = np.abs(weights).max(axis=1) / 127
        rounded = np.rint(weights / steps[:, None]).astype(np.int8)
        inputs = [x, f"{name}.w", self.constant(f"{name}.steps", steps.astype(np.float32))]
        self.constants.append(tensor(f"{name}.w", rounded.T))
        self.nodes.append(node("DynamicQuantizeMatMul", inputs, output, MICROSOFT))
        return output

    def norm(self, x: str, name: str, skip: str = "", bias: str = "") -> str:
        """Layer norm of `x`, with what goes around it added before."""
        scale = self.constant(f"{name}.w", self.file.floats(f"{name}.w"))
        shift = self.constant(f"{name}.b", self.file.floats(f"{name}.b"))
        epsilon = self.file.sizes.epsilon
        if not skip:
            operation = node("LayerNormalization", [x, scale, shift], name, axis=2, epsilon=epsilon)
        else:
            inputs = [x, skip, scale, shift, self.constant(bias, self.file.floats(bias))]
            operation = node("SkipLayerNormalization", inputs, name, MICROSOFT, epsilon=epsilon)
        self.nodes.append(operation)
        return name

    def even(self, x: str, channels: Floats) -> str:
        """`x` divided by `channels`."""
        if not self.eight_bit:
            return x
        shares = self.constant(f"{x}.shares", (1 / channels).astype(np.float32))
        self.nodes.append(node("Mul", [x, shares], f"{x}.even"))
        return f"{x}.even"

    def channels(self, norm: str) -> Floats:
        """What is usual for each channel behind this layer norm."""
        if not self.eight_bit:
            return np.ones(self.file.sizes.hidden, np.float32)
        scale, shift = (np.abs(self.file.floats(f"{norm}.{part}")) for part in "wb")
        usual: Floats = ((3 * scale + shift) ** SMOOTHING).astype(np.float32)
        return usual / np.float32(np.median(usual))

    def attention(self, x: str, layer: str, norm: str) -> str:
        """Multi-head attention and its output's product."""
        hidden = self.file.sizes.hidden
        channels = self.channels(norm)
        even = self.even(x, channels)
        parts = [self.product(even, f"{layer}.{part}", hidden, channels) for part in "qkv"]
        bias = np.concatenate([self.file.floats(f"{layer}.{part}.b") for part in "qkv"])
        inputs = [*parts, self.constant(f"{layer}.qkv.b", bias)]
        heads = self.file.sizes.heads
        mixed = f"{layer}.mixed"
        self.nodes.append(node("MultiHeadAttention", inputs, mixed, MICROSOFT, num_heads=heads))
        return self.product(mixed, f"{layer}.ao", hidden, np.ones(hidden, np.float32))

    def feed_forward(self, x: str, layer: str, number: int) -> str:
        """The two products with GELU between."""
        sizes = self.file.sizes
        channels = self.channels(f"{layer}.aln")
        wide = self.product(self.even(x, channels), f"{layer}.fi", sizes.feed, channels)
        bias = self.constant(f"{layer}.fi.b", self.file.floats(f"{layer}.fi.b"))
        self.nodes.append(node("BiasGelu", [wide, bias], f"{layer}.bent", MICROSOFT))
        channels = np.ones(sizes.feed, np.float32)
        if self.eight_bit and number in LOUD:
            channel, largest = LOUD[number]
            channels[channel] = largest / USUAL
        even = self.even(f"{layer}.bent", channels)
        return self.product(even, f"{layer}.fo", sizes.hidden, channels)


def network(file: ModelFile, *, eight_bit: bool) -> bytes:
    """An ONNX model: `x` (1, tokens, hidden) of embeddings → `y` of the same shape."""
    graph = _Graph(file, eight_bit=eight_bit)
    norm = "emb.ln"
    x = graph.norm("x", norm)
    for number in range(file.sizes.layers):
        layer = f"l{number}"
        around = graph.attention(x, layer, norm)
        x = graph.norm(around, f"{layer}.aln", skip=x, bias=f"{layer}.ao.b")
        fed = graph.feed_forward(x, layer, number)
        norm = f"{layer}.oln"
        x = graph.norm(fed, norm, skip=x, bias=f"{layer}.fo.b")
    shape = (1, "tokens", file.sizes.hidden)
    inputs = [value("x", np.float32, shape)]
    return model(graph.nodes, graph.constants, inputs, value(x, np.float32, shape))
