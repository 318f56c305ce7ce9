"""How long it takes to sketch documents and to find near-duplicates among many: `python -m tests.bench.near_duplicates [N]`."""

import random
import sys
import time

from kg.similarity import Sketches, sketch

WORDS = [f"word{number}" for number in range(20_000)]
LENGTH = 600
EVERY = 10
"""One in so many documents is an altered copy of an earlier one."""


def main() -> None:
    """Prints seconds, and how many of the copies were found."""
    amount = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    chance = random.Random(1)
    texts: list[list[str]] = []
    for number in range(amount):
        copied = number % EVERY == EVERY - 1
        texts.append([*chance.choice(texts)[:-30], *chance.choices(WORDS, k=30)] if copied else chance.choices(WORDS, k=LENGTH))
    begun = time.perf_counter()
    sketches = [sketch(" ".join(words)) or "" for words in texts]
    sketched = time.perf_counter()
    known, found = Sketches(), 0
    for number, made in enumerate(sketches):
        found += known.likest(made) is not None
        known.add(str(number), made)
    ended = time.perf_counter()
    print(
        f"{amount} documents of {LENGTH} words: {sketched - begun:.1f} s to sketch, {ended - sketched:.1f} s to compare; ", end=""
    )
    print(f"{found} near-duplicates found, {amount // EVERY} were made")


if __name__ == "__main__":
    main()
