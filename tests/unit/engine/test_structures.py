"""Whole items and tables that are recognised: counted by their records, dated, and without a value."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from pdscan import plugins
from pdscan.detection.cases import table
from pdscan.engine.ends import EndsOfService
from pdscan.engine.work import UnitResult, Worker
from pdscan.model import Ages, Binding, Finding, Location, Skipped, Unit
from pdscan.protocols import Glimpse, Recognition, Structure, TargetOptions
from tests.unit.engine.shelf import Shelf, item

WAV = bytes.fromhex(
    "52494646 2c000000 57415645 666d7420 10000000 01000100 401f0000 803e0000 02001000 64617461 08000000" + "00" * 8
)
"""A telephone's sound, four samples long."""
CALLS = ["calldate", "src", "dst", "duration"]
ROWS = [["2026-01-31 10:00:00", "0612345678", "0302123456", 12], ["2026-02-01 10:00:00", "0612345679", "0302123456", 7]]

Reader = Callable[..., UnitResult]


@pytest.fixture
def read(worker_of: Callable[..., Worker]) -> Reader:
    """What reading a unit of these contents gives, with the structures (all of them if none are named)."""

    def reading(*contents: object, structures: list[Structure] | None = None, **more: object) -> UnitResult:
        chosen = list(plugins.load_all("structures").values()) if structures is None else structures
        worker = worker_of(Shelf({"gesprekken": list(contents)}), structures=chosen, **more)
        return worker.work("s", Unit("gesprekken", "shelf"))

    return reading


def only(result: UnitResult, entity: str) -> Finding:
    (found,) = [each for each in result.findings if each.entity == entity]
    return found


def test_a_recording_is_read_and_not_skipped(read: Reader) -> None:
    result = read(item("20260131-142233.wav", WAV))
    assert result.skipped == ()
    found = only(result, "recording")
    assert found.location == Location("s", "gesprekken", "20260131-142233.wav")
    assert (found.count, found.category, found.attributes) == (1, "call_recordings", {"kind": "call"})
    assert found.ages == Ages({date(2026, 1, 31): 1}, unknown_customer=1)


def test_what_has_no_value_shows_none(read: Reader) -> None:
    found = only(read(item("20260131-142233.wav", WAV), key=bytes(32)), "recording")
    assert (found.distinct, found.examples, found.fingerprints) == (0, (), ())


def test_a_certificates_name_is_masked(read: Reader) -> None:
    """Its name is a value, which has a mask and a fingerprint as any other."""
    named = Structure(
        entity="common_name",
        inspect=lambda glimpse: [Recognition(entity="common_name", confidence=0.9, value="www.klant-demo.nl")],
        marks=("certificate",),
    )
    found = only(read(item("a.txt", b"a certificate"), structures=[named], key=bytes(32)), "common_name")
    assert (found.distinct, found.examples) == (1, ("********",))
    assert len(found.fingerprints) == 1


def test_the_date_that_a_binding_names_comes_first(read: Reader) -> None:
    binding = Binding(system="s", location="gesprekken", service="DNS", record_date="modified")
    systems = {"s": ("shelf:", TargetOptions(system="s", bindings=(binding,)))}
    recording = item("20260131-142233.wav", WAV, modified=datetime(2025, 5, 1, 12, tzinfo=UTC))
    assert only(read(recording, systems=systems), "recording").ages.days == {date(2025, 5, 1): 1}


def test_each_row_of_a_database_is_a_record_with_its_customer(read: Reader) -> None:
    binding = Binding(system="s", location="gesprekken", service="DNS", customer="klant")
    chunks = [
        replace(
            table(CALLS, [row]),
            customers=(customer,),
            recorded=np.array([str(row[0])[:10]], dtype="datetime64[D]"),
        )
        for row, customer in zip(ROWS, ("K1", "K9"), strict=True)
    ]
    found = only(
        read(
            *chunks,
            systems={"s": ("shelf:", TargetOptions(system="s", bindings=(binding,)))},
            ends=EndsOfService.of([("K1", "DNS", date(2026, 6, 1))]),
        ),
        "call_record",
    )
    assert (found.location, found.count, found.rows) == (Location("s", "gesprekken"), 2, 2)
    assert found.ages == Ages(
        {date(2026, 1, 31): 1, date(2026, 2, 1): 1}, ends={"DNS": {date(2026, 6, 1): 1}}, unknown_customer=1
    )


def test_records_of_a_log_are_counted_however_it_is_cut(read: Reader) -> None:
    line = b"Jan 31 06:25:03 mx1 postfix/smtpd[22]: connect from mail.klant.nl[145.12.3.4]\n"
    written = datetime(2026, 11, 1, 12, tzinfo=UTC)
    found = only(read(item("mail.log", line * 40_000, modified=written)), "traffic_log")
    assert (found.count, found.ages.days) == (40_000, {date(2026, 1, 31): 40_000})


def test_an_attachment_is_recognised_by_itself(read: Reader) -> None:
    message = (
        b"From: jan@klant-demo.nl\nTo: piet@klant-demo.nl\nSubject: opname\nDate: Sat, 31 Jan 2026 09:00:00 +0100\n"
        b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n\n'
        b"--x\nContent-Type: text/plain\n\nZie bijlage.\n"
        b"--x\nContent-Type: audio/wav\nContent-Disposition: attachment; filename=gesprek.wav\n"
        b"Content-Transfer-Encoding: base64\n\n"
    )
    found = only(read(item("1", message + base64.b64encode(WAV) + b"\n--x--\n")), "recording")
    assert found.location.item == "1!/gesprek.wav"
    assert found.ages.days == {date(2026, 1, 31): 1}


def test_a_structure_that_fails_costs_a_line_of_coverage(read: Reader) -> None:
    def fail(glimpse: Glimpse) -> Iterator[Recognition]:
        raise ValueError("secret")

    failing = Structure(entity="ticket", inspect=fail, marks=("x",), columns=("src",))
    result = read(item("a.txt", b"x 286759457"), item("b.csv", b"src;dst\n1;2\n3;4\n"), structures=[failing])
    assert set(result.skipped) == {
        Skipped(Location("s", "gesprekken", name), "parser failed", "ticket: ValueError") for name in ("a.txt", "b.csv")
    }


def test_a_structure_is_asked_once_and_sees_no_more_than_it_needs(read: Reader) -> None:
    seen: list[Glimpse] = []
    asking = Structure(entity="ticket", inspect=lambda glimpse: seen.append(glimpse) or [], marks=("wanted",))
    read(item("a.txt", b"nothing\n" * 9000), item("b.txt", b"Wanted\n" * 9000), structures=[asking])
    (glimpse,) = seen
    assert glimpse.path == "gesprekken/b.txt"
    assert glimpse.media_type == "text/plain"
    assert len(glimpse.text) == 1 << 15
    assert len(glimpse.head) == 8192
    assert not re.search("Wanted", repr(glimpse))
