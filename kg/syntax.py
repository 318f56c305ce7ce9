"""Grammatical roles read off a Universal Dependencies tree: who is the logical subject, object, possessor, complement.

Every function takes a spaCy token and returns tokens, the heads of the phrases that fill the role, possibly none.
Passives, relative clauses, control, and coordination are undone here, so that frames need not know of them.
"""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

SUBJECTS = frozenset({"nsubj", "csubj", "nsubj:outer"})
OPENING = frozenset({"obl", "obl:unmarked", "obl:tmod", "advmod"})
"""How what may open a clause hangs on its verb."""
PASSIVE_SUBJECTS = frozenset({"nsubj:pass", "csubj:pass"})
MODIFIERS = frozenset({"compound", "amod", "nmod", "nmod:unmarked", "nmod:desc", "obl:unmarked", "flat", "advmod", "obl:npmod"})
BEFORE_NOUN = frozenset({"amod", "compound"})
"""How the words before a noun hang on it that belong to what it calls somebody."""
RELATIVE_PRONOUNS = frozenset({"that", "which", "who", "whom"})
OBJECT_CONTROL = frozenset({"of", "from", "for", "as", "in"})
"""`accused Mali of hiring`, `quoted him as saying`, `helped Mali in fighting`: marks of a clause whose subject is that object."""
PARTICLES = frozenset({"off", "out", "up", "down", "over", "away", "back"})
"""Words that belong to the verb before them, also where the parse makes them the preposition of what follows."""
CONTENT = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X"})
FINITE = frozenset({"VBD", "VBZ", "VBP"})
"""Tags of verbs that stand for themselves."""
PHRASES = ("obl", "nmod", "advmod", "xcomp", "obj")
"""Beginnings of the labels of a phrase with a preposition; that of an object is the parser's mistake."""
HYPHENS = frozenset({"-", "‑", "–"})
MAX_CLIMB = 12
"""How many heads up a search for a shared subject goes before it gives up."""


def children(token: Token, deps: frozenset[str]) -> list[Token]:
    """The dependents of a token that carry one of the labels, in the order of the text."""
    return [child for child in token.children if child.dep_ in deps]


def is_passive(token: Token) -> bool:
    """Whether a verb form is passive: by its subject, its auxiliary, or as a bare past participle after a noun."""
    for child in token.children:
        if child.dep_ in PASSIVE_SUBJECTS or child.dep_ == "aux:pass" or (child.dep_ == "obl:agent" and token.tag_ == "VBN"):
            return True
    if any(child.dep_ in SUBJECTS or child.dep_ == "obj" for child in token.children):
        return False
    if token.dep_ in {"acl", "amod", "advcl"} and token.tag_ == "VBN":
        return not any(child.dep_ == "aux" for child in token.children)
    if token.dep_ == "conj" and token.tag_ == "VBN" and token.head.pos_ in {"VERB", "AUX"}:
        return is_passive(token.head) and not any(child.dep_ == "aux" for child in token.children)
    return False


def preposition(token: Token) -> str:
    """The preposition of a phrase, lower case, with all its parts: `to`, `out of`, `according to`; empty if none."""
    cases = [child for child in token.children if child.dep_ == "case" and child.i < token.i]
    if not cases:  # hung on the first word of a name: `over Boko Haram`
        first = next((child for child in token.lefts if child.dep_ == "compound"), token)
        cases = [child for child in first.lefts if child.dep_ == "case"]
    parts = [*cases, *(part for case in cases for part in case.children if part.dep_ == "fixed")]
    return " ".join(part.lower_ for part in sorted(parts, key=lambda part: part.i))


IN_PASSING = frozenset({"acl", "acl:relcl", "advcl", "advcl:relcl", "appos", "parataxis", "amod"})
"""How clauses hang on others that a question does not ask about."""


def is_question(sentence: Span) -> bool:
    """Whether a sentence asks, so that it states nothing."""
    return sentence.text.rstrip().endswith("?")


def is_asked(token: Token) -> bool:
    """Whether a question asks what the word tells, and does not tell it in passing: `Has Mali left?`, not `Who led its exit?`."""
    if not is_question(token.sent) or any(word.text in {";", ":"} for word in token.doc[token.i : token.sent.end]):
        return False
    if token.pos_ == "NOUN" and token.dep_ not in {"ROOT", "root"}:
        return False
    while token.head != token:
        if token.dep_ in IN_PASSING:
            return False
        token = token.head
    return True


