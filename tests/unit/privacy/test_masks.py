"""A mask leaves at least 100,000 values to choose from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pdscan.privacy import HIDDEN, NOTHING, mask

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases/privacy/masks.yaml").read_text(encoding="utf-8"))
CONSTANT = {NOTHING, "***.***.***.***", "****:****:****:****"}

numbers = st.text("0123456789 .-/ABn", min_size=1, max_size=24)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["reason"])
def test_case(case: dict[str, str]) -> None:
    assert mask(case["value"], int(case.get("shown", 2))) == case["mask"]


@given(numbers | st.text(), st.integers(-1, 12))
def test_seven_digits_stay_hidden(value: str, shown: int) -> None:
    found = mask(value, shown)
    if found in CONSTANT or found.startswith("***@***"):
        return
    text = value.strip()
    assert len(found) == len(text)
    assert sum(old.isdecimal() and new == "*" for old, new in zip(text, found, strict=True)) >= HIDDEN
    assert sum(new.isalnum() for new in found) <= max(0, shown)


@given(numbers, st.data())
def test_hidden_digits_change_nothing(value: str, data: st.DataObject) -> None:
    text = value.strip()
    found = mask(text)
    if found in CONSTANT:
        return
    other = "".join(
        data.draw(st.sampled_from("0123456789")) if old.isdecimal() and new == "*" else old
        for old, new in zip(text, found, strict=True)
    )
    assert mask(other) in {found, *CONSTANT}


@given(st.emails())
def test_an_address_shows_neither_part(address: str) -> None:
    domain = address.rpartition("@")[2]
    found = mask(address)
    assert found == "***@***" or found == f"***@***.{domain.rpartition('.')[2].lower()}"


def test_a_hundred_thousand_bsns_share_each_mask() -> None:
    hidden = np.arange(10**7)
    total = sum((hidden // 10**place % 10) * (3 + place) for place in range(7))
    for shown in (0, 33, 82, 99):
        valid = (total + 2 * (shown // 10) - shown % 10) % 11 == 0
        assert int(valid.sum()) > 900_000
    assert mask("111222333") == mask("123456733") == "*******33"
