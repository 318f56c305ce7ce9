"""Writes `ontology/README.md` and `ontology/ontology.svg` from the ontology: `python -m kg.ontology_page`."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from kg.resources import resource
from kg.vocabulary import ONTOLOGY, SIGNS, Family, OntologyClass, Relation, Vocabulary, load_vocabulary

PAGE = "README.md"
PICTURE = "ontology.svg"

INTRODUCTION = f"""\
# The ontology

What the knowledge graph can say: {{classes}} classes and {{relations}} relations in {{families}} families, under the namespace
`{ONTOLOGY}`. [`sahel.ttl`](sahel.ttl) is the only place
where these names are born: the program reads them from it, and a name that it lacks is an error.
[`shapes.ttl`](shapes.ttl) says in SHACL what a valid store looks like, `queries/` holds the named queries.

This page and the picture are made from `sahel.ttl` by `python -m kg.ontology_page`; a test fails when they are stale.

![The tree of classes and the families of relations]({PICTURE})
"""


def main() -> None:
    """Writes page and picture beside the ontology."""
    vocabulary = load_vocabulary()
    folder = resource("ontology")
    _write(folder / PAGE, page(vocabulary))
    _write(folder / PICTURE, picture(vocabulary))


def page(vocabulary: Vocabulary) -> str:
    """The page as Markdown: the classes, the relations family by family, the properties of records."""
    introduction = INTRODUCTION.format(
        classes=len(vocabulary.classes), relations=len(vocabulary.relations), families=len(vocabulary.families)
    )
    families = (_family_section(family, _members(vocabulary, family)) for family in vocabulary.families.values())
    return "\n".join((introduction, _class_section(vocabulary), _relation_introduction(), *families, _property_section(vocabulary)))


def picture(vocabulary: Vocabulary) -> str:
    """The picture as SVG: the trees of classes above, a card for each family of relations below."""
    trees, trees_end = _trees(vocabulary, top=TITLE_HEIGHT)
    cards, height = _cards(vocabulary, top=trees_end + GAP)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-labelledby="title" font-family="Helvetica, Arial, sans-serif" font-size="14">',
        '<title id="title">Classes and relations of the Sahel security ontology</title>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(MARGIN, 38, "Classes", size=22, weight="bold"),
        _text(MARGIN, trees_end + 26, "Relations", size=22, weight="bold"),
        _text(MARGIN + 120, trees_end + 26, "subject → object; ↔ reads the same both ways", fill=MUTED),
    )
    return "\n".join((*head, *trees, *cards, "</svg>")) + "\n"


# ------------------------------------------------------------------------------------------------------------- the page


def _class_section(vocabulary: Vocabulary) -> str:
    rows = (
        (f"`{item.name}`", _names(item.parents), f"{item.label}, *{item.label_fr}*", item.comment)
        for item in vocabulary.classes.values()
    )
    return f"## Classes\n\n{_table(('class', 'below', 'label', 'meaning'), rows)}"


def _relation_introduction() -> str:
    return """\
## Relations

