from datetime import UTC, date, datetime

import numpy as np
import pytest

from pdscan.detection.cases import table
from pdscan.engine.contracts import ends_of_service
from pdscan.engine.days import date_in_name
from pdscan.engine.ends import UNKNOWN, EndsOfService
from pdscan.engine.inspect import Found
from pdscan.engine.records import Records
from pdscan.errors import TargetError
from pdscan.model import Binding, Item, Match, TextChunk
from pdscan.settings import EndOfService

MATCH = Match("bsn", 0, 9, 0.9, "", "")


def item(path: str = "a.txt") -> Item:
    return Item(
        path,
        open=lambda: pytest.fail("not opened"),
        modified=datetime(2024, 2, 29, 23, 30, tzinfo=UTC),
        recorded=None,
    )


def binding(**more: str) -> Binding:
    return Binding(system="s", location="*", service="DNS", **more)  # type: ignore[arg-type]


def test_of_two_contracts_the_later_end_counts() -> None:
    rows = [
        ("K1", "DNS", date(2024, 1, 1)),
        ("K1", "DNS", date(2025, 1, 1)),
        ("K2", "DNS", None),
        ("K2", "DNS", date.max),
    ]
    ends = EndsOfService.of(rows)
    assert ends.end("K1", "DNS") == date(2025, 1, 1)
    assert ends.end("K2", "DNS") is None
    assert ends.end("K3", "DNS") == UNKNOWN


@pytest.mark.parametrize(
    ("record_date", "expected"),
    [
        (None, date(2024, 2, 29)),
        ("modified", date(2024, 2, 29)),
        ("name", date(2021, 4, 3)),
        ("recorded", date(2024, 2, 29)),
    ],
)
def test_the_date_of_a_file(record_date: str | None, expected: date) -> None:
    records = Records([binding(record_date=record_date)] if record_date else [], EndsOfService())
    found = Found("gesprek_20210403.wav", item(), TextChunk(b""), MATCH)
    assert records.day(found, None) == expected


def test_the_date_of_a_message_wins_over_the_files() -> None:
    found = Found("1", item(), TextChunk(b"", recorded=date(2020, 5, 5)), MATCH)
    assert Records([], EndsOfService()).day(found, None) == date(2020, 5, 5)
    assert Records([binding(record_date="modified")], EndsOfService()).day(found, None) == date(2024, 2, 29)


def test_the_date_and_customer_of_a_row() -> None:
    from dataclasses import replace

    chunk = table(["bsn"], [["1"], ["2"]])
    chunk = replace(chunk, recorded=np.array(["2023-01-02", "NaT"], dtype="datetime64[D]"), customers=("K1", ""))
    ends = EndsOfService.of([("K1", "DNS", date(2024, 6, 30))])
    records = Records([binding()], ends)
    found = Found("", item(), chunk, MATCH)
    assert [records.day(found, row) for row in (0, 1)] == [date(2023, 1, 2), None]
    assert [records.ends(found, row) for row in (0, 1)] == [{"DNS": date(2024, 6, 30)}, None]


def test_the_customer_in_a_path() -> None:
    ends = EndsOfService.of([("K7", "DNS", None)])
    records = Records([binding(customer="klanten/(?P<customer>K[0-9]+)/")], ends)
    assert records.ends(Found("klanten/K7/a.txt", item(), TextChunk(b""), MATCH), None) == {"DNS": None}
    assert records.ends(Found("elders/K7/a.txt", item(), TextChunk(b""), MATCH), None) is None


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("x_2021-04-03.wav", date(2021, 4, 3)),
        ("20210403", date(2021, 4, 3)),
        ("2021.04.03-2022.01.01", date(2022, 1, 1)),
    ],
)
def test_dates_in_names(name: str, day: date) -> None:
    assert date_in_name(name) == day


@pytest.mark.parametrize("name", ["120210403", "2021-0403", "2021-02-30", "factuur"])
def test_no_dates_in_names(name: str) -> None:
    assert date_in_name(name) is None


def test_ends_from_a_csv_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "ends.csv"
    path.write_text("klant;dienst;einde\nK1;DNS;31-12-2025\nK2;DNS;\n", "utf-8")
    source = EndOfService(csv=path, customer="klant", service="dienst", end="einde")
    ends = ends_of_service([source], {})
    assert ends.end("K1", "DNS") == date(2025, 12, 31)
    assert ends.end("K2", "DNS") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("klant;dienst\nK1;DNS\n", "no column 'einde'"),
        ("klant;dienst;einde\nK1;DNS;morgen\n", "row 1 has no date that can be read"),
    ],
)
def test_wrong_csv_files(tmp_path, text: str, message: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "ends.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(TargetError, match=message):
        ends_of_service([EndOfService(csv=path, customer="klant", service="dienst", end="einde")], {})


def test_a_query_on_an_unknown_system() -> None:
    with pytest.raises(TargetError, match="no system is called “crm”"):
        ends_of_service([EndOfService(system="crm", query="select 1, 2, 3")], {})


def test_the_date_and_customer_columns_of_a_csv_file() -> None:
    chunk = table(["klant", "datum", "bsn"], [["K1", "31-12-2023", "1"], ["K2", "", "2"], ["", "2024-02-29", "3"]])
    ends = EndsOfService.of([("K1", "DNS", date(2024, 6, 30)), ("K2", "DNS", None)])
    records = Records([binding(record_date="datum", customer="klant")], ends)
    found = Found("lijst.csv", item(), chunk, MATCH)
    assert [records.day(found, row) for row in range(3)] == [date(2023, 12, 31), None, date(2024, 2, 29)]
    assert [records.ends(found, row) for row in range(3)] == [{"DNS": date(2024, 6, 30)}, {"DNS": None}, None]