def antecedent(token: Token) -> Token:
    """The noun that a relative pronoun stands for, the token itself otherwise."""
    if token.lower_ not in RELATIVE_PRONOUNS or token.pos_ not in {"PRON", "DET", "SCONJ"}:
        return token
    verb = token.head
    for _ in range(MAX_CLIMB):
        if verb.dep_ in {"acl:relcl", "acl"}:  # with a relative pronoun in it, a clause is a relative one
            return verb.head
        if verb.head == verb or verb.dep_ not in {"conj", "xcomp", "ccomp", "nmod", "obl", "obj", "nsubj", "case"}:
            break
        verb = verb.head
    return token


def coordinated(token: Token) -> list[Token]:
    """A token and everything coordinated with it."""
    found = [token]
    for child in token.children:
        if _is_listed(token, child) or (child.dep_ == "conj" and (child.pos_ in CONTENT or token.pos_ not in CONTENT)):
            found += coordinated(child)
    return found


def _is_listed(token: Token, child: Token) -> bool:
    """`Mali, Chad and Niger`: parsers take names of a list for appositions or titles of each other."""
    if token.pos_ != "PROPN" or child.pos_ != "PROPN" or child.dep_ not in {"appos", "nmod:desc", "compound", "flat"}:
        return False
    between = token.doc[min(token.i, child.i) + 1 : max(token.i, child.i)]
    goes_on = any(other.dep_ == "conj" and other.i > child.i and other.pos_ == "PROPN" for other in token.children)
    return goes_on and any(word.text == "," for word in between)


def logical_subject(token: Token, depth: int = 0) -> list[Token]:
    """Who does what the verb says: subject of an active, agent of a passive, or the subject shared with a higher verb."""
    if depth > MAX_CLIMB:
        return []
    if is_passive(token):
        return agent(token)
    own = [antecedent(child) for child in children(token, SUBJECTS)]
    own = [child for child in own if child.dep_ != "expl"]
    return own or list(_shared_subject(token, depth))


def agent(token: Token) -> list[Token]:
    """The by-phrase of a passive or of a noun."""
    return [child for child in token.children if child.dep_.startswith(("obl", "nmod")) and preposition(child) == "by"]


def _shared_subject(token: Token, depth: int) -> Iterator[Token]:
    head, dep = token.head, token.dep_
    if dep == "acl:relcl":
        if not any(child.lower_ in RELATIVE_PRONOUNS for child in token.children) and _lacks_subject(token):
            yield head
    elif dep == "acl":
        yield from [head] if token.tag_ == "VBG" else _holder(head, depth)
    elif dep == "xcomp" and not _cases(token):
        controllers = [antecedent(child) for child in children(head, frozenset({"obj", "iobj"}))]
        if is_passive(head):
            yield from logical_object(head, depth + 1)
        elif controllers and head.pos_ == "VERB":
            yield from controllers
        else:
            yield from logical_subject(head, depth + 1)
    elif dep == "conj" and head.pos_ in {"VERB", "AUX", "ADJ", "NOUN"}:
        yield from logical_object(head, depth + 1) if is_passive(head) else logical_subject(head, depth + 1)
    elif dep in {"advcl", "ccomp"} and head.pos_ == "VERB" and _controlled_by_object(token):
        yield from logical_object(head, depth + 1)
    elif dep in {"advcl", "ccomp", "parataxis"} and head.pos_ in {"VERB", "AUX"} and token.tag_ in {"VBG", "VB", "VBN"}:
        yield from logical_object(head, depth + 1) if is_passive(head) else logical_subject(head, depth + 1)


def _controlled_by_object(token: Token) -> bool:
    """Whether it is the verb of `accused her of lying`, `stopped her from lying`."""
    return token.tag_ == "VBG" and mark_of(token, OBJECT_CONTROL) is not None


def mark_of(clause: Token, words: Container[str]) -> Token | None:
    """The word of those that begins a clause: `to`, `after`, `if`."""
    return next((child for child in clause.children if child.dep_ == "mark" and child.lower_ in words), None)


def _cases(token: Token) -> bool:
    return any(child.dep_ == "case" for child in token.children)


def _lacks_subject(token: Token) -> bool:
    return not any(child.dep_ in SUBJECTS or child.dep_ in PASSIVE_SUBJECTS for child in token.children)


def _holder(noun: Token, depth: int) -> Iterator[Token]:
    """Who has the plan, the decision, the order that an infinitive completes."""
    owners = possessors(noun) or modifiers(noun)
    if owners:
        yield from owners
    elif noun.dep_ in {"obj", "obl", "xcomp", "nsubj:pass"}:
        yield from logical_subject(noun.head, depth + 1)


