"""What a broken file does to the decoder: nothing, or a fault with its name."""

from __future__ import annotations

import io
import resource
import signal
import time
from collections.abc import Mapping

from pdscan.engine.decode import Decoder
from pdscan.model import Item
from pdscan.protocols import Format, Limits, Problem

LIMITS = Limits(seconds=5.0, expanded=64 << 20, members=2000, ocr=False)
HANGS = 20
"""Seconds after which the decoder hangs: the limit, and as much as a busy machine needs."""
APART = ("image/", "application/pdf", "application/ms-tnef", "application/msword", "application/vnd.")
"""Media types whose libraries run in a process of their own, where they may fail on broken files as they like."""
MEMORY = 200 << 10
"""KiB by which the process may grow on one file."""


class Hang(BaseException):
    """Raised out of whatever the decoder does."""


def fault(data: bytes, name: str, formats: Mapping[str, Format]) -> str:
    """What goes wrong with a file; empty when it gives chunks and problems, as it should."""
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    signal.signal(signal.SIGALRM, _hang)
    signal.alarm(HANGS)
    try:
        found = _decoded(data, name, formats)
    except Hang:
        return "hangs"
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        return f"raises {type(error).__name__}"
    finally:
        signal.alarm(0)
    if found:
        return found
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before > MEMORY:
        return "takes memory"
    return "is slow" if time.monotonic() - begun > 2 * LIMITS.seconds else ""


def _decoded(data: bytes, name: str, formats: Mapping[str, Format]) -> str:
    item = Item(name, open=lambda: io.BytesIO(data), size=len(data))
    for each in Decoder(formats, LIMITS).decode(item):
        content = each.content
        if isinstance(content, Problem):
            if content.reason == "parser failed" and not (each.item.media_type or "").startswith(APART):
                return f"parser failed: {content.detail}"
        else:
            content.data.decode()
    return ""


def _hang(*_: object) -> None:
    raise Hang
