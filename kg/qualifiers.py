"""How a statement is meant: denied, planned, possible, wished for, or somebody else's claim; and how many."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from spacy.tokens import Token

from kg.records import Modality, Polarity
from kg.resources import resource
from kg.seeds import Seed, Words, read_seed
from kg.syntax import FINITE, agent, head_of_name, is_passive, logical_subject, mark_of, possessors, preposition

CLAUSAL = frozenset({"ccomp", "xcomp", "acl", "advcl", "csubj", "obj", "obl", "nmod", "parataxis", "conj", "nsubj"})
"""Labels, without their subtypes, over which the meaning of a clause is read upwards."""
COMPLEMENT = frozenset({"ccomp", "xcomp", "acl", "csubj", "csubj:pass"})
HAVE = frozenset({"have", "has", "had"})
MAX_CLIMB = 10
TO = frozenset({"to"})


@dataclass(frozen=True, slots=True)
class Claims:
    """The words of `seeds/claims.toml`, each list as a set of lemmas."""

    speech: frozenset[str]
    speech_nouns: frozenset[str]
    accusing: frozenset[str]
    according: frozenset[str]
    planned: frozenset[str]
    possible: frozenset[str]
    supposed: frozenset[str]
    settled: frozenset[str]
    journeys: frozenset[str]
    sought: frozenset[str]
    denied: frozenset[str]
    evidence: frozenset[str]
    truths: frozenset[str]
    contrasts: frozenset[str]
    besides: frozenset[str]
    means: frozenset[str]
    facts: frozenset[str]
    negative: frozenset[str]
    hedges: frozenset[str]
    conditions: frozenset[str]
    reported: frozenset[str]
    auxiliaries: Mapping[str, Modality]
    events: Mapping[str, Modality]


@dataclass(frozen=True, slots=True)
class Meaning:
    """Polarity and modality of a trigger, and the head of the phrase that names who says so.

    Beside them the words that they rest on: what denies, what gives the modality, and the word of speech.
    """

    polarity: Polarity = "affirmed"
    modality: Modality = "asserted"
    speaker: Token | None = None
    negators: tuple[Token, ...] = ()
    modal: Token | None = None
    speech: Token | None = None


Tone = tuple[Modality, Token | None]
"""A modality with the word that gives it."""
PLAIN: Tone = ("asserted", None)
Voice = tuple[Token | None, Token | None]
"""Who speaks, and the word that says so."""
SILENT: Voice = (None, None)


class ModalWords(Seed):
    """Words by the modality they give."""

    planned: Words
    possible: Words
    sought: Words

    def table(self) -> dict[str, Modality]:
        """Each word with its modality."""
        lists: dict[Modality, list[str]] = {"planned": self.planned, "possible": self.possible, "sought": self.sought}
        return {word: modality for modality, words in lists.items() for word in words}


class ClaimsSeed(Seed):
    """The file `seeds/claims.toml`."""

    speech: Words
    speech_nouns: Words
    accusing: Words
    according: Words
    planned: Words
    possible: Words
    supposed: Words
    settled: Words
    journeys: Words
    sought: Words
    denied: Words
    evidence: Words
    truths: Words
    contrasts: Words
    besides: Words
    means: Words
    facts: Words
    negative: Words
    hedges: Words
    conditions: Words
    reported: Words
    auxiliaries: ModalWords
    events: ModalWords


@cache
def load_claims(path: Path | None = None) -> Claims:
    """Reads and checks the word lists. Raises SeedError where one is missing, unknown or of another form."""
    seed = read_seed(path or resource("seeds", "claims.toml"), ClaimsSeed)
    lists = {name: frozenset(value) for name, value in seed if isinstance(value, list)}
    return Claims(**lists, auxiliaries=seed.auxiliaries.table(), events=seed.events.table())


def meaning(trigger: Token, claims: Claims, light: frozenset[str] = frozenset()) -> Meaning:
    """How the clause of a trigger is meant, read off the trigger itself and off the words that govern it.

    What is said of a verb holds for a noun only where the verb is a `light` one that the noun completes
    (`will launch an attack`); a noun elsewhere in a clause is neither denied nor planned with it.
    """
    negators: list[Token] = []
    tone, voice = PLAIN, SILENT
    nominal = False
    for below, token in _upwards(trigger):
        denial = None if nominal else _denial(below, token, claims)
        nominal = nominal or _leaves_clause(below, token, light, claims) or _has_happened(below, claims)
        if denial is not None:
            negators.append(denial)
            voice = (next(iter(logical_subject(denial)), None), denial) if denial.pos_ == "VERB" else voice
        negators += _unproven(below, token, claims)
        if not nominal:
            negators += _negators(token, below, claims)
            tone = _stronger(tone, _modality(token, below, claims))
        if voice[0] is None:
            voice = _speaker(token, below, claims)
    return Meaning("negated" if len(negators) % 2 else "affirmed", tone[0], voice[0], tuple(negators), tone[1], voice[1])


def _leaves_clause(below: Token | None, token: Token, light: frozenset[str], claims: Claims) -> bool:
    """Whether the step up goes from a noun to a clause that merely mentions it."""
    if below is None or below.pos_ not in {"NOUN", "PROPN"} or below.dep_ in COMPLEMENT or below.dep_ == "parataxis":
        return False
    completes = below.dep_ in {"obj", "nsubj:pass", "obl", "conj"} and (
        _lemma(token) in light or _lemma(token) in claims.events or token.pos_ == "NOUN"
    )
    return not (completes or _is_means(below, token, claims) or _is_errand(below, token, claims))


def _has_happened(clause: Token | None, claims: Claims) -> bool:
    """Whether a clause of time or reason tells what happened, whatever the one above plans: `vowed to leave after X killed Y`."""
    if clause is None or clause.dep_ != "advcl" or mark_of(clause, claims.facts) is None:
        return False
    perfect = any(child.dep_ == "aux" and child.lower_ in HAVE for child in clause.children)
    passive = any(child.dep_ == "aux:pass" and child.tag_ == "VBD" for child in clause.children)
    return clause.tag_ == "VBD" or perfect or passive


def _is_means(noun: Token, verb: Token, claims: Claims) -> bool:
    """Whether the noun is what the verb is done with; what it `may have lost ground through` has happened."""
    perfect = any(child.dep_ == "aux" and child.lower_ in HAVE for child in verb.children)
    return noun.dep_ == "obl" and verb.pos_ == "VERB" and preposition(noun) in claims.means and not (perfect or is_passive(verb))


def _denial(below: Token | None, token: Token, claims: Claims) -> Token | None:
    """What denies the claim that the word below spells out: `denies reports that …`, `dismissed rumours of an attack`, `claims that
    … are false`."""
    told = token.dep_ in {"obj", "nsubj:pass"} or (token.dep_ == "nsubj" and token.head.pos_ in {"ADJ", "NOUN"})
    if below is None or _lemma(token) not in claims.speech_nouns or not told:
        return None
    spelt_out = below.dep_ in COMPLEMENT or (below.dep_ == "nmod" and preposition(below) == "of")
    denies = _lemma(token.head) in claims.denied and not any(_denying(token.head, claims))
    return token.head if spelt_out and denies else None


def _unproven(below: Token | None, token: Token, claims: Claims) -> Iterator[Token]:
    """What says that there is nothing in what the word below tells: `no evidence that …`, `not true that …`, `no sign of it`."""
    if below is None or not (below.dep_ in COMPLEMENT or (below.dep_ == "nmod" and preposition(below) == "of")):
        return
    if _lemma(token) in claims.evidence:
        yield from (child for child in token.children if child.dep_ == "det" and child.lower_ in claims.negative)
    if _lemma(token) in claims.truths and below.dep_ in COMPLEMENT:
        yield from islice(_denying(token, claims), 1)


def contrast(token: Token, claims: Claims) -> Polarity | None:
    """What sets a phrase apart from others beside it: `Mali, not Niger, left` is negated for Niger and affirmed for Mali, whatever
    else is denied in the clause; None where nothing is set apart."""
    head = head_of_name(token)
    listed = {head, *(child for child in _listed(head) if child.dep_ in {"conj", "nmod", "obl"})}
    out = {word for word in listed if _is_left_out(word, claims)}
    own = token
    while own not in listed and own.head != own:
        own = own.head
    return None if not out else "negated" if own in out else "affirmed"


def _listed(head: Token) -> Iterator[Token]:
    for child in head.children:
        yield child
        if child.dep_ == "conj":
            yield from child.children


def _is_left_out(word: Token, claims: Claims) -> bool:
    """Whether a phrase is what something is not said of: `not Niger`, `instead of Niger`, `It was not Niger that left`."""
    if preposition(word) in claims.contrasts or any(_phrase(child) in claims.contrasts for child in word.children):
        return True
    cleft = any(child.lower_ == "it" for child in word.children) and any(child.dep_ == "acl:relcl" for child in word.children)
    if word.pos_ not in {"NOUN", "PROPN", "PRON"} or not (cleft or all(child.dep_ != "cop" for child in word.children)):
        return False
    return any(_takes_out(child, claims) for child in word.children)


def _takes_out(word: Token, claims: Claims) -> bool:
    after = word.nbor(1).lower_ if word.i + 1 < len(word.doc) else ""
    return word.dep_ == "advmod" and word.lower_ in claims.negative and after not in claims.besides


def _phrase(word: Token) -> str:
    """A word that joins, with its parts: `rather than`."""
    return " ".join(part.lower_ for part in (word, *(child for child in word.children if child.dep_ == "fixed")))


def _negators(token: Token, below: Token | None, claims: Claims) -> Iterator[Token]:
    """A word for each time that the clause is denied at this step."""
    if below is None or below.dep_ == "xcomp" or _shares_auxiliary(below):
        yield from islice(_denying(token, claims), 1)
    if below is not None and below.dep_ in COMPLEMENT and _lemma(token) in claims.denied:
        yield token


def _modality(token: Token, below: Token | None, claims: Claims) -> Tone:
    found = PLAIN
    if below is None or below.dep_ == "xcomp" or _shares_auxiliary(below):
        found = _own_modality(token, claims)
    if below is not None and _governs(token, below, claims):
        found = _stronger(found, _governed_modality(token, below, claims))
    if below is not None and _is_errand(below, token, claims):
        found = _stronger(found, ("planned", token))
    if below is not None and below.pos_ == "NOUN" and below.dep_ in {"obj", "obl", "nsubj:pass"}:
        found = _stronger(found, (claims.events.get(_lemma(token), "asserted"), token))
    if below is not None and _lemma(token) in claims.accusing and is_passive(token) and not agent(token):
        found = _stronger(found, ("possible", token))
    if below is not None and below.dep_ == "advcl" and (mark := mark_of(below, claims.conditions)) is not None:
        found = _stronger(found, ("possible", mark))
    return found


def _governs(token: Token, below: Token, claims: Claims) -> bool:
    """Whether what the word below tells is what a word of planning, wishing or doubt speaks of."""
    if below.dep_ == "xcomp" and below.pos_ in {"NOUN", "PROPN", "ADJ"}:  # `called it murder`, but `wants to be a member`
        return any(child.dep_ in {"cop", "mark"} for child in below.children)
    if _lemma(token) in claims.settled and any(child.dep_ in {"nmod:poss", "compound"} for child in token.children):
        return False
    return below.dep_ in COMPLEMENT or (token.pos_ == "NOUN" and below.dep_ in {"nmod", "obl"})


def _is_errand(noun: Token, token: Token, claims: Claims) -> bool:
    """Whether the noun is what somebody goes or has come to a place for."""
    if noun.pos_ != "NOUN" or noun.dep_ != "obl" or preposition(noun) != "for":
        return False
    is_there = token.pos_ == "PROPN" and any(child.dep_ == "cop" for child in token.children)
    return is_there or _lemma(token) in claims.journeys


def _upwards(token: Token) -> Iterator[tuple[Token | None, Token]]:
    """The token and the words above it, each with the one it was reached from, up to the root of the sentence."""
    below: Token | None = None
    for _ in range(MAX_CLIMB):
        yield below, token
        if token.head == token or token.dep_.partition(":")[0] not in CLAUSAL:
            return
        # `failed to help and imposed sanctions` coordinates `imposed` with `failed`.
        finite_after_infinitive = token.dep_ == "conj" and token.tag_ in FINITE and token.head.tag_ == "VB"
        below, token = token, token.head.head if finite_after_infinitive else token.head


def _shares_auxiliary(below: Token) -> bool:
    """Whether what is said of the higher word is said of the lower: a light verb's noun, a verb coordinated without its own."""
    if below.dep_ in {"obj", "nsubj:pass", "obl"} and below.pos_ == "NOUN":
        return True
    return below.dep_ == "conj" and not any(child.dep_ in {"nsubj", "nsubj:pass", "aux"} for child in below.children)


