"""What a person reads in the terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pdscan.model import Coverage, Location, Skipped, State


def lines(views, written, language="en", **changes):
    return written("text", views.report_view(language, **changes)).splitlines()


def test_the_result_comes_first(views, written):
    output = lines(views, written)
    assert output[0] == "Webcircuit Internet Solutions: What we say we keep, and what we keep"
    assert output[1].startswith("Statement of 3 June 2018 · scanned on 1 November 2026 at 04:12")
    assert " ".join(output[3:6]).strip() == (
        "There are 15 discrepancies between what we say and what we do: 7 of high, 4 of medium and 4 of low severity."
    )
    assert "  · 246,905 values are kept longer than the statement allows." in output
    assert "  · 25,498 values are of a kind that the statement does not name there." in output
    assert "  · 10 discrepancies are new since the previous scan." in output


def test_dutch(views, written):
    output = lines(views, written, "nl")
    assert output[0] == "Webcircuit Internet Solutions: Wat wij zeggen te bewaren, en wat wij bewaren"
    assert "Ernst hoog (7)" in output
    assert "    ● Te lang bewaard · Gebruiksgegevens van telefonie · VoIP en mobiel" in output
    assert any(line.endswith("te oud  gewijzigd") for line in lines(views, written, "nl", width=140))


def test_a_discrepancy_says_where_how_much_the_statement_and_what_to_do(views, written):
    output = lines(views, written, width=110)
    start = output.index("    ● Kept too long · Citizen service number (BSN) · Domeinen")
    assert "\n".join(output[start + 1 : start + 9]) == (
        "      public.domain_owners [field7]  390 / 1,200  BSN, oldest 8 Feb 2016, 10 years and 8 months too old  new\n"
        "      390 values of the kind “BSN” are still kept although Domeinen has ended for the customers concerned, "
        "the\n      first on 8 February 2016.\n"
        "      statement  “Faxnummer, geboortedatum en -plaats, BSN-nummer of soortgelijk identificatienummer,\n"
        "                 paspoortnummer of nummer identiteitskaart, kopie paspoort of identiteitskaart, BTW-nummer”\n"
        "                 (Domeinen, line 44): Tot einde dienstverlening; Webcircuit Internet Solutions; Uitvoering\n"
        "                 overeenkomst; allowed from 2 November 2026\n"
        "      to do      Have these records deleted, and find out why that did not happen by itself."
    )


def test_discrepancies_stand_by_severity_then_by_system(views, written):
    output = lines(views, written)
    heads = ("High severity", "Medium severity", "Low severity", "  crm", "  mail", "  share", "  In the statement")
    found = [line for line in output[: output.index("What was found")] if line.startswith(heads)]
    assert found == [
        "High severity (7)",
        *("  crm", "  mail", "  share"),
        "Medium severity (4)",
        *("  crm", "  share"),
        "Low severity (4)",
        *("  mail", "  In the statement itself"),
    ]


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_no_line_is_wider_than_asked_and_none_ends_in_spaces(views, written, width):
    output = lines(views, written, width=width)
    assert max(map(len, output)) <= width
    assert [line for line in output if line != line.rstrip()] == []


def test_colour_is_the_callers_choice(views, written):
    assert "\x1b" not in written("text", views.report_view())
    coloured = written("text", views.report_view(color=True))
    assert "\x1b[1;31mHigh severity (7)\x1b[0m\n" in coloured


def test_what_was_skipped_is_grouped_and_cut(views, written):
    view = views.report_view()
    skipped = tuple(Skipped(Location("share", "archief", f"{number:02}.zip"), "encrypted") for number in range(17))
    output = written("text", replace(view, scan=replace(view.scan, skipped=skipped))).splitlines()
    start = output.index("    encrypted (17)")
    assert output[start + 1 : start + 7] == [
        *(f"      share: archief/0{number}.zip" for number in range(5)),
        "      … and 12 more",
    ]


def test_a_clean_scan_says_so_in_words(views, written):
    output = written("text", views.empty_view())
    assert "What was read agrees with the statement. There are no discrepancies." in output
    assert "All 1,363 tables, mail folders and directories in 3 systems were read, nothing was skipped." in output
    assert "severity (" not in output


def test_a_clean_scan_that_skipped_something_is_not_called_clean(views, written):
    view = views.empty_view()
    scan = replace(view.scan, skipped=views.SKIPPED[:1], coverage=views.COVERAGE)
    output = written("text", replace(view, scan=scan, width=200))
    assert "What was read agrees with the statement, but not everything was read." in output
    assert (
        "1 place could not be read. Of 3 tables only a part was read. Not completely read: crm, mail and share."
        in output
    )
    assert "no discrepancies" not in output


def test_nothing_read_is_never_clean(views, written):
    view = views.empty_view()
    for coverage in ((), (Coverage(system="crm", units=4, read=0, skipped=4, complete=False),)):
        scan = replace(view.scan, coverage=coverage, findings=())
        output = written("text", replace(view, scan=scan))
        assert "Nothing was read, so nothing can be said about what is kept." in output
        assert "agrees" not in output


def test_without_a_statement_only_what_was_found_is_told(views, written):
    view = replace(views.report_view(), register=None, discrepancies=(), lint=())
    output = written("text", replace(view, width=140))
    assert output.startswith("Where personal data is kept\nScanned on 1 November 2026 at 04:12 UTC\n")
    assert "Personal data was found in 35 places in 3 systems: 532,761 values." in output
    empty = replace(view, scan=replace(view.scan, findings=()))
    assert "no personal data was found in what was read." in written("text", empty)


def test_long_lists_are_cut_and_say_so(views, written):
    output = written("text", views.many_discrepancies(5_000))
    assert "more places" in output
    assert len(output.splitlines()) < 1_500


def test_many_groups_are_cut_and_counted(views, written):
    pattern = views.DISCREPANCIES[2]
    discrepancies = tuple(
        replace(pattern, id=f"d-{number}", entity=f"entity_{number}", category=f"category_{number}")
        for number in range(30)
    )
    output = lines(views, written, discrepancies=discrepancies)
    assert "  … and 5 more discrepancies of this severity; the html and csv reports have all" in output


def test_many_rows_of_the_statement_are_cut_and_counted(views, written):
    pattern = views.DISCREPANCIES[14]
    discrepancies = tuple(
        replace(pattern, id=f"d-{entry.id}", entry=entry.id, entries=(entry.id,), service=entry.service)
        for entry in views.REGISTER.entries
    )
    output = lines(views, written, discrepancies=discrepancies)
    assert "      On 25 rows of the statement no verdict can be given. Their systems were not scanned." in output
    assert "                 … and 19 more" in output


def test_only_what_is_not_all_new_is_called_new(views, written):
    first = tuple(replace(each, state=State.NEW) for each in views.DISCREPANCIES[:3])
    assert not [line for line in lines(views, written, discrepancies=first) if "new since" in line]


def test_a_remark_of_an_unknown_rule_keeps_its_name(views, written):
    output = lines(views, written)
    assert "  low     a-rule-of-tomorrow: a later version may know more rules" in output
    assert "  high    BSN without a legal obligation (line 44): the BSN stands on the ground of a contract" in output


def test_many_remarks_are_cut(views, written):
    output = lines(views, written, lint=views.LINT * 3)
    assert "  … and 9 more" in output


def test_a_legal_hold_and_a_place_not_read_this_time_are_told(views, written):
    output = written("text", views.report_view(width=200))
    assert "1 year and 6 months too old, legal hold up to and including 31 December 2026" in output
    assert "BSN and driving licence number, not read this time; an earlier scan found it" in output
