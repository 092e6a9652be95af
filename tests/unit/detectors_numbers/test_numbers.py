"""What single values are worth, and what their data files hold."""

import re

import pytest
from stdnum import iban as stdnum_iban
from stdnum import luhn as stdnum_luhn
from stdnum.eu import vat as stdnum_vat

from pdscan.model import THRESHOLD, Contained, Verdict
from pdscan.protocols import Detector
from pdscan_detectors import (
    bsn,
    drivers_licence,
    iban,
    iccid,
    id_document_number,
    imei,
    imsi,
    kvk,
    mrz,
    payment_card,
    vat,
)
from pdscan_detectors.checksums import seven_three_one
from pdscan_detectors.data_files import lines, rows

MODULES = (bsn, drivers_licence, iban, iccid, id_document_number, imei, imsi, kvk, mrz, payment_card, vat)
DETECTORS: list[Detector] = [module.DETECTOR for module in MODULES]


def accepted(found: Verdict | None) -> Verdict:
    assert found is not None
    return found


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.entity)
def test_no_candidate_is_longer_than_said(detector: Detector) -> None:
    for source in detector.candidates:
        low, high = re._parser.parse(source).getwidth()  # type: ignore[attr-defined]
        assert 0 < low <= high
        assert high <= detector.max_length or detector is mrz.DETECTOR


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_module_says_what_its_number_is(module: object) -> None:
    documentation = module.__doc__ or ""
    assert "Source" in documentation
    assert documentation.count("is None") >= 2


@pytest.mark.parametrize(
    ("detector", "text", "value"),
    [
        (bsn, "111222333", "111222333"),
        (bsn, "1112.22.333", "111222333"),
        (bsn, "82462811", "082462811"),
        (imei, "35/209900/176148/1", "352099001761481"),
        (imei, "35.209900.176148.1", "352099001761481"),
        (iccid, "8931 0586 4920 8312 408F", "8931058649208312408"),
        (iban, "nl91-abna-0417-1643-00", "NL91ABNA0417164300"),
        (vat, "nl 6439.00.846.b.01", "NL643900846B01"),
        (vat, "643900846B01", "NL643900846B01"),
        (vat, "BE 0697.449.992", "BE0697449992"),
        (vat, "EL 094259216", "EL094259216"),
        (payment_card, "4249-2086-8288-9094", "4249208682889094"),
        (kvk, "34.123.456", "34123456"),
    ],
)
def test_equal_numbers_have_equal_values(detector: object, text: str, value: str) -> None:
    assert accepted(detector.validate(text)).value == value  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("module", "text"),
    [
        (bsn, "908301662"),
        (bsn, "9083.01.662"),
        (imei, "351177774121546"),
        (imsi, "204081234567890"),
        (payment_card, "4249208682889094"),
        (id_document_number, "NX5R3K7L2"),
        (vat, "643900846B01"),
    ],
)
def test_what_passes_by_chance_stays_below_the_threshold(module: object, text: str) -> None:
    assert accepted(module.validate(text)).confidence < THRESHOLD  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("module", "text", "least"),
    [
        (imei, "35-117777-412154-6", 0.5),
        (iccid, "8931563551505877067", 0.6),
        (payment_card, "4249 2086 8288 9094", 0.5),
        (iban, "NL78ABNA0625944909", 0.8),
        (vat, "NL036611830B81", 0.8),
        (vat, "DE136695976", 0.8),
        (mrz, "NX5R3K7L27NLD8104122M2906117908301662<<<<<52", 0.8),
    ],
)
def test_what_is_sure_by_itself(module: object, text: str, least: float) -> None:
    found = accepted(module.validate(text))  # type: ignore[attr-defined]
    assert found.confidence >= least
    assert not found.label_required


@pytest.mark.parametrize(
    ("module", "text"),
    [
        (bsn, "82462811"),
        (imei, "3573538990751623"),
        (imei, "35-209900-176148-23"),
        (iccid, "8999974833801412694"),
        (kvk, "53012345"),
        (drivers_licence, "5094962111"),
        (vat, "RO18547290"),
        (vat, "CZ7103192745"),
        (id_document_number, "ABCDEFGH1"),
        (id_document_number, "925665416"),
        (id_document_number, "EM123456"),
        (id_document_number, "590-3301018-59"),
    ],
)
def test_what_is_nothing_without_a_label(module: object, text: str) -> None:
    assert accepted(module.validate(text)).label_required  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("module", "text"),
    [
        (bsn, "908.301-662"),
        (bsn, "1112.22 333"),
        (imei, "35-209900 176148-1"),
        (imei, "000000000000000"),
        (payment_card, "4249 2086-8288 9094"),
        (kvk, "19991231"),
        (vat, "NL000000000B01"),
        (vat, "SK31 1200 0000"),
        (vat, "XX123456789"),
        (iban, "NL99ABNA0417164300"),
        (id_document_number, "ABCDEFGHIJ"),
        (id_document_number, "CFGHJKLMN"),
        (mrz, "P<NLDJANSEN<<PIETER<JOHANNES<<<<<<<<<<<<<<<<"),
        (mrz, "P<NLDJANSEN<<PIETER<JOHANNES"),
    ],
)
def test_what_is_nothing_at_all(module: object, text: str) -> None:
    assert module.validate(text) is None  # type: ignore[attr-defined]


