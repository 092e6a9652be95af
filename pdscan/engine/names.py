"""What may be shown of the names that content gives to its columns, keys and fields: a name may be a value itself.

`{"GV-748-N": {"owner": …}}` has a number plate for a key.
"""

from __future__ import annotations

from pdscan.detection import Scanner
from pdscan.privacy import mask

KEPT = 10_000


class Names:
    """Masks what the detectors find in names."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._known: dict[str, str] = {}

    def shown(self, name: str) -> str:
        """The name, with masks in the place of all that may be a value, as a whole or between its dots."""
        if name not in self._known:
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[name] = ".".join(map(self._masked, self._masked(name).split(".")))
        return self._known[name]

    def _masked(self, name: str) -> str:
        data = name.encode("utf-8", "replace")
        pieces, done = [], 0
        for match in sorted(self._scanner.text(data), key=lambda match: (match.start, -match.end)):
            if match.confidence > 0 and match.start >= done:
                pieces += [data[done : match.start], mask(match.text).encode()]
                done = match.end
        return b"".join([*pieces, data[done:]]).decode("utf-8", "replace")
