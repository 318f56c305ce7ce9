"""The encoder pipeline without its weights: pieces, windows, trees, names, lemmas, and filling a document."""

import itertools
import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.encoder.component import ARGUMENTS, EncoderComponent, _Keys, _words
from kg.encoder.decode import apply_lemma_rule, lemma_rule, name_spans, tree, with_y
from kg.encoder.pieces import PIECES_PER_WORD, SHAPES, WordPieces, plain, shape, windows
from kg.encoder.session import FILES, NetworkSession, Scores
from kg.errors import ModelError
from kg.training.encoder.augment import Augmenter, NameMaker, tagged_spans, without_stop
from kg.training.encoder.data import Sentence, allowed_tags, gum_tags, lexicon
from kg.training.evaluate import exact, overlapping
from kg.training.treebanks import Token

TAGS = ("O", "B-PERSON", "I-PERSON", "B-GPE", "I-GPE")
MODEL = Path(__file__).parent.parent / "kg/models/encoder"
needs_weights = pytest.mark.skipif(not MODEL.is_dir(), reason="the encoder's weights are not in this checkout")


def score(heads: list[int], matrix: np.ndarray) -> float:
    return sum(float(matrix[place, head]) for place, head in enumerate(heads))


def well_formed(heads: list[int]) -> bool:
    """One root, and everybody reaches it."""
    if heads.count(0) != 1:
        return False
    for begin in range(1, len(heads) + 1):
        node = begin
        for _ in heads:
            node = heads[node - 1] if node else 0
        if node:
            return False
    return True


def best_by_trying(matrix: np.ndarray) -> float:
    size = len(matrix)
    return max(score(list(heads), matrix) for heads in itertools.product(range(size + 1), repeat=size) if well_formed(list(heads)))


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.integers(-50, 50), min_size=n * (n + 1), max_size=n * (n + 1)).map(lambda v: (n, v))
    )
)
@settings(max_examples=150, deadline=None)
def test_the_tree_is_well_formed_and_the_best_of_all(case: tuple[int, list[int]]) -> None:
    size, values = case
    matrix = np.array(values, dtype=np.float32).reshape(size, size + 1)
    heads = tree(matrix)
    assert well_formed(heads)
    assert score(heads, matrix) == pytest.approx(best_by_trying(matrix))


def test_long_trees_are_well_formed() -> None:
    chance = np.random.default_rng(7)
    for size in (9, 40, 120):
        assert well_formed(tree(chance.normal(size=(size, size + 1)).astype(np.float32)))


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("O O O", []),
        ("B-PERSON I-PERSON O", [(0, 2, "PERSON")]),
        ("I-PERSON I-PERSON B-GPE", [(0, 2, "PERSON"), (2, 3, "GPE")]),
        ("B-GPE B-GPE", [(0, 1, "GPE"), (1, 2, "GPE")]),
        ("O B-GPE I-GPE I-PERSON", [(1, 4, "GPE")]),
        ("O I-GPE O I-GPE", [(1, 2, "GPE"), (3, 4, "GPE")]),
    ],
)
def test_tags_become_names(tags: str, spans: list[tuple[int, int, str]]) -> None:
    scores = np.array([[2.0 if tag == wanted else 0.0 for wanted in TAGS] for tag in tags.split()])
    assert name_spans(scores, TAGS) == spans


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("troops", "troop"),
        ("Troops", "troop"),
        ("was", "be"),
        ("MALI", "Mali"),
        ("Bamako", "Bamako"),
        ("better", "good"),
        ("2+", "2+"),
        ("5th", "5+1"),
        ("’s", "'s"),
        ("İ", "i"),
    ],
)
def test_a_rule_gives_the_lemma_it_was_made_from(form: str, lemma: str) -> None:
    assert apply_lemma_rule(form, lemma_rule(form, lemma)) == lemma


def test_the_lexicon_knows_forms_with_one_lemma() -> None:
    known = lexicon(
        [SENTENCE, replace(SENTENCE, words=("Troops", "left", "and", "Left", "."), lemmas=("t", "leave", "and", "left", "."))]
    )
    assert known["VBD"] == {"fled": "flee", "and": "and"}
    assert "NNP" not in known


