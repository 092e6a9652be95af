"""Number plates, postcodes, cookies, analytics accounts."""

import pytest

from pdscan_detectors import analytics_account, cookie_id, license_plate, postcode

ISSUED = [
    "DR-12-34", "12-34-GB", "12-GB-34", "GB-12-TK", "TX-RF-12", "45-HN-RT", "12-GBB-3", "9-VBB-12", "GV-123-Z",
    "T-123-BB", "GRX-12-B", "G-12-RXB", "3-GR-123", "123-GR-3",
]  # fmt: skip


@pytest.mark.parametrize(("sidecode", "text"), list(enumerate(ISSUED, 1)))
def test_every_sidecode(sidecode: int, text: str) -> None:
    for written in (text, text.replace("-", ""), text.lower()):
        verdict = license_plate.validate(written)
        assert verdict is not None
        assert (verdict.value, verdict.attributes) == (text.replace("-", ""), {"sidecode": sidecode})
        assert verdict.label_required is (written != text)
        assert (verdict.confidence >= 0.5) is (written == text)


@pytest.mark.parametrize("text", ["12-NSB-3", "GVD-12-B", "SS-12-GB", "12-SD-GB", "VVD-12-B"])
def test_what_is_never_issued(text: str) -> None:
    assert license_plate.validate(text) is None


@pytest.mark.parametrize("text", ["12-ABC-3", "QX-12-GB", "CB-12-34", "A-123-BB", "12-CC-34"])
def test_letters_that_are_left_out_make_a_plate_just_likely_enough(text: str) -> None:
    verdict = license_plate.validate(text)
    assert verdict is not None
    assert (verdict.confidence, verdict.label_required) == (0.5, False)


@pytest.mark.parametrize("text", ["AA-12-GB", "OB-12-GB", "AE-12-34"])
def test_letters_of_special_series(text: str) -> None:
    verdict = license_plate.validate(text)
    assert verdict is not None
    assert verdict.confidence >= 0.5


@pytest.mark.parametrize("text", ["12-03-80", "GV-12-3", "A1-B2-C3", "GBTKRX", ""])
def test_other_orders_are_no_plate(text: str) -> None:
    assert license_plate.validate(text) is None


@pytest.mark.parametrize(
    ("text", "confidence", "span"),
    [
        ("Kerkstraat 12-a, 3511 LX", 0.8, (17, 24)),
        ("Kerkstraat 12, 3511 HR Utrecht", 0.8, (15, 22)),
        ("3511 LX Utrecht", 0.65, (0, 7)),
        ("3511LX, Utrecht", 0.65, (0, 6)),
        ("3511LX 14", 0.5, (0, 6)),
        ("3511 LX 14", 0.5, (0, 7)),
        ("3511 LX", 0.5, (0, 7)),
        ("3511LX", 0.35, (0, 6)),
        ("2011 LX", 0.35, (0, 7)),
        ("3511 DE Utrecht", 0.65, (0, 7)),
        ("3511 DE", 0.2, (0, 7)),
        ("2024 EU Commissie", 0.2, (0, 7)),
        ("1200PK", 0.2, (0, 6)),
    ],
)
def test_what_stands_around_a_postcode(text: str, confidence: float, span: tuple[int, int]) -> None:
    verdict = postcode.validate(text)
    assert verdict is not None
    assert (verdict.confidence, verdict.span) == (confidence, span)


def test_lower_case_needs_a_label() -> None:
    verdict = postcode.validate("3511 lx")
    assert verdict is not None
    assert (verdict.value, verdict.label_required) == ("3511LX", True)


@pytest.mark.parametrize("text", ["0123 AB", "1234 SA", "1234 SD", "1234 SS", "1234 ABC", "12345 AB", "1234  AB", ""])
def test_what_is_no_postcode(text: str) -> None:
    assert postcode.validate(text) is None


@pytest.mark.parametrize(
    ("text", "kind", "label_required"),
    [
        ("GA1.2.123456789.1612345678", "google_analytics", False),
        ("GS1.1.1612345678.1.1.1612345999.0.0.0", "google_analytics", False),
        ("123456789.1612345678", "google_analytics", True),
        ("1.1.123456789.1612345678", "google_ads", True),
        ("fb.1.1612345678901.1098765432", "meta", False),
        ("9f86d081884c7d659a2feaa0c55ad015", "session", True),
    ],
)
def test_cookies(text: str, kind: str, label_required: bool) -> None:
    verdict = cookie_id.validate(text)
    assert verdict is not None
    assert (verdict.value, verdict.attributes["kind"], verdict.label_required) == (text, kind, label_required)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "none",
        "123456",
        "aaaaaaaaaaaaaaa1",
        "web-frontend-production",
        "S-1-5-21-3623811015-3361",
        "web01.firma.local",
        "een twee drie 4",
    ],
)
def test_what_is_no_cookie(text: str) -> None:
    assert cookie_id.validate(text) is None


@pytest.mark.parametrize(
    ("text", "kind", "likely"),
    [
        ("UA-40718293-1", "universal_analytics", True),
        ("G-4F2KX9T1QZ", "analytics_4", True),
        ("G-PROTEINERS", "analytics_4", False),
        ("G-1234567890", "analytics_4", False),
        ("GTM-K4J2X9", "tag_manager", True),
        ("GTM-WKPXLN", "tag_manager", False),
        ("AW-987654321", "ads", True),
    ],
)
def test_accounts(text: str, kind: str, likely: bool) -> None:
    verdict = analytics_account.validate(text)
    assert verdict is not None
    assert verdict.attributes == {"kind": kind}
    assert (verdict.confidence >= 0.5) is likely


@pytest.mark.parametrize("text", ["UA-12345-1", "G-XXXXXXXXXX", "GTM-XXXXXX", "UA-00000000-1", "AW-123456789"])
def test_placeholders_of_the_documentation(text: str) -> None:
    verdict = analytics_account.validate(text)
    assert verdict is not None
    assert verdict.attributes["test"] is True


@pytest.mark.parametrize("text", ["G-20", "GTM-ABC", "UA-1-1", "ua-40718293-1", "AW-1", ""])
def test_what_is_no_account(text: str) -> None:
    assert analytics_account.validate(text) is None
