"""The SARIF log keeps the essential rules of the standard's schema, written out here."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

LEVELS = {"none", "note", "warning", "error"}
BASELINE = {"new", "unchanged", "updated", "absent"}
UTC = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
URI = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=@/?]*(?:%[0-9A-F]{2}[A-Za-z0-9\-._~!$&'()*+,;=@/?]*)*")


def only(node, required, optional=()):
    assert set(required) <= set(node), f"{set(required) - set(node)} missing"
    assert set(node) <= {*required, *optional}, f"{set(node) - {*required, *optional}} not in the schema"


def check_message(message):
    only(message, ["text"])
    assert message["text"].strip()


def check_location(location):
    only(location, ["physicalLocation"], ["logicalLocations"])
    physical = location["physicalLocation"]
    only(physical, ["artifactLocation"], ["region"])
    assert URI.fullmatch(physical["artifactLocation"]["uri"])
    if "region" in physical:
        assert physical["region"]["startLine"] >= 1
    for logical in location.get("logicalLocations", ()):
        only(logical, ["name", "fullyQualifiedName", "kind"])


def check_log(log):
    only(log, ["$schema", "version", "runs"])
    assert log["version"] == "2.1.0"
    assert len(log["runs"]) == 1
    (run,) = log["runs"]
    only(run, ["tool", "automationDetails", "invocations", "results"])
    driver = run["tool"]["driver"]
    only(driver, ["name", "version", "rules"])
    identities = [rule["id"] for rule in driver["rules"]]
    assert len(identities) == len(set(identities))
    for rule in driver["rules"]:
        only(rule, ["id", "shortDescription", "defaultConfiguration"], ["help"])
        check_message(rule["shortDescription"])
        assert rule["defaultConfiguration"]["level"] in LEVELS
    for invocation in run["invocations"]:
        only(invocation, ["executionSuccessful", "startTimeUtc", "toolExecutionNotifications"], ["endTimeUtc"])
        assert UTC.fullmatch(invocation["startTimeUtc"])
        for notification in invocation["toolExecutionNotifications"]:
            only(notification, ["level", "message", "locations", "properties"])
            check_message(notification["message"])
    for result in run["results"]:
        check_result(result, identities)
    return run


def check_result(result, identities):
    only(
        result,
        ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints", "properties"],
        ["baselineState", "rank"],
    )
    assert identities[result["ruleIndex"]] == result["ruleId"]
    assert result["level"] in LEVELS
    check_message(result["message"])
    for location in result["locations"]:
        check_location(location)
    assert all(isinstance(value, str) and value for value in result["partialFingerprints"].values())
    assert result.get("baselineState", "new") in BASELINE
    assert 0 <= result.get("rank", 0) <= 100


@pytest.mark.parametrize("language", ["nl", "en"])
def test_discrepancies_are_the_results(views, written, language):
    run = check_log(json.loads(written("sarif", views.report_view(language))))
    assert len(run["results"]) == 16
    assert len(run["tool"]["driver"]["rules"]) == 9
    first = run["results"][0]
    assert (first["ruleId"], first["level"], first["baselineState"]) == ("over_retained", "error", "new")
    assert first["partialFingerprints"] == {"discrepancy/v1": "d-01a1"}
    place = first["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "crm/public.domain_owners"
    assert place["logicalLocations"][0]["name"] == "field7"
    assert {result["baselineState"] for result in run["results"]} == BASELINE
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note"}


def test_what_has_no_place_points_into_the_statement(views, written):
    run = check_log(json.loads(written("sarif", views.report_view())))
    result = next(each for each in run["results"] if each["ruleId"] == "declared_not_found")
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "webcircuit-privacyverklaring.txt"},
                "region": {"startLine": 46},
            }
        }
    ]


def test_what_was_skipped_is_a_notification(views, written):
    run = check_log(json.loads(written("sarif", views.report_view())))
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    assert len(notifications) == 9
    assert notifications[0]["message"]["text"] == "share: archief/oud.zip: encrypted (password needed)"


def test_without_a_register_findings_are_the_results(views, written):
    view = replace(views.report_view(), register=None, discrepancies=())
    run = check_log(json.loads(written("sarif", view)))
    assert len(run["results"]) == 40
    assert {result["level"] for result in run["results"]} == {"note"}
    assert len({result["partialFingerprints"]["finding/v1"] for result in run["results"]}) == 40
    assert run["results"][0]["message"]["text"] == "BSN: 1,200 values, crm: public.domain_owners [field7]"
    assert run["results"][0]["rank"] == 99.0


def test_an_unfinished_scan_has_no_end_time(views, written):
    view = views.report_view()
    run = check_log(json.loads(written("sarif", replace(view, scan=replace(view.scan, finished=None)))))
    assert "endTimeUtc" not in run["invocations"][0]