def test_rules_carry_over_to_other_words() -> None:
    rule = lemma_rule("attacked", "attack")
    assert apply_lemma_rule("killed", rule) == "kill"
    assert apply_lemma_rule("ed", rule) == "ed", "a lemma is never empty"


@pytest.mark.parametrize(
    ("form", "cut", "lemma"),
    [("denies", "denie", "deny"), ("Denies", "denie", "deny"), ("fortified", "fortifi", "fortify"), ("defied", "defie", "defy"),
     ("dies", "die", "die"), ("tied", "tie", "tie"), ("relies", "rely", "rely"), ("boxes", "box", "box"), ("seed", "see", "see")],
)  # fmt: skip
def test_a_rule_that_only_cuts_is_mended_for_verbs_in_y(form: str, cut: str, lemma: str) -> None:
    assert with_y(form, cut) == lemma


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("army", "lower"),
        ("Mali", "title"),
        ("JNIM", "upper"),
        ("A", "letter"),
        ("McDonald", "mixed"),
        ("U.N.", "upper"),
        ("2024", "number"),
        ("T-55", "mixed-number"),
        ("—", "mark"),
        ("al-Qaida", "mixed"),
    ],
)
def test_shapes(word: str, name: str) -> None:
    assert SHAPES[shape(word)] == name


def test_plain_takes_accents_away() -> None:
    assert plain("Ménaka, Timbuktu, Iyad Ag Ghaly, Sévaré") == "Menaka, Timbuktu, Iyad Ag Ghaly, Sevare"


@pytest.mark.parametrize(
    ("lengths", "stops", "limit", "cuts"),
    [
        ([], [], 4, []),
        ([1, 1, 1], [0, 0, 0], 4, [(0, 3)]),
        ([1, 1, 1, 1, 1, 1], [0, 0, 1, 0, 0, 1], 4, [(0, 3), (3, 6)]),
        ([1, 1, 1, 1, 1], [0, 0, 0, 0, 0], 2, [(0, 2), (2, 4), (4, 5)]),
        ([9, 9], [0, 0], 4, [(0, 1), (1, 2)]),
    ],
)
def test_windows_end_with_sentences(lengths: list[int], stops: list[int], limit: int, cuts: list[tuple[int, int]]) -> None:
    assert windows(lengths, [bool(stop) for stop in stops], limit) == cuts


@pytest.fixture(scope="module")
def tiny_tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tokenizers = pytest.importorskip("tokenizers", reason="the encoder's libraries are not installed")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "army", "the", "##s", "a", "##a"]
    model = tokenizers.models.WordPiece({word: number for number, word in enumerate(words)}, unk_token="[UNK]")  # noqa: S106  # no password
    tokenizer = tokenizers.Tokenizer(model)
    tokenizer.normalizer = tokenizers.normalizers.BertNormalizer()
    path = tmp_path_factory.mktemp("pieces") / "pieces.json"
    tokenizer.save(str(path))
    return path


def test_words_become_pieces(tiny_tokenizer: Path) -> None:
    pieces = WordPieces(tiny_tokenizer)
    encoded = pieces.encode(["The", "armys", "?"], [True, True, False])
    assert encoded.ids == [2, 5, 4, 6, 1, 3]
    assert encoded.first == [1, 2, 4]
    assert encoded.shapes == [0, 2 * 1 + 1, 1, 1, 2 * 6, 0]
    assert len(pieces.pieces("a" * 50)) == PIECES_PER_WORD