def _lemma(token: Token) -> str:
    return token.lemma_.lower()


def _denying(token: Token, claims: Claims) -> Iterator[Token]:
    """The words that deny a clause, which is denied once however many they are."""
    for child in token.children:
        if child.dep_ == "advmod":
            yield from (inner for inner in child.children if inner.lower_ == "no")  # `no longer`
    for child in token.children:
        if child.dep_ in {"advmod", "det", "mark", "case", "cc:preconj", "nsubj", "nsubj:pass"} and child.lower_ in claims.negative:
            yield child
        if child.dep_ in {"nsubj", "nsubj:pass"}:
            yield from (word for word in child.children if _is_negative(word, claims))


def _is_negative(word: Token, claims: Claims) -> bool:
    return word.dep_ in {"det", "cc:preconj"} and word.lower_ in claims.negative


def _own_modality(token: Token, claims: Claims) -> Tone:
    for child in token.children:
        modality = _auxiliary_modality(child, token, claims)
        if modality != "asserted":
            return modality, child
        if child.dep_ in {"advmod", "amod"} and child.lower_ in claims.hedges:
            return "possible", child
    if token.lower_ == "going" and any(child.dep_ == "xcomp" for child in token.children):
        return "planned", token
    if token.tag_ == "VB" and token.dep_ == "acl" and mark_of(token, TO) and _governs(token.head, token, claims):
        return "planned", token
    return PLAIN