*Subject* and *object* are the classes of which the two must be; *reads* says whether the relation is symmetric or what
reads it backwards; *PLOVER* is the nearest event type of that coding scheme. The *sign* of a family says how the analysis of
balance counts its ties. Every relation lies below the property of
its family, and all families below `relation`.
"""


def _family_section(family: Family, relations: Sequence[Relation]) -> str:
    rows = (
        (
            f"`{item.name}`",
            f"{item.label}, *{item.label_fr}*",
            _names(item.domain),
            _names(item.range),
            "symmetric" if item.symmetric else f"inverse: `{item.inverse}`" if item.inverse else "",
            item.plover or "",
            f"{item.definition} *{item.example}*",
        )
        for item in relations
    )
    heads = ("relation", "label", "subject", "object", "reads", "PLOVER", "meaning, *example*")
    title = f"### {family.name.capitalize()} (`{family.iri.removeprefix(ONTOLOGY)}`)"
    return f"{title}\n\n{family.definition} {_signs(family, relations)}\n\n{_table(heads, rows)}"


def _signs(family: Family, relations: Sequence[Relation]) -> str:
    """How the analysis of balance counts the family, and which of its relations otherwise."""
    words = {value: word for word, value in SIGNS.items()}
    others = ", ".join(f"`{item.name}` {words[item.sign]}" for item in relations if item.sign != family.sign)
    return f"Sign: {words[family.sign]}{f', except {others}' if others else ''}."


def _property_section(vocabulary: Vocabulary) -> str:
    rows = ((f"`{item.name}`", f"{item.label}, *{item.label_fr}*", item.comment) for item in vocabulary.record_properties.values())
    return f"## Properties of records\n\n{_table(('property', 'label', 'meaning'), rows)}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (heads, ("---",) * len(heads), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _members(vocabulary: Vocabulary, family: Family) -> list[Relation]:
    return [relation for relation in vocabulary.relations.values() if relation.family == family.name]


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


# ---------------------------------------------------------------------------------------------------------- the picture

WIDTH, MARGIN, GAP, TITLE_HEIGHT = 1320, 32, 44, 60
CLASS_HEIGHT, CLASS_ROW, INDENT, CLASS_WIDTH = 28, 36, 30, 300
TREE_COLUMNS = 3
CARD_COLUMNS, CARD_ROW, CARD_HEAD, CARD_GAP = 3, 23, 62, 20
INK, MUTED, LINE = "#1f2933", "#5f6b7a", "#9aa5b1"
TREE_FILLS = ("#e8f0fa", "#e9f5ec", "#f6efe2")
FAMILY_FILLS = ("#34568b", "#2f7d4f", "#7a6a1f", "#a23b3b", "#8a4b8f", "#b0641a")

Row = tuple[OntologyClass, int, int]
"""A class, how deep it stands in its tree, and the row of its parent there (-1 for a root)."""


def _trees(vocabulary: Vocabulary, *, top: int) -> tuple[list[str], int]:
    """The drawn trees, one below the other in each column, and the height at which they end."""
    shapes: list[str] = []
    ends: list[int] = []
    for column, roots in enumerate(_columns(vocabulary)):
        rows = [row for root in roots for row in _rows(vocabulary, root)]
        left = MARGIN + column * (WIDTH - 2 * MARGIN) // TREE_COLUMNS
        shapes += _tree(rows, left=left, top=top, fill=TREE_FILLS[column])
        ends.append(top + len(rows) * CLASS_ROW)
    return shapes, max(ends)


def _columns(vocabulary: Vocabulary) -> list[list[OntologyClass]]:
    """The roots of the trees: each that has classes below it in a column of its own, the rest together in the last."""
    parents = {parent for item in vocabulary.classes.values() for parent in item.parents}
    roots = [item for item in vocabulary.classes.values() if not item.parents]
    tall = [root for root in roots if root.name in parents]
    return [*([root] for root in tall), [root for root in roots if root not in tall]]


def _rows(vocabulary: Vocabulary, root: OntologyClass) -> list[Row]:
    rows: list[Row] = []

    def add(item: OntologyClass, depth: int, parent: int) -> None:
        rows.append((item, depth, parent))
        row = len(rows) - 1
        for child in vocabulary.classes.values():
            if item.name in child.parents:
                add(child, depth + 1, row)

    add(root, 0, -1)
    return rows


def _tree(rows: Sequence[Row], *, left: int, top: int, fill: str) -> Iterator[str]:
    for number, (item, depth, parent) in enumerate(rows):
        x, y = left + depth * INDENT, top + number * CLASS_ROW
        if depth:
            elbow = x - INDENT + 12
            start = top + parent * CLASS_ROW + CLASS_HEIGHT
            yield f'<path d="M{elbow} {start}V{y + CLASS_HEIGHT // 2}H{x}" fill="none" stroke="{LINE}"/>'
        yield f'<rect x="{x}" y="{y}" width="{CLASS_WIDTH}" height="{CLASS_HEIGHT}" rx="5" fill="{fill}" stroke="{LINE}"/>'
        yield _text(x + 10, y + 19, item.name, weight="bold")
        yield _text(x + CLASS_WIDTH - 10, y + 19, _remark(item, rows, parent), size=12, fill=MUTED, anchor="end")


def _remark(item: OntologyClass, rows: Sequence[Row], parent: int) -> str:
    """What the class's name and place in the tree leave unsaid: a label of other words, a second parent."""
    if item.label.replace(" ", "").lower() != item.name.lower():
        return item.label
    others = [name for name in item.parents if name != rows[parent][0].name]
    return f"also below {', '.join(others)}" if others else ""


def _cards(vocabulary: Vocabulary, *, top: int) -> tuple[list[str], int]:
    """The drawn cards, row by row as high as the fullest in it, and the height at which they end."""
    families = list(vocabulary.families.values())
    width = (WIDTH - 2 * MARGIN - (CARD_COLUMNS - 1) * CARD_GAP) // CARD_COLUMNS
    shapes: list[str] = []
    for first in range(0, len(families), CARD_COLUMNS):
        row = families[first : first + CARD_COLUMNS]
        height = CARD_HEAD + CARD_ROW * max(len(_members(vocabulary, family)) for family in row)
        for column, family in enumerate(row):
            left = MARGIN + column * (width + CARD_GAP)
            fill = FAMILY_FILLS[(first + column) % len(FAMILY_FILLS)]
            shapes += _card(family, _members(vocabulary, family), box=(left, top, width, height), fill=fill)
        top += height + CARD_GAP
    return shapes, top + MARGIN - CARD_GAP


def _card(family: Family, relations: Sequence[Relation], *, box: tuple[int, int, int, int], fill: str) -> Iterator[str]:
    left, top, width, height = box
    yield f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="6" fill="#fafbfc" stroke="{fill}"/>'
    yield f'<path d="M{left} {top + 36}V{top + 6}q0 -6 6 -6h{width - 12}q6 0 6 6v30z" fill="{fill}"/>'
    yield _text(left + 14, top + 24, family.label, size=16, weight="bold", fill="#ffffff")
    yield _text(left + width - 14, top + 24, str(len(relations)), size=16, fill="#ffffff", anchor="end")
    for number, relation in enumerate(relations):
        y = top + CARD_HEAD + number * CARD_ROW
        yield _text(left + 14, y, relation.name, weight="bold")
        yield _text(
            left + 150, y, f"{' | '.join(relation.domain)} {_arrow(relation)} {' | '.join(relation.range)}", size=13, fill=MUTED
        )
        if relation.inverse:
            yield _text(left + width - 14, y, f"inverse {relation.inverse}", size=12, fill=fill, anchor="end")


def _arrow(relation: Relation) -> str:
    return "↔" if relation.symmetric else "→"


def _text(x: int, y: int, text: str, *, size: int = 14, weight: str = "normal", fill: str = INK, anchor: str = "start") -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}" text-anchor="{anchor}">'
        f"{escape(text, quote=False)}</text>"
    )


if __name__ == "__main__":
    main()
