"""Identity documents, scanned, turned, photographed, covered and marked: what must be found on each.

Others are measured by `make eval`.
"""

import pytest

from tests.specimens.drawn import specimens
from tests.specimens.holders import Holder
from tests.specimens.looking import look_at

ALL = {each.name: each for each in specimens(Holder())}
SPECIMENS = [
    "passport.png",
    "passport on its side.png",
    "card on its head.png",
    "passport askew by 5.png",
    "card askew by -7.jpg",
    "passport photographed.jpg",
    "card photographed.jpg",
    "passport.pdf",
    "passport, marked.png",
    "card, marked.png",
    "passport, covered.png",
    "card, covered.png",
    "passport, covered, photographed.jpg",
]


@pytest.mark.parametrize("name", SPECIMENS)
def test_specimen(name):
    specimen = ALL[name]
    seen = look_at(specimen.content(), name)
    assert seen.problems == []
    assert specimen.facts <= seen.facts
    (copy,) = seen.copies
    wanted = {**specimen.attributes, "kind": specimen.kind, "country": "NLD"}
    assert {name: copy[name] for name in wanted} == wanted
