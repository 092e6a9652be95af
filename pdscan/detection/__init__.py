"""Candidates in one pass, validation, context words, column verdict."""

from pdscan.detection.scanner import NearMiss, Scanner
from pdscan.detection.tables import Reading, TableScan

__all__ = ["NearMiss", "Reading", "Scanner", "TableScan"]
