# ruff: noqa: E501 - the tables below read best with one row a line
"""A realistic view for the tests of reports: three systems of a Dutch provider, compared with its statement.

Deterministic, and made by hand: no scan, no store and no reconciling stands behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pdscan.model import Ages, Coverage, Discrepancy, Finding, Kind, Location, ScanResult, Severity, Skipped, State
from pdscan.protocols import ReportView
from pdscan.register import (
    Cookie,
    Entry,
    Ground,
    LintResult,
    Register,
    Responsible,
    Retention,
    Source,
    Statement,
    Unclear,
)

AS_OF = date(2026, 11, 2)
END = Retention("end_of_service", None, "Tot einde dienstverlening")
SIX_MONTHS = Retention("length", "P6M", "Zes maanden")
OURS = Responsible("controller", "Webcircuit Internet Solutions")
THEIRS = Responsible("processor", "Opdrachtgevende partij")
CONTRACT = Ground("contract", "Uitvoering overeenkomst")
LAW = Ground("legal_obligation", "Wettelijke verplichting")

ROWS: tuple[tuple[str, str, str, str, Retention, Responsible, Ground, int], ...] = (
    ("algemeen-1", "Algemeen", "Naam, telefoonnummer en e-mailadres van de contactpersoon", "contact_details", END, OURS, CONTRACT, 26),
    ("algemeen-2", "Algemeen", "Adres waar de diensten worden geleverd", "service_address", END, THEIRS, CONTRACT, 27),
    ("algemeen-3", "Algemeen", "Bedrijfsnaam voor facturatie", "company_name", END, THEIRS, CONTRACT, 28),
    ("algemeen-4", "Algemeen", "Verkeersinformatie e-mails, telefonie en internet", "traffic_data", SIX_MONTHS, OURS, LAW, 29),
    ("algemeen-5", "Algemeen", "Informatie aangeleverd door gebruiker voor supportvragen", "support_information", Retention("length", "P3Y", "Drie jaar"), OURS, CONTRACT, 30),
    ("algemeen-6", "Algemeen", "Gespreksoptnames als u ons belt", "call_recordings", Retention("length", "P365D", "365 dagen"), OURS, Ground("legitimate_interest", "Gerechtvaardigd belang", "om medewerkers te trainen"), 31),
    ("internetverbinding-1", "Internetverbinding", "ServiceId verbinding, LineId en publiek IP-adres", "connection_id ip_address", END, THEIRS, CONTRACT, 32),
    ("voip-telefonie-1", "VoIP-telefonie", "IP-adres en MAC-adres toestel, naam en telefoonnummer contacten", "ip_address mac_address contacts", END, THEIRS, CONTRACT, 33),
    ("mobiele-telefonie-1", "Mobiele telefonie", "Simkaartnummer, toestelnummer (IMEI), grensovergang-berichten en bundelnotificaties", "sim_card_number imei network_notifications", END, THEIRS, CONTRACT, 34),
    ("voip-en-mobiel-1", "VoIP en mobiel", "Gebruikgegevens: met wie, waar, wanneer en hoeveel is gebeld", "usage_data", SIX_MONTHS, OURS, CONTRACT, 35),
    ("voip-en-mobiel-2", "VoIP en mobiel", "Geluidsoptnames van uw gesprekken", "call_recordings", Retention("undetermined", None, "Afhankelijk van de gebruiker"), THEIRS, CONTRACT, 36),
    ("247-alarm-1", "247 Alarm", "Contactgegevens sleutelhouders.", "contact_details", END, THEIRS, CONTRACT, 37),
    ("website-en-smartphone-applicaties-1", "Website en smartphone applicaties", "Bezoekstatistieken, functionele en statistische cookies", "visit_statistics cookies", Retention("length", "P1Y", "Eén jaar"), OURS, Ground("legitimate_interest", "Gerechtigd belang", "voor het verbeteren van haar websites"), 40),
    ("website-1", "Website", "Ingevulde gegevens contactformulier", "contact_form", END, OURS, CONTRACT, 41),
    ("dns-1", "DNS", "IP-adressen van door klant gebruikte omgevingen, hostmaster e-mailadres", "ip_address hostmaster_email", END, OURS, CONTRACT, 42),
    ("domeinen-1", "Domeinen", "Contactgegevens domeineigenaar", "contact_details", END, OURS, LAW, 43),
    ("domeinen-2", "Domeinen", "Faxnummer, geboortedatum en -plaats, BSN-nummer of soortgelijk identificatienummer, paspoortnummer of nummer identiteitskaart, kopie paspoort of identiteitskaart, BTW-nummer", "fax date_of_birth place_of_birth bsn passport_number identity_card_number id_document_copy vat_number", END, OURS, CONTRACT, 44),
    ("hosting-1", "Hosting", "Contactgegevens domeineigenaar", "contact_details", END, THEIRS, CONTRACT, 45),
    ("hosting-2", "Hosting", "Google Analytics (account van klant)", "analytics_account", END, THEIRS, CONTRACT, 46),
    ("hosting-3", "Hosting", "Google Analytics (accountbeheer volledig door Webcircuit)", "analytics_account", END, OURS, CONTRACT, 47),
    ("endpoint-security-1", "Endpoint security", "Metadata anti-virus voor oplossing van beveiligingsissues", "av_metadata", END, OURS, CONTRACT, 48),
    ("e-mail-security-1", "E-mail security", "E-mailadressen, metadata t.b.v. support", "email mail_metadata", END, OURS, CONTRACT, 51),
    ("ssl-certificaten-1", "SSL-certificaten", "SAN domeinen, common name, contactgegevens certificaateigenaar", "san_domains common_name contact_details", END, OURS, LAW, 52),
    ("offsite-back-up-1", "Offsite back-up", "IP-adres(sen) van locatie(s) vanwaar de data wordt gerepliceerd", "backup_location", END, OURS, CONTRACT, 53),
    ("ticket-systeem-1", "Webcircuit Ticket Systeem", "Gegevens contactpersoon ticket (naam, functienaam, e-mailadres en telefoonnummer), inhoud ticket", "ticket_contact ticket_content", END, OURS, Ground("legitimate_interest", "Gerechtvaardigd belang", "voor het verbeteren van de support"), 54),
)  # fmt: skip

# system, unit, item, field, entity, category, count, possible, confidence, mask, service, first year of the records
FOUND: tuple[tuple[str, str, str | None, str | None, str, str, int, int, float, str, str, int], ...] = (
    ("crm", "public.domain_owners", None, "field7", "bsn", "bsn", 1200, 0, 0.99, "*******82", "Domeinen", 2015),
    ("crm", "public.domain_owners", None, "birth_date", "date_of_birth", "date_of_birth", 1188, 0, 0.97, "**-**-19**", "Domeinen", 2015),
    ("crm", "public.domain_owners", None, "passport", "id_document_number", "passport_number", 640, 12, 0.93, "N*******4", "Domeinen", 2015),
    ("crm", "public.domain_owners", None, "email", "email", "email", 1200, 0, 0.99, "j*****@*****.nl", "Domeinen", 2015),
    ("crm", "public.domain_owners", None, "phone", "phone", "phone", 1174, 0, 0.98, "06******12", "Domeinen", 2015),
    ("crm", "public.domain_owners", None, "fax", "fax", "fax", 212, 0, 0.96, "070*****88", "Domeinen", 2015),
    ("crm", "public.customers", None, "email", "email", "email", 8412, 0, 0.99, "i***@*******.nl", "Algemeen", 2012),
    ("crm", "public.customers", None, "phone", "phone", "phone", 8120, 41, 0.98, "085*****30", "Algemeen", 2012),
    ("crm", "public.customers", None, "company", "company_name", "company_name", 8230, 0, 0.9, "B**** B.V.", "Algemeen", 2012),
    ("crm", "public.customers", None, "postcode", "postcode", "postcode", 8390, 0, 0.97, "25** **", "Algemeen", 2012),
    ("crm", "public.customers", None, "kvk_nr", "kvk", "kvk", 7900, 0, 0.95, "******21", "Algemeen", 2012),
    ("crm", "public.invoices", None, "iban", "iban", "bank_account", 23480, 0, 0.99, "NL** **** **** ***4 08", "", 2013),
    ("crm", "public.invoices", None, "vat", "vat", "vat_number", 19877, 0, 0.99, "NL*******70B**", "", 2013),
    ("crm", "public.sim_cards", None, "iccid", "iccid", "sim_card_number", 5210, 0, 0.99, "8931*************42", "Mobiele telefonie", 2017),
    ("crm", "public.sim_cards", None, "imei", "imei", "imei", 5105, 0, 0.99, "35***********48", "Mobiele telefonie", 2017),
    ("crm", "public.sim_cards", None, "imsi", "imsi", "imsi", 5210, 0, 0.95, "204***********7", "Mobiele telefonie", 2017),
    ("crm", "public.call_records", None, "a_number", "phone", "usage_data", 184310, 0, 0.98, "06******55", "VoIP en mobiel", 2024),
    ("crm", "public.call_records", None, "b_number", "phone", "usage_data", 184022, 0, 0.98, "010*****07", "VoIP en mobiel", 2024),
    ("crm", "public.tickets", None, "requester_email", "email", "ticket_contact", 15400, 0, 0.99, "s***@*****.com", "Webcircuit Ticket Systeem", 2016),
    ("crm", "public.tickets", None, "body", "phone", "phone", 2210, 310, 0.8, "+31 6 ****** 41", "Webcircuit Ticket Systeem", 2016),
    ("crm", "public.tickets", None, "body", "iban", "bank_account", 97, 0, 0.95, "NL** **** **** ***9 11", "Webcircuit Ticket Systeem", 2016),
    ("crm", "public.tickets", None, "body", "bsn", "bsn", 3, 18, 0.9, "*******19", "Webcircuit Ticket Systeem", 2019),
    ("mail", "INBOX", "1523.eml", "body", "bsn", "bsn", 1, 0, 0.95, "*******27", "Webcircuit Ticket Systeem", 2021),
    ("mail", "INBOX", "1610.eml!/paspoort.pdf", "text", "mrz", "passport_number", 1, 0, 0.99, "P<NLD***************", "", 2022),
    ("mail", "INBOX", None, "From", "email", "email", 4120, 0, 0.99, "m****@*****.nl", "E-mail security", 2018),
    ("mail", "INBOX", None, "body", "phone", "phone", 3011, 120, 0.85, "070*****30", "E-mail security", 2018),
    ("mail", "Archief/2019", None, "body", "ip", "ip_address", 880, 55, 0.7, "185.**.**.**", "E-mail security", 2019),
    ("mail", "Archief/2019", None, "From", "email", "email", 6120, 0, 0.99, "p***@****.nl", "E-mail security", 2019),
    ("mail", "Support", None, "body", "iban", "bank_account", 14, 0, 0.97, "NL** **** **** ***1 77", "Webcircuit Ticket Systeem", 2020),
    ("mail", "Support", None, "body", "license_plate", "license_plate", 6, 2, 0.8, "**-***-7", "Webcircuit Ticket Systeem", 2020),
    ("share", "klantdossiers", "2018/export klanten.csv", "Telefoon", "phone", "phone", 2044, 0, 0.98, "06******90", "Algemeen", 2018),
    ("share", "klantdossiers", "2018/export klanten.csv", "E-mail", "email", "email", 2051, 0, 0.99, "a***@****.nl", "Algemeen", 2018),
    ("share", "klantdossiers", "2018/export klanten.csv", "Rekening", "iban", "bank_account", 2011, 0, 0.99, "NL** **** **** ***3 52", "Algemeen", 2018),
    ("share", "opnames", "2024/gesprek-0412.wav", None, "phone", "call_recordings", 1, 0, 0.9, "06******01", "Algemeen", 2024),
    ("share", "opnames", "2025/gesprek-1130.wav", None, "phone", "call_recordings", 1, 0, 0.9, "06******72", "Algemeen", 2025),
    ("share", "noc", "dhcp/leases-2025.log", None, "mac", "mac_address", 10422, 0, 0.98, "00:1a:**:**:**:5e", "VoIP-telefonie", 2025),
    ("share", "noc", "dhcp/leases-2025.log", None, "ip", "ip_address", 10422, 0, 0.96, "10.*.*.*", "VoIP-telefonie", 2025),
    ("share", "noc", "voorbeelden/iban.txt", None, "iban", "bank_account", 5, 0, 0.99, "NL** **** **** ***3 00", "", 2020),
    ("share", "hr", "ziekmeldingen 2017.xlsx!/Blad1", "bsn", "bsn", "bsn", 61, 0, 0.99, "*******55", "", 2017),
    ("share", "hr", "ziekmeldingen 2017.xlsx!/Blad1", "rijbewijs", "drivers_licence", "drivers_licence", 0, 61, 0.4, "********31", "", 2017),
)  # fmt: skip


def report_view(language: str = "en", **changes: object) -> ReportView:
    """The view: 40 findings, 15 discrepancies of all nine kinds and one that is gone, 9 places skipped, 25 rows."""
    findings = tuple(_finding(*row) for row in FOUND)
    scan = ScanResult(
        id="s-2026-11-01",
        started=datetime(2026, 11, 1, 2, 0, tzinfo=UTC),
        finished=datetime(2026, 11, 1, 4, 12, tzinfo=UTC),
        findings=findings,
        skipped=SKIPPED,
        coverage=COVERAGE,
    )
    services = {str(_location(*row[:4])): row[10] for row in FOUND if row[10]}
    view = ReportView(
        scan=scan,
        discrepancies=DISCREPANCIES,
        register=REGISTER,
        lint=LINT,
        as_of=AS_OF,
        language=language,
        made=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
        services=services,
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def empty_view(language: str = "en", **changes: object) -> ReportView:
    """A clean scan: everything read, nothing found that the statement does not allow."""
    view = report_view(language)
    coverage = tuple(replace(each, read=each.units, sampled=0, skipped=0, complete=True) for each in COVERAGE)
    scan = replace(view.scan, skipped=(), coverage=coverage, findings=view.findings[6:7])
    return replace(view, scan=scan, discrepancies=(), lint=(), **changes)  # type: ignore[arg-type]


def many_discrepancies(number: int) -> ReportView:
    """A view with so many discrepancies, in tables with long names and of all severities."""
    view = report_view()
    pattern = view.discrepancies[:9]
    discrepancies = tuple(
        replace(
            pattern[place % 9],
            id=f"d-{place:06x}",
            count=1 + place % 997,
            location=Location("crm", f"archive_{place % 70:02d}.customers_of_the_year_{place:05d}", None, "field7"),
        )
        for place in range(number)
    )
    return replace(view, discrepancies=discrepancies)


def _location(system: str, unit: str, item: str | None, field: str | None) -> Location:
    return Location(system, unit, item, field)


def _finding(
    system: str,
    unit: str,
    item: str | None,
    field: str | None,
    entity: str,
    category: str,
    count: int,
    possible: int,
    confidence: float,
    mask: str,
    service: str,
    year: int,
) -> Finding:
    return Finding(
        location=_location(system, unit, item, field),
        entity=entity,
        category=category,
        count=count,
        possible=possible,
        confidence=confidence,
        distinct=count - count // 20,
        test=count if item == "voorbeelden/iban.txt" else 0,
        examples=(mask,),
        reasons=("checksum", "header"),
        together=("email", "phone") if unit == "public.domain_owners" else (),
        rows=count + 12,
        ages=_ages(count, year, service),
    )


def _ages(count: int, year: int, service: str) -> Ages:
    """Records spread over the time from a year on: more of them the later they are."""
    if count < 2:
        return Ages(days={date(year, 4, 12): count}) if count else Ages()
    start, span = date(year, 2, 11), (date(2026, 10, 30) - date(year, 2, 11)).days
    steps = min(count, 60)
    days: dict[date, int] = {}
    for step in range(steps):
        day = start + timedelta(days=span * step // (steps - 1))
        weight = count * 2 * (step + 1) // (steps * (steps + 1))
        days[day] = days.get(day, 0) + weight
    days[max(days)] += count - sum(days.values())
    ends: dict[date | None, int] = {day: number for day, number in days.items() if day.year % 3 == 0}
    ends[None] = count - sum(ends.values())
    return Ages(days={day: number for day, number in days.items() if number}, ends={service: ends} if service else {})


def _texts(nl: str, en: str, advice_nl: str, advice_en: str) -> Mapping[str, object]:
    return {"text": {"nl": nl, "en": en}, "advice": {"nl": advice_nl, "en": advice_en}}


SKIPPED = (
    Skipped(Location("share", "archief", "oud.zip"), "encrypted", "password needed"),
    Skipped(Location("share", "archief", "2016/backup.7z"), "needs a package", "install py7zr"),
    Skipped(Location("share", "hr", "dossier-114.pdf"), "needs OCR", "pages 1-12: Tesseract is not installed"),
    Skipped(Location("share", "hr", "dossier-115.pdf"), "needs OCR", "pages 2, 4, 7: Tesseract is not installed"),
    Skipped(Location("share", "hr", "dossier-116.pdf"), "needs OCR", "page 3: Tesseract is not installed"),
    Skipped(Location("share", "directie"), "no permission", "permission denied for the account “scanner”"),
    Skipped(Location("mail", "INBOX", "1711.eml!/scan.tiff"), "unknown format", ""),
    Skipped(Location("mail", "INBOX", "1712.eml!/winmail.dat"), "damaged", "truncated after 512 bytes"),
    Skipped(Location("crm", "audit.logins"), "time limit", "read for 300 seconds"),
)

COVERAGE = (
    Coverage(system="crm", units=41, read=40, sampled=3, skipped=1, rows=1_204_331, bytes=183_500_800, complete=False),
    Coverage(system="mail", units=12, read=12, skipped=2, items=18_204, bytes=2_411_000_000, complete=False),
    Coverage(system="share", units=1310, read=1309, skipped=6, items=9_420, bytes=48_210_000_000, complete=False),
)

REGISTER = Register(
    statement=Statement("webcircuit-privacyverklaring.txt", date(2018, 6, 3), "Webcircuit Internet Solutions"),
    entries=tuple(
        Entry(identity, service, data, tuple(categories.split()), retention, responsible, ground, Source(line=line))
        for identity, service, data, categories, retention, responsible, ground, line in ROWS
    ),
    cookies=(Cookie("Sessie id", "Webcircuit Internet Solutions", "Transactie data verwerken"),),
    unclear=(Unclear(36, "Afhankelijk van de gebruiker", "no length and no event"),),
)

LINT = (
    LintResult("bsn-without-legal-obligation", "high", "the BSN stands on the ground of a contract", "domeinen-2", 44),
    LintResult("declared-twice", "medium", "“Contactgegevens domeineigenaar” stands in Domeinen and Hosting", "hosting-1", 45),
    LintResult("retention-undetermined", "medium", "“Afhankelijk van de gebruiker” is no length and no event", "voip-en-mobiel-2", 36),
    LintResult("statement-outdated", "medium", "the statement is dated 3 June 2018"),
    LintResult("asked-without-entry", "medium", "a copy of an identity document is asked for in line 81", None, 81),
    LintResult("spelling", "low", "“Gerechtigd belang” beside “Gerechtvaardigd belang”", None, 40),
    LintResult("a-rule-of-tomorrow", "low", "a later version may know more rules", None, None),
)  # fmt: skip

DISCREPANCIES = (
    Discrepancy(
        id="d-01a1",
        kind=Kind.OVER_RETAINED,
        severity=Severity.HIGH,
        location=Location("crm", "public.domain_owners", None, "field7"),
        entity="bsn",
        category="bsn",
        service="Domeinen",
        entry="domeinen-2",
        entries=("domeinen-2",),
        count=390,
        limit=AS_OF,
        oldest=date(2016, 2, 8),
        newest=date(2025, 11, 1),
        overdue=3920,
        explanation="over_retained.end_of_service",
        arguments=_texts(
            "390 gegevens van de soort “burgerservicenummer (BSN)” zijn nog bewaard terwijl Domeinen voor de betrokken "
            "klanten is beëindigd, de eerste op 8 februari 2016.",
            "390 values of the kind “BSN” are still kept although Domeinen has ended for the customers concerned, the "
            "first on 8 February 2016.",
            "Laat deze gegevens verwijderen en zoek uit waarom dat niet vanzelf is gebeurd.",
            "Have these records deleted, and find out why that did not happen by itself.",
        ),
    ),
    Discrepancy(
        id="d-02b2",
        kind=Kind.UNLAWFUL_GROUND,
        severity=Severity.HIGH,
        location=Location("crm", "public.domain_owners", None, "field7"),
        entity="bsn",
        category="bsn",
        service="Domeinen",
        entry="domeinen-2",
        entries=("domeinen-2",),
        count=1200,
        state=State.UNCHANGED,
        decision="assigned",
        explanation="unlawful_ground",
    ),
    Discrepancy(
        id="d-03c3",
        kind=Kind.UNDECLARED,
        severity=Severity.HIGH,
        location=Location("crm", "public.invoices", None, "iban"),
        entity="iban",
        category="bank_account",
        count=23480,
        state=State.UNCHANGED,
        explanation="undeclared",
    ),
    Discrepancy(
        id="d-04d4",
        kind=Kind.UNDECLARED,
        severity=Severity.HIGH,
        location=Location("share", "klantdossiers", "2018/export klanten.csv", "Rekening"),
        entity="iban",
        category="bank_account",
        count=2011,
        explanation="undeclared",
    ),
    Discrepancy(
        id="d-05e5",
        kind=Kind.UNDECLARED_FOR_SERVICE,
        severity=Severity.HIGH,
        location=Location("mail", "INBOX", "1523.eml", "body"),
        entity="bsn",
        category="bsn",
        service="Webcircuit Ticket Systeem",
        entries=("domeinen-2",),
        count=1,
        explanation="undeclared_for_service",
    ),
    Discrepancy(
        id="d-06f6",
        kind=Kind.OVER_RETAINED,
        severity=Severity.HIGH,
        location=Location("crm", "public.call_records", None, "a_number"),
        entity="phone",
        category="usage_data",
        service="VoIP en mobiel",
        entry="voip-en-mobiel-1",
        count=123354,
        limit=date(2026, 5, 2),
        oldest=date(2024, 2, 11),
        newest=date(2026, 4, 28),
        overdue=811,
        state=State.CHANGED,
        explanation="over_retained.length",
    ),
    Discrepancy(
        id="d-07a7",
        kind=Kind.OVER_RETAINED,
        severity=Severity.HIGH,
        location=Location("crm", "public.call_records", None, "b_number"),
        entity="phone",
        category="usage_data",
        service="VoIP en mobiel",
        entry="voip-en-mobiel-1",
        count=123160,
        limit=date(2026, 5, 2),
        oldest=date(2024, 2, 11),
        newest=date(2026, 4, 28),
        overdue=811,
        state=State.CHANGED,
        explanation="over_retained.length",
    ),
    Discrepancy(
        id="d-08b8",
        kind=Kind.OVER_RETAINED,
        severity=Severity.MEDIUM,
        location=Location("share", "opnames", "2024/gesprek-0412.wav"),
        entity="phone",
        category="call_recordings",
        service="Algemeen",
        entry="algemeen-6",
        count=1,
        limit=date(2025, 11, 2),
        oldest=date(2024, 4, 12),
        newest=date(2024, 4, 12),
        overdue=569,
        explanation="over_retained.length",
        arguments={"legal_hold": "2026-12-31"},
    ),
    Discrepancy(
        id="d-09c9",
        kind=Kind.RETENTION_UNKNOWN,
        severity=Severity.MEDIUM,
        location=Location("share", "opnames", "2025/gesprek-1130.wav"),
        entity="phone",
        category="call_recordings",
        service="VoIP en mobiel",
        entry="voip-en-mobiel-2",
        count=1,
        explanation="retention_unknown.undetermined",
    ),
    Discrepancy(
        id="d-10d0",
        kind=Kind.CONFLICTING_ENTRIES,
        severity=Severity.MEDIUM,
        location=Location("crm", "public.domain_owners", None, "email"),
        entity="email",
        category="email",
        service="Domeinen",
        entry="domeinen-1",
        entries=("domeinen-1", "hosting-1"),
        count=1200,
        state=State.UNCHANGED,
        explanation="conflicting_entries",
    ),
    Discrepancy(
        id="d-11e1",
        kind=Kind.UNASSIGNED,
        severity=Severity.MEDIUM,
        location=Location("share", "hr"),
        count=61,
        explanation="unassigned.no_binding",
        arguments={"categories": ["bsn"], "entities": ["bsn", "drivers_licence"], "places": 2, "not_read": True},
    ),
    Discrepancy(
        id="d-12f2",
        kind=Kind.UNDECLARED,
        severity=Severity.LOW,
        location=Location("mail", "Support", None, "body"),
        entity="license_plate",
        category="license_plate",
        count=6,
        decision="accepted",
        explanation="undeclared",
    ),
    Discrepancy(
        id="d-13a3",
        kind=Kind.DECLARED_NOT_FOUND,
        severity=Severity.LOW,
        service="Hosting",
        entry="hosting-2",
        entries=("hosting-2",),
        explanation="declared_not_found",
    ),
    Discrepancy(
        id="d-14b4",
        kind=Kind.NOT_COVERED,
        severity=Severity.LOW,
        service="Endpoint security",
        entry="endpoint-security-1",
        entries=("endpoint-security-1",),
        explanation="not_covered.not_scanned",
    ),
    Discrepancy(
        id="d-15c5",
        kind=Kind.NOT_COVERED,
        severity=Severity.LOW,
        service="SSL-certificaten",
        entry="ssl-certificaten-1",
        entries=("ssl-certificaten-1",),
        explanation="not_covered.not_scanned",
    ),
    Discrepancy(
        id="d-16d6",
        kind=Kind.UNDECLARED,
        severity=Severity.HIGH,
        location=Location("share", "klantdossiers", "oud/rekeningen.xlsx", "IBAN"),
        entity="iban",
        category="bank_account",
        count=412,
        state=State.GONE,
        explanation="undeclared",
    ),
)
