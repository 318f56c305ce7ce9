"""The spaCy component that fills documents: tags, features, lemmas, heads, labels, sentences and names."""
# mypy: disable-error-code="import-not-found,import-untyped,no-untyped-call"

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, LEMMA, MORPH, POS, TAG
from spacy.language import Language
from spacy.parts_of_speech import IDS as POS_IDS
from spacy.tokens import Doc
from spacy.util import minibatch
from spacy.vocab import Vocab

from kg.encoder.decode import apply_lemma_rule, name_spans, tree, with_y
from kg.encoder.pieces import Encoded, windows
from kg.encoder.session import ARGUMENT_TAGS, FILES, NetworkSession, Scores
from kg.encoder.statement_session import STATEMENT_FILES, StatementSession
from kg.errors import ModelError

FACTORY = "kg_encoder"
Values = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
ATTRIBUTES = (TAG, POS, MORPH, LEMMA, HEAD, DEP, ENT_IOB, ENT_TYPE)
COLUMN = {attribute: number for number, attribute in enumerate(ATTRIBUTES)}
BEGINS, INSIDE, OUTSIDE = 3, 1, 2
"""spaCy's values of ENT_IOB."""
WIDTH = 384
ARGUMENTS = "arguments"
"""The group of spans of a document that are no names but take part in statements: `the group`, `its`."""
STOPS = frozenset(".!?…")
CLOSING = frozenset("\"'”’»)]")
OPENERS = (
    frozenset({"A", "After", "An", "As", "At", "But", "He", "Her", "His", "However", "I", "If", "In", "It", "Its", "My"})
    | {"No", "On", "Our", "She", "Some", "That", "The", "Their", "There", "These", "They", "This", "Those", "We", "When"}
    | {"While", "You"}
)
"""Words of closed classes: with a capital behind a stop they begin a sentence, whatever stands before it (`left ECOWAS. It`)."""
NUMBERED = 2
"""Up to so many characters, what stands before a stop may be a number in a list or an initial."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a document without its white space: their places in it, and whether a sentence surely begins there."""

    places: list[int]
    texts: list[str]
    spaces: list[bool]
    breaks: list[bool]

    def cut(self, window: "_Window") -> "_Words":
        """The words of a window."""
        part = slice(window.start, window.end)
        return _Words(self.places[part], self.texts[part], self.spaces[part], self.breaks[part])


@dataclass(frozen=True, slots=True)
class _Window:
    """Some words of one document of a batch."""

    document: int
    start: int
    end: int
    encoded: Encoded


@Language.factory(FACTORY, default_config={"threads": 1, "window": 192, "batch": 384, "start_bias": 0.5})
def make_encoder(nlp: Language, name: str, threads: int, window: int, batch: int, start_bias: float) -> "EncoderComponent":
    """The component before its network is read.

    `window` and `batch` are numbers of word pieces. `start_bias` is added to how likely a sentence is to begin: 0.5 finds
    more of the boundaries in web text, which the treebanks of edited text pay for with a little precision.
    """
    return EncoderComponent(nlp.vocab, name, threads=threads, window=window, batch=batch, start_bias=start_bias)


