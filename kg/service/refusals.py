"""What goes wrong, as a response: a status, and one clear line as text, JSON or HTML."""

import json
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from kg.errors import BusyError, KgError, StoreError, TooBigError, TooLongError, UsageError
from kg.service.exchange import NOTHING_RUNS, Asked, response
from kg.service.negotiation import FAULT_JSON, FAULTS, HTML, Form, accepted
from kg.service.pages import POLICY, fault_page

STATUS: tuple[tuple[type[KgError], int], ...] = (
    (UsageError, 400),
    (TooLongError, 504),
    (TooBigError, 507),
    (BusyError, 503),
    (StoreError, 503),
)
"""The status of an error. 504 rather than 408 for the time limit, since browsers ask again by themselves after 408."""

AGAIN_AFTER = "1"
"""Seconds after which one may ask again when the service is busy."""


def refusal(error: KgError | HTTPException, asked: Asked) -> Response:
    """The response that says what went wrong, in the form that the client likes best."""
    status = error.status_code if isinstance(error, HTTPException) else status_of(error)
    message = " ".join((error.detail if isinstance(error, HTTPException) else str(error)).split())
    form = accepted(asked.header(b"accept"), FAULTS) or FAULTS[0]
    headers = {"cache-control": "no-store", "vary": "Accept", **(getattr(error, "headers", None) or {})}
    if status == 503:
        headers["retry-after"] = AGAIN_AFTER
    return response(
        _rendered(form, _described(error, status, message)).encode("utf-8", "replace"),
        form.content_type,
        status=status,
        policy=POLICY if form is HTML else NOTHING_RUNS,
        headers=headers,
    )


def status_of(error: KgError) -> int:
    """The status of the response to an error."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def _described(error: Exception, status: int, message: str) -> dict[str, Any]:
    """The fields of a fault; the place of it where it has one."""
    place = {name: value for name in ("line", "column", "position") if (value := getattr(error, name, None)) is not None}
    return {"status": status, "title": HTTPStatus(status).phrase, "error": message, **place}


def _rendered(form: Form, fault: dict[str, Any]) -> str:
    if form is FAULT_JSON:
        return json.dumps(fault, ensure_ascii=False) + "\n"
    if form is HTML:
        return fault_page(fault)
    return f"{fault['error']}\n"
