"""Writes the JSON Schema of the config to standard output: `python -m pdscan.settings > docs/config.schema.json`."""

from __future__ import annotations

import sys

from pdscan.settings.schema import text

if __name__ == "__main__":
    sys.stdout.write(text())