class EncoderComponent:
    """Fills documents in batches of windows of about one length."""

    def __init__(
        self, vocab: Vocab, name: str = FACTORY, *, threads: int = 1, window: int = 192, batch: int = 384, start_bias: float = 0.5
    ) -> None:
        self.name = name
        self._start_bias = start_bias
        self._vocab, self._threads, self._window, self._batch = vocab, threads, window, batch
        self._folder: Path | None = None
        self._session: NetworkSession | None = None
        self.statements: StatementSession | None = None
        """The network that finds relations between mentions, from the states in `Doc.tensor`; None in a pipeline without one."""
        self._keys = _Keys(vocab, ((), (), (), (), ()))

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of Universal Dependencies that it gives."""
        return self._session.classes.labels if self._session else ()

    def __call__(self, doc: Doc) -> Doc:
        """Fills one document."""
        self.annotate([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Fills documents, `batch_size` of them at a time; they come in their order."""
        for docs in minibatch(stream, batch_size):
            self.annotate(docs)
            yield from docs

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Fills the documents. Raises ModelError where no network has been read."""
        if self._session is None:
            raise ModelError("the encoder has no network: load the pipeline from its folder")
        session = self._session
        read = [_words(doc) for doc in docs]
        filled = [np.zeros((len(doc), len(ATTRIBUTES)), dtype=np.int64) for doc in docs]
        states = [np.zeros((len(doc), WIDTH if self.statements else 0), dtype=np.float32) for doc in docs]
        arguments: list[list[tuple[int, int]]] = [[] for _ in docs]
        pending = sorted(self._windows(session, read), key=lambda window: len(window.encoded.ids))
        for batch in _batches(pending, self._batch):
            scores = session.run([window.encoded for window in batch])
            breaks = (read[window.document].breaks[window.start : window.end] for window in batch)
            trees = [_heads(score, broken, self._start_bias) for score, broken in zip(scores, breaks, strict=True)]
            labels = _labels(session, scores, trees)
            for window, score, heads, given in zip(batch, scores, trees, labels, strict=True):
                words = read[window.document].cut(window)
                self._fill(filled[window.document], words, score, (heads, given))
                arguments[window.document] += _arguments(words.places, score)
                if self.statements:
                    states[window.document][words.places] = score.states
        for doc, words, values, tensor, spans in zip(docs, read, filled, states, arguments, strict=True):
            doc.tensor = tensor  # type: ignore[assignment]
            doc.spans[ARGUMENTS] = [doc[start:end] for start, end in sorted(spans)]
            if len(doc):
                self._keys.fill_spaces(doc, words.places, values)
                doc.from_array(list(ATTRIBUTES), values.astype(np.uint64))  # type: ignore[arg-type]

    def _windows(self, session: NetworkSession, read: list[_Words]) -> Iterator[_Window]:
        for number, words in enumerate(read):
            lengths = [len(session.pieces.pieces(text)) for text in words.texts]
            for start, end in windows(lengths, _stops(words), self._window):
                encoded = session.pieces.encode(words.texts[start:end], words.spaces[start:end])
                yield _Window(number, start, end, encoded)

    def _fill(self, values: Values, words: _Words, scores: Scores, tree_found: tuple[list[int], list[int]]) -> None:
        heads, labels = tree_found
        places, keys = words.places, self._keys
        lemmas, tags = scores.lemmas.tolist(), scores.tags.tolist()
        values[places, COLUMN[TAG]] = [keys.tags[number] for number in scores.tags]
        values[places, COLUMN[POS]] = [keys.pos[number] for number in scores.feats]
        values[places, COLUMN[MORPH]] = [keys.morphs[number] for number in scores.feats]
        values[places, COLUMN[LEMMA]] = [keys.lemma(*each) for each in zip(words.texts, tags, lemmas, strict=True)]
        values[places, COLUMN[HEAD]] = [places[head - 1] - place if head else 0 for place, head in zip(places, heads, strict=True)]
        values[places, COLUMN[DEP]] = [keys.labels[number] for number in labels]
        values[places, COLUMN[ENT_IOB]] = OUTSIDE
        for start, end, kind in name_spans(scores.names, keys.name_tags):
            # A name goes on over white space inside it, as spaCy's spans do.
            values[places[start] : places[end - 1] + 1, COLUMN[ENT_IOB]] = INSIDE
            values[places[start], COLUMN[ENT_IOB]] = BEGINS
            values[places[start] : places[end - 1] + 1, COLUMN[ENT_TYPE]] = keys.kinds[kind]

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> "EncoderComponent":
        """Reads the network. Raises ModelError where a file or a library is missing."""
        self._folder = Path(path)
        self._session = NetworkSession(self._folder, threads=self._threads)
        known = self._session.classes
        if all((self._folder / name).is_file() for name in STATEMENT_FILES):
            self.statements = StatementSession(self._folder, known.labels, threads=self._threads)
        self._keys = _Keys(self._vocab, (known.tags, known.feats, known.lemmas, known.labels, known.names), self._session.lexicon)
        return self

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Writes the network that was read."""
        if self._folder is None:
            raise ModelError("the encoder has no network to write")
        Path(path).mkdir(parents=True, exist_ok=True)
        for name in (*FILES, *(STATEMENT_FILES if self.statements else ())):
            shutil.copyfile(self._folder / name, Path(path) / name)


