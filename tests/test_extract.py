"""From documents to readings: properties that hold for any text, and plain sentences through the shipped model."""

import functools
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from kg.encoder.statement_session import STATEMENT_FILES
from kg.errors import ModelError
from kg.extract import Extractor, extract_documents
from kg.frames import load_lexicon
from kg.gazetteer import load_gazetteer
from kg.periods import date_bounds
from kg.records import DOCUMENT_BASE, ENTITY_BASE, Document, Entity, GivenName, Reading, digest
from kg.resources import model_path
from kg.segments import BULLET
from kg.sources import document_of
from kg.vocabulary import load_vocabulary
from tests.parsed import add_parse, document, english, extractor, part_of_speech, read, short, triple, triples

NAMES = ["Mali", "JNIM", "Moscow", "ECOWAS", "Kidal", "Wagner", "Malian", "Nigeriens", "France"]
CLAIMS = ["said", "denied", "vowed", "plan", "not", "if", "will", "according"]
GLUE = [
    "the",
    "of",
    "in",
    "with",
    "by",
    "to",
    "and",
    "it",
    "they",
    "which",
    "group",
    "troops",
    "members",
    ",",
    ".",
    "'s",
    "2024",
    "June",
    "84",
    "down",
]
TAGS = [
    "NN",
    "NNS",
    "NNP",
    "VB",
    "VBD",
    "VBN",
    "VBG",
    "VBZ",
    "JJ",
    "IN",
    "TO",
    "DT",
    "PRP",
    "PRP$",
    "CC",
    "CD",
    "RB",
    "MD",
    "WDT",
    "POS",
]
LABELS = [
    "nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent", "nmod", "nmod:poss", "amod", "compound", "compound:prt", "flat", "appos",
    "conj", "cc", "case", "mark", "aux", "aux:pass", "cop", "ccomp", "xcomp", "acl", "acl:relcl", "advcl", "advmod", "parataxis", "det",
    "nummod", "punct", "dep", "expl", "fixed", "csubj",
]  # fmt: skip


FORMS = {"VERB": ["VBD", "VBN", "VBG"], "NOUN": ["NN"], "ADJ": ["JJ"]}
LABEL_OF = {"subj": "nsubj", "obj": "obj", "poss": "nmod:poss", "mod": "amod", "bearer": "nsubj", "iobj": "iobj", "": "obl"}


@functools.cache
def shipped() -> Extractor:
    return Extractor()


@functools.cache
def triggers() -> list[str]:
    return sorted({lemma for _, _, lemma in load_lexicon().triggers() if lemma.isalpha()})


def check(reading: Reading) -> None:
    """What must hold of every reading, whatever the text and the parse."""
    text, vocabulary = reading.document.text, load_vocabulary()
    for mention in reading.mentions:
        assert text[mention.start : mention.end] == mention.text != ""
        assert vocabulary.is_a(mention.entity.kind, mention.entity.kind)
        assert mention.entity.id.startswith(ENTITY_BASE)
    assert [m.start for m in reading.mentions] == sorted(m.start for m in reading.mentions)
    for statement in reading.statements:
        assert text[statement.start : statement.end] == statement.sentence != ""
        ends = (statement.subject, statement.object)
        for mention in (*ends, statement.place, statement.attributed_to):
            if mention is not None:
                assert text[mention.start : mention.end] == mention.text != ""
                assert statement.start <= mention.start < mention.end <= statement.end
        relation = vocabulary.relation(statement.relation)
        assert vocabulary.fits(statement.subject.entity.kind, relation.domain)
        assert vocabulary.fits(statement.object.entity.kind, relation.range)
        assert statement.subject.entity.id != statement.object.entity.id
        assert statement.place is None or vocabulary.is_a(statement.place.entity.kind, "Place")
        assert statement.date is None or date_bounds(statement.date)
        assert 0 < statement.confidence <= 1
        assert statement.polarity in {"affirmed", "negated"}
        assert statement.modality in {"asserted", "planned", "possible", "sought"}
        assert statement.count is None or statement.count >= 0
        assert statement.trigger
    ids = [statement.id for statement in reading.statements]
    assert len(ids) == len(set(ids))


