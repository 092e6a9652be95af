"""What pdscan finds on a specimen: the whole way, from the bytes of a file to facts and attributes."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from pdscan import plugins
from pdscan.detection import Scanner
from pdscan.engine.decode import Decoder
from pdscan.engine.inspect import Found, Inspection
from pdscan.engine.recognise import Recognised, Recogniser
from pdscan.engine.structures import Structures
from pdscan.model import Item, Match
from pdscan.protocols import Limits


@dataclass(slots=True)
class Seen:
    """The facts of the zone, the attributes of the copy, and the problems."""

    facts: set[str] = field(default_factory=set)
    copies: list[dict[str, Any]] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)


def look_at(content: bytes, name: str, limits: Limits | None = None) -> Seen:
    """Decode a file and look for everything in it."""
    scanner = Scanner(list(plugins.load_all("detectors").values()))
    recogniser = Recogniser(Structures([plugins.load("structures", "id_document_copy")]))
    item = Item(name, open=lambda: io.BytesIO(content), size=len(content))
    seen = Seen()
    for each in Inspection(scanner, Decoder(plugins.load_all("formats"), limits).decode(item), {}, recogniser):
        if isinstance(each, Found) and isinstance(each.what, Match) and each.what.confidence > 0.9:
            seen.facts.add("mrz" if each.what.entity == "mrz" else f"{each.what.entity}: {each.what.value}")
        elif isinstance(each, Recognised):
            seen.copies.append(dict(each.match.attributes))
        elif isinstance(each, tuple):
            seen.problems.append((each[1].reason, each[1].detail))
    return seen
