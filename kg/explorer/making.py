"""How a page came to be: whoever gets the file reads on it when it was made, and with what left out."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Making:
    """The day (ISO) on which a page is made, and the options with which it was asked for, as a command line has them.

    `opening` are those options that filter nothing and decide who is shown at first; what `options` leave out is not on the page.
    `links` are addresses and names of pages beside it, where it is served with others. All of it is given rather than found out,
    so that the same network makes the same page.
    """

    day: str | None = None
    options: str = ""
    opening: str = ""
    links: Sequence[tuple[str, str]] = ()

    def told(self) -> dict[str, str | None]:
        """For the page's data."""
        return {"day": self.day, "options": self.options, "opening": self.opening}


UNTOLD = Making()
