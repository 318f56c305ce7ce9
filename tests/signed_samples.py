"""Signed networks whose structure is known from the literature, as statements."""

from collections.abc import Iterable

from network_samples import told

from kg.records import StoredStatement

TRIBES = [
    "Gavev",
    "Kotun",
    "Ove",
    "Alika",
    "Nagam",
    "Gahuk",
    "Masil",
    "Ukudz",
    "Notoh",
    "Kohik",
    "Geham",
    "Asaro",
    "Uheto",
    "Seuve",
    "Nagad",
    "Gama",
]
TRIBAL = """
.+----.....-..++
+.-.--..--....++
--.+.+++........
-.+....+........
--....+.+....+--
--+...++-.++-..-
..+.++.+..+++...
..++.++...++.-..
.-..+-...+-.+.-.
.-......+.-.+.-.
.....+++--.+-.--
-....+++..+..---
.....-+.++-..+--
....+..-...-+..-
++..-...-----..+
++..--....----+.
"""
"""Alliances (+) and enmities (-) of the Gahuku-Gama of New Guinea (Read 1954), as Hage and Harary (1983) give them."""


def tribes() -> list[StoredStatement]:
    """Each alliance and each enmity of the tribes once: 29 of each."""
    rows = TRIBAL.split()
    return signed_ties((TRIBES[i], TRIBES[j], rows[i][j]) for i in range(16) for j in range(i + 1, 16))


def signed_ties(ties: Iterable[tuple[str, str, str]], document: str = "one.txt") -> list[StoredStatement]:
    """A statement for each pair that is allied (+) or opposed (-); a dot is none."""
    relations = {"+": "alliedWith", "-": "opposes"}
    return [told(one, relations[sign], other, document) for one, other, sign in ties if sign in relations]
