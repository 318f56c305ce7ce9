"""What holds for all tests."""

import signal


def pytest_configure() -> None:
    """Lets Ctrl-C reach the programs that tests start: what a shell runs in the background ignores it, and so would they."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
