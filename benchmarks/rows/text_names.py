"""Text with the detector of names switched on, beside the same without."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpus import write
from benchmarks.measure import MIB, Row, sides
from benchmarks.plan import Plan
from benchmarks.scans import NAMES, counts, detectors, scan
from pdscan import plugins


def rows(plan: Plan) -> Iterator[Row]:
    """Nothing where there is no such detector."""
    if NAMES not in plugins.names("detectors"):
        return
    folder = plan.folder / "names"
    folder.mkdir()
    path = _with_names(write(folder / "text.txt", plan.text // 4))
    size, without, switched_on = path.stat().st_size / MIB, detectors(), detectors(names=True)
    measured = sides(
        [
            ("with names", size, lambda: counts(scan(folder, switched_on))),
            ("without", size, lambda: counts(scan(folder, without))),
        ],
        plan.repeats,
    )
    yield Row(
        name="text-names",
        title="Text, one core: names switched on, against the same without",
        unit="MiB/s",
        sides=measured,
        ratio=measured[0].pace / measured[1].pace,
        least=0.3,
        better=0.5,
    )


INTRODUCED = (
    "Beste mevrouw {}, ", "T.a.v. de heer {} ", "Contactpersoon: {} ", "Gebeld met dhr. {}; ", "Groeten van {} ", "{} ",
)  # fmt: skip
NAMES_OF_PEOPLE = ("Jansen", "De Vries", "Sanne Bakker", "J.P. van den Berg", "Mohammed Yilmaz", "Visser", "Emma Smit")
EVERY = 12
"""So many lines of which one names somebody: as many as hold another value."""


def _with_names(path: Path) -> Path:
    """The same text with somebody's name at the beginning of some of its lines."""
    chance = random.Random(20261124)
    text = path.read_text("utf-8").splitlines()
    for number in range(0, len(text), EVERY):
        text[number] = chance.choice(INTRODUCED).format(chance.choice(NAMES_OF_PEOPLE)) + text[number]
    path.write_text("\n".join(text) + "\n", "utf-8")
    return path