@st.composite
def trees(draw: st.DrawFn) -> Doc:
    """Any words under any tree: what a parser may do at its worst."""
    words = draw(st.lists(st.sampled_from([*NAMES, *CLAIMS, *GLUE, *triggers()]), min_size=1, max_size=14))
    heads = [draw(st.integers(0, index)) for index in range(len(words))]
    heads[0] = 0
    tags = [draw(st.sampled_from(TAGS)) for _ in words]
    deps = ["ROOT" if heads[index] == index else draw(st.sampled_from(LABELS)) for index in range(len(words))]
    return tree(words, tags, heads, deps)


@st.composite
def clauses(draw: st.DrawFn) -> Doc:
    """A trigger of the lexicon with two names that fill some of its roles, and other words below any of these."""
    frame = draw(st.sampled_from(load_lexicon().frames))
    trigger = draw(st.sampled_from([lemma for lemma in sorted(frame.lemmas) if lemma.isalpha()] or ["attack"]))
    tag = draw(st.sampled_from(FORMS[min(frame.pos - {"ADV", "AUX", "PROPN"})]))
    words, tags, heads, deps = [trigger], [tag], [0], ["ROOT"]
    for path in (draw(st.sampled_from(frame.subject)), draw(st.sampled_from(frame.object))):
        label, _, preposition = path.partition("prep:")
        words.append(draw(st.sampled_from(NAMES)))
        tags.append("NNP")
        heads.append(0)
        deps.append(draw(st.one_of(st.just(LABEL_OF.get(label, "obl")), st.sampled_from(LABELS))))
        if preposition.isalpha():
            words.append(preposition)
            tags.append("IN")
            heads.append(len(words) - 2)
            deps.append("case")
    for word in draw(st.lists(st.sampled_from([*NAMES, *CLAIMS, *GLUE]), max_size=5)):
        heads.append(draw(st.integers(0, len(words) - 1)))
        words.append(word)
        tags.append("NNP" if word in NAMES else draw(st.sampled_from(TAGS)))
        deps.append(draw(st.sampled_from(LABELS)))
    return tree(words, tags, heads, deps)


def tree(words: list[str], tags: list[str], heads: list[int], deps: list[str]) -> Doc:
    assume([token.text for token in english().make_doc(" ".join(words))] == words)
    assume(not BULLET.match(" ".join(words)))  # what stands for a bullet is no part of the item
    return Doc(
        extractor().nlp.vocab,
        words=words,
        tags=tags,
        pos=[part_of_speech(tag, dep) for tag, dep in zip(tags, deps, strict=True)],
        lemmas=[word.lower() for word in words],
        heads=heads,
        deps=deps,
    )


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.one_of(trees(), clauses()))
def test_any_tree_gives_a_sound_reading(doc: Doc) -> None:
    add_parse(doc)
    check(extractor().read(document(doc.text.rstrip(), date="2025-06-13")))


TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [
                *NAMES,
                *CLAIMS,
                *GLUE,
                "attacked",
                "deployed",
                "accused",
                "\n",
                "\n\n",
                "- ",
                "“",
                "”",
                "\u00a0",
                "\u2028",
                "🙂",
                "(",
                ")",
            ]
        ),
        max_size=40,
    ).map(" ".join),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_text_gives_a_sound_reading(text: str) -> None:
    check(shipped().read(Document(DOCUMENT_BASE + digest(text), "any.txt", text)))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_the_same_text_reads_the_same(text: str) -> None:
    made = Document(DOCUMENT_BASE + digest(text), "any.txt", text)
    first, second = shipped().read(made), shipped().read(made)
    assert first == second
    assert [statement.id for statement in first.statements] == [statement.id for statement in second.statements]


ATTACK = "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked ."


def test_ids_depend_on_what_is_said_and_where() -> None:
    denied = "JNIM/NNP/nsubj/attack did=do/VBD/aux/attack not/RB/advmod/attack attack/VB/root Gao/NNP/obj/attack ."
    once, again, other = read(ATTACK), read(ATTACK), read(denied)
    assert once.statements[0].id == again.statements[0].id
    assert once.statements[0].id != other.statements[0].id


def test_a_sentence_said_twice_is_stated_twice() -> None:
    reading = read(ATTACK, "Nothing/NN/nsubj/happened happened=happen/VBD/root .", ATTACK)
    assert triples(reading) == [("jnim", "attacks", "gao")] * 2
    assert len({statement.id for statement in reading.statements}) == 2
    check(reading)