class FakeSession:
    """Says that every word hangs on the one after it, that "Mali" is a place, and that a sentence begins after a stop."""

    def __init__(self, pieces: WordPieces) -> None:
        self.pieces = pieces
        self.sizes: list[int] = []

    def run(self, windows: list) -> list[Scores]:
        self.sizes += [len(window.first) for window in windows]
        return [self._scores(len(window.first), window.shapes, window.first) for window in windows]

    def _scores(self, size: int, shapes: list[int], first: list[int]) -> Scores:
        look = [SHAPES[shapes[place] // 2] for place in first]
        arcs = np.zeros((size, size + 1), dtype=np.float32)
        for place in range(size):
            arcs[place, min(place + 2, size)] = 5.0
        names = np.zeros((size, len(TAGS)), dtype=np.float32)
        names[:, 0] = 1.0
        names[[place for place in range(size) if look[place] == "title"], 3] = 2.0
        starts = np.array([1.0 if place and look[place - 1] == "mark" else -1.0 for place in range(size)])
        zeros = np.zeros(size, dtype=np.int64)
        wide = np.zeros((size, 2), dtype=np.float32)
        arguments = np.array([1 if each == "letter" or place == 1 else 0 for place, each in enumerate(look)], dtype=np.int64)
        governors = np.zeros((size + 1, 2), dtype=np.float32)
        return Scores(zeros, zeros, zeros, starts, names, arguments, arcs, wide, governors, wide)

    def labels(self, dependents: np.ndarray, governors: np.ndarray, *, root: np.ndarray) -> np.ndarray:
        return np.where(root, 0, 1)


@pytest.fixture
def component(tiny_tokenizer: Path) -> EncoderComponent:
    nlp = spacy.blank("en")
    made = EncoderComponent(nlp.vocab, window=8)
    made._session = FakeSession(WordPieces(tiny_tokenizer))  # type: ignore[assignment]
    made._keys = _Keys(nlp.vocab, (("NN",), ("NOUN|Number=Sing",), ("l0+",), ("root", "obj"), TAGS))
    return made


def test_a_document_is_filled(component: EncoderComponent) -> None:
    nlp = spacy.blank("en", vocab=component._vocab)
    doc = component(nlp.make_doc("The army  left Mali. It came\n\nback home"))
    assert [token.head.i for token in doc if not token.is_space][:3] == [1, 3, 4]
    assert [sent.text.strip() for sent in doc.sents] == ["The army  left Mali.", "It came", "back home"]
    assert doc[0].tag_ == "NN"
    assert str(doc[0].morph) == "Number=Sing"
    assert doc[0].lemma_ == "the"
    assert doc[2].pos_ == "SPACE"
    assert doc[2].head == doc[1]
    assert [ent.text for ent in doc.ents if ent.label_ == "GPE"] == ["The", "Mali", "It"]
    assert all(sent.root.dep_ == "ROOT" for sent in doc.sents)
    assert doc.has_annotation("DEP")
    assert [span.text for span in doc.spans[ARGUMENTS]] == ["army", "home"]


@pytest.mark.parametrize("text", ["", "   ", "\n", "a", " a"])
def test_documents_of_almost_nothing(component: EncoderComponent, text: str) -> None:
    doc = component(spacy.blank("en", vocab=component._vocab).make_doc(text))
    assert doc.text == text


def test_batches_give_what_single_documents_give(component: EncoderComponent) -> None:
    nlp = spacy.blank("en", vocab=component._vocab)
    texts = ["the army left Mali.", "", "It came back, and it stayed. " * 4, "a"]
    piped = [doc.to_json() for doc in component.pipe((nlp.make_doc(text) for text in texts), batch_size=3)]
    assert piped == [component(nlp.make_doc(text)).to_json() for text in texts]


def test_long_texts_are_cut_after_sentences(component: EncoderComponent) -> None:
    nlp = spacy.blank("en", vocab=component._vocab)
    component(nlp.make_doc("a a a army. " * 3 + "a a a a a a a a a a"))
    assert sorted(component._session.sizes) == [2, 5, 5, 5, 8]  # type: ignore[union-attr]


def test_what_is_missing_is_said_in_one_line(tmp_path: Path, tiny_tokenizer: Path) -> None:
    with pytest.raises(ModelError, match="has no network"):
        EncoderComponent(spacy.blank("en").vocab)(spacy.blank("en").make_doc("a"))
    pytest.importorskip("onnxruntime", reason="the encoder's libraries are not installed")
    (tmp_path / "classes.json").write_text(json.dumps({}))
    with pytest.raises(ModelError, match=r"lacks network\.onnx, tables\.npz, pieces\.json, lexicon\.json"):
        NetworkSession(tmp_path)


SENTENCE = Sentence(
    ("Amadou", "Keita", "fled", "Gao", "."),
    (True, True, True, False, True),
    tags=("NNP", "NNP", "VBD", "NNP", "."),
    feats=("PROPN", "PROPN", "VERB", "PROPN", "PUNCT"),
    lemmas=("Amadou", "Keita", "flee", "Gao", "."),
    heads=(3, 1, 0, 3, 3),
    labels=("nsubj", "flat", "root", "obj", "punct"),
    names=("B-PERSON", "I-PERSON", "O", "B-GPE", "O"),
)
PERSONS = [("Amadou", "Diallo"), ("Fatoumata", "Coulibaly"), ("Ibrahim", "Traoré"), ("Mariam", "Sangaré")]
PLACES = [("Gao",), ("Ménaka",), ("Kidal",), ("Kangaba",), ("Mangaro",)]


def test_a_headline_has_no_stop() -> None:
    short = without_stop(SENTENCE)
    assert short.words == ("Amadou", "Keita", "fled", "Gao")
    assert short.spaces[-1]
    assert len(short.heads) == len(short.names) == 4
    assert without_stop(short) is short


def test_a_stop_that_something_hangs_on_stays() -> None:
    odd = replace(SENTENCE, heads=(3, 1, 0, 5, 3))
    assert without_stop(odd) is odd


def test_variants_keep_their_layers_in_step() -> None:
    augment = Augmenter(PERSONS, PLACES)
    variants = [augment(SENTENCE) for _ in range(300)]
    for variant in variants:
        layers = (variant.spaces, variant.tags, variant.feats, variant.lemmas, variant.heads, variant.labels, variant.names)
        assert {len(variant.words)} == {len(layer) for layer in layers}
        assert variant.heads == SENTENCE.heads[: len(variant.words)]
    words = {word for variant in variants for word in variant.words}
    known = {word for name in [*PERSONS, *PLACES, SENTENCE.words] for word in name}
    assert {"FLED", "Ménaka", "Menaka"} <= words
    assert {"Kangaro", "Mangaba"} & words, "no name was invented"
    assert known & words


def test_the_same_seed_gives_the_same_variants() -> None:
    first, second = ([augment(SENTENCE) for _ in range(20)] for augment in (Augmenter(PERSONS, PLACES), Augmenter(PERSONS, PLACES)))
    assert first == second


def test_invented_names_are_new() -> None:
    chance = random.Random(7)  # noqa: S311  # no secret hangs on it
    maker = NameMaker(["Kangaba", "Mangaro"])
    assert {maker.word(chance) for _ in range(40)} == {"Kangaro", "Mangaba"}
    assert NameMaker(["Gao"]).word(chance) == "Gao", "where nothing can be invented a known name must do"


@pytest.mark.parametrize(
    ("corpus", "tag", "allowed", "refused"),
    [
        ("gum", "O", {"O", "B-NORP", "I-WEAPON"}, {"B-PERSON", "B-DATE"}),
        ("gum", "B-LOC", {"B-LOC", "B-GPE", "B-FAC"}, {"I-LOC", "O"}),
        ("annotated", "O", {"O", "B-DATE"}, {"B-NORP"}),
        ("annotated", "B-LOC", {"B-LOC"}, {"B-GPE"}),
        ("uner", "I-LOC", {"I-GPE"}, {"B-GPE", "I-ORG"}),
    ],
)
def test_a_corpus_says_what_it_cannot_tell(corpus: str, tag: str, allowed: set[str], refused: set[str]) -> None:
    found = set(allowed_tags(corpus, tag))
    assert allowed <= found
    assert not refused & found


def gum(*rows: tuple[str, str, int, str, str]) -> list[Token]:
    """Words as read from GUM: form, fine tag, head, label, entity brackets."""
    kinds = {"NNP": "PROPN", "NN": "NOUN", "IN": "ADP", "CD": "NUM", "DT": "DET"}
    return [
        {"form": form, "xpos": tag, "upos": kinds.get(tag, "X"), "head": head, "deprel": label, "misc": {"Entity": entity}}
        for form, tag, head, label, entity in rows
    ]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (
            gum(
                ("Professor", "NNP", 2, "nmod:desc", "(1-person"),
                ("Cres", "NNP", 0, "root", ""),
                ("Eastman", "NNP", 2, "flat", "1)"),
            ),
            [("Cres Eastman", "PERSON")],
        ),
        (
            gum(
                ("Sydney", "NNP", 0, "root", "(9-place"),
                (",", ",", 3, "punct", ""),
                ("Australia", "NNP", 1, "nmod:unmarked", "(10-place)9)"),
            ),
            [("Sydney", "GPE"), ("Australia", "GPE")],
        ),
        (
            gum(
                ("the", "DT", 2, "det", "(3-organization"),
                ("Bank", "NNP", 0, "root", ""),
                ("of", "IN", 4, "case", ""),
                ("Ghana", "NNP", 2, "nmod", "(4-place)3)"),
            ),
            [("Bank of Ghana", "ORG")],
        ),
        (
            gum(("King", "NNP", 0, "root", "(3-person"), ("of", "IN", 3, "case", ""), ("Athens", "NNP", 1, "nmod", "(4-place)3)")),
            [("Athens", "GPE")],
        ),
        (gum(("the", "DT", 2, "det", "(5-person"), ("farmer", "NN", 0, "root", "5)")), []),
        (gum(("in", "IN", 2, "case", "(6-time"), ("1805", "CD", 0, "root", "6)")), [("1805", "DATE")]),
        (gum(("four", "CD", 2, "nummod", "(6-time"), ("years", "NN", 0, "root", "6)")), []),
    ],
)
def test_gum_spans_are_cut_down_to_names(words: list[Token], names: list[tuple[str, str]]) -> None:
    found = tagged_spans(gum_tags(words))
    assert [(" ".join(word["form"] for word in words[start:end]), kind) for start, end, kind in found] == names


