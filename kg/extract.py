"""From documents to readings: parse, names, statements. The one place that knows the order of the steps."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import islice, repeat
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import find_matching_language

from kg.accounts import Accounts
from kg.candidates import spoken_of, spotted
from kg.context import Knowledge, SentenceContext
from kg.coreference import Discourse
from kg.dates import DateSpan, find_dates
from kg.encoder.statement_session import StatementSession
from kg.frames import load_lexicon
from kg.gazetteer import load_gazetteer, with_names
from kg.language import load_pipeline
from kg.mending import mend_lists, mend_openings
from kg.mentions import MentionFinder, NameMemory
from kg.nouns import load_nouns
from kg.periods import date_bounds
from kg.proposals import NOTHING, Judgement, judge
from kg.provenance import maker_of
from kg.qualifiers import load_claims
from kg.records import Document, GivenName, Mention, Reading, Statement
from kg.segments import Segment, segments
from kg.settings import Days, Settings, named_mention
from kg.statements import Finding, findings, statements
from kg.stories import Stories
from kg.vocabulary import load_vocabulary
from kg.weighing import load_weigher

SEGMENTS_AT_ONCE = 64
"""How many segments are parsed in one batch: large enough for speed, small enough for bounded memory."""
DOCUMENTS_AT_ONCE = 32
"""How many documents a worker is given before the next are read, so that a long queue does not fill the memory."""


ANY_LANGUAGE = "xx"
"""The language that spaCy gives a pipeline for many languages."""

Sources = Literal["both", "frames", "network"]
"""What makes statements: the lexicon and the statement network together, or one of them alone, to compare."""


class Extractor:
    """Reads documents with one pipeline and one set of seeds; it keeps nothing from one document to the next."""

    def __init__(self, nlp: Language | None = None, *, sources: Sources = "both", names: Iterable[GivenName] = ()) -> None:
        """With a pipeline that has no statement network, the lexicon is the only source. `names` go with the gazetteer's."""
        self.sources = sources
        self.nlp = nlp or load_pipeline()
        vocabulary, gazetteer, nouns = load_vocabulary(), with_names(load_gazetteer(), names), load_nouns()
        finder = MentionFinder(gazetteer, nouns, vocabulary)
        self.knowledge = Knowledge(vocabulary, load_lexicon(), load_claims(), nouns, gazetteer, finder)
        self.forces, self.capitals, self.homes = finder.forces(), finder.capitals, finder.homes()
        self.network = statement_network(self.nlp) if sources != "frames" else None
        self.weigher = load_weigher(self.network.folder) if self.network else None
        self.maker = maker_of(self.nlp, gazetteer)

    def read(self, document: Document) -> Reading:
        """Everything the document says, in the order of its text; nothing, and why, where it is in a language that is not read."""
        if not self.understands(document.language):
            reason = f"it is in the language {document.language}, and only {self.nlp.lang} is read yet"
            return Reading(document, maker=self.maker, unread=reason)
        mentions: list[Mention] = []
        found: list[Statement] = []
        sentences, stories = 0, Stories(self.knowledge)
        for context, judgement in self.judged(document, mentions):
            sentences += 1
            made = statements(context, self.knowledge, judgement, self.weigher, framed=self.sources != "network")
            found += stories.of(context, made)
        return Reading(document, tuple(mentions), tuple(found), sentences, self.maker)

    def understands(self, language: str | None) -> bool:
        """Whether texts in the language, given by its code, are read; where it is not known they are."""
        if language is None:
            return True
        code = language.partition("-")[0]
        return self.nlp.lang in {code, find_matching_language(code), ANY_LANGUAGE}  # eng is en

    def findings(self, document: Document) -> Iterator[Finding]:
        """All that frames and network find in the document, however unlikely: what the weights are fitted to."""
        for context, judgement in self.judged(document):
            yield from findings(context, self.knowledge, judgement)

    def judged(self, document: Document, mentions: list[Mention] | None = None) -> Iterator[tuple[SentenceContext, Judgement]]:
        """Each sentence with what the network says of it; the named mentions are added to `mentions`."""
        parsed = self._parsed(document)
        read = _Reader(self, document, [] if mentions is None else mentions)
        while batch := list(islice(parsed, SEGMENTS_AT_ONCE)):
            contexts = [context for segment, doc in batch for context in read.contexts(segment, doc)]
            if self.network is None:
                yield from ((context, NOTHING) for context in contexts)
                continue
            candidates = [spotted(context, self.knowledge) for context in contexts]
            yield from zip(contexts, judge(contexts, candidates, self.network, self.knowledge.lexicon), strict=True)

    def _parsed(self, document: Document) -> Iterator[tuple[Segment, Doc]]:
        pairs = ((segment.text, segment) for segment in segments(document.text, start=document.body))
        for doc, segment in self.nlp.pipe(pairs, as_tuples=True, batch_size=SEGMENTS_AT_ONCE):
            mend_lists(doc)
            mend_openings(doc)
            yield segment, doc


