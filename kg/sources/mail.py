"""Messages and mailboxes: the text of a message is a document, and so is every attachment of a kind that is read."""

import email
import mailbox
import tempfile
from collections.abc import Iterator
from contextlib import closing
from email import policy
from email.message import EmailMessage, Message, MIMEPart
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import quote

from kg.errors import SourceError
from kg.records import digest
from kg.sources.decoding import decode, decoded_as
from kg.sources.html import plain_text
from kg.sources.known import metadata_date
from kg.sources.parts import Columns, Failure, Metadata, Part, Raw, Text, within

DEEPEST = 3
"""How deep messages may lie within messages."""
MOST_PARTS = 500


def read_mail(raw: Raw, _columns: Columns) -> Iterator[Part]:
    """The text of the message, and its attachments. Raises SourceError where there is neither."""
    if raw.depth > DEEPEST:
        raise SourceError("it lies too deep in other sources")
    yield from _message(raw, email.message_from_bytes(raw.data, policy=policy.default))


def read_mbox(raw: Raw, _columns: Columns) -> Iterator[Part]:
    """The messages of a mailbox, one at a time, each known by its Message-ID, or where it has none by its content."""
    with tempfile.NamedTemporaryFile(prefix="kg-", suffix=".mbox") as file:
        file.write(raw.data)
        file.flush()
        with closing(mailbox.mbox(file.name, create=False)) as messages:
            for number, key in enumerate(messages.iterkeys(), 1):
                yield _of_mailbox(raw, number, messages.get_bytes(key))


def _of_mailbox(raw: Raw, number: int, data: bytes) -> Part:
    label = f"{raw.label}: message {number}"
    identity = _header(email.message_from_bytes(data, policy=policy.default), "Message-ID").strip("<> ")
    key = identity or digest(data.decode("latin-1"))
    location = within(raw.location, "message", quote(key))
    return Raw(f"message {number}.eml", data, label, location, raw.given, "message/rfc822", raw.depth + 1)


def _message(raw: Raw, message: EmailMessage) -> Iterator[Part]:
    own = Metadata(
        title=_header(message, "Subject") or None,
        date=metadata_date(_header(message, "Date")),
        source=_sender(message),
    )
    text = _text(message)
    attached = list(_attached(raw, message, own))
    if text.strip():
        name = own.title if raw.name.startswith("message ") and own.title else raw.name
        yield Text(text, name, raw.label, raw.location, raw.given, own)
    elif not attached:
        raise SourceError("there is no text in this message")
    yield from attached


def _text(message: EmailMessage) -> str:
    """The message as plain text, or its HTML turned into it."""
    try:
        body = message.get_body(preferencelist=("plain", "html"))
    except Exception:  # noqa: BLE001 - the parser takes any bytes, what reads its parts does not
        return ""
    if body is None:
        return ""
    text = _content(body)
    return plain_text(text) if body.get_content_type() == "text/html" else text


def _content(part: MIMEPart) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    text = decoded_as(charset, data)
    if text is not None:
        return text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        return decode(data)
    except SourceError:
        return ""


def _attached(raw: Raw, message: EmailMessage, own: Metadata) -> Iterator[Part]:
    """The attachments: files, and messages that are handed on."""
    given = raw.given.or_else(Metadata(date=own.date, source=own.source))
    for number, part in enumerate(_attachments(message), 1):
        if number > MOST_PARTS:
            yield Failure(raw.label, f"it has more than {MOST_PARTS} attachments: the others are left out")
            return
        name = Path(part.get_filename() or f"attachment-{number}").name
        data = _bytes(part)
        if data is None or part.get_content_maintype() in {"image", "audio", "video"}:
            continue  # logos and signatures are in most messages
        label, location = f"{raw.label}: {name}", within(raw.location, "attachment", str(number))
        is_message = part.get_content_type() == "message/rfc822"
        kind, about = ("message/rfc822", raw.given) if is_message else (None, given)
        yield Raw(name, data, label, location, about, kind, raw.depth + 1)


def _attachments(message: EmailMessage) -> Iterator[MIMEPart]:
    try:
        yield from message.iter_attachments()
    except Exception:  # noqa: BLE001 - as above
        return


def _bytes(part: MIMEPart) -> bytes | None:
    try:
        content = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(content, list):
            return next((each.as_bytes() for each in content if isinstance(each, Message)), None)
        data = part.get_payload(decode=True)
    except Exception:  # noqa: BLE001 - as above
        return None
    return data if isinstance(data, bytes) and data.strip() else None


def _sender(message: EmailMessage) -> str | None:
    name, address = parseaddr(_header(message, "From"))
    return name or address or None


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:  # noqa: BLE001 - as above
        return ""