def logical_object(token: Token, depth: int = 0) -> list[Token]:
    """Whom or what the verb is done to: object of an active, subject of a passive, the noun a participle follows."""
    if depth > MAX_CLIMB:
        return []
    if is_passive(token):
        return _undergoer(token, depth)
    # What has a preposition is no object, whatever the parser calls it: `exchanged fire with troops`.
    own = [antecedent(child) for child in children(token, frozenset({"obj"})) if not preposition(child)]
    # And a name without one is no oblique: `left Gao`.
    bare = [child for child in token.rights if child.dep_ == "obl" and child.pos_ == "PROPN" and not preposition(child)]
    after_particle = [child for child in token.children if child.dep_ == "obl" and preposition(child) in PARTICLES]
    # Where a verb has one object alone, parsers may take it for a recipient: `supplied them with drones`.
    found = own or bare or after_particle or indirect_object(token)
    if found:
        return found
    if token.dep_ == "acl:relcl" and not _lacks_subject(token) and not _relative_subject(token):
        return [token.head]
    return _shared_object(token)


def _undergoer(token: Token, depth: int) -> list[Token]:
    """What a passive happens to: its own subject, the noun it follows, or what it shares with a higher verb."""
    own = [antecedent(child) for child in children(token, PASSIVE_SUBJECTS)]
    # Where a parse sees an agent but no passive, what stands before the verb is what happens to it.
    own = own or [antecedent(child) for child in children(token, SUBJECTS | {"obj"}) if child.i < token.i]
    if own or token.dep_ in {"acl", "amod", "acl:relcl"}:
        return own or [token.head]
    if token.dep_ == "conj" and token.head.pos_ in {"VERB", "AUX"}:
        return logical_object(token.head, depth + 1) if is_passive(token.head) else logical_subject(token.head, depth + 1)
    return logical_subject(token.head, depth + 1) if token.dep_ in {"advcl", "xcomp"} else []


def _relative_subject(token: Token) -> bool:
    return any(child.dep_ in SUBJECTS and child.lower_ in RELATIVE_PRONOUNS for child in token.children)


def _shared_object(token: Token) -> list[Token]:
    """`attacked and captured the town`: an object that stands with the last of coordinated verbs."""
    for child in token.children:
        if child.dep_ == "conj" and child.pos_ == "VERB" and child.i < token.i + 4 and _lacks_subject(child):
            return [antecedent(obj) for obj in children(child, frozenset({"obj"}))]
    return []


def indirect_object(token: Token) -> list[Token]:
    """The recipient of `gave Mali drones`."""
    return children(token, frozenset({"iobj"}))


def possessors(token: Token) -> list[Token]:
    """`Mali's`, `its`: the possessor of a noun."""
    return children(token, frozenset({"nmod:poss"}))


def first_of(token: Token, taken: Container[int]) -> int:
    """Where the phrase begins that a noun ends: with the adjectives and nouns right before it that are its own, but for `taken`."""
    first = token.i
    while first > token.sent.start:
        before = token.doc[first - 1]
        if before.i in taken or before.head.i != token.i or before.dep_ not in BEFORE_NOUN:
            break
        first -= 1
    return first


def beside(token: Token) -> list[Token]:
    """The dependents of a word with no other phrase or clause between: parsers take `ECOWAS` for a part of `juntas` in `imposed by
    ECOWAS after juntas seized power`.
    """
    return [child for child in token.children if not any(_begins_anew(other, child) for other in _between(child, token))]


def _between(one: Token, other: Token) -> Span:
    return one.doc[min(one.i, other.i) + 1 : max(one.i, other.i)]


def _begins_anew(word: Token, child: Token) -> bool:
    return word.pos_ in {"ADP", "SCONJ"} and not child.is_ancestor(word)


def modifiers(token: Token) -> list[Token]:
    """Nouns and adjectives that stand before a word without a preposition: `Russian` in `Russian deliveries`."""
    before = [child for child in beside(token) if child.dep_ in MODIFIERS]
    return [child for child in before if not _cases(child) and child.pos_ in {"ADJ", "NOUN", "PROPN", "X"}]


def partners(token: Token) -> list[Token]:
    """The two names before a noun that a hyphen joins: `the Mali-Algeria summit`."""
    doc = token.doc
    joined = [place for place in range(token.i - 1, token.sent.start, -1) if doc[place].text in HYPHENS]
    between = next((place for place in joined if all(_may_name(word) for word in doc[place + 1 : token.i])), None)
    if between is None or doc[between].whitespace_ or doc[between - 1].whitespace_ or not _may_name(doc[between - 1]):
        return []
    return [doc[between - 1], doc[between + 1]]


