"""Names of services, as registers, configurations and lists of ended contracts each spell them."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def same_service(name: str) -> str:
    """What two spellings of one service's name have in common: letters and words, not capitals or spaces.

    >>> same_service("  VoIP en  Mobiel") == same_service("VoIP en mobiel")
    True
    """
    return " ".join(name.split()).casefold()
