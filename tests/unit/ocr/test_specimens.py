"""Identity documents, scanned, turned, photographed, covered and marked: what must be found on each.

The same specimens are measured, not only passed, by `make eval`.
"""

import pytest

from tests.specimens.drawn import SPECIMENS
from tests.specimens.looking import look_at


@pytest.mark.parametrize("specimen", SPECIMENS, ids=[each.name for each in SPECIMENS])
def test_specimen(specimen):
    seen = look_at(specimen.content(), specimen.name)
    assert seen.problems == []
    assert specimen.facts <= seen.facts
    (copy,) = seen.copies
    assert {name: copy[name] for name in specimen.attributes} == specimen.attributes
    assert copy["country"] == "NLD"
    assert copy["kind"] == ("identity_card" if "card" in specimen.name else "passport")
