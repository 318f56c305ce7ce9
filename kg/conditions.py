"""The conditions under which a frame counts: roles that must be filled, or must not be, by one of some lemmas."""

from typing import Literal

from spacy.tokens import Token

from kg.context import Knowledge
from kg.frames import Frame
from kg.syntax import base_forms, role


def unmet(token: Token, frame: Frame, knowledge: Knowledge) -> tuple[Literal["with", "without"], str] | None:
    """The first condition that the words around the trigger do not meet, with its role path; None where they meet all."""
    for path, lemmas in frame.needs:
        if not _filled(token, path, lemmas, knowledge):
            return "with", path
    for path, lemmas in frame.bars:
        if _filled(token, path, lemmas, knowledge):
            return "without", path
    return None


def _filled(token: Token, path: str, lemmas: frozenset[str], knowledge: Knowledge) -> bool:
    fillers = role(token, path, knowledge.lexicon.verbs)
    return any(base in lemmas for filler in fillers for base in (filler.lemma_.lower(), *base_forms(filler.lower_)))
