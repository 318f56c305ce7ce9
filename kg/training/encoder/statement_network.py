"""The statement branch: from the states of a sentence's words and its mentions to the relations of each pair."""
# mypy: disable-error-code="import-not-found,misc,no-any-return"

from typing import Any

import torch
from torch import nn
from torch.nn import functional

from kg.encoder.pairs import DISTANCE_ROWS, KINDS, MARKS
from kg.training.encoder.network import EPSILON, WIDTH, Layer

SPAN, LOOKS = 256, 4
"""The width of a mention's vector, and how many looks at the sentence each pair takes; the first is taught the trigger."""
HIDDEN = 512
UNLIKELY = -4.0
"""The score of every relation at first, beside that of none."""


class StatementNetwork(nn.Module):
    """Scores of relations, polarity, modality and trigger words for ordered pairs of mentions."""

    def __init__(self, sizes: dict[str, int], *, layers: int = 1) -> None:
        super().__init__()
        self.marks = nn.Embedding(MARKS, WIDTH)
        self.labels = nn.Embedding(sizes["labels"], WIDTH)
        self.above = nn.Linear(WIDTH, WIDTH)
        self.hints = nn.Linear(sizes["relations"], WIDTH, bias=False)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.dropout = nn.Dropout(0.2)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.kinds = nn.Embedding(2 * len(KINDS), SPAN)
        self.span = nn.Linear(2 * WIDTH, SPAN)
        self.subject, self.object = nn.Linear(SPAN, SPAN), nn.Linear(SPAN, SPAN)
        self.look_subject, self.look_object = nn.Linear(SPAN, SPAN), nn.Linear(SPAN, SPAN)
        self.key, self.value = nn.Linear(WIDTH, SPAN), nn.Linear(WIDTH, SPAN)
        self.way, self.middle = nn.Linear(WIDTH, SPAN), nn.Linear(WIDTH, SPAN)
        self.way_bias, self.middle_bias = nn.Parameter(torch.zeros(LOOKS)), nn.Parameter(torch.zeros(LOOKS))
        self.distance = nn.Embedding(DISTANCE_ROWS, SPAN)
        self.mix = nn.Linear(7 * SPAN, HIDDEN)
        self.last = nn.Linear(HIDDEN, HIDDEN)
        self.outputs = nn.ModuleDict(
            {
                "relations": nn.Linear(HIDDEN, sizes["relations"]),
                "none": nn.Linear(HIDDEN, 1),
                "families": nn.Linear(HIDDEN, sizes["families"]),
                "negated": nn.Linear(HIDDEN, 1),
                "modality": nn.Linear(HIDDEN, 4),
            }
        )
        for table in (self.marks, self.labels, self.kinds, self.distance):
            nn.init.normal_(table.weight, std=0.02)
        nn.init.zeros_(self.above.weight)
        nn.init.zeros_(self.hints.weight)
        for name, parameter in self.outputs["relations"].named_parameters():
            if name == "bias":
                nn.init.constant_(parameter, UNLIKELY)
        for parameter in self.outputs["none"].parameters():
            nn.init.zeros_(parameter)

    def begin_as(self, layer: nn.Module) -> None:
        """Lets the branch's layers begin as a copy of the encoder's last one."""
        for own in self.layers:
            own.load_state_dict(layer.state_dict())

    def forward(
        self,
        states: Any,
        marks: Any,
        above: Any,
        labels: Any,
        mask: Any,
        hints: Any,
        spans: Any,
        roots: Any,
        kinds: Any,
        subjects: Any,
        objects: Any,
        way: Any,
        middle: Any,
        distance: Any,
    ) -> dict[str, Any]:
        """Scores for each pair.

        For each sentence by word: `states`, `marks`, the word `above` it in the tree, `labels`, `mask`, and the lexicon's `hints`,
        one for each relation. `spans` holds a row of weights over the words for each mention, `roots` its head word, `kinds` its
        sort; `subjects` and `objects` are mention numbers by pair, `way` and `middle` rows of weights over the words, `distance`
        a class.
        """
        over = torch.gather(states, 1, above[:, :, None].expand(-1, -1, WIDTH))
        hinted = self.hints(self.dropout(hints.to(states.dtype)))
        x = self.norm(states + self.marks(marks) + self.labels(labels) + self.above(over) + hinted)
        x = self.dropout(x)
        bias = (1.0 - mask[:, None, None, :]) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        heads = torch.gather(x, 1, roots[:, :, None].expand(-1, -1, WIDTH))
        found = functional.gelu(self.span(torch.cat([spans.to(x.dtype) @ x, heads], -1)) + self.kinds(kinds))
        found = self.dropout(found)
        subject, obj = _taken(self.subject(found), subjects), _taken(self.object(found), objects)
        query = _taken(self.look_subject(found), subjects) + _taken(self.look_object(found), objects)
        looks, seen = self._look(x, query, mask, way, middle)
        along, amid = way.to(x.dtype) @ self.way(x), middle.to(x.dtype) @ self.middle(x)
        z = torch.cat([subject, obj, subject * obj, seen, along, amid, self.distance(distance)], -1)
        z = self.dropout(functional.gelu(self.mix(self.dropout(z))))
        z = self.dropout(functional.gelu(self.last(z)) + z)
        return {**{name: head(z) for name, head in self.outputs.items()}, "looks": looks}

    def _look(self, x: Any, query: Any, mask: Any, way: Any, middle: Any) -> tuple[Any, Any]:
        """Where each pair looks in its sentence (the first look alone), and what it sees with all of them."""
        size = SPAN // LOOKS
        queries, keys, values = (each.unflatten(-1, (LOOKS, size)).transpose(1, 2) for each in (query, self.key(x), self.value(x)))
        scores = queries @ keys.transpose(-1, -2) * size**-0.5
        scores = scores + (way > 0)[:, None].to(scores.dtype) * self.way_bias[:, None, None]
        scores = scores + (middle > 0)[:, None].to(scores.dtype) * self.middle_bias[:, None, None]
        scores = scores + (1.0 - mask[:, None, None, :]).to(scores.dtype) * -1e4
        seen = torch.softmax(scores, -1).to(values.dtype) @ values
        return scores[:, 0], seen.transpose(1, 2).flatten(2)


def _taken(values: Any, numbers: Any) -> Any:
    return torch.gather(values, 1, numbers[:, :, None].expand(-1, -1, values.shape[-1]))