def _may_name(word: Token) -> bool:
    return word.pos_ in {"PROPN", "ADJ", "NOUN"}


def head_of_name(token: Token) -> Token:
    """The word that a word of a name, or of a list of names, hangs on."""
    while token.dep_ in {"flat", "compound", "nmod:desc", "conj"} and token.head != token:
        token = token.head
    return token


def bearers(token: Token) -> list[Token]:
    """Who bears a role noun: subject of a copula, the name beside a title, the noun an apposition explains."""
    found = [antecedent(child) for child in children(token, SUBJECTS)] if _has_copula(token) else []
    if token.dep_ in {"appos", "nmod:desc"} or (token.dep_ in {"compound", "flat"} and token.head.pos_ == "PROPN"):
        found.append(token.head)
    found += [child for child in children(token, frozenset({"appos", "flat"})) if child.pos_ == "PROPN"]
    if token.dep_ == "xcomp" and token.head.pos_ == "VERB":
        found += logical_object(token.head) or logical_subject(token.head)
    return found


def _has_copula(token: Token) -> bool:
    return any(child.dep_ == "cop" for child in token.children)


def complements(token: Token) -> list[Token]:
    """The verb or adjective of a complement clause: `leave` in `told them to leave` and in `They must leave, he said`."""
    return children(token, frozenset({"ccomp", "xcomp"})) or _inserted_into(token)


def _inserted_into(verb: Token) -> list[Token]:
    """The clause before a verb of its own subject that stands in it without a link, as who says it does."""
    beside = verb.dep_ == "parataxis" and verb.head.i < verb.i and any(child.dep_ == "nsubj" for child in verb.children)
    return [verb.head] if beside and not any(child.dep_ in {"obj", "mark"} for child in verb.children) else []


def complement_subjects(token: Token) -> list[Token]:
    """The subject of a complement clause: `Tehran` in `demanded that Tehran halt enrichment`."""
    return [subject for child in complements(token) for subject in logical_subject(child)]


def complement_objects(token: Token) -> list[Token]:
    """The object of a complement clause: `Gao` in `vowed to attack Gao`."""
    return [obj for child in complements(token) for obj in logical_object(child)]


def auxiliaries(token: Token) -> list[Token]:
    """The auxiliaries of a verb, or of the noun or adjective that a copula makes a predicate: `must` in `must leave`."""
    return children(token, frozenset({"aux"}))


def syntactic_head(token: Token) -> list[Token]:
    """What a modifier modifies: `forces` for `backed` in `Russian-backed forces`."""
    return [] if token.head == token else [token.head]


def oblique(token: Token, prep: str) -> list[Token]:
    """Phrases of a verb or noun that begin with the preposition."""
    return [child for child in token.children if child.dep_.startswith(PHRASES) and _begins_with(preposition(child), prep)]


def _begins_with(found: str, wanted: str) -> bool:
    """Whether a phrase begins with the preposition, alone or after a particle that the parse gave to the phrase (`out of`)."""
    first, _, rest = found.partition(" ")
    return found == wanted or (first in PARTICLES and rest == wanted)


def particles(verb: Token) -> set[str]:
    """The particles of a verb, as labelled or as they stand right behind it: `out` in `pulled out of`."""
    labelled = {child.lower_ for child in verb.children if child.dep_ in {"compound:prt", "advmod", "case", "obl"}}
    behind = verb.doc[verb.i + 1].lower_ if verb.i + 1 < len(verb.doc) else ""
    return labelled | ({behind} & PARTICLES)


ROLES: dict[str, Callable[[Token], list[Token]]] = {
    "subj": logical_subject,
    "obj": logical_object,
    "iobj": indirect_object,
    "poss": possessors,
    "mod": modifiers,
    "partner": partners,
    "bearer": bearers,
    "aux": auxiliaries,
    "comp": complements,
    "comp-subj": complement_subjects,
    "comp-obj": complement_objects,
    "head": syntactic_head,
    "self": lambda token: [token],
}
"""The roles that a frame can name, besides `prep:WORD`, `light`, `reverse`, and paths such as `obj>prep:with`."""


@dataclass(frozen=True, slots=True)
class VerbLists:
    """Verbs that say how their noun's arguments stand.

    They lend it theirs (light: `launched an attack`), make their subject its target (reverse: `suffered an attack`), or
    say that what it names is over (ending: `lifted the sanctions`). What a `harming` verb tells as an outcome is nothing that the
    subject of a `suffering` one does: `suffered attacks, killing ten`. An `agreeing` verb makes the accord that is its object.
    """

    light: frozenset[str] = frozenset()
    reverse: frozenset[str] = frozenset()
    ending: frozenset[str] = frozenset()
    suffering: frozenset[str] = frozenset()
    harming: frozenset[str] = frozenset()
    agreeing: frozenset[str] = frozenset()


