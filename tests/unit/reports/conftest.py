"""The view that the tests of reports share."""

from __future__ import annotations

import importlib.util
import io
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pdscan import plugins
from pdscan.protocols import ReportView


@pytest.fixture(scope="session")
def views() -> ModuleType:
    """The module `report_view` beside this file: tests are no package, so it is loaded by its path."""
    name = "report_view"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("report_view.py"))
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def written() -> Callable[[str, ReportView], str]:
    """What the report of a name writes for a view."""

    def write(name: str, view: ReportView) -> str:
        report: Any = plugins.load("reports", name)
        out = io.StringIO()
        report.write(view, out)
        return out.getvalue()

    return write
