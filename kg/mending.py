"""Mends a parse where it breaks a list of names or takes the opening of a clause for the end of the one before.

`Ties with Mali, Chad, and Niger alarmed Paris` is no news of Niger's. The comma before the last conjunct makes parsers begin a
new clause there, with the last name for its subject. A list that has commas and nothing else between its first names has not
ended, so that what follows `and` is its last member. In `He would not give in: in April his minister accused Ivory Coast` the
month belongs to what follows the colon.
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from kg.syntax import OPENING, PASSIVE_SUBJECTS, SUBJECTS

CONJUNCTIONS = frozenset({"and", "or", "&"})
IN_NAMES = frozenset({"flat", "compound", "conj", "nmod:desc", "appos"})
MOST_WORDS = 6
"""How many words one name of a list has at most."""
FOLLOWING = frozenset({"parataxis", "ccomp", "conj", "advcl"})
"""How the clause after a colon or semicolon hangs on the one before."""


def mend_openings(doc: Doc) -> None:
    """Hangs what opens a clause after a colon or semicolon on that clause's verb."""
    for mark in doc[: len(doc) - 1]:
        if mark.text in {":", ";"}:
            opening = _whole(mark)
            verb = next((word for word in opening.head.rights if word.i > opening.i and word.dep_ in FOLLOWING), None)
            if opening.dep_ in OPENING and opening.head.i < mark.i and verb is not None:
                opening.head = verb


def _whole(mark: Token) -> Token:
    """The head of the phrase that begins after a mark, as far as the parse has it after it."""
    head = mark.nbor(1)
    while head.head != head and head.head.i > mark.i:
        head = head.head
    return head


def mend_lists(doc: Doc) -> None:
    """Hangs the last name of each such list on its first one, where the parse has it as the subject of a clause."""
    for last, first in list(_broken(doc)):
        last.dep_, last.head = "conj", first


def _broken(doc: Doc) -> Iterator[tuple[Token, Token]]:
    for comma in doc[: len(doc) - 2]:
        if comma.text == "," and comma.nbor(1).lower_ in CONJUNCTIONS and comma.i > 1:
            last = _head_of_name(comma.nbor(2))
            first = _first_of_list(comma)
            subject = last.dep_ in SUBJECTS | PASSIVE_SUBJECTS and last.pos_ == "PROPN"
            if subject and first is not None and first.sent == last.sent and not last.is_ancestor(first):
                yield last, first


def _head_of_name(token: Token) -> Token:
    while token.dep_ in {"flat", "compound"} and token.head.pos_ == "PROPN" and token.head != token:
        token = token.head
    return token


def _first_of_list(comma: Token) -> Token | None:
    """The first of two or more names with nothing but commas between them that end before the comma, None where there are none.

    It is no subject itself: `Mali, Chad, and Niger joined` is a list that the parser has seen.
    """
    before = comma.nbor(-1)
    if before.pos_ != "PROPN":
        return None
    member = _head_of_name(before)
    while member.dep_ in IN_NAMES and member.head.pos_ == "PROPN" and member.head.i < member.i:
        member = member.head
    between = comma.doc[member.i + 1 : comma.i]
    commas = [word for word in between if word.text == ","]
    named = all(word.pos_ == "PROPN" or word.text in {",", "-", "'", "’"} for word in between)
    whole = member.dep_ not in SUBJECTS | PASSIVE_SUBJECTS
    return member if commas and named and whole and len(between) <= MOST_WORDS * (len(commas) + 1) else None
