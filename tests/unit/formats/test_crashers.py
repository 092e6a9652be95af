"""Files on which something once went wrong, found by `make fuzz`: they give chunks and problems, and quickly."""

from pathlib import Path

import pytest

from tests.fuzz.looking import fault

CRASHERS = sorted((Path(__file__).parents[2] / "fuzz" / "crashers").iterdir())


@pytest.mark.parametrize("path", CRASHERS, ids=lambda path: path.name)
def test_nothing_goes_wrong(path, formats):
    assert fault(path.read_bytes(), path.name.partition("-")[2], formats) == ""
