"""Firms, job titles and places of birth: words that a label or a legal form explains."""

import pytest

from pdscan_detectors import company_name, job_title, place_of_birth


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        ("Jansen Installatietechniek B.V.", "jansen installatietechniek bv", "bv"),
        ("J.P. de Vries & Co Holding BV", "j.p. de vries & co holding bv", "bv"),
        ("Bakkerij Jansen V.O.F.", "bakkerij jansen vof", "vof"),
        ("Foo, Inc.", "foo inc", "inc"),
        ("Stichting De Brug", "stichting de brug", "stichting"),
        ("Coöperatie Zon", "coöperatie zon", "coöperatie"),
        ("Cooperatie Zon", "cooperatie zon", "coöperatie"),
    ],
)
def test_legal_forms(text: str, value: str, form: str) -> None:
    verdict = company_name.validate(text)
    assert verdict is not None
    assert (verdict.value, verdict.attributes, verdict.label_required) == (value, {"legal_form": form}, False)
    assert verdict.confidence >= 0.5


@pytest.mark.parametrize(
    ("text", "likely"), [("KPN NV", True), ("Siemens AG", True), ("Vereniging Oud", True), ("ZON OY", False)]
)
def test_legal_forms_that_are_words_too(text: str, likely: bool) -> None:
    verdict = company_name.validate(text)
    assert verdict is not None
    assert (verdict.confidence >= 0.5) is likely


def test_without_a_legal_form_a_label_is_needed() -> None:
    verdict = company_name.validate("De Gouden  Leeuw")
    assert verdict is not None
    assert (verdict.value, verdict.label_required) == ("de gouden leeuw", True)


@pytest.mark.parametrize(
    "text", ["", "onbekend", "n.v.t.", "12345678", "-", "x" * 101, "jan@firma.nl", "https://firma.nl", "A"]
)
def test_what_is_no_firm(text: str) -> None:
    assert company_name.validate(text) is None


@pytest.mark.parametrize(
    "text", ["Accountmanager", "HR-adviseur (m/v)", "Medewerker 2e lijn", "R&D engineer", "Chef d'équipe"]
)
def test_job_titles(text: str) -> None:
    verdict = job_title.validate(text)
    assert verdict is not None
    assert (verdict.value, verdict.label_required) == (text.lower(), True)


@pytest.mark.parametrize(
    "text", ["", "absolute", "n.v.t.", "12", "3,5", "foo()", "a b c d e f g h i j", "x" * 90, "jan@firma.nl", "{}"]
)
def test_what_is_no_job_title(text: str) -> None:
    assert job_title.validate(text) is None


@pytest.mark.parametrize(
    "text", ["Utrecht", "'s-Hertogenbosch", "Alphen aan den Rijn", "den haag", "Hengelo (O)", "Curaçao", "’t Harde"]
)
def test_places(text: str) -> None:
    verdict = place_of_birth.validate(text)
    assert verdict is not None
    assert (verdict.value, verdict.label_required) == (text.lower(), True)


@pytest.mark.parametrize(
    "text", ["", "onbekend", "maart", "Mei 1980", "12-03-1980", "a b c d e f g", "x" * 60, "n.v.t."]
)
def test_what_is_no_place(text: str) -> None:
    assert place_of_birth.validate(text) is None