@pytest.mark.parametrize("example", sorted(iban.EXAMPLES))
def test_example_ibans(example: str) -> None:
    assert stdnum_iban.is_valid(example, check_country=False)
    assert accepted(iban.validate(example)).attributes["test"] is True


@pytest.mark.parametrize("example", sorted(payment_card.EXAMPLES))
def test_example_cards(example: str) -> None:
    assert stdnum_luhn.is_valid(example)
    assert accepted(payment_card.validate(example)).attributes["test"] is True


@pytest.mark.parametrize("example", sorted(vat.EXAMPLES))
def test_example_vat_numbers(example: str) -> None:
    assert stdnum_vat.is_valid(example)
    assert accepted(vat.validate(example)).attributes["test"] is True


@pytest.mark.parametrize(
    ("module", "example"),
    [
        (module, example)
        for module in (bsn, imei, imsi, iccid, kvk, id_document_number)
        for example in sorted(module.EXAMPLES)
    ],
)
def test_other_examples(module: object, example: str) -> None:
    assert accepted(module.validate(example)).attributes["test"] is True  # type: ignore[attr-defined]


def test_ordinary_numbers_are_no_examples() -> None:
    ordinary = [
        (bsn, "908301662"),
        (imei, "351177774121546"),
        (iban, "NL78ABNA0625944909"),
        (vat, "NL036611830B81"),
        (payment_card, "4249208682889094"),
        (kvk, "53012345"),
        (id_document_number, "NX5R3K7L2"),
    ]
    assert [module for module, text in ordinary if "test" in accepted(module.validate(text)).attributes] == []


def test_a_check_digit_may_only_raise_a_document_number() -> None:
    fails = accepted(id_document_number.validate("NX5R3K7L2"))
    passes = accepted(id_document_number.validate("NX5R3K7L5"))
    assert (fails.reasons, passes.reasons) == (("structure",), ("structure", "checksum"))
    assert fails.confidence < passes.confidence < THRESHOLD


def test_an_old_vat_number_holds_nine_digits_that_may_be_a_bsn() -> None:
    text = "NL 6439.00.846.B01"
    [fact] = accepted(vat.validate(text)).contains
    assert fact == Contained("bsn", 3, 14, Verdict("643900846", 0.2, ("checksum",)))
    assert text[fact.start : fact.end] == "6439.00.846"


def test_a_new_vat_number_holds_nothing() -> None:
    assert accepted(vat.validate("NL036611830B81")).contains == ()


