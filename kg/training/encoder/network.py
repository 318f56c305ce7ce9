"""The network: a small transformer and one head for each task.

Its word-piece embeddings are no part of it: they stay as they came and are looked up outside, here and at run time.
"""
# mypy: disable-error-code="import-not-found,misc,no-any-return"

from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from kg.encoder.pieces import SHAPE_ROWS

WIDTH, HEADS, LAYERS, POSITIONS = 384, 12, 6, 512
ARC, LABEL = 256, 64
EPSILON = 1e-12
DROPOUT = 0.1
"""Inside the encoder: without it, the statements of the training sentences are learned by heart."""


class Attention(nn.Module):
    """The mixing of states by several heads; it has no weights."""

    def forward(self, query: Any, key: Any, value: Any, bias: Any) -> Any:
        """The mixed values; `bias` is added to the scores."""
        # Written out: PyTorch's fused attention takes half of a training step on a processor, this a tenth.
        query, key, value = (each.unflatten(-1, (HEADS, WIDTH // HEADS)).transpose(1, 2) for each in (query, key, value))
        scores = query @ key.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + bias.to(query.dtype)
        found = torch.softmax(scores, -1).to(value.dtype) @ value
        return found.transpose(1, 2).flatten(2)


class Layer(nn.Module):
    """Self-attention and a feed-forward net, each with its residual."""

    def __init__(self) -> None:
        super().__init__()
        self.mixed = nn.Linear(WIDTH, 3 * WIDTH)
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.wide, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.last_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.dropout = nn.Dropout(DROPOUT)
        self.attention: nn.Module = Attention()

    def forward(self, x: Any, bias: Any) -> Any:
        """The states after this layer; `bias` is added to attention scores and hides the padding."""
        found = self.attention(*self.mixed(x).split(WIDTH, dim=-1), bias)
        x = self.norm(x + self.dropout(self.attended(found)))
        return self.last_norm(x + self.dropout(self.narrow(functional.gelu(self.wide(x)))))


class Encoder(nn.Module):
    """The transformer; the rows of its type embeddings are the shapes of words."""

    def __init__(self) -> None:
        super().__init__()
        self.positions, self.shapes = nn.Embedding(POSITIONS, WIDTH), nn.Embedding(SHAPE_ROWS, WIDTH)
        self.norm, self.dropout = nn.LayerNorm(WIDTH, eps=EPSILON), nn.Dropout(DROPOUT)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, embedded: Any, shapes: Any, mask: Any) -> Any:
        """The states of the pieces; `mask` is 1 for pieces and 0 for padding."""
        places = torch.arange(embedded.shape[1], device=embedded.device)
        x = self.dropout(self.norm(embedded + self.positions(places) + self.shapes(shapes)))
        bias = (1.0 - mask[:, None, None, :]) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x


class Network(nn.Module):
    """The encoder and its heads; `sizes` says how many classes each of them knows."""

    def __init__(self, sizes: dict[str, int]) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.dropout = nn.Dropout(0.1)
        self.heads = nn.ModuleDict({name: nn.Linear(WIDTH, sizes[name]) for name in ("tags", "feats", "lemmas", "starts")})
        self.names = nn.Sequential(nn.Linear(WIDTH, 256), nn.GELU(), nn.Dropout(0.2), nn.Linear(256, sizes["names"]))
        self.arguments = nn.Sequential(nn.Linear(WIDTH, 128), nn.GELU(), nn.Dropout(0.2), nn.Linear(128, 3))
        self.dependent, self.governor = nn.Linear(WIDTH, ARC), nn.Linear(WIDTH, ARC)
        self.arcs, self.arc_bias = nn.Linear(ARC, ARC, bias=False), nn.Linear(ARC, 1, bias=False)
        self.label_dependent, self.label_governor = nn.Linear(WIDTH, LABEL), nn.Linear(WIDTH, LABEL)
        self.labels = nn.Parameter(torch.zeros(LABEL + 1, sizes["labels"], LABEL + 1))
        self.root = nn.Parameter(torch.zeros(WIDTH))

    def forward(self, embedded: Any, shapes: Any, mask: Any, first: Any) -> dict[str, Any]:
        """Scores of every task for each word; `first` holds the index of each word's first piece.

        Arcs have a column for the root before those of the words; so have the governors.
        """
        states = self.encoder(embedded, shapes, mask)
        bare = torch.gather(states, 1, first[:, :, None].expand(-1, -1, WIDTH))
        words = self.dropout(bare)
        scores = {name: head(words) for name, head in self.heads.items()}
        scores["states"] = bare
        scores["names"], scores["arguments"] = self.names(words), self.arguments(words)
        above = torch.cat([self.root.to(words.dtype).expand(words.shape[0], 1, WIDTH), words], dim=1)
        below, over = self._narrow(self.dependent, words), self._narrow(self.governor, above)
        scores["arcs"] = self.arcs(below) @ over.transpose(1, 2) + self.arc_bias(over).transpose(1, 2)
        scores["dependents"] = self._narrow(self.label_dependent, words)
        scores["governors"] = self._narrow(self.label_governor, above)
        return scores

    def _narrow(self, layer: Any, x: Any) -> Any:
        return self.dropout(functional.leaky_relu(layer(x), 0.1))

    def label_scores(self, dependents: Any, governors: Any) -> Any:
        """Scores of the labels for pairs of a dependent and its governor."""
        one = dependents.new_ones((*dependents.shape[:-1], 1))
        mixed = torch.cat([dependents, one], -1) @ self.labels.view(LABEL + 1, -1).to(dependents.dtype)
        mixed = mixed.view(*dependents.shape[:-1], -1, LABEL + 1)
        return (mixed @ torch.cat([governors, one], -1)[..., None]).squeeze(-1)


def pretrained(path: Path, sizes: dict[str, int]) -> tuple[Network, Any]:
    """A network that begins with the published weights at `path`, and the embeddings of the word pieces."""
    from safetensors.torch import load_file  # noqa: PLC0415

    given = load_file(path)
    network = Network(sizes)
    own = network.encoder
    with torch.no_grad():
        own.positions.weight.copy_(given["embeddings.position_embeddings.weight"])
        own.shapes.weight.copy_(given["embeddings.token_type_embeddings.weight"][0].expand(SHAPE_ROWS, WIDTH))
        _fill(own.norm, given, "embeddings.LayerNorm")
        layers: list[Any] = list(own.layers)
        for number, layer in enumerate(layers):
            name = f"encoder.layer.{number}"
            parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
            layer.mixed.weight.copy_(torch.cat([given[f"{part}.weight"] for part in parts]))
            layer.mixed.bias.copy_(torch.cat([given[f"{part}.bias"] for part in parts]))
            _fill(layer.attended, given, f"{name}.attention.output.dense")
            _fill(layer.norm, given, f"{name}.attention.output.LayerNorm")
            _fill(layer.wide, given, f"{name}.intermediate.dense")
            _fill(layer.narrow, given, f"{name}.output.dense")
            _fill(layer.last_norm, given, f"{name}.output.LayerNorm")
        nn.init.normal_(network.root, std=0.02)
    return network, given["embeddings.word_embeddings.weight"]


def _fill(layer: Any, given: dict[str, Any], name: str) -> None:
    layer.weight.copy_(given[f"{name}.weight"])
    layer.bias.copy_(given[f"{name}.bias"])
