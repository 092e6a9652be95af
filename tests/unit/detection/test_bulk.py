"""Columns read in bulk give what reading them cell by cell gives."""

import random
from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import pytest

from benchmarks import tables
from benchmarks.values import make, numbers, spoil
from pdscan import plugins
from pdscan.detection import Lot, Scanner, TableScan, suspects
from pdscan.detection.cases import load, table
from pdscan.detection.scanner import Scanner as AnyScanner
from pdscan.detection.shapes import places_of, possible
from pdscan.engine.aggregate import Aggregate
from pdscan.engine.distinct import hashed, hashed_many
from pdscan.model import Finding, Location, TableChunk
from pdscan.privacy import mask
from pdscan_targets.rows import from_rows
from tests.docs.pages import ROOT

DAY = date(2026, 11, 24)
ENTITIES = [*sorted(numbers.MAKERS), "email", "phone"]
HEADERS = [
    "bsn", "telefoon", "email", "iban", "geboortedatum", "kvk", "ip", "fax", "rijbewijs", "veld7", "ordernummer",
    "naam", "voornaam", "achternaam", "straat", "adres", "contact", "woonplaats",
]  # fmt: skip
NEARLY = [
    "0612345678", "06-12345678", "+31612345678", "0031612345678", "612345678", "0201234567", "140201234", "1980-03-12",
    "1980-02-30", "0000-00-00", "2015-03-04 14:02:11", "12.34.56.78", "10.1.2.3", "01.2.3.4", "255.1.1.1", "1.2.3.4",
    "git@github.com", "jan@mx.google.com", "a..b@c.nl", "jan@voorbeeld", "jan@example.com", "info@bedrijf.co.uk",
    "3f2504e04f8911d39a0c0305e82c3301@x.nl", "Café", "BSN", "tel", "kvk nummer", "-", "999990019", "111111111",
    "20240115",
    "Jan", "Sanne", "Jansen", "de Vries", "Sanne de Boer", "J. Jansen", "Dorpsstraat", "Dorpsstraat 12", "12 a",
    "Utrecht", "actief", "Glasvezel Pro", "Kerkweg 3, 1234 AB Utrecht", "onbekend",
    "NL91ABNA0417164300", "NL00ABNA0417164300", "nl91abna0417164300", "1234567890", "0123456789", "12 34 56 78",
]  # fmt: skip


@pytest.fixture(scope="module")
def scanners() -> dict[str, Scanner]:
    detectors = list(plugins.load_all("detectors").values())
    return {name: Scanner(detectors, name) for name in ("hyperscan", "re")}


