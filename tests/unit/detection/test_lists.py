"""Allow and deny lists: the same in text, in a table read cell by cell, and in a table read in bulk."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from benchmarks.values import make
from pdscan import plugins
from pdscan.detection import Lists, Lot, Scanner, TableScan, suspects
from pdscan.detection.lists import Entries, normal
from pdscan.model import THRESHOLD, Match, TableChunk, TextChunk
from pdscan.privacy import Fingerprinter
from pdscan_targets.rows import from_rows

DETECTORS = list(plugins.load_all("detectors").values())
BY_NAME = {each.entity: each for each in DETECTORS}
FINGERPRINT = Fingerprinter(bytes(range(32))).fingerprint
STYLES = {
    "bsn": ["", "dots"], "iban": ["NL", "NL.spaced"], "phone": ["mobile", "mobile_nl"], "email": [""], "imei": [""],
}  # fmt: skip
HEADERS = {"bsn": "BSN", "iban": "IBAN", "phone": "telefoon", "email": "e-mail", "imei": "IMEI"}


@pytest.fixture(autouse=True)
def every_column_in_bulk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suspects, "FEWEST", 1)


def scanner(allowed: Sequence[Entries] = (), denied: Sequence[Entries] = (), *, explain: bool = False) -> Scanner:
    return Scanner(DETECTORS, explain=explain, lists=Lists(DETECTORS, allowed, denied, FINGERPRINT))


def found(text: str, *args: Sequence[Entries], explain: bool = False) -> list[tuple[str, str, float]]:
    matches = scanner(*args, explain=explain).text(text.encode())
    return [(each.entity, each.text, each.confidence) for each in matches if explain or each.confidence >= THRESHOLD]


def likely(scan: Scanner, chunk: TableChunk, *, in_bulk: bool) -> Counter[tuple[str, str]]:
    """What is found in a table, as entity and normalised value."""
    table = TableScan(scan)
    read = list(table.in_bulk(chunk) if in_bulk else table.readings(chunk))
    return Counter(filter(None, (each for reading in read for each in _judged(table, chunk, reading))))


def _judged(table: TableScan, chunk: TableChunk, reading: object) -> Iterator[tuple[str, str] | None]:
    if not isinstance(reading, Lot):
        match = reading.judged(table.verdict)  # type: ignore[attr-defined]
        yield (match.entity, match.value) if match and match.confidence >= THRESHOLD else None
        return
    [part] = reading.parts
    verdict = table.verdict((chunk.name, chunk.columns[reading.column]), part.match.entity)
    labelled = any(each.startswith("header:") for each in part.match.reasons)
    if verdict.applied(part.match.confidence, labelled=labelled) >= THRESHOLD:
        for value in part.values:
            yield part.match.entity, value.tobytes().rstrip(b"\0").decode()


@pytest.mark.parametrize("entity", sorted(STYLES))
@pytest.mark.parametrize("kind", ["allow", "deny", "allow hashed", "deny hashed"])
def test_a_table_and_a_text_give_the_same(entity: str, kind: str) -> None:
    chance = random.Random(f"{entity} {kind}")
    values = [make(chance, entity, chance.choice(STYLES[entity])) for _ in range(40)]
    listed = chance.sample(values, 8)
    entries = Entries(entity, values=tuple(listed))
    if kind.endswith("hashed"):
        spelled = [normal(each, BY_NAME[entity]) for each in listed]
        entries = Entries(entity, hashes=tuple(FINGERPRINT(entity, each) for each in spelled if each))
        assert len(entries.hashes) == len(listed)
    scan = scanner([entries], []) if kind.startswith("allow") else scanner([], [entries])
    label = HEADERS[entity]
    chunk = from_rows([label], [[value] for value in values])
    cells, bulk = (likely(scan, chunk, in_bulk=each) for each in (False, True))
    texts = Counter(
        (match.entity, match.value)
        for value in values
        for match in scan.text(f"{label}: {value}".encode())
        if match.confidence >= THRESHOLD
    )
    assert cells == bulk == texts
    known = {each.casefold() for each in listed} if kind.startswith("allow") else set()
    assert sum(cells.values()) == sum(each.casefold() not in known for each in values)


@pytest.mark.parametrize("in_bulk", [False, True])
def test_no_column_outvotes_a_deny_list(*, in_bulk: bool) -> None:
    chance = random.Random(1)
    orders = [[str(chance.randrange(10**8, 10**9))] for _ in range(400)]
    orders[7] = ["123456782"]
    denied = Entries("bsn", values=("123456782",))
    chunk = from_rows(["ordernummer"], orders)
    assert likely(scanner(), chunk, in_bulk=in_bulk) == Counter()
    assert likely(scanner([], [denied]), chunk, in_bulk=in_bulk) == Counter({("bsn", "123456782"): 1})


def test_a_cell_with_a_denied_phrase_in_it() -> None:
    rows = [["gewone tekst zonder iets"]] * 20 + [["over project  ZILVER van Goud"]]
    denied = Entries("person_name", values=("zilver van goud",))
    for in_bulk in (False, True):
        assert likely(scanner([], [denied]), from_rows(["notitie"], rows), in_bulk=in_bulk) == Counter(
            {("person_name", "zilver van goud"): 1}
        )


def test_any_notation_of_an_allowed_value() -> None:
    allowed = [Entries("phone", values=("088-1234567",)), Entries("iban", values=("NL91 ABNA 0417 1643 00",))]
    text = "Bel +31 88 123 4567, (088) 123 45 67 of 06-12345678; IBAN nl91abna0417164300"
    assert [each for _, each, _ in found(text, allowed)] == ["06-12345678"]


def test_a_list_of_any_entity() -> None:
    assert found("BSN 111222333, tel 06-12345678", [Entries(None, values=("111222333", "0612345678"))]) == []


def test_another_entity_is_none_of_its_business() -> None:
    assert len(found("BSN 111222333", [Entries("phone", values=("111222333",))])) == 1


def test_domains_and_those_below_them_but_not_those_that_end_alike() -> None:
    text = "jan@webcircuit.nl, jan@mail.webcircuit.nl, jan@nepwebcircuit.nl"
    assert [each for _, each, _ in found(text, [Entries("email", domains=("webcircuit.nl",))])] == [
        "jan@nepwebcircuit.nl"
    ]


def test_prefixes_whatever_sets_the_digits_apart() -> None:
    allowed = [Entries("phone", prefixes=("088-12",))]
    assert [each for _, each, _ in found("tel 088 1234567, tel 088-3234567", allowed)] == ["088-3234567"]


def test_nothing_else_is_found_in_an_allowed_value() -> None:
    vat = "NL111222333B01"
    assert ("bsn", "111222333") in [each[:2] for each in found(f"btw {vat}", explain=True)]
    assert found(f"btw {vat}", [Entries("vat", values=(vat,))]) == []
    assert [each for _, each, _ in found(f"btw {vat}", [Entries("vat", values=(vat,))], explain=True)] == [vat]


def test_an_allowed_value_is_a_near_miss_with_its_reason() -> None:
    [match] = [
        each
        for each in scanner([Entries("bsn", values=("111222333",))], explain=True).text(b"BSN: 111222333")
        if each.entity == "bsn"
    ]
    assert (match.confidence, match.reasons[-1]) == (0, "near:allowed")


def test_an_allowed_name_teaches_no_parts_and_is_not_heard() -> None:
    text = "Met vriendelijke groet,\nSanne de Vries\n\nDe Vries belt later. Ook Pieter Jansen belt. Jansen weet ervan."
    allowed = [Entries("person_name", values=("Sanne de Vries", "Jansen"))]
    assert [each for _, each, _ in found(text)] == ["Sanne de Vries", "De Vries", "Pieter Jansen", "Jansen"]
    assert [each for _, each, _ in found(text, allowed)] == ["Pieter Jansen"]


def test_a_denied_value_needs_no_check_label_or_shape_and_no_rival_lowers_it() -> None:
    denied = [Entries("bsn", values=("123456789", "908301662")), Entries("person_name", values=("K-17",))]
    text = "ordernummer 123456789, ordernummer 908301662 (k-17), 9083016620 en K-177"
    assert found(text, [], denied) == [
        ("bsn", "123456789", 1.0), ("bsn", "908301662", 1.0), ("person_name", "k-17", 1.0),
    ]  # fmt: skip


def test_a_hashed_denied_value_needs_no_label() -> None:
    denied = [Entries("kvk", hashes=(FINGERPRINT("kvk", "34120912"),))]
    assert found("zie 34120912") == []
    assert found("zie 34120912", [], denied) == [("kvk", "34120912", 1.0)]


def test_who_is_denied_is_not_allowed() -> None:
    entries = [Entries("bsn", values=("111222333",))]
    assert found("111222333", entries, entries) == [("bsn", "111222333", 1.0)]


def test_a_denied_phrase_across_windows_and_with_odd_spaces() -> None:
    denied = Lists(DETECTORS, [], [Entries("person_name", values=("één naam met vijf woorden",))])
    text = ("x" * 997 + "\nEén\N{NO-BREAK SPACE}naam met\nvijf woorden " * 3).replace("E", "é").encode()
    scan = Scanner(DETECTORS, lists=denied)
    for cut in range(990, 1060, 7):
        chunks = [TextChunk(text[:cut], continues=True), TextChunk(text[cut:])]
        matches = [match for _, match in scan.stream(chunks) if match.confidence == 1]
        assert len(matches) == 3, cut


def test_the_digest_tells_lists_apart_and_nothing_about_them() -> None:
    lists = [
        Lists([], allowed, denied)
        for allowed, denied in [
            ([], []),
            ([Entries("bsn", values=("111222333",))], []),
            ([], [Entries("bsn", values=("111222333",))]),
            ([Entries("bsn", values=("111222334",))], []),
            ([Entries("bsn", prefixes=("111222333",))], []),
        ]
    ]
    assert len({each.digest(bytes(32)) for each in lists}) == len(lists)
    assert lists[1].digest(bytes(32)) != lists[1].digest(bytes([1] * 32))
    assert "111222333" not in repr(Entries("bsn", values=("111222333",)))


def test_marks_of_an_empty_list() -> None:
    assert not Lists().marks(b"a\nb", np.array([0, 2])).any()
    assert Lists().settled([Match("bsn", 0, 9, 0.9, "", "")]).decided == []
