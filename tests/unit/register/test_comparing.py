"""What changed between two registers, and which ids stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pdscan.register import Entry, Ground, Register, Responsible, Retention, Statement, diff, keep_ids


def entry(name: str, service: str, data: str, length: str = "P1Y") -> Entry:
    return Entry(
        name, service, data, ("email",), Retention("length", length), Responsible("controller"), Ground("consent")
    )


def register(*entries: Entry, dated: date | None = None) -> Register:
    return Register(Statement("a.txt", dated), entries)


WEB = entry("web-1", "Web", "Naam en e-mailadres van de klant")
MAIL = entry("mail-1", "Mail", "E-mailadres")
SHOP = entry("winkel-1", "Winkel", "Bonnummer")


def test_the_same_register_differs_in_nothing() -> None:
    difference = diff(register(WEB, MAIL), register(MAIL, WEB))
    assert not difference
    assert (difference.added, difference.removed, difference.changed, difference.dated) == ((), (), (), None)


def test_rows_come_and_go() -> None:
    difference = diff(register(WEB, MAIL), register(WEB, SHOP))
    assert (difference.added, difference.removed, difference.changed) == ((SHOP,), (MAIL,), ())
    assert difference


def test_a_row_of_the_same_words_may_change_its_terms() -> None:
    longer = replace(WEB, retention=Retention("length", "P2Y"), ground=Ground("contract"))
    (change,) = diff(register(WEB), register(longer)).changed
    assert (change.old, change.new, change.fields) == (WEB, longer, ("retention", "ground"))


def test_a_row_may_change_its_words_a_little() -> None:
    reworded = entry("web-2", "Web", "Naam en e-mailadres van de klanten")
    (change,) = diff(register(WEB), register(reworded)).changed
    assert change.fields == ("data",)
    assert diff(register(WEB), register(entry("web-1", "Web", "Kenteken"))).changed == ()


def test_a_row_may_move_to_another_service() -> None:
    moved = entry("post-1", "Post", "E-mailadres")
    (change,) = diff(register(MAIL), register(moved)).changed
    assert (change.old.id, change.new.id, change.fields) == ("mail-1", "post-1", ("service",))


def test_of_two_rows_with_the_same_words_the_unchanged_one_stays() -> None:
    short, long = entry("web-1", "Web", "Naam"), entry("web-2", "Web", "Naam", "P2Y")
    difference = diff(register(short, long), register(replace(long, id="web-1")))
    assert (difference.removed, difference.changed) == ((short,), ())


def test_the_day_of_the_statement_is_compared() -> None:
    old, new = register(WEB), register(WEB, dated=date(2026, 1, 2))
    assert diff(old, new).dated == ("", "2026-01-02")


def test_rows_that_stay_keep_their_ids_and_new_ones_get_free_numbers() -> None:
    one, two, three = (entry(f"web-{number}", "Web", data) for number, data in enumerate(("Naam", "Adres", "IBAN"), 1))
    now = register(replace(three, id="web-1"), entry("web-2", "Web", "Kenteken"), replace(one, id="web-3"))
    kept = keep_ids(now, register(one, two, three))
    assert [(each.id, each.data) for each in kept.entries] == [
        ("web-3", "IBAN"),
        ("web-4", "Kenteken"),
        ("web-1", "Naam"),
    ]
