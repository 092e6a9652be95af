"""What every test takes for granted."""

from __future__ import annotations

import os
import signal

import pytest


def pytest_configure() -> None:
    """Interrupts come through, even where the tests run in the background of a shell, which ignores them there."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def unprivileged() -> tuple[str, ...]:
    """What stands before a command so that not even root may do what only root may."""
    if os.geteuid() != 0:
        return ()
    return "setpriv", "--bounding-set=-dac_override,-dac_read_search"
