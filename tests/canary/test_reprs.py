"""What holds scanned content shows none of it: not in `repr`, in a traceback's locals, or in a debugger's list."""

from __future__ import annotations

import dataclasses
import importlib
import io
import pickle
import pkgutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest

from pdscan import plugins
from pdscan.credentials import Secret
from pdscan.detection import Reading, Scanner, TableScan
from pdscan.detection.cases import table
from pdscan.engine.aggregate import Aggregate
from pdscan.engine.decode import Decoded
from pdscan.engine.ends import EndsOfService
from pdscan.engine.inspect import Found
from pdscan.engine.look import Sighting
from pdscan.engine.names import Names
from pdscan.engine.work import Setup
from pdscan.model import Contained, Item, Location, Match, TextChunk, Verdict
from pdscan.privacy import Fingerprinter, mask
from pdscan.protocols import TargetOptions
from tests.canaries import CANARIES, assert_no_canary

BSN = CANARIES["bsn"]
PACKAGES = (
    "pdscan.model",
    "pdscan.protocols",
    "pdscan.privacy",
    "pdscan.credentials",
    "pdscan.detection",
    "pdscan.engine",
    "pdscan_detectors",
    "pdscan_targets",
)
HOLDS_CONTENT = {"data", "value", "text", "e164", "key", "password", "secret", "open", "customers", "examples"}
"""Fields of these names hold what was scanned, or a secret, wherever they occur."""

HARMLESS = {("pdscan.detection.cases.Case", "text"), ("pdscan.model.Finding", "examples")}
"""But for these: cases are made up, and a finding's examples are masks."""


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return Scanner(list(plugins.load_all("detectors").values()))


def everything(scanner: Scanner) -> Iterator[Any]:
    """One of each thing that holds the BSN, or a key, or a password."""
    text = f"BSN {BSN}".encode()
    chunk = table(["bsn"], [[BSN]])
    dated = dataclasses.replace(chunk, recorded=np.array(["2020-01-01"], dtype="datetime64[D]"), customers=(BSN,))
    item = Item("a.txt", open=lambda: io.BytesIO(text))
    verdict = Verdict(BSN, 0.9)
    [match] = scanner.text(text)
    [reading] = TableScan(scanner).readings(dated)
    assert match.value == BSN
    yield from (item, TextChunk(text), chunk, dated, verdict, Contained("bsn", 0, 9, verdict), match, reading)
    yield from (Decoded("a", item, chunk), Found("a", item, dated, reading), Sighting("a", None, match))
    aggregate = Aggregate(date(2026, 1, 1), lambda match: (mask(match.text), ""))
    aggregate.text(match, None, None, None)
    yield from aggregate._groups.values()
    yield EndsOfService.of([(BSN, "DNS", None)])
    yield Fingerprinter(BSN.encode() * 4)
    secret = Secret("env", "X", "the password")
    secret._value, secret._fetched = BSN, True
    options = TargetOptions(system="s", password=secret)
    yield from (secret, options)
    yield Setup(systems={"s": ("x", options)}, detectors=(), today=date(2026, 1, 1), key=BSN.encode() * 4)


def test_nothing_that_holds_content_shows_it(scanner: Scanner) -> None:
    for each in everything(scanner):
        assert_no_canary(repr(each), str(each), f"{each}", repr([each]))


def test_every_field_that_holds_content_is_hidden() -> None:
    found = {}
    for name in PACKAGES:
        for module in modules(name):
            for kind in vars(module).values():
                if dataclasses.is_dataclass(kind) and isinstance(kind, type) and kind.__module__ == module.__name__:
                    for field in dataclasses.fields(kind):
                        found[f"{module.__name__}.{kind.__name__}", field.name] = field.repr
    assert found[f"{Match.__module__}.{Match.__name__}", "value"] is False
    assert {place for place, shown in found.items() if shown and place[1] in HOLDS_CONTENT} == HARMLESS


def modules(name: str) -> Iterator[Any]:
    module = importlib.import_module(name)
    yield module
    for info in pkgutil.walk_packages(getattr(module, "__path__", []), f"{name}."):
        yield importlib.import_module(info.name)


def test_findings_travel_without_values(scanner: Scanner) -> None:
    """What comes back from a worker, byte by byte."""
    aggregate = Aggregate(date(2026, 1, 1), lambda match: (mask(match.text), "f" * 32), Names(scanner).shown)
    for reading in TableScan(scanner).readings(table([f"klant {BSN}", "bsn"], [[BSN, BSN], ["x", BSN]])):
        assert isinstance(reading, Reading)
        aggregate.reading(reading, None, None)
    findings = aggregate.findings(Location("s", "u"), TableScan(scanner).verdict, 2)
    assert {each.location.field for each in findings} == {"bsn", "klant *******57"}
    assert_no_canary(pickle.dumps(findings), repr(findings))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("bsn", "bsn"),
        ("geboortedatum 2", "geboortedatum 2"),
        (f"klanten.{BSN}.naam", "klanten.*******57.naam"),
        (CANARIES["email"], "***@***.nl"),
        ("GV-748-N.GV-748-N", "********.********"),
        (f"IBAN {CANARIES['iban']} van", f"IBAN {mask(CANARIES['iban'])} van"),
        ("", ""),
    ],
)
def test_values_in_names_are_masked(scanner: Scanner, name: str, shown: str) -> None:
    assert Names(scanner).shown(name) == shown


def test_few_names_are_remembered(scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pdscan.engine.names.KEPT", 3)
    names = Names(scanner)
    assert [names.shown(f"kolom{n}") for n in range(9)] == [f"kolom{n}" for n in range(9)]
    assert len(names._known) <= 3