def governing_verb(noun: Token, lemmas: frozenset[str]) -> list[Token]:
    """The verb of one of the lemmas whose object, passive subject or complement the noun is."""
    while noun.dep_ == "conj" and noun.head.pos_ == "NOUN":
        noun = noun.head
    verb = noun.head
    governs = noun.dep_ in {"obj", "nsubj:pass", "obl", "xcomp"} and _is_one(verb, lemmas)
    if noun.dep_ in {"acl", "acl:relcl"} or verb == noun:
        return []
    if not governs and noun.i + 1 < len(noun.doc):
        return [child for child in noun.children if child.dep_ in {"acl", "acl:relcl"} and _is_one(child, lemmas)]
    return [verb] if governs else []


def lends(verb: Token, verbs: VerbLists) -> bool:
    """Whether a verb tells of the event that its object names, and of no other: `launched an attack`, `ended the siege`."""
    return any(_is_one(verb, words) for words in (verbs.light, verbs.reverse, verbs.ending))


ENDINGS = (("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"))
"""Regular endings of English verbs and nouns, and what stands in their place in the base form."""


def base_forms(word: str) -> Iterator[str]:
    """What a regularly inflected word may be a form of: `expelled` gives `expell`, `expel`, `expelle`."""
    for ending, base in ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)] + base
            yield stem
            if len(stem) > 3 and stem[-1] == stem[-2]:
                yield stem[:-1]


def _is_one(verb: Token, words: frozenset[str]) -> bool:
    """Whether the words have the verb's lemma, or the verb as it stands or without an ending, since the lemma may be wrong."""
    return verb.lemma_.lower() in words or verb.lower_ in words or not words.isdisjoint(base_forms(verb.lower_))


def is_over(noun: Token, verbs: VerbLists) -> bool:
    """Whether a verb says that what the noun names ends or does not happen: `lifted most of its sanctions`."""
    while noun.dep_ == "nmod" and preposition(noun) == "of" and noun.head.dep_ in {"obj", "nsubj:pass"}:
        noun = noun.head
    return bool(governing_verb(noun, verbs.ending))


def doers(verb: Token, verbs: VerbLists) -> list[Token]:
    """Who does what the verb says, which is not whom the event befell whose outcome it tells: `The convoy was hit, killing two`."""
    if befallen(verb, verbs):
        event = first_conjunct(verb).head
        return agent(event) if is_passive(event) else [doer for noun in logical_object(event) for doer in agent(noun)]
    return logical_subject(verb)


def befallen(verb: Token, verbs: VerbLists) -> list[Token]:
    """Whom the event befell whose outcome a participle tells: `convoy` for `killing` in `The convoy was hit, killing two`."""
    outcome = first_conjunct(verb)
    event = outcome.head
    told = outcome.dep_ == "advcl" and outcome.tag_ == "VBG" and event.i < outcome.i and _is_one(verb, verbs.harming)
    if not told or any(child.dep_ in SUBJECTS or child.dep_ == "mark" for child in outcome.children):
        return []
    if is_passive(event):
        return logical_object(event)
    under = event.lemma_ == "come" and bool(oblique(event, "under"))
    return logical_subject(event) if under or _is_one(event, verbs.suffering) else []


def first_conjunct(token: Token) -> Token:
    """The first member of the list in which a word stands, or the word itself."""
    while token.dep_ == "conj":
        token = token.head
    return token


def role(token: Token, path: str, verbs: VerbLists | None = None) -> list[Token]:
    """The tokens that fill a role path, such as `obj`, `prep:with`, `light>subj` or `obj>prep:with`."""
    tokens = [token]
    for step in path.split(">"):
        tokens = [found for each in tokens for found in _step(each, step, verbs or VerbLists())]
    return tokens


def _step(token: Token, step: str, verbs: VerbLists) -> list[Token]:
    kind, _, word = step.partition(":")
    if kind == "prep":
        return oblique(token, word)
    if kind in {"light", "reverse"}:
        return governing_verb(token, verbs.light if kind == "light" else verbs.reverse)
    return doers(token, verbs) if step == "subj" else ROLES[step](token)


def known_role(path: str) -> bool:
    """Whether a role path is well formed."""
    steps = path.split(">")
    return all(
        step in ROLES or step in {"light", "reverse"} or (step.startswith("prep:") and len(step) > len("prep:")) for step in steps
    )
