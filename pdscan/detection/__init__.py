"""Candidates in one pass, validation, context words, column verdict."""

from pdscan.detection.lists import Lists
from pdscan.detection.lots import Lot
from pdscan.detection.scanner import Scanner
from pdscan.detection.tables import Reading, TableScan

__all__ = ["Lists", "Lot", "Reading", "Scanner", "TableScan"]