def _auxiliary_modality(child: Token, token: Token, claims: Claims) -> Modality:
    """What an auxiliary makes of its verb."""
    if child.tag_ in FINITE and child.lemma_ == "be" and child.dep_ in {"aux", "cop"} and mark_of(token, TO):
        return "planned"  # `is to meet`
    if child.dep_ not in {"aux", "aux:pass"}:
        return "asserted"
    if _lemma(child) in claims.planned:  # `is due to meet`
        return "planned"
    if child.lower_ in claims.reported and _is_reported(token, claims):
        return "planned"
    return "planned" if child.lower_ == "going" else claims.auxiliaries.get(child.lower_, "asserted")


def _is_reported(token: Token, claims: Claims) -> bool:
    """Whether somebody says what the clause of a verb tells, without a condition."""
    if any(child.dep_ == "advcl" and mark_of(child, claims.conditions) is not None for child in token.children):
        return False
    while token.dep_ == "conj" and token.head != token:
        token = token.head
    return token.dep_ in {"ccomp", "parataxis"} and _lemma(token.head) in claims.speech


def _governed_modality(token: Token, below: Token, claims: Claims) -> Tone:
    lemma = _lemma(token)
    if (mark := mark_of(below, claims.conditions)) is not None and below.dep_ == "ccomp":  # `asked whether`
        return "possible", mark
    if lemma in claims.supposed and below.dep_ == "xcomp" and is_passive(token) and not agent(token):
        return "possible", token
    if lemma in claims.sought:
        return "sought", token
    if lemma in claims.planned:
        return "planned", token
    if lemma in claims.possible:
        return "possible", token
    return PLAIN


