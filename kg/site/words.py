"""The language of a site: its own texts, and the ontology's labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import UsageError
from kg.explorer.texts import LANGUAGES, load_texts
from kg.vocabulary import Vocabulary, load_vocabulary

FOLDER = Path(__file__).with_name("languages")


@dataclass(frozen=True, slots=True)
class Words:
    """What a site says in one language."""

    language: str
    texts: Mapping[str, str]
    vocabulary: Vocabulary

    def say(self, key: str, **slots: object) -> str:
        """The text of that key, with its slots filled."""
        return self.texts[key].format(**slots)

    def count(self, key: str, number: int) -> str:
        """`1 statement`, `2,000 statements`: the text of that key for so many. In French no thing is one thing too."""
        one = number == 1 or (self.language == "fr" and number == 0)
        return self.say(f"{key}_{'one' if one else 'other'}", count=self.number(number))

    def number(self, number: int) -> str:
        """The number as people of that language group its digits."""
        return f"{number:,}" if self.language == "en" else f"{number:,}".replace(",", "\u202f")

    def relation(self, name: str) -> str:
        """The label of a relation."""
        return self._label(self.vocabulary.relation(name))

    def family(self, name: str) -> str:
        """The label of a family."""
        return self._label(self.vocabulary.family(name))

    def kind(self, name: str) -> str:
        """The label of a class."""
        return self._label(self.vocabulary.ontology_class(name))

    def _label(self, known: object) -> str:
        return str(getattr(known, "label" if self.language == "en" else f"label_{self.language}"))


def words_in(language: str) -> Words:
    """What a site says in that language. Raises UsageError where there is none of that name."""
    if language not in LANGUAGES:
        raise UsageError(f"no language is named {language!r}; there are {', '.join(LANGUAGES)}")
    return Words(language, load_texts(FOLDER)[language], load_vocabulary())
