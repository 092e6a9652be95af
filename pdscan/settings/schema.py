"""The JSON Schema of the config, with which editors complete and check it."""

from __future__ import annotations

import json

from pdscan.settings.model import Settings


def text() -> str:
    """The schema, indented, as it stands in `docs/config.schema.json`."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Settings.model_json_schema()
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