class _Keys:
    """The keys in spaCy's string table of everything that the network can say."""

    def __init__(
        self, vocab: Vocab, classes: tuple[tuple[str, ...], ...], lexicon: dict[str, dict[str, str]] | None = None
    ) -> None:
        tags, feats, lemmas, labels, names = classes
        self._vocab, self._rules = vocab, lemmas
        self._verbs = [tag.startswith("VB") for tag in tags]
        self._known = [(lexicon or {}).get(tag, {}) for tag in tags]
        self._lemmas: dict[tuple[str, int, int], int] = {}
        self.tags = [_key(vocab, tag) for tag in tags]
        self.pos = [POS_IDS[each.partition("|")[0]] for each in feats]
        self.morphs = [_signed(vocab.morphology.add(each.partition("|")[2])) for each in feats]
        self.labels = [_key(vocab, "ROOT" if label == "root" else label) for label in labels]
        self.name_tags = names
        self.kinds = {name[2:]: _key(vocab, name[2:]) for name in names if name != "O"}
        self._space = (_key(vocab, "_SP"), POS_IDS["SPACE"], _signed(vocab.morphology.add("")), _key(vocab, "dep"))

    def lemma(self, text: str, tag: int, number: int) -> int:
        """The key of the word's lemma: the one that the treebanks know for it with this tag, or else by a rule."""
        found = self._lemmas.get((text, tag, number))
        if found is None:
            if len(self._lemmas) > 100_000:
                self._lemmas.clear()
            lemma = self._known[tag].get(text.lower()) or self._by_rule(text, tag, number)
            found = self._lemmas[text, tag, number] = _key(self._vocab, lemma)
        return found

    def _by_rule(self, text: str, tag: int, number: int) -> str:
        lemma = apply_lemma_rule(text, self._rules[number])
        return with_y(text, lemma) if self._verbs[tag] else lemma

    def fill_spaces(self, doc: Doc, places: list[int], values: Values) -> None:
        """White space hangs on the word before it, or on the first word of the document."""
        if len(places) == len(doc):
            return
        words = set(places)
        above = places[0] if places else 0
        for token in doc:
            if token.i in words:
                above = token.i
                continue
            tag, pos, morph, label = self._space
            row = values[token.i]
            row[: COLUMN[ENT_IOB]] = tag, pos, morph, _signed(token.orth), above - token.i, label
            row[COLUMN[ENT_IOB]] = row[COLUMN[ENT_IOB]] or OUTSIDE


def _key(vocab: Vocab, text: str) -> int:
    return _signed(vocab.strings.add(text))


def _signed(key: int) -> int:
    """The key as a signed number of 64 bits, so that keys and distances fit one array."""
    return key - (1 << 64) if key >= 1 << 63 else key


def _words(doc: Doc) -> _Words:
    places: list[int] = []
    texts: list[str] = []
    spaces: list[bool] = []
    breaks: list[bool] = []
    end, broken = 0, False
    for token in doc:
        if token.is_space:
            broken = broken or token.text.count("\n") > 1
            continue
        spaced = token.idx > end or not token.idx
        breaks.append(broken or (spaced and token.text in OPENERS and _ends_sentence(texts)))
        places.append(token.i)
        texts.append(token.text)
        spaces.append(spaced)
        end, broken = token.idx + len(token), False
    return _Words(places, texts, spaces, breaks)


def _ends_sentence(texts: list[str]) -> bool:
    """Whether the last of these words is the stop of a sentence, and not of a number or an initial."""
    return len(texts) > 1 and texts[-1] in STOPS and len(texts[-2]) > NUMBERED


def _stops(words: _Words) -> list[bool]:
    """After which words a sentence very likely ends: a stop, and the quotes and brackets that close after it."""
    stops: list[bool] = []
    for place, text in enumerate(words.texts):
        stops.append(STOPS.issuperset(text) or (text in CLOSING and place > 0 and stops[-1]))
        if text in CLOSING and stops[-1]:
            stops[-2] = False
    return [stop or after for stop, after in zip(stops, (*words.breaks[1:], False), strict=False)]


def _arguments(places: list[int], scores: Scores) -> Iterator[tuple[int, int]]:
    """The spans of tokens that take part in statements without being names."""
    start = None
    for word, number in enumerate([*scores.arguments.tolist(), 0]):
        if start is not None and ARGUMENT_TAGS[number] != "I":
            yield places[start], places[word - 1] + 1
            start = None
        if ARGUMENT_TAGS[number] == "B" or (ARGUMENT_TAGS[number] == "I" and start is None):
            start = word


def _batches(pending: list[_Window], pieces: int) -> Iterator[list[_Window]]:
    """Batches of not many more pieces, the padding counted, from windows sorted by length."""
    batch: list[_Window] = []
    for window in pending:
        if batch and (len(batch) + 1) * len(window.encoded.ids) > pieces:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _heads(scores: Scores, breaks: list[bool], start_bias: float) -> list[int]:
    """The head of each word in its window, counted from 1, with one root in each sentence."""
    begins = [score > -start_bias or broken for score, broken in zip(scores.starts.tolist(), breaks, strict=True)]
    starts = [0, *(place for place, begun in enumerate(begins) if begun and place)]
    heads: list[int] = []
    for start, end in zip(starts, [*starts[1:], len(breaks)], strict=True):
        part = np.concatenate([scores.arcs[start:end, :1], scores.arcs[start:end, start + 1 : end + 1]], axis=1)
        heads += [start + head if head else 0 for head in tree(part)]
    return heads


def _labels(session: NetworkSession, scores: Sequence[Scores], trees: Sequence[list[int]]) -> Iterator[list[int]]:
    governors = np.concatenate([score.governors[heads] for score, heads in zip(scores, trees, strict=True)])
    root = np.concatenate([np.array(heads) == 0 for heads in trees])
    found = session.labels(np.concatenate([score.dependents for score in scores]), governors, root=root).tolist()
    place = 0
    for heads in trees:
        yield found[place : place + len(heads)]
        place += len(heads)
