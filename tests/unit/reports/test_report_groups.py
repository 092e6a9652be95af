"""Discrepancies that are one matter are told once."""

from __future__ import annotations

from dataclasses import replace

from pdscan.model import Kind, Severity
from pdscan_reports.groups import by_severity, concerned, gone, grouped, standing


def test_groups_come_worst_first_and_hold_all_that_stands(views):
    view = views.report_view()
    groups = grouped(standing(view), view.register)
    assert [(group.severity.value, group.kind.value, len(group.discrepancies)) for group in groups] == [
        ("high", "over_retained", 2),
        ("high", "undeclared", 2),
        ("high", "unlawful_ground", 1),
        ("high", "over_retained", 1),
        ("high", "undeclared_for_service", 1),
        ("medium", "conflicting_entries", 1),
        ("medium", "unassigned", 1),
        ("medium", "over_retained", 1),
        ("medium", "retention_unknown", 1),
        ("low", "undeclared", 1),
        ("low", "declared_not_found", 1),
        ("low", "not_covered", 2),
    ]
    assert groups[0].count == 123354 + 123160
    assert [each.count for each in groups[0].discrepancies] == [123354, 123160]


def test_by_system_a_group_never_spans_two(views):
    view = views.report_view()
    groups = grouped(standing(view), view.register, by_system=True)
    undeclared = [group for group in groups if group.kind is Kind.UNDECLARED and group.severity is Severity.HIGH]
    assert [(group.system, group.count) for group in undeclared] == [("crm", 23480), ("share", 2011)]
    assert groups[-1].system is None


def test_order_of_the_discrepancies_does_not_matter(views):
    view = views.report_view()
    assert grouped(tuple(reversed(standing(view))), view.register) == grouped(standing(view), view.register)


def test_what_concerns_the_statement_alone_keeps_its_rows(views):
    view = views.report_view()
    group = grouped(standing(view), view.register)[-1]
    assert [entry.id for entry in group.entries] == ["endpoint-security-1", "ssl-certificaten-1"]
    assert (group.category, group.service, group.system) == (None, None, None)


def test_where_one_row_sets_the_term_it_is_the_row_that_counts(views):
    over_retained = replace(views.DISCREPANCIES[0], entry="hosting-1", entries=("domeinen-1", "hosting-1"))
    assert concerned(over_retained) == ("hosting-1",)
    conflicting = replace(over_retained, kind=Kind.CONFLICTING_ENTRIES)
    assert concerned(conflicting) == ("hosting-1", "domeinen-1")


def test_gone_discrepancies_stand_apart(views):
    view = views.report_view()
    assert [each.id for each in gone(view)] == ["d-16d6"]
    assert by_severity(standing(view)) == {Severity.HIGH: 7, Severity.MEDIUM: 4, Severity.LOW: 4}


def test_without_a_register_there_are_no_rows_to_quote(views):
    assert {group.entries for group in grouped(views.DISCREPANCIES, None)} == {()}
