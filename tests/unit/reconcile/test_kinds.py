"""Each kind of discrepancy, exactly as it comes out."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from pdscan.errors import RegisterError
from pdscan.model import Coverage, Discrepancy, Kind, Location, Severity, State
from pdscan.reconcile import reconcile
from pdscan.register import Register, Retention

TODAY = date(2026, 11, 23)
YESTERDAY = date(2026, 11, 22)


class Reconciled:
    """The discrepancies of one reconciliation, by kind."""

    def __init__(self, discrepancies: tuple[Discrepancy, ...]) -> None:
        self.all = discrepancies

    def kinds(self) -> list[Kind]:
        """The kinds that are about places, in their order."""
        return [each.kind for each in self.all if each.location is not None]

    def the(self, kind: Kind) -> Discrepancy:
        found = [each for each in self.all if each.kind is kind]
        assert len(found) == 1, found
        return found[0]

    def of_entry(self, entry: str) -> list[tuple[Kind, str]]:
        return [(each.kind, each.explanation) for each in self.all if each.location is None and each.entry == entry]


@pytest.fixture(scope="session")
def run(make: SimpleNamespace, register: Register) -> Any:
    def run(*findings: Any, bindings: tuple[Any, ...] = (), **more: Any) -> Reconciled:
        of_scan = ("coverage", "finished", "include", "exclude")
        scan = make.scan(*findings, **{name: more.pop(name) for name in of_scan if name in more})
        return Reconciled(reconcile(scan, more.pop("register", register), bindings, more.pop("as_of", TODAY), **more))

    return run


def facts(discrepancy: Discrepancy) -> dict[str, Any]:
    """The arguments without the sentences."""
    assert json.loads(json.dumps(discrepancy.arguments)) == discrepancy.arguments
    return {name: fact for name, fact in discrepancy.arguments.items() if name not in ("text", "advice")}


def test_undeclared_is_what_no_entry_declares(run: Any, make: SimpleNamespace) -> None:
    result = run(make.finding("crm:public.invoices::iban", "iban", count=12, together=("email", "bsn")))
    found = result.the(Kind.UNDECLARED)
    assert result.kinds() == [Kind.UNDECLARED]
    assert found.location == Location("crm", "public.invoices", None, "iban")
    assert (found.entity, found.category, found.count, found.service) == ("iban", "bank_account", 12, None)
    assert (found.severity, found.state, found.explanation) == (Severity.MEDIUM, State.NEW, "undeclared")
    assert facts(found) == {"together": ["bsn", "email"]}


def test_undeclared_names_the_service_of_its_place(run: Any, make: SimpleNamespace) -> None:
    bindings = (make.binding("crm:public.*", "hosting"),)
    found = run(make.finding("crm:public.invoices::iban", "iban"), bindings=bindings).the(Kind.UNDECLARED)
    assert found.service == "Hosting"


def test_undeclared_for_service_names_the_services_that_declare_it(run: Any, make: SimpleNamespace) -> None:
    bindings = (make.binding("crm:public.sites", "Hosting"),)
    result = run(make.finding("crm:public.sites::owner", "bsn"), bindings=bindings)
    found = result.the(Kind.UNDECLARED_FOR_SERVICE)
    assert result.kinds() == [Kind.UNDECLARED_FOR_SERVICE]
    assert (found.service, found.entry, found.entries) == ("Hosting", None, ("domeinen-2",))
    assert found.severity is Severity.HIGH
    assert facts(found) == {"services": ["Hosting"], "declared_for": ["Domeinen"]}


def test_a_narrower_category_is_declared_by_a_broader_one(run: Any, make: SimpleNamespace) -> None:
    bindings = (make.binding("crm:public.sites", "Hosting", customer="customer"),)
    emails = make.finding("crm:public.sites::mail", "email", count=2, ends={"Hosting": {None: 2}})
    assert run(emails, bindings=bindings).kinds() == []


def test_over_retained_by_the_date_of_the_record(run: Any, make: SimpleNamespace) -> None:
    bindings = (make.binding("crm:public.cdr", "VoIP en mobiel", record_date="started"),)
    calls = make.finding(
        "crm:public.cdr",
        "call_record",
        category="usage_data",
        count=10,
        days={date(2026, 5, 22): 2, date(2026, 5, 23): 5, date(2025, 11, 30): 3},
    )
    result = run(calls, bindings=bindings)
    found = result.the(Kind.OVER_RETAINED)
    assert result.kinds() == [Kind.OVER_RETAINED]
    assert (found.service, found.entry, found.entries) == ("VoIP en mobiel", "mobiel-1", ("mobiel-1",))
    assert (found.count, found.oldest, found.newest) == (5, date(2025, 11, 30), date(2026, 5, 22))
    assert (found.limit, found.overdue) == (date(2026, 5, 23), (TODAY - date(2026, 5, 30)).days)
    assert (found.severity, found.explanation) == (Severity.HIGH, "over_retained.length")
    assert facts(found) == {
        "retention": {"kind": "length", "length": "P6M", "text": "P6M"},
        "found": 10,
        "as_of": "2026-11-23",
    }


@pytest.mark.parametrize(
    ("day", "count"), [(date(2026, 11, 22), 0), (date(2026, 11, 23), 2), (date(2026, 11, 24), 7), (date(2026, 6, 1), 0)]
)
def test_any_day_can_be_asked_for(run: Any, make: SimpleNamespace, day: date, count: int) -> None:
    bindings = (make.binding("crm:public.cdr", "VoIP en mobiel", record_date="started"),)
    ages = {date(2026, 5, 22): 2, date(2026, 5, 23): 5, date(2026, 11, 23): 1}
    calls = make.finding("crm:public.cdr", "call_record", category="usage_data", count=8, days=ages)
    result = run(calls, bindings=bindings, as_of=day)
    assert sum(each.count for each in result.all if each.kind is Kind.OVER_RETAINED) == count


def test_over_retained_by_the_end_of_the_service(run: Any, make: SimpleNamespace) -> None:
    bindings = (make.binding("crm:public.owners", "Domeinen", customer="customer"),)
    ends = {"Domeinen": {YESTERDAY: 1, TODAY: 2, date(2027, 1, 1): 3, None: 4}}
    result = run(make.finding("crm:public.owners::mail", "email", count=10, ends=ends), bindings=bindings)
    found = result.the(Kind.OVER_RETAINED)
    assert result.kinds() == [Kind.OVER_RETAINED]
    assert (found.count, found.oldest, found.newest, found.limit) == (1, YESTERDAY, YESTERDAY, TODAY)
    assert (found.overdue, found.severity, found.explanation) == (1, Severity.LOW, "over_retained.end_of_service")


def test_over_retained_some_time_after_the_end_of_the_service(run: Any, make: SimpleNamespace) -> None:
    after = make.register(make.entry("a-1", "Domeinen", ("email",), Retention("end_of_service", "P7Y", "zeven jaar")))
    bindings = (make.binding("crm:public.owners", "Domeinen", customer="customer"),)
    ends = {"Domeinen": {date(2019, 11, 22): 1, date(2019, 11, 23): 2}}
    emails = make.finding("crm:public.owners::mail", "email", count=3, ends=ends)
    found = run(emails, bindings=bindings, register=after).the(Kind.OVER_RETAINED)
    assert (found.count, found.overdue, found.explanation) == (1, 1, "over_retained.after_service")


def test_a_legal_hold_keeps_everything_until_its_last_day(run: Any, make: SimpleNamespace) -> None:
    bindings = (
        make.binding("crm:public.owners", "Domeinen", customer="customer", legal_hold=date(2026, 12, 31)),
        make.binding("crm:public.*", "Domeinen", legal_hold=date(2026, 1, 1)),
    )
    ends = {"Domeinen": {date(2020, 1, 1): 5, None: 1}}
    bsn = make.finding("crm:public.owners::bsn", "bsn", count=6, ends=ends)
    held = run(bsn, bindings=bindings, as_of=date(2026, 12, 31))
    assert held.kinds() == [Kind.UNLAWFUL_GROUND]
    assert held.all[0].arguments["legal_hold"] == "2026-12-31"
    free = run(bsn, bindings=bindings, as_of=date(2027, 1, 1))
    assert free.kinds() == [Kind.OVER_RETAINED, Kind.UNLAWFUL_GROUND]
    assert "legal_hold" not in free.the(Kind.OVER_RETAINED).arguments


UNKNOWN = [
    ("undated", {"record_date": "started"}, {"days": {TODAY: 7}, "undated": 2, "implausible": 1}, 3,
     {"undated": 2, "implausible": 1}, "some records have no date, or one that can't be true"),
    ("undated", {"record_date": "started"}, {"undated": 10}, 10, {"undated": 10},
     "the column is named, but empty"),
    ("no_record_date", {}, {}, 10, {"undated": 10}, "nobody has said which column is the record's date"),
    ("undated", {}, {"implausible": 10}, 10, {"implausible": 10}, "dates were found, but impossible ones"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "binding", "ages", "count", "unjudged", "why"), UNKNOWN, ids=lambda case: str(case))
def test_retention_unknown_without_dates(
    run: Any, make: SimpleNamespace, code: str, binding: Any, ages: Any, count: int, unjudged: Any, why: str
) -> None:
    bindings = (make.binding("crm:public.cdr", "VoIP en mobiel", **binding),)
    calls = make.finding("crm:public.cdr", "call_record", category="usage_data", count=10, **ages)
    result = run(calls, bindings=bindings)
    found = result.the(Kind.RETENTION_UNKNOWN)
    assert result.kinds() == [Kind.RETENTION_UNKNOWN], why
    assert (found.explanation, found.count) == (f"retention_unknown.{code}", count)
    assert (found.entry, found.severity) == ("mobiel-1", Severity.MEDIUM)
    assert facts(found)["unjudged"] == unjudged


UNKNOWN_CUSTOMERS = [
    ("unknown_customer", "customer", {"ends": {"Domeinen": {None: 7}}, "unknown_customer": 3}, 3,
     {"unknown_customer": 3}, "three customers stand in no list"),
    ("unknown_customer", "customer", {"ends": {"Domeinen": {None: 6, date(1, 1, 1): 4}}}, 4,
     {"implausible_end": 4}, "an end in the year 1 is a placeholder"),
    ("no_end_dates", "customer", {"unknown_customer": 10}, 10, {"unknown_customer": 10},
     "there is no list of ends for this service"),
    ("no_customer", None, {"unknown_customer": 10}, 10, {"unknown_customer": 10},
     "nobody has said whose records these are"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "customer", "ages", "count", "unjudged", "why"), UNKNOWN_CUSTOMERS, ids=str)
def test_retention_unknown_without_customers(
    run: Any, make: SimpleNamespace, code: str, customer: str | None, ages: Any, count: int, unjudged: Any, why: str
) -> None:
    bindings = (make.binding("crm:public.owners", "Domeinen", customer=customer),)
    result = run(make.finding("crm:public.owners::mail", "email", count=10, **ages), bindings=bindings)
    found = result.the(Kind.RETENTION_UNKNOWN)
    assert result.kinds() == [Kind.RETENTION_UNKNOWN], why
    assert (found.explanation, found.count, found.severity) == (f"retention_unknown.{code}", count, Severity.LOW)
    assert facts(found)["unjudged"] == unjudged


def test_retention_unknown_where_the_register_says_nothing_computable(run: Any, make: SimpleNamespace) -> None:
    bindings = (make.binding("share:opnames", "VoIP en mobiel", record_date="name"),)
    calls = make.finding("share:opnames:a.wav", "recording", category="call_recordings", count=1, days={TODAY: 1})
    result = run(calls, bindings=bindings)
    found = result.the(Kind.RETENTION_UNKNOWN)
    assert result.kinds() == [Kind.RETENTION_UNKNOWN]
    assert (found.explanation, found.count) == ("retention_unknown.undetermined", 1)
    assert facts(found) == {
        "retention": {"kind": "undetermined", "length": None, "text": "Afhankelijk van de gebruiker"},
        "found": 1,
        "unjudged": {},
    }


def test_some_may_be_too_old_and_others_unknown(run: Any, make: SimpleNamespace) -> None:
    bindings = (make.binding("crm:public.owners", "Domeinen", customer="customer"),)
    ends = {"Domeinen": {date(2020, 1, 1): 4}}
    emails = make.finding("crm:public.owners::mail", "email", count=10, ends=ends, unknown_customer=6)
    result = run(emails, bindings=bindings)
    assert result.the(Kind.OVER_RETAINED).count == 4
    assert result.the(Kind.RETENTION_UNKNOWN).count == 6


def test_unassigned_once_for_each_unit(run: Any, make: SimpleNamespace) -> None:
    result = run(
        make.finding("share:kluis:a.txt", "bsn", count=3, test=1),
        make.finding("share:kluis:b.txt:Van", "email", count=4),
        make.finding("share:kluis:b.txt:Van", "phone", count=2),
        make.finding("share:kluis:b.txt", "iban", count=9),
    )
    found = result.the(Kind.UNASSIGNED)
    assert sorted(result.kinds()) == [Kind.UNASSIGNED, Kind.UNDECLARED]
    assert found.location == Location("share", "kluis")
    assert (found.entity, found.category, found.service) == (None, None, None)
    assert (found.count, found.severity, found.explanation) == (9, Severity.MEDIUM, "unassigned.no_binding")
    assert facts(found) == {
        "categories": ["bsn", "email", "phone"],
        "entities": ["bsn", "email", "phone"],
        "places": 2,
        "test": 1,
    }


def test_unassigned_where_the_register_has_no_such_service(run: Any, make: SimpleNamespace) -> None:
    bindings = (make.binding("crm:public.owners", "Domainen"),)
    found = run(make.finding("crm:public.owners::bsn", "bsn"), bindings=bindings).the(Kind.UNASSIGNED)
    assert (found.explanation, facts(found)["named"]) == ("unassigned.unknown_service", ["Domainen"])


def test_conflicting_entries_once_for_each_place_and_category(run: Any, make: SimpleNamespace) -> None:
    bindings = tuple(make.binding("crm:public.owners", name, customer="customer") for name in ("Hosting", "Domeinen"))
    ends = {"Domeinen": {None: 5}, "Hosting": {None: 5}}
    result = run(
        make.finding("crm:public.owners::contact", "email", count=5, ends=ends),
        make.finding("crm:public.owners::contact", "phone", count=5, ends=ends),
        make.finding("crm:public.owners::contact", "person_name", category="email", count=5, ends=ends),
        bindings=bindings,
    )
    assert result.kinds() == [Kind.CONFLICTING_ENTRIES] * 2
    found = next(each for each in result.all if each.category == "email")
    assert (found.location, found.entity) == (Location("crm", "public.owners", None, "contact"), None)
    assert (found.count, found.severity) == (10, Severity.LOW)
    assert (found.service, found.entry, found.entries) == ("Domeinen", "domeinen-1", ("domeinen-1", "hosting-1"))
    end = {"kind": "end_of_service", "length": None, "text": "Tot einde dienstverlening"}
    assert facts(found) == {
        "services": ["Domeinen", "Hosting"],
        "disagree_on": ["responsible", "ground"],
        "said": [
            {
                "entry": "domeinen-1",
                "service": "Domeinen",
                "retention": end,
                "responsible": "controller",
                "ground": "legal_obligation",
            },
            {
                "entry": "hosting-1",
                "service": "Hosting",
                "retention": end,
                "responsible": "processor",
                "ground": "contract",
            },
        ],
    }


@pytest.mark.parametrize(
    ("first", "second", "disagree_on"),
    [
        ("P1Y", "P12M", []),
        ("P2W", "P14D", []),
        ("P1Y", "P365D", ["retention"]),
        (Retention("undetermined", None, "a"), Retention("undetermined", None, "b"), []),
        (Retention("end_of_service", None, "a"), Retention("end_of_service", None, "b"), []),
        (Retention("end_of_service", None, "a"), Retention("end_of_service", "P1Y", "b"), ["retention"]),
        (Retention("end_of_service", "P1Y", "a"), "P1Y", ["retention"]),
    ],
    ids=str,
)
def test_retentions_conflict_when_they_allow_something_else(
    run: Any, make: SimpleNamespace, first: Any, second: Any, disagree_on: list[str]
) -> None:
    both = make.register(
        make.entry("a-1", "Alarm", ("email",), first), make.entry("a-2", "Alarm", ("contact_details",), second)
    )
    result = run(make.finding("crm:t::m", "email"), bindings=(make.binding("crm:t", "Alarm"),), register=both)
    conflicts = [each for each in result.all if each.kind is Kind.CONFLICTING_ENTRIES]
    assert [facts(each)["disagree_on"] for each in conflicts] == ([disagree_on] if disagree_on else [])


def test_of_two_lengths_the_shortest_is_used(run: Any, make: SimpleNamespace) -> None:
    both = make.register(make.entry("a-1", "Alarm", ("email",), "P1Y"), make.entry("a-2", "Alarm", ("email",), "P365D"))
    bindings = (make.binding("crm:t", "Alarm", record_date="day"),)
    emails = make.finding("crm:t::m", "email", count=2, days={date(2023, 6, 1): 1, date(2024, 2, 1): 1})
    leap = run(emails, bindings=bindings, register=both, as_of=date(2024, 6, 1)).the(Kind.OVER_RETAINED)
    assert (leap.entry, leap.count, leap.entries) == ("a-2", 1, ("a-1", "a-2"))
    common = run(emails, bindings=bindings, register=both, as_of=date(2025, 6, 1)).the(Kind.OVER_RETAINED)
    assert (common.entry, common.count) == ("a-1", 2)


def test_a_length_and_an_end_of_service_are_both_judged(run: Any, make: SimpleNamespace) -> None:
    both = make.register(
        make.entry("a-1", "Alarm", ("email",), "P1Y"),
        make.entry("d-1", "Domeinen", ("email",)),
        make.entry("d-2", "Domeinen", ("email",), Retention("end_of_service", "P7Y", "")),
        make.entry("m-1", "Mobiel", ("email",), Retention("undetermined", None, "?")),
    )
    bindings = tuple(make.binding("crm:t", service) for service in ("Alarm", "Domeinen", "Mobiel"))
    emails = make.finding(
        "crm:t::m",
        "email",
        count=9,
        days={date(2020, 1, 1): 3, TODAY: 6},
        ends={"Domeinen": {date(2024, 1, 1): 4, None: 2}},
        unknown_customer=3,
    )
    result = run(emails, bindings=bindings, register=both)
    assert result.kinds() == [Kind.OVER_RETAINED, Kind.CONFLICTING_ENTRIES]
    found = result.the(Kind.OVER_RETAINED)
    assert (found.service, found.entry, found.count, facts(found)["at_least"]) == ("Domeinen", "d-1", 4, True)


def test_what_names_a_category_goes_before_what_holds_it_by_nature(run: Any, make: SimpleNamespace) -> None:
    both = make.register(
        make.entry("w-1", "Website", ("contact_form",), "P1Y"),
        make.entry("w-2", "website", ("contact_details",), "P3Y", role="processor"),
        make.entry("h-1", "Hosting", ("contact_form",), "P6M"),
    )
    bindings = (make.binding("crm:form", "Website"), make.binding("crm:other", "Hosting"))
    emails = [
        make.finding(f"crm:{table}::m", "email", count=1, days={date(2022, 1, 1): 1}) for table in ("form", "other")
    ]
    result = run(*emails, bindings=bindings, register=both)
    assert [(each.kind, each.entry) for each in result.all if each.location] == [
        (Kind.OVER_RETAINED, "w-2"),
        (Kind.OVER_RETAINED, "h-1"),
    ]


def test_unlawful_ground_needs_the_law(run: Any, make: SimpleNamespace) -> None:
    bindings = (make.binding("crm:public.owners", "Domeinen", customer="customer"),)
    bsn = make.finding("crm:public.owners::f7", "bsn", count=10, ends={"Domeinen": {None: 10}})
    result = run(bsn, bindings=bindings)
    found = result.the(Kind.UNLAWFUL_GROUND)
    assert result.kinds() == [Kind.UNLAWFUL_GROUND]
    assert (found.severity, found.count, found.entity, found.category) == (Severity.HIGH, 10, "bsn", "bsn")
    assert (found.service, found.entry, found.entries) == ("Domeinen", "domeinen-2", ("domeinen-2",))
    assert facts(found) == {"required": ["legal_obligation"], "stated": ["contract"]}


@pytest.mark.parametrize(
    ("grounds", "explanation"),
    [
        (["legal_obligation"], None),
        (["contract", "legal_obligation"], None),
        ([None], "unlawful_ground.not_stated"),
        ([None, "consent"], "unlawful_ground"),
    ],
    ids=str,
)
def test_one_lawful_entry_is_enough(
    run: Any, make: SimpleNamespace, grounds: list[str | None], explanation: str | None
) -> None:
    entries = [
        make.entry(f"a-{number}", "Alarm", ("bsn",), "P1Y", ground=ground) for number, ground in enumerate(grounds)
    ]
    result = run(
        make.finding("crm:t::b", "bsn", count=1, days={TODAY: 1}),
        bindings=(make.binding("crm:t", "Alarm"),),
        register=make.register(*entries),
    )
    unlawful = [each.explanation for each in result.all if each.kind is Kind.UNLAWFUL_GROUND]
    assert unlawful == ([explanation] if explanation else [])


def test_declared_not_found_where_all_was_read(run: Any, make: SimpleNamespace) -> None:
    bindings = (make.binding("crm:public.owners", "Domeinen"),)
    result = run(
        make.finding("crm:public.owners::bsn", "bsn", count=0, possible=9, confidence=0.2),
        make.finding("share:kluis:a", "fax", count=4),
        bindings=bindings,
    )
    assert result.of_entry("domeinen-2") == [(Kind.DECLARED_NOT_FOUND, "declared_not_found")]
    found = next(each for each in result.all if each.entry == "domeinen-2")
    assert (found.location, found.service, found.count, found.severity) == (None, "Domeinen", 0, Severity.LOW)
    assert facts(found) == {
        "declared": "BSN-nummer, faxnummer, BTW-nummer",
        "systems": ["crm"],
        "possible": 9,
        "elsewhere": 4,
    }


def test_an_entry_of_which_anything_was_found_is_found(run: Any, make: SimpleNamespace) -> None:
    bindings = (make.binding("crm:public.owners", "domeinen"),)
    result = run(make.finding("crm:public.owners::fax", "fax"), bindings=bindings)
    assert result.of_entry("domeinen-2") == []
    assert result.of_entry("domeinen-1") == [(Kind.DECLARED_NOT_FOUND, "declared_not_found")]


def test_test_values_alone_are_not_found(run: Any, make: SimpleNamespace) -> None:
    bindings = (make.binding("crm:public.owners", "Domeinen"),)
    result = run(make.finding("crm:public.owners::fax", "fax", count=2, test=2), bindings=bindings)
    assert result.of_entry("domeinen-2") == [(Kind.DECLARED_NOT_FOUND, "declared_not_found")]
    assert "possible" not in next(each for each in result.all if each.entry == "domeinen-2").arguments


WHOLE = Coverage(system="crm", units=4, read=4)
COVERED = [
    ("declared_not_found", [WHOLE], True),
    ("not_covered.partly", [Coverage(system="crm", units=4, read=4, sampled=1)], True),
    ("not_covered.partly", [Coverage(system="crm", units=4, read=3, skipped=1, complete=False)], True),
    ("not_covered.partly", [WHOLE], False),
    ("not_covered.not_scanned", [Coverage(system="share", units=1, read=1)], True),
    ("not_covered.not_scanned", [], True),
]


@pytest.mark.parametrize(("explanation", "coverage", "finished"), COVERED, ids=str)
def test_not_covered_where_not_all_was_read(
    run: Any, make: SimpleNamespace, explanation: str, coverage: list[Coverage], finished: bool
) -> None:
    bindings = (make.binding("crm:public.owners", "Domeinen"),)
    result = run(bindings=bindings, coverage=tuple(coverage), finished=finished)
    assert [code for _, code in result.of_entry("domeinen-2")] == [explanation]
    assert [code for _, code in result.of_entry("hosting-1")] == ["not_covered.no_binding"]


@pytest.mark.parametrize("side", ["include", "exclude"])
def test_not_covered_where_a_scan_was_told_to_leave_something_out(run: Any, make: SimpleNamespace, side: str) -> None:
    bindings = (make.binding("crm:public.owners", "Domeinen"),)
    result = run(bindings=bindings, **{side: {"crm": ("public.o*",)}})
    assert [code for _, code in result.of_entry("domeinen-2")] == ["not_covered.partly"]


def test_not_covered_when_one_of_several_systems_was_not_scanned(run: Any, make: SimpleNamespace) -> None:
    bindings = (make.binding("crm:*", "Hosting"), make.binding("mail:*", "Hosting"), make.binding("sh?re:*", "Hosting"))
    found = next(each for each in run(bindings=bindings).all if each.entry == "hosting-1")
    assert (found.kind, found.explanation, found.severity) == (Kind.NOT_COVERED, "not_covered.partly", Severity.LOW)
    assert facts(found) == {"declared": "contact_details", "unread": ["mail"]}


@pytest.mark.parametrize(
    ("recognisable", "explanation", "categories"),
    [
        ({"bsn", "fax", "vat_number"}, "declared_not_found", None),
        ({"bsn", "iban"}, "not_covered.no_detector", ["fax", "vat_number"]),
        ({"bsn", "fax", "vat"}, "declared_not_found", None),
        ({"iban"}, "not_covered.no_detector", ["bsn", "fax", "vat_number"]),
        (set(), "not_covered.no_detector", ["bsn", "fax", "vat_number"]),
    ],
    ids=lambda value: str(sorted(value)) if isinstance(value, set) else str(value),
)
def test_what_no_detector_recognises_is_not_covered(
    run: Any, make: SimpleNamespace, recognisable: set[str], explanation: str, categories: list[str] | None
) -> None:
    result = run(bindings=(make.binding("crm:public.owners", "Domeinen"),), recognisable=frozenset(recognisable))
    found = next(each for each in result.all if each.entry == "domeinen-2")
    assert (found.explanation, facts(found).get("categories")) == (explanation, categories)


def test_a_broad_category_is_recognised_by_a_detector_of_a_narrow_one(run: Any, make: SimpleNamespace) -> None:
    result = run(bindings=(make.binding("crm:public.owners", "Hosting"),), recognisable=frozenset({"email"}))
    assert result.of_entry("hosting-1") == [(Kind.DECLARED_NOT_FOUND, "declared_not_found")]


def test_words_without_a_category_can_not_be_looked_for(run: Any, make: SimpleNamespace) -> None:
    vague = make.register(make.entry("a-1", "Alarm", (), data="Overige gegevens"))
    result = run(bindings=(make.binding("crm:*", "Alarm"),), register=vague)
    assert result.of_entry("a-1") == [(Kind.NOT_COVERED, "not_covered.not_mapped")]


@pytest.mark.parametrize(
    ("finding", "why"),
    [
        ({"count": 3, "confidence": 0.49}, "too uncertain"),
        ({"count": 0, "possible": 5, "confidence": 0.3}, "only possible ones"),
        ({"count": 3, "test": 3}, "documented test values alone"),
        ({"count": 3, "test": 4}, "more test values than likely ones"),
    ],
    ids=str,
)
def test_what_makes_no_discrepancy(run: Any, make: SimpleNamespace, finding: dict[str, Any], why: str) -> None:
    assert run(make.finding("crm:t::iban", "iban", **finding)).kinds() == [], why


def test_the_threshold_may_be_moved(run: Any, make: SimpleNamespace) -> None:
    iban = make.finding("crm:t::iban", "iban", confidence=0.5)
    assert run(iban).kinds() == [Kind.UNDECLARED]
    assert run(iban, threshold=0.51).kinds() == []


def test_the_worst_comes_first_then_kind_then_place(run: Any, make: SimpleNamespace) -> None:
    result = run(
        make.finding("share:b2:1", "payment_card"),
        make.finding("share:b1:1", "payment_card"),
        make.finding("crm:z", "iban"),
        make.finding("crm:a", "bsn"),
    )
    assert [(str(each.severity), str(each.kind), str(each.location)) for each in result.all][:4] == [
        ("high", "undeclared", "share: b1/1"),
        ("high", "undeclared", "share: b2/1"),
        ("medium", "undeclared", "crm: z"),
        ("medium", "unassigned", "crm: a"),
    ]


def test_a_register_with_a_wrong_period_is_refused(run: Any, make: SimpleNamespace) -> None:
    wrong = make.register(
        make.entry("a-1", "Alarm", ("bsn",), "zes maanden"),
        make.entry("a-2", "Alarm", ("bsn",), "P6M"),
        make.entry("a-3", "Alarm", ("bsn",), Retention("end_of_service", "7 jaar", "")),
    )
    with pytest.raises(RegisterError) as raised:
        run(register=wrong)
    assert str(raised.value).splitlines() == [
        "verklaring.txt: entry a-1: retention: “zes maanden” is no ISO 8601 period of years, months, weeks and days, "
        "such as P6M or P1Y",
        "verklaring.txt: entry a-3: retention: “7 jaar” is no ISO 8601 period of years, months, weeks and days, "
        "such as P6M or P1Y",
    ]