def test_front_matter_is_not_read() -> None:
    made = document_of("---\ntitle: JNIM attacked Gao.\n---\n\nMali left ECOWAS.\n", name="a.txt")
    reading = shipped().read(made)
    assert all(mention.start >= made.body for mention in reading.mentions)
    assert {short(mention.entity.id) for mention in reading.mentions} == {"mali", "ecowas"}
    check(reading)


@pytest.mark.parametrize(
    ("language", "is_read"),
    [(None, True), ("en", True), ("en-gb", True), ("fr", False), ("ar", False), ("fr-ne", False), ("eng", True), ("fra", False)],
)
def test_only_what_is_in_the_language_of_the_model_is_read(language: str | None, is_read: bool) -> None:
    made = replace(document("Mali left ECOWAS."), language=language)
    reading = shipped().read(made)
    assert bool(reading.mentions) is (reading.unread is None) is is_read
    assert reading.document == made
    assert reading.maker == shipped().maker
    if not is_read:
        assert reading.unread == f"it is in the language {language}, and only en is read yet"


def test_an_empty_document() -> None:
    reading = shipped().read(document(""))
    assert (reading.mentions, reading.statements, reading.sentences) == ((), (), 0)


def test_a_reading_says_who_made_it() -> None:
    maker = read(ATTACK).maker
    assert maker is not None
    assert [tool.kind for tool in maker.tools] == ["extractor", "gazetteer", "lexicon", "model"]
    assert extractor().knowledge.gazetteer.version == maker.used[0].fingerprint