def test_spans_of_tags() -> None:
    assert list(tagged_spans(SENTENCE.names)) == [(0, 2, "PERSON"), (3, 4, "GPE")]
    assert list(tagged_spans(("O", "B-GPE", "B-GPE", "I-GPE"))) == [(1, 2, "GPE"), (2, 4, "GPE")]


@pytest.mark.parametrize(
    ("found", "right", "exactly", "touching"),
    [
        ({(0, 2, "ORG")}, {(0, 2, "ORG")}, 1.0, 1.0),
        ({(0, 2, "ORG")}, {(0, 1, "ORG")}, 0.0, 1.0),
        ({(0, 2, "ORG"), (4, 5, "GPE")}, {(0, 2, "PERSON")}, 0.0, 2 / 3),
        (set(), set(), 0.0, 0.0),
    ],
)
def test_scores_of_names(found: set, right: set, exactly: float, touching: float) -> None:
    assert exact([found], [right]) == pytest.approx(exactly)
    assert overlapping([found], [right]) == pytest.approx(touching)


@needs_weights
def test_the_shipped_pipeline_reads_news() -> None:
    nlp = spacy.load(MODEL)
    doc = nlp("On Monday, Russian mercenaries killed 12 villagers near Sévaré. Colonel Assimi Goïta denied it.")
    assert [sent.root.lemma_ for sent in doc.sents] == ["kill", "deny"]
    labels = {token.text: token.dep_ for token in doc}
    assert labels["mercenaries"] == "nsubj"
    assert labels["villagers"] == "obj"
    assert {"Sévaré", "Assimi Goïta"} <= {ent.text for ent in doc.ents}


@needs_weights
def test_the_shipped_pipeline_is_small() -> None:
    assert set(FILES) <= {path.name for path in (MODEL / "encoder").iterdir()}
    assert sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file()) < 40_000_000


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Mali left ECOWAS. It joined the AES.", [0, 4]),
        ("Mali quit. They cheered!  But who paid? No one.", [0, 3, 7, 11]),
        ("Gao fell ... The rest held.", [0]),
        ("5 . The fifth point", [0]),
        ("J . The name", [0]),
        ("Mali left . it said", [0]),
        ("Mali left.It came", [0]),
        ("The end .", [0]),
        ("Mali left.\n\nBamako cheered.", [0, 4]),
    ],
)
def test_a_pronoun_with_a_capital_behind_a_stop_begins_a_sentence(text: str, begins: list[int]) -> None:
    words = _words(spacy.blank("en")(text))
    found = [words.places[place] for place, sure in enumerate(words.breaks) if sure or not place]
    assert found == begins
