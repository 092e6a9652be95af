"""Which services a place serves."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from pdscan.reconcile.assignment import Assignment, bindings_of, matches, service_of

MATCHES = [
    ("crm:public.customers", "crm:public.customers", True, "the very table"),
    ("crm:public.customers", "crm:public.customers::bsn", True, "whichever column"),
    ("crm:public.customers", "crm:public.customers_old", False, "no longer name"),
    ("crm:public.customers", "hr:public.customers", False, "another system"),
    ("crm:public.*", "crm:public.customers", True, "a star"),
    ("crm:public.c?stomers", "crm:public.customers", True, "a question mark"),
    ("crm:public.[ab]*", "crm:public.customers", False, "a set of letters"),
    ("crm:Public.customers", "crm:public.customers", False, "capitals matter"),
    ("crm:public.customers", "crm:publicXcustomers", False, "a dot is a dot"),
    ("*:INBOX", "mail:INBOX:17", True, "systems have globs too"),
    ("share:archief/*.csv", "share:archief:2019/klanten.csv", True, "a star goes over slashes"),
    ("share:archief/*.csv", "share:archief:2019/klanten.txt", False, "another suffix"),
    ("share:archief", "share:archief:2019/klanten.csv", True, "a unit with all its items"),
    ("share:archief", "share:archief/2019:klanten.csv", True, "a folder with those below"),
    ("share:archief/", "share:archief/2019:klanten.csv", True, "a slash at the end changes nothing"),
    ("share:archief", "share:archief-oud:klanten.csv", False, "no other folder that begins alike"),
    ("share:archief/oud.zip", "share:archief:oud.zip!/klanten.csv", False, "what is in an archive is the archive's"),
    ("share:archief/oud.zip*", "share:archief:oud.zip!/klanten.csv", True, "with a star it is meant"),
    ("share:**/klanten.csv", "share:archief:2019/klanten.csv", True, "any folders"),
    ("share:**/klanten.csv", "share:.:klanten.csv", True, "no folder at all"),
    ("share:klanten.csv", "share:.:klanten.csv", True, "items of the topmost folder go by their own path"),
    ("share:.", "share:.:klanten.csv", True, "the topmost folder itself"),
    ("share:.", "share:archief:klanten.csv", False, "which is no other folder"),
    ("share:*", "share:archief:klanten.csv", True, "everything"),
]


@pytest.mark.parametrize(("binding", "place", "expected", "why"), MATCHES, ids=str)
def test_globs(make: SimpleNamespace, binding: str, place: str, expected: bool, why: str) -> None:
    assert matches(make.binding(binding, "Hosting"), make.location(place)) is expected, why


def test_all_that_match_count_the_most_specific_first(make: SimpleNamespace) -> None:
    bindings = [
        make.binding("crm:*", "Algemeen"),
        make.binding("crm:public.*", "Hosting"),
        make.binding("crm:public.owners", "Domeinen"),
        make.binding("crm:public.o*", "DNS"),
        make.binding("crm:public.owners", "SSL"),
        make.binding("crm:public.sites", "Website"),
    ]
    place = make.location("crm:public.owners::mail")
    assert [each.service for each in bindings_of(place, bindings)] == ["Domeinen", "SSL", "DNS", "Hosting", "Algemeen"]
    best = service_of(place, bindings)
    assert best is not None
    assert best.service == "Domeinen"
    assert service_of(make.location("mail:INBOX"), bindings) is None


def test_what_the_bindings_of_a_place_say_together(make: SimpleNamespace) -> None:
    assignment = Assignment(
        [
            make.binding("crm:*", "domeinen", record_date="made", legal_hold=date(2026, 1, 1)),
            make.binding("crm:owners", "Domeinen", legal_hold=date(2025, 1, 1)),
            make.binding("crm:owners", "Hosting"),
        ]
    )
    owners = assignment.at(make.location("crm:owners::mail"))
    assert owners.services == ("Domeinen", "Hosting")
    assert (owners.hold, owners.names_date, owners.names_customer) == (date(2026, 1, 1), True, False)
    assert assignment.at(make.location("crm:owners::phone")) is owners
    nowhere = assignment.at(make.location("mail:INBOX"))
    assert (nowhere.bindings, nowhere.services, nowhere.hold, nowhere.names_date) == ((), (), None, False)
