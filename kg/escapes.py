"""Text from anywhere as plain text: on one line, with nothing in it that steers a terminal or is markup."""

import re

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What turns the direction of the text that follows it."""
_MARKUP = re.compile(r"[\\`*_{}\[\]<>&|~#$]")


def cell(value: object) -> str:
    """A value for people: nothing for None, and no control character that could steer a terminal."""
    return "" if value is None else CONTROL.sub(" ", str(value))


def markdown_escaped(value: object) -> str:
    """A value in Markdown as it stands: on one line, and no sign in it is markup or HTML."""
    return _MARKUP.sub(lambda sign: f"&#{ord(sign.group())};" if sign.group() in "<>&" else f"\\{sign.group()}", cell(value))
