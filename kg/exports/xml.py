"""XML, element by element."""

from typing import IO
from xml.sax.saxutils import escape, quoteattr

from kg.exports.text import xml_text

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def element(name: str, where: str, text: str | None = None, /, **attributes: str) -> str:
    """An element with its text; `where` says what it is about, for the error where XML cannot hold it."""
    return (
        f"{opened(name, where, **attributes)[:-1]}/>"
        if text is None
        else f"{opened(name, where, **attributes)}{content(text, where)}</{name}>"
    )


def opened(name: str, where: str, /, **attributes: str) -> str:
    """The tag that opens an element. Attributes of the names of Python's words end in an underscore."""
    told = "".join(f" {key.rstrip('_')}={quoteattr(xml_text(value, where))}" for key, value in attributes.items())
    return f"<{name}{told}>"


def content(text: str, where: str) -> str:
    """A text between two tags; a carriage return is spelled out, since parsers turn it into a new line."""
    return escape(xml_text(text, where), {"\r": "&#13;"})


def write(stream: IO[bytes], *lines: str) -> None:
    """Writes lines of XML."""
    stream.write("".join(f"{line}\n" for line in lines).encode())
