"""What every test takes for granted."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Interrupts come through, even where the tests run in the background of a shell, which ignores them there."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