STRENGTH: dict[Modality, int] = {"asserted": 0, "planned": 1, "possible": 2, "sought": 3}


def _stronger(left: Tone, right: Tone) -> Tone:
    """The lower word decides unless it says nothing: `wants to be able to attack` is sought."""
    return right if STRENGTH[right[0]] > STRENGTH[left[0]] else left


def _speaker(token: Token, below: Token | None, claims: Claims) -> Voice:
    """Who says the clause below `token`, or names it as its source from within."""
    for child in token.children:
        if child.dep_.startswith(("obl", "nmod")) and preposition(child) in claims.according:
            return child, next((word for word in child.children if word.dep_ == "case"), None)
        if child.dep_ == "parataxis" and _lemma(child) in claims.speech and below != child:
            return next(iter(logical_subject(child)), None), child
    if below is None:
        return SILENT
    says = _lemma(token) in claims.speech and below.dep_ in {"ccomp", "parataxis", "xcomp"}
    if token.pos_ == "VERB" and (says or _lemma(token) in claims.accusing):
        return next(iter(logical_subject(token)), None), token
    if token.pos_ == "NOUN" and _lemma(token) in claims.speech_nouns and below.dep_ in {"acl", "ccomp"}:
        return next(iter(possessors(token)), None), token
    return SILENT


NUMBER = re.compile(r"\d{1,3}(?:[,\u202f]\d{3})+|\d+")


def count_of(token: Token, numbers: Mapping[str, int]) -> int | None:
    """The number that goes with a noun, as digits or words: `at least 70 fighters`, `two dozen of its soldiers`."""
    for candidate in (token, *[child for child in token.children if child.dep_ in {"nummod", "compound", "amod"}]):
        if candidate.pos_ != "NUM" and candidate.lower_ not in numbers:
            continue
        match = NUMBER.fullmatch(candidate.text)
        if match:
            return int(re.sub(r"\D", "", match[0]))
        if candidate.lower_ in numbers:
            return numbers[candidate.lower_]
    return None
