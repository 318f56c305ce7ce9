"""The process beside the service: it answers, fails, is ended, and begins again."""

import asyncio
import contextlib
import os
import signal
import time

import pytest

from kg.errors import KgError, QueryError, StoreError, TooBigError, TooLongError
from kg.service.sidecar import Sidecar

MEMORY = 2 << 30


def doubled(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


def refuse(text: str) -> None:
    raise QueryError(text, line=1, column=2, position=3)


def fail_to_read() -> None:
    raise FileNotFoundError(2, "No such file or directory")


def fail() -> None:
    raise ZeroDivisionError


def hoard() -> int:
    return len(b"x" * (4 << 30))


def vanish() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def sleep() -> None:
    time.sleep(60)


def ask(*work, seconds: float = 30.0):
    """What one process makes of several pieces of work: results, and errors in their place."""

    async def all_of_it() -> list[object]:
        sidecar = Sidecar(seconds=seconds, memory=MEMORY)
        results: list[object] = []
        try:
            for function, *arguments in work:
                try:
                    results.append(await sidecar.run(function, *arguments))
                except Exception as error:  # noqa: BLE001 - looked at below
                    results.append(error)
        finally:
            sidecar.close()
        return results

    return asyncio.run(all_of_it())


def test_it_works_in_one_process_that_is_another():
    (four, first), (six, second) = ask((doubled, 2), (doubled, 3))
    assert (four, six, first == second, first == os.getpid()) == (4, 6, True, False)


def test_an_error_comes_back_as_it_was_and_the_process_stays(capfd):
    (_, first), refused, unread, broken, (_, last) = ask((doubled, 1), (refuse, "no"), (fail_to_read,), (fail,), (doubled, 1))
    assert isinstance(refused, QueryError)
    assert (str(refused), refused.line, refused.column, refused.position) == ("no", 1, 2, 3)
    assert isinstance(unread, StoreError)
    assert not isinstance(broken, KgError)
    assert "ZeroDivisionError" in capfd.readouterr().err
    assert first == last


@pytest.mark.parametrize(("work", "error"), [(sleep, TooLongError), (vanish, TooBigError)])
def test_what_takes_too_much_is_ended_and_the_next_begins_anew(work, error):
    ended, (number, _) = ask((work,), (doubled, 1), seconds=5)
    assert isinstance(ended, error)
    assert number == 2


def test_memory_is_bounded():
    refused, (number, _) = ask((hoard,), (doubled, 1))
    assert isinstance(refused, TooBigError)
    assert number == 2


def test_whoever_goes_away_leaves_the_work_to_others():
    async def impatient() -> tuple[int, int]:
        sidecar = Sidecar(seconds=30, memory=MEMORY)
        try:
            _, first = await sidecar.run(doubled, 1)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(sidecar.run(time.sleep, 1), 0.1)
            _, second = await sidecar.run(doubled, 1)
        finally:
            sidecar.close()
        return first, second

    first, second = asyncio.run(impatient())
    assert first == second
