"""How every command ends: one line for an error, an exit status, and no traceback for a user's fault."""

import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import click

from kg.errors import KgError

INTERRUPTED = "interrupted; what was reported done stays done"

GRACE = 0.3
"""Seconds in which Python may answer Ctrl-C by itself."""


class ReportingGroup(click.Group):
    """A group of commands that turns errors into one line `kg: …` on standard error and an exit status.

    A command that did part of its work ends with `context.exit(1)`. Faults of the program itself keep their traceback.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a user meets them."""
        return list(self.commands)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Runs a command and ends the process with its status, or as click does it when not `standalone_mode`."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            # Click ends the process quietly by itself where the reader of a pipe has gone.
            status = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.exceptions.NoArgsIsHelpError as asked:
            asked.show()
            sys.exit(asked.exit_code)
        except click.UsageError as error:
            _fail(f"{error.format_message()}{_help_hint(error)}", error.exit_code)
        except click.ClickException as error:
            _fail(error.format_message(), error.exit_code)
        except click.Abort:
            _fail(INTERRUPTED, 1)
        except KgError as error:
            _fail(str(error), error.exit_code)
        except OSError as error:
            _fail(f"{error.filename or 'output'}: {(error.strerror or str(error)).lower()}", 1)
        sys.exit(status if isinstance(status, int) else 0)


@contextmanager
def ended_after(seconds: float, message: str) -> Iterator[None]:
    """Ends the process with the message and status 1 once the block has taken so long, and soon after Ctrl-C.

    While Oxigraph works on a query, Python runs no handler of a signal and raises nothing; a thread that waits beside it can
    end the process all the same, and a store that is only read takes no harm. Zero seconds are no limit.
    """
    ours, signalled = socket.socketpair()
    signalled.setblocking(False)
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(ours, done, seconds or None, message), daemon=True)
    main = threading.current_thread() is threading.main_thread()  # signals reach no other
    former = signal.set_wakeup_fd(signalled.fileno(), warn_on_full_buffer=False) if main else -1
    watcher.start()
    try:
        yield
    finally:
        done.set()
        if main:
            signal.set_wakeup_fd(former)
        signalled.close()
        watcher.join()
        ours.close()


def _watch(signals: socket.socket, done: threading.Event, seconds: float | None, message: str) -> None:
    """Waits until the block is done, the time is over, or a signal has come; other signals than Ctrl-C end nothing here."""
    while True:
        if not select.select([signals], [], [], seconds)[0]:
            _end_now(message)
        came = signals.recv(64)
        if not came:
            return
        if signal.SIGINT in came:
            if not done.wait(GRACE):
                _end_now(INTERRUPTED)
            return


def _end_now(message: str) -> None:
    with suppress(OSError):  # whoever listened may have gone, and the process has to end all the same
        os.write(2, f"kg: {message}\n".encode())
    os._exit(1)


def _fail(message: str, status: int) -> None:
    click.echo(f"kg: {' '.join(message.split())}", err=True)
    sys.exit(status)


def _help_hint(error: click.UsageError) -> str:
    return f" (see {error.ctx.command_path} --help)" if error.ctx else ""
