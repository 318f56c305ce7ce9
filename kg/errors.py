"""Every error a user can cause or meet; the command line turns them into one line and an exit status."""


class KgError(Exception):
    """Something that was asked for failed; the message is one line meant for the user. Exit status 1."""

    exit_code = 1


class UsageError(KgError):
    """The request itself was wrong: an unknown name, a bad option, a query that does not parse. Exit status 2."""

    exit_code = 2


class SeedError(KgError):
    """The ontology or a seed file says something that cannot be: the message names the file and the entry."""


class SourceError(KgError):
    """A source cannot be read: missing, binary, unreadable encoding."""


class ModelError(KgError):
    """A language model cannot be loaded, or lacks what the extractor needs."""


class StoreError(KgError):
    """The store cannot be opened, read or written."""


class StoreBusyError(StoreError):
    """The store is open in another process, and so cannot be opened now."""


class QueryError(UsageError):
    """A query does not parse, asks for something refused, or misses a parameter.

    Where the fault has a place: `line` and `column`, counted from 1, and `position`, the characters before it.
    """

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None, position: int | None = None) -> None:
        super().__init__(message)
        self.line, self.column, self.position = line, column, position


class TooLongError(KgError):
    """A query ran for as long as it may, and was ended."""


class TooBigError(KgError):
    """A query needed more memory than it may, or its answer is longer; it was ended."""


class BusyError(KgError):
    """Too many queries run or wait already: ask again later."""


class GoldError(UsageError):
    """A file to score by, or with what was found, has another form than it must: the message names the file and the line."""
