"""What a data protection officer reads, word for word."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from pdscan.model import Discrepancy, Kind, Severity
from pdscan.reconcile import advice, explain, reconcile
from pdscan.reconcile.phrases import _PHRASES
from pdscan.reconcile.sentences import ADVICE, PARTS, REMARKS, SENTENCES, TOPICS, VERBS, WORDS
from pdscan.reconcile.wording import LANGUAGES
from pdscan.register import Register

TODAY = date(2026, 11, 23)


def made(kind: Kind, explanation: str, **facts: Any) -> Discrepancy:
    fields = {name: facts.pop(name) for name in ("count", "entries", "limit", "oldest", "overdue") if name in facts}
    return Discrepancy(
        id="d-0123456789",
        kind=kind,
        severity=Severity.LOW,
        category=facts.pop("category", "bsn"),
        service=facts.pop("service", "Domeinen"),
        explanation=explanation,
        arguments=facts,
        **fields,
    )


LENGTH = {"kind": "length", "length": "P6M", "text": "Zes maanden"}
END = {"kind": "end_of_service", "length": None, "text": "Tot einde dienstverlening"}
AFTER = {"kind": "end_of_service", "length": "P7Y", "text": "zeven jaar na einde contract"}
OVERDUE = {"count": 310, "oldest": date(2015, 2, 11), "limit": date(2019, 11, 23), "overdue": 2467}

SAID = [
    (
        made(Kind.UNDECLARED, "undeclared", count=1, category="bank_account"),
        "1 value of the kind “bank account number (IBAN)” was found here, but the register doesn't mention that kind "
        "of data for any service.",
        "Hier is 1 gegeven van de soort “bankrekeningnummer (IBAN)” gevonden, maar het register noemt die soort bij "
        "geen enkele dienst.",
    ),
    (
        made(Kind.UNDECLARED, "undeclared", count=1200, category="loyalty_points", test=3),
        "1,200 values of the kind “loyalty_points” were found here, but the register doesn't mention that kind of data "
        "for any service. Of what was found here 3 are known from documentation and no real data.",
        "Hier zijn 1.200 gegevens van de soort “loyalty_points” gevonden, maar het register noemt die soort bij geen "
        "enkele dienst. Van wat hier is gevonden zijn er 3 bekend uit documentatie; dat zijn geen echte gegevens.",
    ),
    (
        made(
            Kind.UNDECLARED_FOR_SERVICE,
            "undeclared_for_service",
            count=2,
            services=["Hosting"],
            declared_for=["Domeinen", "Algemeen", "DNS"],
        ),
        "2 values of the kind “citizen service number (BSN)” were found in a place that serves Hosting, but the "
        "register mentions that kind of data only for Domeinen, Algemeen and DNS.",
        "Op een plek van Hosting zijn 2 gegevens van de soort “burgerservicenummer (BSN)” gevonden, maar het register "
        "noemt die soort alleen bij Domeinen, Algemeen en DNS.",
    ),
    (
        made(
            Kind.OVER_RETAINED, "over_retained.length", retention=LENGTH, as_of="2026-11-23", at_least=True, **OVERDUE
        ),
        "at least 310 values of the kind “citizen service number (BSN)” are kept longer than the 6 months that the "
        "register allows for Domeinen: the oldest dates from 11 February 2015, which is 2,467 days (over 6 years) too "
        "long; on 23 November 2026 nothing from before 23 November 2019 is allowed.",
        "ten minste 310 gegevens van de soort “burgerservicenummer (BSN)” zijn langer bewaard dan de 6 maanden die het "
        "register voor Domeinen toestaat: het oudste is van 11 februari 2015, en dat is 2.467 dagen (ruim 6 jaar) te "
        "lang; op 23 november 2026 mag er niets meer zijn van vóór 23 november 2019.",
    ),
    (
        made(
            Kind.OVER_RETAINED,
            "over_retained.end_of_service",
            retention=END,
            count=1,
            oldest=TODAY,
            overdue=1,
            limit=TODAY,
        ),
        "1 value of the kind “citizen service number (BSN)” is still kept although Domeinen has ended "
        "for the customers "
        "concerned, the first on 23 November 2026, which is 1 day too long; the register allows it until the service "
        "ends.",
        "1 gegeven van de soort “burgerservicenummer (BSN)” is nog bewaard terwijl Domeinen voor de betrokken klanten "
        "is beëindigd, de eerste op 23 november 2026, en dat is 1 dag te lang; het register staat het toe tot einde "
        "dienstverlening.",
    ),
    (
        made(Kind.OVER_RETAINED, "over_retained.after_service", retention=AFTER, **OVERDUE),
        "310 values of the kind “citizen service number (BSN)” are kept longer than the 7 years after the end of "
        "Domeinen that the register allows: it ended for the first of the customers concerned on 11 February 2015, "
        "which is 2,467 days (over 6 years) too long.",
        "310 gegevens van de soort “burgerservicenummer (BSN)” zijn langer bewaard dan de 7 jaar na het einde van "
        "Domeinen die het register toestaat: voor de eerste van de betrokken klanten eindigde die op 11 februari 2015, "
        "en dat is 2.467 dagen (ruim 6 jaar) te lang.",
    ),
    (
        made(
            Kind.RETENTION_UNKNOWN,
            "retention_unknown.undetermined",
            count=4,
            retention={"kind": "undetermined", "length": None, "text": "Afhankelijk van\nde gebruiker."},
        ),
        "For 4 values of the kind “citizen service number (BSN)” the retention can't be judged, because from what the "
        "register says of Domeinen (“Afhankelijk van de gebruiker.”) no period can be computed.",
        "Van 4 gegevens van de soort “burgerservicenummer (BSN)” is de bewaartermijn niet te toetsen, "
        "omdat uit wat het "
        "register over Domeinen zegt (“Afhankelijk van de gebruiker.”) geen termijn valt te berekenen.",
    ),
    (
        made(
            Kind.RETENTION_UNKNOWN,
            "retention_unknown.undetermined",
            count=4,
            retention={"kind": "undetermined", "length": None, "text": ""},
        ),
        "For 4 values of the kind “citizen service number (BSN)” the retention can't be judged, because from what the "
        "register says of Domeinen no period can be computed.",
        "Van 4 gegevens van de soort “burgerservicenummer (BSN)” is de bewaartermijn niet te toetsen, "
        "omdat uit wat het "
        "register over Domeinen zegt geen termijn valt te berekenen.",
    ),
    (
        made(Kind.RETENTION_UNKNOWN, "retention_unknown.undated", count=4, retention=LENGTH, unjudged={"undated": 4}),
        "For 4 values of the kind “citizen service number (BSN)” nobody can tell whether the retention for Domeinen (6 "
        "months) is exceeded: the records have no date.",
        "Van 4 gegevens van de soort “burgerservicenummer (BSN)” is niet te zeggen of de bewaartermijn "
        "voor Domeinen (6 "
        "maanden) is overschreden: de gegevens hebben geen datum.",
    ),
    (
        made(
            Kind.RETENTION_UNKNOWN,
            "retention_unknown.undated",
            count=1204,
            retention=LENGTH,
            unjudged={"undated": 1200, "implausible": 4},
        ),
        "For 1,204 values of the kind “citizen service number (BSN)” nobody can tell whether the "
        "retention for Domeinen "
        "(6 months) is exceeded: 4 have a date before 1970 or in the future and 1,200 have no date.",
        "Van 1.204 gegevens van de soort “burgerservicenummer (BSN)” is niet te zeggen of de bewaartermijn voor "
        "Domeinen (6 maanden) is overschreden: 4 met een datum vóór 1970 of in de toekomst en 1.200 zonder datum.",
    ),
    (
        made(
            Kind.RETENTION_UNKNOWN,
            "retention_unknown.unknown_customer",
            count=3,
            retention=AFTER,
            unjudged={"unknown_customer": 2, "implausible_end": 1},
        ),
        "For 3 values of the kind “citizen service number (BSN)” nobody can tell whether the retention for Domeinen "
        "(until 7 years after the service ends) is exceeded: of 1 the customer's service is said to have ended before "
        "1970 and of 2 it isn't known whether the customer still has that service.",
        "Van 3 gegevens van de soort “burgerservicenummer (BSN)” is niet te zeggen of de bewaartermijn voor Domeinen "
        "(tot 7 jaar na einde dienstverlening) is overschreden: van 1 zou de dienst van de klant vóór 1970 zijn "
        "beëindigd en van 2 is niet bekend of de klant die dienst nog heeft.",
    ),
    (
        made(Kind.RETENTION_UNKNOWN, "retention_unknown.no_customer", count=2, retention=END, legal_hold="2027-01-01"),
        "For 2 values of the kind “citizen service number (BSN)” nobody can tell whether the retention for Domeinen "
        "(until the service ends) is exceeded, because it isn't known to which customers this data belongs. Because of "
        "a legal hold nothing here counts as kept too long up to and including 1 January 2027.",
        "Van 2 gegevens van de soort “burgerservicenummer (BSN)” is niet te zeggen of de bewaartermijn voor Domeinen "
        "(tot einde dienstverlening) is overschreden, omdat niet bekend is bij welke klanten deze gegevens horen. Door "
        "een verbod op vernietiging (legal hold) telt hier tot en met 1 januari 2027 niets als te lang bewaard.",
    ),
    (
        made(
            Kind.UNASSIGNED,
            "unassigned.no_binding",
            count=9,
            categories=["bsn", "email", "phone", "fax", "vat_number", "imei"],
        ),
        "9 values were found here (citizen service number (BSN), e-mail address, telephone number, fax number, VAT "
        "number and other kinds), but it isn't known which service this place serves, so that the register can't be "
        "applied.",
        "Hier zijn 9 gegevens gevonden (burgerservicenummer (BSN), e-mailadres, telefoonnummer, faxnummer, btw-nummer "
        "en andere soorten), maar het is niet bekend bij welke dienst deze plek hoort, zodat het register er niet op "
        "kan worden toegepast.",
    ),
    (
        made(Kind.UNASSIGNED, "unassigned.unknown_service", count=9, categories=["bsn"], named=["Domain", "Web"]),
        "9 values were found here (citizen service number (BSN)), in a place that is said to serve “Domain” and “Web”, "
        "but the register has no service of that name.",
        "Hier zijn 9 gegevens gevonden (burgerservicenummer (BSN)), op een plek die volgens de instellingen bij "
        "“Domain” en “Web” hoort, maar zo'n dienst staat niet in het register.",
    ),
    (
        made(
            Kind.CONFLICTING_ENTRIES,
            "conflicting_entries",
            category="contact_details",
            entries=("a-1", "b-1", "b-2"),
            disagree_on=["retention", "responsible", "ground"],
            said=[
                {"retention": END, "responsible": "controller", "ground": "legal_obligation"},
                {"retention": LENGTH, "responsible": "processor", "ground": None},
                {"retention": LENGTH, "responsible": "Jansen B.V.", "ground": "Omdat het mag"},
            ],
        ),
        "To “contact details” here 3 entries of the register apply that disagree on the retention (until the service "
        "ends; 6 months), who is responsible (the organisation itself; the client; “Jansen B.V.”) and the legal ground "
        "(legal obligation; not stated; “Omdat het mag”); the shortest retention is used.",
        "Op “contactgegevens” zijn hier 3 regels van het register van toepassing die verschillen in bewaartermijn (tot "
        "einde dienstverlening; 6 maanden), verantwoordelijke (de organisatie zelf; de opdrachtgever; "
        "“Jansen B.V.”) en "
        "grondslag (wettelijke verplichting; niet genoemd; “Omdat het mag”); de kortste bewaartermijn is gebruikt.",
    ),
    (
        made(
            Kind.UNLAWFUL_GROUND,
            "unlawful_ground",
            required=["legal_obligation"],
            stated=["contract", "consent"],
        ),
        "“citizen service number (BSN)” may be kept on no other ground than “legal obligation”, but the register gives "
        "“performance of a contract” and “consent” for Domeinen.",
        "“burgerservicenummer (BSN)” mag alleen worden bewaard met als grond “wettelijke verplichting”, maar het "
        "register noemt bij Domeinen “uitvoering van een overeenkomst” en “toestemming”.",
    ),
    (
        made(
            Kind.DECLARED_NOT_FOUND,
            "declared_not_found",
            declared="BSN-nummer, faxnummer",
            systems=["crm", "share"],
            possible=1,
            elsewhere=3,
        ),
        "The register says that Domeinen keeps “BSN-nummer, faxnummer”, but none of it was found, although everything "
        "in crm and share was read. 1 value may be it, but that is too uncertain to count. It was found in other "
        "places.",
        "Volgens het register bewaart Domeinen “BSN-nummer, faxnummer”, maar daarvan is niets gevonden, hoewel crm en "
        "share helemaal zijn gelezen. Bij 1 gegeven gaat het er misschien toch om, maar dat is te onzeker om mee te "
        "tellen. Het is wel op andere plekken gevonden.",
    ),
    (
        made(Kind.NOT_COVERED, "not_covered.not_scanned", declared="Faxnummer", unread=["crm", "mail"]),
        "Whether Domeinen keeps “Faxnummer”, as the register says, was not examined: crm and mail were not scanned.",
        "Of Domeinen “Faxnummer” bewaart, zoals het register zegt, is niet onderzocht: crm en mail zijn niet gescand.",
    ),
    (
        made(Kind.NOT_COVERED, "not_covered.no_detector", declared="Faxnummer", categories=["fax"]),
        "Whether Domeinen keeps “Faxnummer”, as the register says, was not examined: nothing in this scan recognises "
        "fax number.",
        "Of Domeinen “Faxnummer” bewaart, zoals het register zegt, is niet onderzocht: niets in deze scan herkent "
        "faxnummer.",
    ),
]


@pytest.mark.parametrize(("discrepancy", "english", "dutch"), SAID, ids=lambda case: getattr(case, "explanation", ""))
def test_sentences(discrepancy: Discrepancy, english: str, dutch: str) -> None:
    assert explain(discrepancy, "en") == english
    assert explain(discrepancy, "nl") == dutch


def test_advice_is_as_special_as_the_explanation() -> None:
    law = made(Kind.UNLAWFUL_GROUND, "unlawful_ground.not_stated")
    assert advice(law, "en").startswith("Find the law that asks for this data")
    no_date = made(Kind.RETENTION_UNKNOWN, "retention_unknown.no_record_date")
    assert advice(no_date, "nl").startswith("Vraag de eigenaar van het systeem welke kolom of datum")


def test_what_this_version_can_not_explain_is_named() -> None:
    strange = made(Kind.NOT_COVERED, "not_covered.strangely")
    assert explain(strange, "nl") == "not_covered"
    assert advice(strange, "nl") == ""
    kept = replace(strange, arguments={"text": {"nl": "Zo is het."}, "advice": {"nl": "Doe iets."}})
    assert (explain(kept, "nl"), advice(kept, "nl")) == ("Zo is het.", "Doe iets.")


def test_every_code_has_both_languages_and_advice() -> None:
    for code, sentence in SENTENCES.items():
        assert set(sentence) == set(LANGUAGES), code
        assert set(ADVICE.get(code) or ADVICE[code.split(".")[0]]) == set(LANGUAGES), code
    for table in (ADVICE, REMARKS, PARTS, TOPICS, VERBS, WORDS):
        assert all(set(words) == set(LANGUAGES) for words in table.values())


def test_every_kind_is_explained_and_no_advice_is_idle() -> None:
    assert {code.split(".")[0] for code in SENTENCES} == set(Kind)
    assert {code for code in ADVICE if code not in SENTENCES} == {"over_retained"}


def test_sentences_ask_only_for_phrases_that_there_are() -> None:
    asked = {
        name
        for table in (SENTENCES, REMARKS)
        for sentence in table.values()
        for text in sentence.values()
        for name in re.findall(r"{(\w+)}", text)
    }
    assert asked == set(_PHRASES)


def test_both_languages_ask_for_the_same_facts() -> None:
    optional = {"was", "is", "systems_was", "test_is"}
    for code, sentence in {**SENTENCES, **REMARKS}.items():
        dutch, english = (set(re.findall(r"{(\w+)}", sentence[language])) - optional for language in LANGUAGES)
        assert dutch == english, code


def test_reconciling_brings_the_texts_along(make: SimpleNamespace, register: Register) -> None:
    for each in reconcile(make.scan(make.finding("crm:t::i", "iban")), register, (), TODAY):
        assert each.arguments["text"] == {language: explain(each, language) for language in LANGUAGES}
        assert each.arguments["advice"] == {language: advice(each, language) for language in LANGUAGES}
