"""Samples of tables on real servers: drawn by lot, the same next time, and true about what they prove."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from pdscan.model import TableChunk, Unit
from pdscan.protocols import TargetOptions
from pdscan_targets.sql import Sql
from tests.services.mariadb import Mariadb
from tests.services.postgresql import Postgresql
from tests.services.scanning import scan

ROWS, SIZE = 400, 100
KEYS = {"counted": "id int PRIMARY KEY", "spelled": "id varchar(9) PRIMARY KEY", "unkeyed": "id int"}


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Iterator[Postgresql | Mariadb]:
    found: Postgresql | Mariadb = request.getfixturevalue(f"{request.param}_server")
    numbers = f"generate_series(1, {ROWS})" if isinstance(found, Postgresql) else f"crm.seq_1_to_{ROWS}"
    column = "generate_series" if isinstance(found, Postgresql) else "seq"
    for name, key in KEYS.items():
        found.write(f"CREATE TABLE crm.{name} ({key}, email varchar(99))")
        found.write(f"INSERT INTO crm.{name} SELECT {column}, concat('x', {column}, '@zangvogel-bv.nl') FROM {numbers}")
        if isinstance(found, Postgresql):
            found.write(f"GRANT SELECT ON crm.{name} TO scanner")
    yield found
    for name in KEYS:
        found.write(f"DROP TABLE crm.{name}")


def drawn(url: str, table: str, seed: int) -> list[int]:
    target = Sql(url, TargetOptions(system="s", sample=SIZE, seed=seed))
    unit = Unit(f"crm.{table}", "table")
    chunks = [each for each in target.read(unit) if isinstance(each, TableChunk)]
    found = [int(cell.split(b"@")[0][1:]) for chunk in chunks for cell in _emails(chunk)]
    assert target.sampled(unit) == ROWS
    target.close()
    return found


def _emails(chunk: TableChunk) -> list[bytes]:
    places = zip(chunk.starts, chunk.ends, chunk.column, strict=True)
    return [chunk.data[start:end] for start, end, column in places if chunk.columns[column] == "email"]


@pytest.mark.parametrize("table", KEYS)
def test_every_row_is_as_likely_as_any_other(server: Postgresql | Mariadb, table: str) -> None:
    """Twelve draws of a quarter of the rows: a chi-squared test with a bound that chance passes once in a million."""
    url = server.url()
    draws = [drawn(url, table, seed) for seed in range(12)]
    assert draws[0] == drawn(url, table, 0)
    assert all(len(set(each)) == SIZE for each in draws)
    tenths = Counter((number - 1) * 10 // ROWS for each in draws for number in each)
    expected = 12 * SIZE / 10
    assert sum((tenths[tenth] - expected) ** 2 / expected for tenth in range(10)) < 45


def test_one_hit_leads_to_all_of_it_where_that_is_asked(server: Postgresql | Mariadb) -> None:
    wanted = {"include": ("crm.counted", "crm.nothing"), "sample": SIZE}
    sampled = scan(server.url(), **wanted)["crm.counted"]
    assert (sampled.rows, sampled.sampled) == (SIZE, ROWS)
    whole = scan(server.url(), full_on_hit=True, **wanted)["crm.counted"]
    assert (whole.rows, whole.sampled) == (ROWS, 0)
    assert [each.count for each in whole.findings] == [ROWS]


def test_no_hit_leads_to_nothing_more(server: Postgresql | Mariadb) -> None:
    server.write("UPDATE crm.counted SET email = 'nobody'")
    found = scan(server.url(), full_on_hit=True, include=("crm.counted",), sample=SIZE)["crm.counted"]
    assert (found.rows, found.sampled, found.findings) == (SIZE, ROWS, ())
