"""The json and ndjson reports hold the same objects, one as a document and one as a stream."""

from __future__ import annotations

import json
from dataclasses import replace


def test_ndjson_has_one_object_a_line_with_its_type_first(views, written):
    lines = written("ndjson", views.report_view()).splitlines()
    objects = [json.loads(line) for line in lines]
    types = [each["type"] for each in objects]
    assert types == ["finding"] * 40 + ["skipped"] * 9 + ["coverage"] * 3 + ["discrepancy"] * 16
    assert all(line.startswith('{"type": "') for line in lines)
    assert objects[0]["service"] == "Domeinen"
    assert objects[11]["service"] is None


def test_ndjson_without_a_register_has_no_discrepancies(views, written):
    view = replace(views.report_view(), register=None, discrepancies=())
    types = {json.loads(line)["type"] for line in written("ndjson", view).splitlines()}
    assert types == {"finding", "skipped", "coverage"}


def test_json_document_has_the_objects_of_the_stream(views, written):
    view = views.report_view()
    document = json.loads(written("json", view))
    assert list(document) == ["scan", "findings", "skipped", "coverage", "discrepancies", "register", "lint"]
    stream = [json.loads(line) for line in written("ndjson", view).splitlines()]
    assert document["findings"] + document["skipped"] + document["coverage"] + document["discrepancies"] == stream
    assert len(document["register"]["entries"]) == 25
    assert document["lint"][0]["rule"] == "bsn-without-legal-obligation"
    assert document["scan"] == {
        "id": "s-2026-11-01",
        "started": "2026-11-01T02:00:00+00:00",
        "finished": "2026-11-01T04:12:00+00:00",
        "as_of": "2026-11-02",
        "made": "2026-11-02T09:30:00+00:00",
        "threshold": 0.5,
    }


def test_json_of_an_unfinished_scan_without_register_is_well_formed(views, written):
    view = views.report_view()
    scan = replace(view.scan, finished=None, findings=(), skipped=(), coverage=())
    document = json.loads(written("json", replace(view, scan=scan, register=None, lint=(), discrepancies=())))
    assert document["scan"]["finished"] is None
    assert document["register"] is None
    assert (document["findings"], document["lint"]) == ([], [])
