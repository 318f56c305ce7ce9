"""From documents to readings: parse, names, statements. The one place that knows the order of the steps."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import islice, repeat

from spacy.language import Language
from spacy.tokens import Doc

from kg import __version__
from kg.context import Knowledge, SentenceContext
from kg.coreference import Discourse
from kg.dates import DateSpan, find_dates
from kg.frames import load_lexicon
from kg.gazetteer import load_gazetteer
from kg.language import load_pipeline, model_version
from kg.mentions import Found, MentionFinder, NameMemory
from kg.nouns import load_nouns
from kg.periods import date_bounds
from kg.qualifiers import load_claims
from kg.records import Document, Mention, Reading, Statement
from kg.segments import Segment, segments
from kg.statements import statements
from kg.vocabulary import load_vocabulary

SEGMENTS_AT_ONCE = 64
"""How many segments are parsed in one batch: large enough for speed, small enough for bounded memory."""
DOCUMENTS_AT_ONCE = 32
"""How many documents a worker is given before the next are read, so that a long queue does not fill the memory."""


class Extractor:
    """Reads documents with one pipeline and one set of seeds; it keeps nothing from one document to the next."""

    def __init__(self, nlp: Language | None = None) -> None:
        self.nlp = nlp or load_pipeline()
        vocabulary, gazetteer, nouns = load_vocabulary(), load_gazetteer(), load_nouns()
        finder = MentionFinder(gazetteer, nouns, vocabulary)
        self.knowledge = Knowledge(vocabulary, load_lexicon(), load_claims(), nouns, gazetteer, finder)
        self.forces, self.capitals = finder.forces(), finder.capitals
        self.maker = f"kg {__version__}, model {model_version(self.nlp)}, gazetteer {gazetteer.version[:12]}"

    def read(self, document: Document) -> Reading:
        """Everything the document says, in the order of its text."""
        memory, discourse, day = NameMemory(), Discourse(self.forces, self.capitals), _anchor(document)
        dates = find_dates(document.text, day)
        starts = [span.start for span in dates]
        mentions: list[Mention] = []
        found: list[Statement] = []
        sentences = 0
        for segment, doc in self._parsed(document):
            here = dates[bisect_left(starts, segment.start) : bisect_left(starts, segment.start + len(segment.text))]
            names = self.knowledge.finder.find(doc, memory, day)
            mentions += [_named(each, doc, segment, document) for each in names if each.named]
            by_token = {index: each for each in names for index in range(each.first, each.last)}
            for sentence in doc.sents:
                sentences += 1
                discourse.open_sentence(sentence, by_token)
                context = SentenceContext(
                    document.id, document.text, segment.start, sentence, by_token, _shifted(here, segment.start), discourse
                )
                found += statements(context, self.knowledge)
        return Reading(document, tuple(mentions), tuple(found), sentences, self.maker)

    def _parsed(self, document: Document) -> Iterator[tuple[Segment, Doc]]:
        pairs = ((segment.text, segment) for segment in segments(document.text, start=document.body))
        for doc, segment in self.nlp.pipe(pairs, as_tuples=True, batch_size=SEGMENTS_AT_ONCE):
            yield segment, doc


def extract_documents(documents: Iterable[Document], *, model: str | None = None, workers: int = 1) -> Iterator[Reading]:
    """Reads documents one by one, in their order, over `workers` processes.

    Raises ModelError where the model cannot be loaded.
    """
    extractor = _extractor(model)  # here too with workers: what cannot be loaded is one error, and forked workers share it
    if workers <= 1:
        yield from map(extractor.read, documents)
        return
    waiting = iter(documents)
    with ProcessPoolExecutor(workers) as pool:
        while batch := list(islice(waiting, workers * DOCUMENTS_AT_ONCE)):
            yield from pool.map(_read_in_worker, batch, repeat(model), chunksize=4)


@cache
def _extractor(model: str | None) -> Extractor:
    return Extractor(load_pipeline(model))


def _read_in_worker(document: Document, model: str | None) -> Reading:
    return _extractor(model).read(document)


def _anchor(document: Document) -> date | None:
    """The day from which relative dates count: the document's date, the last day of it where it is a month or a year."""
    return date_bounds(document.date)[1] if document.date else None


def _shifted(spans: list[DateSpan], offset: int) -> tuple[DateSpan, ...]:
    return tuple(replace(span, start=span.start - offset, end=span.end - offset) for span in spans)


def _named(found: Found, doc: Doc, segment: Segment, document: Document) -> Mention:
    span = doc[found.first : found.last]
    start, end = segment.start + span.start_char, segment.start + span.end_char
    return Mention(start, end, document.text[start:end], found.entity, found.source)