class _Reader:
    """What goes along with the reading of one document: names it taught, and what it has spoken of."""

    def __init__(self, extractor: Extractor, document: Document, mentions: list[Mention]) -> None:
        self._extractor, self._document, self._mentions = extractor, document, mentions
        self._day, self._memory = _anchor(document), NameMemory()
        finder = extractor.knowledge.finder
        self._discourse = Discourse(
            extractor.forces, extractor.capitals, extractor.homes, finder.states(self._day), finder.bodies, finder.regimes
        )
        self._dates = find_dates(document.text, self._day)
        self._starts = [span.start for span in self._dates]
        knowledge = extractor.knowledge
        self._settings, self._days, self._accounts = Settings(document, knowledge.vocabulary), Days(), Accounts(knowledge)

    def contexts(self, segment: Segment, doc: Doc) -> Iterator[SentenceContext]:
        """The sentences of a parsed segment. Their statements come later: each keeps the discourse as it was."""
        document, end = self._document, segment.start + len(segment.text)
        knowledge = self._extractor.knowledge
        here = _shifted(self._dates[bisect_left(self._starts, segment.start) : bisect_left(self._starts, end)], segment.start)
        names = knowledge.finder.find(doc, self._memory, self._day)
        self._mentions += [named_mention(each, doc, segment, document) for each in names if each.named]
        by_token = {index: each for each in names for index in range(each.first, each.last)}
        acting = [(sentence, list(self._accounts.at_work(sentence, by_token))) for sentence in doc.sents]
        setting = self._settings.of(segment, doc, by_token, here, (each for _, found in acting for each in found))
        for sentence, doers in acting:
            self._discourse.open_sentence(sentence, by_token)
            for noun, entities, named in spoken_of(sentence, document.id, by_token, self._discourse, knowledge):
                self._discourse.take_in(noun, entities, named=named)
            kept = self._discourse.copy()
            own = self._days.of(sentence, here, setting)
            own = self._accounts.of(sentence, by_token, here, own, (segment, document), doers)
            yield SentenceContext(document.id, document.text, segment.start, sentence, by_token, here, kept, own)


def statement_network(nlp: Language) -> StatementSession | None:
    """The network of a pipeline that finds relations between mentions; None where it has none."""
    parts = (getattr(part, "statements", None) for _, part in nlp.pipeline)
    return next((part for part in parts if isinstance(part, StatementSession)), None)


def extract_documents(
    documents: Iterable[Document],
    *,
    model: str | None = None,
    workers: int = 1,
    sources: Sources = "both",
    names: tuple[GivenName, ...] = (),
) -> Iterator[Reading]:
    """Reads documents one by one, in their order, over `workers` processes, with the `names` that analysts gave.

    Raises ModelError where the model cannot be loaded.
    """
    # Here too with workers: what cannot be loaded is one error, and forked workers share it.
    extractor = loaded_extractor(model, sources, names)
    if workers <= 1:
        yield from map(extractor.read, documents)
        return
    waiting = iter(documents)
    with ProcessPoolExecutor(workers) as pool:
        while batch := list(islice(waiting, workers * DOCUMENTS_AT_ONCE)):
            yield from pool.map(_read_in_worker, batch, repeat(model), repeat(sources), repeat(names), chunksize=4)


@cache
def loaded_extractor(model: str | None = None, sources: Sources = "both", names: tuple[GivenName, ...] = ()) -> Extractor:
    """The extractor with that model and those names, which stays loaded. Raises ModelError where it cannot be loaded."""
    return Extractor(_pipeline(model), sources=sources, names=names)


_pipeline = cache(load_pipeline)


def _read_in_worker(document: Document, model: str | None, sources: Sources, names: tuple[GivenName, ...]) -> Reading:
    return loaded_extractor(model, sources, names).read(document)


def _anchor(document: Document) -> date | None:
    """The day from which relative dates count: the document's date, the last day of it where it is a month or a year."""
    return date_bounds(document.date)[1] if document.date else None


def _shifted(spans: list[DateSpan], offset: int) -> tuple[DateSpan, ...]:
    return tuple(replace(span, start=span.start - offset, end=span.end - offset) for span in spans)
