"""Proposals for places of which nobody has said which service they serve."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import yaml

from pdscan.reconcile import Suggestion, suggest, suggestions_to_yaml
from pdscan.reconcile.likeness import by_categories, by_name, words_of
from pdscan.register import Register

NAMES = [
    ("Domeinen", "crm.public.domain_owners", True, "the English word"),
    ("Domeinen", "domeineigenaren_2019", True, "a compound"),
    ("Domeinen", "whois", True, "what is kept for domains"),
    ("Domeinen", "public.customers", False, "nothing of the kind"),
    ("Mobiele telefonie", "simCards", True, "camel case"),
    ("Mobiele telefonie", "simulatie", False, "short words only count whole"),
    ("Webcircuit Ticket Systeem", "tickets", True, "a plural"),
    ("Webcircuit Ticket Systeem", "webcircuit_systeem", False, "the organisation's name and “system” say nothing"),
    ("E-mail security", "Mailboxen", True, "with or without the hyphen"),
    ("Offsite back-up", "backup_jobs", True, "with or without the hyphen"),
    ("SSL-certificaten", "certs/2024", True, "short for certificates"),
    ("247 Alarm", "Sleutelhouders", True, "who is called when the alarm goes"),
    ("Relatiebeheer", "relatieënlijst", True, "accents don't count"),
    ("Données clients", "donnees", True, "accents don't count here either"),
    ("Dienst", "dienst", False, "every service is one"),
]


@pytest.mark.parametrize(("service", "place", "alike", "why"), NAMES, ids=str)
def test_names(service: str, place: str, alike: bool, why: str) -> None:
    score, words = by_name(service, words_of(place), ignored=words_of("Webcircuit Internet Solutions"))
    assert (score > 0) is alike, why
    assert bool(words) is alike


def test_a_name_that_is_met_whole_is_worth_more() -> None:
    words = words_of("website_statistieken")
    assert by_name("Website", words) == (1.0, ("website",))
    assert by_name("Website en smartphone applicaties", words) == (pytest.approx(2 / 3), ("website",))


def test_a_category_speaks_the_louder_the_fewer_declare_it() -> None:
    declaring = {"bsn": {"A"}, "email": {"A", "B"}, "phone": {"A", "B"}, "iban": set()}
    assert by_categories({"email", "phone"}, declaring, "B") == 0.75
    assert by_categories({"email", "phone", "iban"}, declaring, "B") == 0.75
    assert by_categories({"email", "bsn"}, declaring, "B") == 0.25
    assert by_categories({"iban"}, declaring, "A") == 0.0
    assert by_categories(set(), declaring, "A") == 0.0


def test_names_and_contents_together(make: SimpleNamespace, register: Register) -> None:
    findings = [
        make.finding("crm:public.domain_owners::bsn", "bsn", count=3),
        make.finding("crm:public.domain_owners::mail", "email", count=4),
        make.finding("crm:public.log::x", "iban", count=5),
        make.finding("share:kluis:hosting/a.txt:naam", "email", count=6),
        make.finding("crm:public.bound::bsn", "bsn"),
        make.finding("crm:public.doubtful::bsn", "bsn", confidence=0.2),
        make.finding("crm:public.wrong::bsn", "bsn", count=1),
    ]
    bindings = [make.binding("crm:public.bound", "domeinen"), make.binding("crm:public.wrong", "Dommeinen")]
    assert suggest(findings, register, bindings) == (
        Suggestion(
            system="crm",
            location="public.domain_owners",
            service="Domeinen",
            score=0.91,
            words=("domain",),
            categories=("bsn", "email"),
            count=7,
        ),
        Suggestion(system="crm", location="public.log", service=None, score=0.0, count=5),
        Suggestion(system="crm", location="public.wrong", service="Domeinen", score=0.7, categories=("bsn",), count=1),
        Suggestion(
            system="share",
            location="kluis",
            service="Hosting",
            score=0.8,
            words=("hosting",),
            categories=("email",),
            count=6,
        ),
        Suggestion(system="share", location="kluis", service="Domeinen", score=0.35, categories=("email",), count=6),
    )


def test_at_most_three_for_one_place(make: SimpleNamespace) -> None:
    many = make.register(*(make.entry(f"a-{name}", f"Alarm {name}", ("email",)) for name in "pqrs"))
    proposed = suggest([make.finding("crm:alarm::m", "email")], many, ())
    assert [each.service for each in proposed] == ["Alarm p", "Alarm q", "Alarm r"]


def test_names_with_wildcards_are_taken_literally(make: SimpleNamespace, register: Register) -> None:
    (proposed, *_) = suggest([make.finding("share:domein[1]*?:a", "bsn")], register, ())
    assert proposed.location == "domein[[]1][*][?]"
    assert (
        suggest(
            [make.finding("share:domein[1]*?:a", "bsn")],
            register,
            [make.binding(f"share:{proposed.location}", "Domeinen")],
        )
        == ()
    )


def test_the_yaml_is_a_piece_of_the_configuration(make: SimpleNamespace, register: Register) -> None:
    findings = [
        make.finding('crm:public.domain"owners::bsn', "bsn"),
        make.finding("crm:public.log::x", "iban"),
        make.finding("mail:INBOX:1", "iban"),
        make.finding("share:kluis:hosting/a.txt:naam", "email"),
    ]
    text = suggestions_to_yaml(suggest(findings, register, ()), "nl")
    assert text == (
        "# Controleer elk voorstel; voeg record_date en customer toe waar de termijn moet worden getoetst.\n"
        "systems:\n"
        '  - name: "crm"\n'
        "    bindings:\n"
        "      # score 0.91: de naam “domain”; er staat burgerservicenummer (BSN)\n"
        '      - {location: "public.domain\\"owners", service: "Domeinen"}\n'
        "      # geen dienst van het register lijkt op deze plek\n"
        '      # - {location: "public.log", service: "?"}\n'
        '  # - name: "mail"\n'
        "  #   bindings:\n"
        "      # geen dienst van het register lijkt op deze plek\n"
        '      # - {location: "INBOX", service: "?"}\n'
        '  - name: "share"\n'
        "    bindings:\n"
        "      # score 0.80: de naam “hosting”; er staat e-mailadres\n"
        '      - {location: "kluis", service: "Hosting"}\n'
        "      # score 0.35: er staat e-mailadres\n"
        '      # - {location: "kluis", service: "Domeinen"}\n'
    )
    assert yaml.safe_load(text) == {
        "systems": [
            {"name": "crm", "bindings": [{"location": 'public.domain"owners', "service": "Domeinen"}]},
            {"name": "share", "bindings": [{"location": "kluis", "service": "Hosting"}]},
        ]
    }


def test_without_anything_likely_the_yaml_is_comment(make: SimpleNamespace, register: Register) -> None:
    text = suggestions_to_yaml(suggest([make.finding("crm:log::x", "iban")], register, ()))
    assert yaml.safe_load(text) is None
    assert suggestions_to_yaml(()) == "# Every place with findings serves a service of the register.\n"
