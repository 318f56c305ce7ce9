"""How every command ends: one line for an error, an exit status, and no traceback for a user's fault."""

import sys
from collections.abc import Sequence
from typing import Any

import click

from kg.errors import KgError

INTERRUPTED = "interrupted; what was reported done stays done"


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


def _fail(message: str, status: int) -> None:
    click.echo(f"kg: {' '.join(message.split())}", err=True)
    sys.exit(status)


def _help_hint(error: click.UsageError) -> str:
    return f" (see {error.ctx.command_path} --help)" if error.ctx else ""
