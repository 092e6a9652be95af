"""The summary in sentences: what the text report and the page both begin with.

Nothing read is never called clean, and a clean result says what it does not cover.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdscan_reports.groups import SEVERITIES
from pdscan_reports.summary import Summary
from pdscan_reports.visible import visible
from pdscan_reports.wording import Words

if TYPE_CHECKING:
    from pdscan.protocols import ReportView


def lead(view: ReportView, numbers: Summary, words: Words) -> str:
    """The result in one sentence."""
    if not numbers.systems or not numbers.read_units:
        return words("lead.nothing_read")
    if view.register is None:
        return _without_statement(numbers, words)
    if not numbers.discrepancies:
        return words("lead.agrees" if numbers.complete and not numbers.sampled else "lead.agrees_partly")
    severities = words.listed(
        words(f"severity.of.{severity.value}", n=words.number(numbers.severities[severity]))
        for severity in SEVERITIES
        if numbers.severities[severity]
    )
    return words.count("lead.differs", numbers.discrepancies, severities=severities)


def points(view: ReportView, numbers: Summary, words: Words) -> tuple[str, ...]:
    """What else is worth a sentence, where there is something to say."""
    counts = {
        "point.overdue": numbers.overdue,
        "point.undeclared": numbers.undeclared,
        "point.unjudged": numbers.unjudged,
        "point.new": sum(numbers.new.values()) if sum(numbers.new.values()) < numbers.discrepancies else 0,
        "point.gone": numbers.gone,
        "point.decided": numbers.decided,
        "point.possible": numbers.possible,
    }
    said = [words.count(key, number) for key, number in counts.items() if number]
    if view.register and numbers.matches:
        said.insert(0, words("point.found", **_found(numbers, words)))
    return tuple(said)


def unread_note(view: ReportView, numbers: Summary, words: Words) -> str:
    """What this result does not cover, or that it covers everything."""
    systems = words.count("systems_n", numbers.systems)
    if not numbers.systems:
        return words("unread.nothing")
    if numbers.complete and not numbers.sampled:
        return words("unread.complete", units=words.count("units_n", numbers.units), systems=systems)
    partly = [visible(each.system, 60) for each in view.coverage if not each.complete]
    said = [words.count("unread.skipped", numbers.skipped)] if numbers.skipped else []
    said += [words.count("unread.sampled", numbers.sampled)] if numbers.sampled else []
    said += [words("unread.incomplete", systems=words.listed(partly))] if partly else []
    return " ".join([*said, words("unread.verdict")])


def _without_statement(numbers: Summary, words: Words) -> str:
    if not numbers.matches:
        return words("lead.none_found")
    return words("lead.no_statement", **_found(numbers, words))


def _found(numbers: Summary, words: Words) -> dict[str, str]:
    return {
        "matches": words.count("matches_n", numbers.matches),
        "places": words.count("places", numbers.places),
        "systems": words.count("systems_n", numbers.found_in),
    }