TD3 = "P<NLDJANSEN<<PIETER<JOHANNES<<<<<<<<<<<<<<<<\nNX5R3K7L27NLD8104122M2906117908301662<<<<<52"
TD1 = "I<NLDIK4M2B8C14131860914<<<<<<\n7512010F2901019NLD<<<<<<<<<<<5\nVISSER<<MARIA<<<<<<<<<<<<<<<<<"
BELGIAN = "I<BEL590330101<8590<<<<<<<<<<<\n8501019F2401014BEL850101001239\nPEETERS<<LIESBETH<<<<<<<<<<<<<"
ESCAPED = "I<NLDBAKKER<<ANNA<<<<<<<<<<<<<<<<<<<\nIJ3F5K7P99NLD9103052F2801016<<<<<<<8".replace("<", "&lt;")


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            TD3,
            [
                ("id_document_number", "NX5R3K7L2", "NX5R3K7L2"),
                ("person_name", "JANSEN<<PIETER<JOHANNES", "PIETER JOHANNES JANSEN"),
                ("date_of_birth", "810412", "1981-04-12"),
                ("bsn", "908301662", "908301662"),
            ],
        ),
        (
            TD1,
            [
                ("id_document_number", "IK4M2B8C1", "IK4M2B8C1"),
                ("person_name", "VISSER<<MARIA", "MARIA VISSER"),
                ("date_of_birth", "751201", "1975-12-01"),
                ("bsn", "131860914", "131860914"),
            ],
        ),
        (
            BELGIAN,
            [
                ("id_document_number", "590330101", "590330101859"),
                ("person_name", "PEETERS<<LIESBETH", "LIESBETH PEETERS"),
                ("date_of_birth", "850101", "1985-01-01"),
            ],
        ),
        (
            ESCAPED,
            [
                ("id_document_number", "IJ3F5K7P9", "IJ3F5K7P9"),
                ("person_name", "BAKKER&lt;&lt;ANNA", "ANNA BAKKER"),
                ("date_of_birth", "910305", "1991-03-05"),
            ],
        ),
        (
            TD3.split("\n")[1],
            [
                ("id_document_number", "NX5R3K7L2", "NX5R3K7L2"),
                ("date_of_birth", "810412", "1981-04-12"),
                ("bsn", "908301662", "908301662"),
            ],
        ),
        (
            "P<FRADUPONT<<MARIE<<<<<<<<<<<<<<<<<<<<<<<<<<\n12AB345673FRA60<<<<2F2801016<<<<<<<<<<<<<<<6",
            [("id_document_number", "12AB34567", "12AB34567"), ("person_name", "DUPONT<<MARIE", "MARIE DUPONT")],
        ),
    ],
    ids=["TD3", "TD1", "long number", "escaped", "last line", "birth date unknown"],
)
def test_every_fact_of_a_zone(text: str, facts: list[tuple[str, str, str]]) -> None:
    found = accepted(mrz.validate(text)).contains
    assert [(fact.entity, text[fact.start : fact.end], fact.verdict.value) for fact in found] == facts
    assert all(fact.verdict.confidence >= 0.9 for fact in found)


def test_a_foreign_personal_number_is_no_bsn() -> None:
    facts = accepted(mrz.validate(TD3.replace("NLD", "D<<"))).contains
    assert [fact.entity for fact in facts] == ["id_document_number", "person_name", "date_of_birth"]


def test_century_of_birth_and_expiry() -> None:
    old = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
    assert [fact.verdict.value for fact in accepted(mrz.validate(old)).contains][1] == "1974-08-12"
    child = accepted(mrz.validate("NW8P2F1B45NLD0202295F3102282<<<<<<<<<<<<<<<0"))
    assert [fact.entity for fact in child.contains] == ["id_document_number"]


def test_no_such_day_of_expiry() -> None:
    number, birth, expiry = "NX5R3K7L2", "810412", "291399"
    line = f"{number}{seven_three_one(number)}NLD{birth}{seven_three_one(birth)}M{expiry}{seven_three_one(expiry)}"
    line += "<" * 15
    found = accepted(mrz.validate(line + str(seven_three_one(line[:10] + line[13:20] + line[21:43]))))
    assert [fact.verdict.value for fact in found.contains] == ["NX5R3K7L2", "1981-04-12"]


@pytest.mark.parametrize(
    ("number", "network"),
    [
        ("378282246310005", "amex"),
        ("6011111111111117", "discover"),
        ("30569309025904", "diners"),
        ("3530111333300000", "jcb"),
        ("2200770212727079", "mir"),
        ("2223003122003222", "mastercard"),
        ("6759649826438453", "maestro"),
        ("5019717010103742", "dankort"),
        ("6200000000000005", "unionpay"),
        ("4111111111111111", "visa"),
        ("411111111111111", None),
        ("1234567890123452", None),
    ],
)
def test_card_networks(number: str, network: str | None) -> None:
    assert payment_card.network(number) == network


@pytest.mark.parametrize(
    ("prefix", "network"),
    [
        ("204080", ("204-08", "NL")),
        ("310260", ("310-260", "US")),
        ("206010", ("206-01", "BE")),
        ("901280", ("901-28", "")),
        ("204990", None),
        ("999999", ("999-99", "")),
        ("000000", None),
    ],
)
def test_mobile_networks(prefix: str, network: tuple[str, str] | None) -> None:
    assert imsi.network(prefix) == network


def test_labels_tell_which_document() -> None:
    told = id_document_number.DETECTOR.label_attributes
    assert told["paspoort"] == {"kind": "passport"}
    assert told["identiteitskaart"] == {"kind": "identity_card"}
    assert told["verblijfsdocument"] == {"kind": "residence_permit"}
    words = {word for words in id_document_number.DETECTOR.labels.values() for word in words}
    assert set(told) < words


def test_data_files_name_their_source() -> None:
    assert len(rows("reporting_bodies.csv")) == 26
    assert {row["use"] for row in rows("reporting_bodies.csv")} == {"current", "former", "test"}
    assert {"code": "31", "country": "NL"} in rows("country_calling_codes.csv")
    assert all(not line.startswith("#") for line in lines("iban_examples.txt"))
