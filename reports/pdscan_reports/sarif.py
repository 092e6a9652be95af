"""SARIF 2.1.0 for dashboards and code hosts: discrepancies as results or, without a register, findings.

The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/.  Rules are the kinds of discrepancy (or the entities);
severity becomes the level; what could not be read becomes a notification of the run.  Each result carries its
stable id as a partial fingerprint, and its state since the scan before as `baselineState`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from pdscan.model import Discrepancy, Finding, Kind, Location, Severity, Skipped, State
from pdscan_reports import records
from pdscan_reports.harmless_json import dumps
from pdscan_reports.places import field_of, place
from pdscan_reports.sentences import advice, sentence
from pdscan_reports.visible import visible
from pdscan_reports.wording import Words

if TYPE_CHECKING:
    from pdscan.protocols import ReportView

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS = {Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
_STATES = {State.NEW: "new", State.UNCHANGED: "unchanged", State.CHANGED: "updated", State.GONE: "absent"}

Node = dict[str, Any]


class SarifReport:
    """One SARIF log with one run."""

    name = "sarif"
    suffix = ".sarif"

    def write(self, view: ReportView, out: TextIO) -> None:
        """Write the log; its results one a line."""
        words = Words.of(view.language)
        declared = view.register is not None
        rules = _kind_rules(words) if declared else _entity_rules(view, words)
        index = {rule["id"]: place for place, rule in enumerate(rules)}
        results = _discrepancies(view, words, index) if declared else _findings(view, words, index)
        out.write(f'{{"$schema": {dumps(SCHEMA)}, "version": "2.1.0", "runs": [{{"tool": {dumps(_tool(rules))},\n')
        out.write(f' "automationDetails": {dumps({"id": f"pdscan/{view.scan.id}"})},\n')
        out.write(f' "invocations": {dumps([_invocation(view, words)])},\n "results": [')
        separator = "\n  "
        for result in results:
            out.write(separator + dumps(result))
            separator = ",\n  "
        out.write("]}]}\n")


def message(text: str) -> Node:
    """A message whose text is taken as it stands: SARIF reads `{0}` as a placeholder and `[…](…)` as a link.

    >>> message("klant{{7*7}} [hier](https://example.org)")
    {'text': 'klant{{{{7*7}}}} [hier] (https://example.org)'}
    """
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "] (")}


def uri(location: Location) -> str:
    """A location as a relative URI reference: `system/unit/item`, percent-encoded.

    >>> uri(Location("share", "archief", "../2019/a b.zip!/c#d.csv"))
    'share/archief/%2E%2E/2019/a%20b.zip!/c%23d.csv'
    """
    parts = [location.system, *location.unit.split("/"), *(location.item or "").split("/")]
    return "/".join(_segment(part) for part in parts if part)


def _segment(part: str) -> str:
    if part in (".", ".."):
        return part.replace(".", "%2E")  # else a reader would climb out of the system
    return quote(part.encode("utf-8", "surrogatepass"), safe="!")


def _tool(rules: list[Node]) -> Node:
    return {"driver": {"name": "pdscan", "version": version("pdscan"), "rules": rules}}


def _kind_rules(words: Words) -> list[Node]:
    return [
        {
            "id": kind.value,
            "shortDescription": message(words(f"kind.{kind.value}.title")),
            "help": message(words(f"kind.{kind.value}.advice")),
            "defaultConfiguration": {"level": "warning"},
        }
        for kind in Kind
    ]


def _entity_rules(view: ReportView, words: Words) -> list[Node]:
    return [
        {
            "id": entity,
            "shortDescription": message(words.entity(entity)),
            "defaultConfiguration": {"level": "note"},
        }
        for entity in sorted({finding.entity for finding in view.findings})
    ]


def _invocation(view: ReportView, words: Words) -> Node:
    scan = view.scan
    times = {"startTimeUtc": _utc(scan.started), **({"endTimeUtc": _utc(scan.finished)} if scan.finished else {})}
    notifications = [_notification(skipped, words) for skipped in scan.skipped]
    return {"executionSuccessful": True, **times, "toolExecutionNotifications": notifications}


def _notification(skipped: Skipped, words: Words) -> Node:
    reason = words.either("reason", skipped.reason)
    detail = f" ({visible(skipped.detail, 300)})" if skipped.detail else ""
    return {
        "level": "warning",
        "message": message(f"{place(skipped.location, words)}: {reason}{detail}"),
        "locations": [_location(skipped.location)],
        "properties": records.skipped_record(skipped),
    }


def _discrepancies(view: ReportView, words: Words, index: dict[str, int]) -> Iterator[Node]:
    for each in view.discrepancies:
        result = {
            "ruleId": each.kind.value,
            "ruleIndex": index[each.kind.value],
            "level": _LEVELS[each.severity],
            "message": message(f"{sentence(each, words)} {advice(each, words)}"),
            "locations": [_location(each.location) if each.location else _statement(each, view)],
            "partialFingerprints": {"discrepancy/v1": each.id},
            "baselineState": _STATES[each.state],
            "properties": records.discrepancy_record(each),
        }
        yield result


def _findings(view: ReportView, words: Words, index: dict[str, int]) -> Iterator[Node]:
    for each in view.findings:
        field = f" [{field_of(each.location)}]" if each.location.field else ""
        said = (
            f"{words.entity(each.entity)}: {words.count('matches_n', each.count)}, {place(each.location, words)}{field}"
        )
        yield {
            "ruleId": each.entity,
            "ruleIndex": index[each.entity],
            "level": "note",
            "message": message(said),
            "locations": [_location(each.location)],
            "partialFingerprints": {"finding/v1": _fingerprint(each)},
            "rank": round(each.confidence * 100, 1),
            "properties": records.finding_record(each, records.service_of(view, each.location)),
        }


def _location(location: Location) -> Node:
    node: Node = {"physicalLocation": {"artifactLocation": {"uri": uri(location)}}}
    if location.field:
        logical = {"name": visible(location.field), "fullyQualifiedName": visible(str(location)), "kind": "member"}
        node["logicalLocations"] = [logical]
    return node


def _statement(discrepancy: Discrepancy, view: ReportView) -> Node:
    """Where in the statement a discrepancy is that has no place in a system."""
    register = view.register
    source = register.statement.source if register else ""
    entries = {entry.id: entry for entry in register.entries} if register else {}
    entry = entries.get(discrepancy.entry or "")
    physical: Node = {"artifactLocation": {"uri": _segment(source) or "register"}}
    if entry and entry.source.line:
        physical["region"] = {"startLine": entry.source.line}
    return {"physicalLocation": physical}


def _fingerprint(finding: Finding) -> str:
    """The same in every scan, and no key to anything: it is made of the place and the entity alone."""
    text = "\0".join((str(finding.location), finding.entity))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


REPORT = SarifReport()