@pytest.fixture(autouse=True)
def every_column_in_bulk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small columns too, and small tables in several parts, of which the first may tell what the columns hold."""
    monkeypatch.setattr(suspects, "FEWEST", 1)
    monkeypatch.setattr("pdscan.detection.tables.PROBE", 12)
    monkeypatch.setattr("pdscan.detection.cells.PROBE", 12)


def findings(scanner: AnyScanner, chunks: Sequence[TableChunk], *, in_bulk: bool) -> list[Finding]:
    scan = TableScan(scanner)
    aggregate = Aggregate(DAY, lambda match: (mask(match.text), match.value))
    for chunk in chunks:
        recorded = chunk.recorded if chunk.recorded is not None else np.full(chunk.rows, "NaT", dtype="datetime64[D]")
        for each in scan.in_bulk(chunk) if in_bulk else scan.readings(chunk):
            if isinstance(each, Lot):
                column = chunk.name, chunk.columns[each.column]
                aggregate.lot(column, each, recorded[each.rows], [({}, len(each.rows))])
            else:
                day = recorded[each.row]
                aggregate.reading(each, None if np.isnat(day) else day.astype(date), {})
    return aggregate.findings(Location("s", "u"), scan.verdict, sum(chunk.rows for chunk in chunks))


def values(chance: random.Random) -> Iterator[str]:
    while True:
        kind = chance.random()
        if kind < 0.4:
            yield make(chance, chance.choice(ENTITIES))
        elif kind < 0.5:
            yield spoil(chance, chance.choice([each for each in ENTITIES if each not in ("email", "phone", "mrz")]))
        elif kind < 0.8:
            yield chance.choice(NEARLY)
        elif kind < 0.9:
            yield str(chance.randrange(10 ** chance.randint(1, 16)))
        else:
            yield ""


def mixed(seed: int) -> list[TableChunk]:
    """Columns of one kind of value with a few others, under headers that may be right or wrong."""
    chance = random.Random(seed)
    any_value = values(chance)
    names = chance.sample(HEADERS, 5)
    kinds = [chance.choice(ENTITIES) for _ in names]
    rows = [
        [make(chance, kind) if chance.random() < 0.7 else next(any_value) for kind in kinds]
        for _ in range(chance.randint(5, 60))
    ]
    days = np.array("2019-01-01", dtype="datetime64[D]") + np.arange(len(rows)) % 7
    cut = chance.randint(1, len(rows))
    parts = [(rows[:cut], days[:cut]), (rows[cut:], days[cut:])]
    if chance.random() < 0.5:
        return [table(names, part) for part, _ in parts if part]
    return [from_rows(names, part, recorded=when) for part, when in parts if part]


@pytest.mark.parametrize("seed", range(60))
def test_any_table(scanners: dict[str, Scanner], seed: int) -> None:
    chunks = mixed(seed)
    expected = findings(scanners["hyperscan"], chunks, in_bulk=False)
    for scanner in scanners.values():
        assert findings(scanner, chunks, in_bulk=True) == expected


@pytest.mark.parametrize("name", tables.TABLES)
def test_whole_columns(scanners: dict[str, Scanner], name: str) -> None:
    rows = list(tables.rows(name, 600))
    chunks = [from_rows(list(tables.TABLES[name]), part) for part in (rows[:250], rows[250:])]
    expected = findings(scanners["hyperscan"], chunks, in_bulk=False)
    for scanner in scanners.values():
        assert findings(scanner, chunks, in_bulk=True) == expected


def test_lots_are_what_comes_of_a_full_table(scanners: dict[str, Scanner]) -> None:
    """Without the rules for whole columns, which look at each cell by itself."""
    detectors = [each for each in scanners["hyperscan"].detectors.values() if each.column is None]
    scanner = Scanner(detectors, "hyperscan")
    chunk = from_rows(list(tables.CUSTOMERS), list(tables.rows("klanten", 600)))
    together = sum(len(each.rows) for each in TableScan(scanner).in_bulk(chunk) if isinstance(each, Lot))
    assert together > 0.98 * sum(1 for each in TableScan(scanner).readings(chunk))


def test_what_the_first_rows_show_makes_the_others_quick(scanners: dict[str, Scanner]) -> None:
    """With the rule for columns of addresses, which knows after a few words that these are none."""
    detectors = [each for each in scanners["hyperscan"].detectors.values() if each.entity != "person_name"]
    scan = TableScan(Scanner(detectors, "hyperscan"))
    chunk = from_rows(list(tables.CUSTOMERS), list(tables.rows("klanten", 600)))
    assert list(scan.in_bulk(chunk))
    found = list(scan.in_bulk(chunk))
    together = sum(len(each.rows) for each in found if isinstance(each, Lot))
    assert sum(not isinstance(each, Lot) for each in found) < 0.02 * together


def test_a_match_is_never_ruled_out(scanners: dict[str, Scanner]) -> None:
    texts = [
        case.text or ""
        for path in sorted((ROOT / "tests" / "cases").glob("*.yaml"))
        if path.stem in ENTITIES
        for case in load(path)
    ]
    words = {word for text in texts for word in (text, *text.split()) if word.isascii() and 0 < len(word) <= 64}
    for word in sorted(words | {each for each in NEARLY if each.isascii()}):
        data, places = word.encode(), places_of(word.encode())
        for each in scanners["re"].expressions:
            detector = each.detector
            if each.exact.search(data):
                assert possible(each.source, places, tuple(detector.not_before), tuple(detector.not_after)), each.source


def test_one_hash_and_many() -> None:
    texts = ["", "a", "12345678", "123456789", "x" * 100, "NL91ABNA0417164300"]
    rows = np.array([list(text.encode().ljust(100, b"\0")) for text in texts], dtype=np.uint8)
    assert hashed_many(rows).tolist() == [hashed(text) for text in texts]