def test_a_model_without_a_statement_network_leaves_it_to_the_frames(tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    shutil.copytree(model_path("encoder"), folder, ignore=shutil.ignore_patterns(*STATEMENT_FILES))
    (reading,) = extract_documents([document("JNIM attacked Gao.")], model=str(folder))
    assert [(triple(each), each.frame) for each in reading.statements] == [(("jnim", "attacks", "gao"), "attacks.verb")]


def test_documents_are_read_with_the_names_that_analysts_gave() -> None:
    jnim = load_gazetteer().entries[ENTITY_BASE + "jnim"].entity
    front = Entity(ENTITY_BASE + "x-blue-front", "Blue Front", "ArmedGroup", known=False)
    names = (GivenName(jnim, (("Zilguru", "en"),)), GivenName(front, (("Bezzo", "en"),)))
    made = [document("On Monday, Zilguru attacked Gao, and Bezzo attacked Kidal.")]
    (plain,), (named,) = extract_documents(made), extract_documents(made, names=names)
    assert ("jnim", "attacks", "gao") in set(map(triple, named.statements)) - set(map(triple, plain.statements))
    assert {"Zilguru": "jnim", "Bezzo": "x-blue-front"}.items() <= {
        mention.text: short(mention.entity.id) for mention in named.mentions
    }.items()
    assert named.maker != plain.maker, "so that what was read before can be read again"
    assert list(extract_documents(made)) == [plain], "nothing of it stays"


def test_documents_come_in_their_order() -> None:
    made = [document(f"Mali attacked JNIM in {year}.", name=f"{year}.txt") for year in range(2012, 2022)]
    assert [reading.document.name for reading in extract_documents(made)] == [each.name for each in made]


def test_workers_read_the_same() -> None:
    made = [document(text, name=f"{number}.txt") for number, text in enumerate(["Mali left ECOWAS.", "", "JNIM attacked Gao."])]
    assert list(extract_documents(made, workers=2)) == list(extract_documents(made))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_model_that_is_not_there(workers: int) -> None:
    with pytest.raises(ModelError, match="no_such_model"):
        list(extract_documents([document("Mali left.")], model="no_such_model", workers=workers))


PLAIN = [
    ("Russia deployed Africa Corps to Mali.", {("russia", "deploys", "africa-corps"), ("africa-corps", "deploysTo", "mali")}),
    ("The Malian army attacked JNIM near Gao.", {("mali-armed-forces", "attacks", "jnim")}),
    ("Gao was attacked by JNIM.", {("jnim", "attacks", "gao")}),
    ("JNIM killed 40 Malian soldiers.", {("jnim", "kills", "mali-armed-forces")}),
    ("JNIM captured Diapaga.", {("jnim", "captures", "diapaga")}),
    ("The Malian army clashed with JNIM in Kidal.", {("mali-armed-forces", "fights", "jnim")}),
    ("Mali accused Ukraine of supporting terrorism.", {("mali", "accuses", "ukraine")}),
    ("Algeria condemned Mali.", {("algeria", "accuses", "mali")}),
    (
        "Mali, Burkina Faso and Niger left ECOWAS.",
        {("mali", "leaves", "ecowas"), ("burkina-faso", "leaves", "ecowas"), ("niger", "leaves", "ecowas")},
    ),
    ("Mali left ECOWAS. It joined the AES.", {("mali", "leaves", "ecowas"), ("mali", "memberOf", "aes")}),
    ("ECOWAS imposed sanctions on Niger.", {("ecowas", "sanctions", "niger")}),
    ("ECOWAS lifted its sanctions on Niger.", {("ecowas", "concedes", "niger")}),
    ("ECOWAS threatened Niger with military intervention.", {("ecowas", "threatens", "niger")}),
    ("The United States sanctioned Wagner.", {("united-states", "sanctions", "wagner-group")}),
    ("Niger expelled the French ambassador.", {("niger", "expels", "france")}),
    ("Wagner withdrew from Mali.", {("wagner-group", "withdrawsFrom", "mali")}),
    ("French troops left Niger in 2023.", {("france-armed-forces", "withdrawsFrom", "niger")}),
    ("Russia supports Mali.", {("russia", "supports", "mali")}),
    ("Russia delivered weapons to Mali.", {("russia", "supplies", "mali")}),
    ("The Africa Corps trains the Malian army.", {("africa-corps", "trains", "mali-armed-forces")}),
    ("Niger signed a defense agreement with Russia.", {("niger", "agreesWith", "russia")}),
    ("Mali and Niger held talks with Russia.", {("mali", "meetsWith", "russia"), ("niger", "meetsWith", "russia")}),
    ("Algeria mediated between Mali and France.", {("algeria", "mediates", "mali"), ("algeria", "mediates", "france")}),
    ("Africa Corps replaced Wagner.", {("africa-corps", "replaces", "wagner-group")}),
    ("JNIM controls Farabougou.", {("jnim", "controls", "farabougou")}),
    (
        "Mali's foreign minister Abdoulaye Diop visited Moscow.",
        {("abdoulaye-diop", "leads", "mali"), ("abdoulaye-diop", "visits", "moscow")},
    ),
]


UNLIKELY = {"Niger expelled the French ambassador."}
"""Plain sentences that the frames read, or would if they were parsed well, and the network doubts so much that they are left out."""


@pytest.mark.parametrize(("text", "expected"), PLAIN, ids=[case[0] for case in PLAIN])
def test_plain_sentences(text: str, expected: set[tuple[str, str, str]]) -> None:
    found = {triple(statement) for statement in shipped().read(document(text)).statements}
    assert (expected <= found) is (text not in UNLIKELY)


def test_when_and_where() -> None:
    made = document("On June 12, 2025, JNIM attacked the Malian army in Kidal.", date="2025-06-13")
    (statement,) = [each for each in shipped().read(made).statements if each.relation == "attacks"]
    assert statement.date == "2025-06-12"
    assert statement.place is not None
    assert short(statement.place.entity.id) == "kidal"


def test_who_says_so() -> None:
    (statement,) = shipped().read(document("Mali said that Algeria supported JNIM.")).statements
    assert triple(statement) == ("algeria", "supports", "jnim")
    assert statement.attributed_to is not None
    assert short(statement.attributed_to.entity.id) == "mali"


def test_what_was_not_done() -> None:
    reading = shipped().read(document("Mali did not leave ECOWAS."))
    assert [(triple(each), each.polarity) for each in reading.statements] == [(("mali", "leaves", "ecowas"), "negated")]


def test_what_is_to_be_done() -> None:
    reading = shipped().read(document("Mali will leave ECOWAS."))
    assert [(triple(each), each.modality) for each in reading.statements] == [(("mali", "leaves", "ecowas"), "planned")]
