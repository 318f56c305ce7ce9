"""The application without a network: what becomes of a query whose asker goes away, and of a fault of the program."""

import asyncio
from typing import Any
from urllib.parse import quote

import pytest

from kg.service.app import Service
from kg.service.gate import Gate
from kg.service.pool import Answer, QueryPool, Question


class Endless(QueryPool):
    """A pool that never answers, and knows when a query was ended."""

    ended = False

    async def answer(self, question: Question) -> Answer:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.ended = True
            raise
        raise AssertionError


class Broken(QueryPool):
    """A pool with a fault."""

    async def answer(self, question: Question) -> Answer:
        raise ZeroDivisionError


def asked(pool: QueryPool, *, leaves_after: float) -> list[dict[str, Any]]:
    """What is sent in answer to a query whose asker goes away after so many seconds."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(leaves_after)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/sparql", "query_string": f"query={quote('ASK {}')}".encode()}
    asyncio.run(asyncio.wait_for(Service(pool, Gate())({**scope, "headers": [(b"host", b"localhost")]}, receive, send), 20))
    return sent


def test_a_query_ends_when_its_asker_goes_away() -> None:
    pool = Endless("x")
    asked(pool, leaves_after=0.1)
    assert pool.ended


def test_a_fault_of_the_program_is_told_and_ends_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    start, body = asked(Broken("x"), leaves_after=30)
    assert start["status"] == 500
    assert b"ZeroDivisionError" not in body["body"]
    assert (b"x-content-type-options", b"nosniff") in start["headers"]
    assert "ZeroDivisionError" in capsys.readouterr().err
