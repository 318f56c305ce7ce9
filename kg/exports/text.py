"""Texts from documents in formats that cannot hold every character, or take some of them for commands."""

import re

from kg.errors import KgError

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA = re.compile("(?![+-]+$)[=+\\-@\t\r\n|%＝＋－＠]")
"""What a cell begins with that a spreadsheet takes for a formula, or passes over on the way to one; `++-` alone is none."""


def xml_text(text: str, where: str) -> str:
    """The text as it is. Raises KgError where XML cannot hold it; `where` says what it is about."""
    found = _NOT_XML.search(text)
    if found:
        raise KgError(f"XML cannot hold the character U+{ord(found.group()):04X}, which stands in {where}: use nquads or jsonld")
    return text


def sheet_text(text: str) -> str:
    """The text so that no spreadsheet runs it as a formula: with an apostrophe before it where it looks like one."""
    return f"'{text}" if _FORMULA.match(text) else text
