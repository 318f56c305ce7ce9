"""From bytes to text, in whatever encoding."""

import codecs
import re

from charset_normalizer import from_bytes

from kg.errors import SourceError

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF32_MARKS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
WESTERN = "cp1252"  # few accents tell it from its neighbours too little, and reports in French and English are in it
COHERENCE_MARGIN = 0.05
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""Codecs of Python that no text is in: to decode a long one as names of hosts takes hours."""
SURROGATE = re.compile("[\ud800-\udfff]")
CONTROL_SHARE = 0.05  # stray form feeds and escapes are common in old wire copy, a twentieth of the text is not


def decode(data: bytes, *, declared: str | None = None) -> str:
    """The text of the bytes with line ends as `\\n`: UTF-8, UTF-16 and UTF-32 with their marks, else what charset-normalizer finds.

    What an older text itself declares its encoding to be goes before guesses, where the bytes are possible in it.

    Raises SourceError where the bytes are no text, or none in an encoding that can be told.
    """
    text = _decoded(data, declared)
    if len(CONTROL.findall(text)) > CONTROL_SHARE * len(text):
        raise SourceError("this is binary data, not text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, declared: str | None) -> str:
    for marks, encoding in ((UTF32_MARKS, "UTF-32"), (UTF16_MARKS, "UTF-16")):  # the mark of one begins with that of the other
        if data.startswith(marks):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise SourceError(f"it starts like {encoding} but is not") from error
    if b"\0" in data:
        raise SourceError("this is binary data, not text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _as_declared(data, declared) or _guessed(data)


def _as_declared(data: bytes, declared: str | None) -> str | None:
    if declared is None or declared.lower().replace("-", "").startswith("utf"):
        return None
    return decoded_as(declared, data)


def decoded_as(charset: str, data: bytes) -> str | None:
    """The text of the bytes in the encoding of that name; None where they are not in it, or where there is no such encoding."""
    try:
        if codecs.lookup(charset).name.replace("_", "-") in NO_CHARSETS:
            return None
        return sound(data.decode(charset))
    except (LookupError, ValueError):
        return None


def sound(text: str) -> str:
    """The text without halves of characters, as JSON and UTF-7 may hold them: nothing can store or read them."""
    return SURROGATE.sub("\ufffd", text)


def _guessed(data: bytes) -> str:
    """The text in UTF-8 where that is only damaged, else in the likeliest older encoding, the Western one before others."""
    mended = data.decode("utf-8-sig", "replace")
    if _is_damaged_utf8(mended):
        return mended
    matches = from_bytes(data)
    best = matches.best()
    if best is None:
        raise SourceError("the encoding of the text cannot be told: save it as UTF-8")
    for match in matches:
        as_likely = match.chaos <= best.chaos and match.coherence > best.coherence - COHERENCE_MARGIN
        if as_likely and WESTERN in match.could_be_from_charset:
            return data.decode(WESTERN)
    return str(best)


def _is_damaged_utf8(mended: str) -> bool:
    """Whether more sequences of bytes are characters of UTF-8 than are none; in an older encoding hardly any is."""
    beyond_ascii = sum(sign > "\x7f" for sign in mended)
    return beyond_ascii > 2 * mended.count("\ufffd")
