"""Retention arithmetic, bindings, discrepancies: pure.

Is what is said to be kept what is kept?  `reconcile` answers for any day, from the findings of a scan, the declared
register and the user's bindings; it reads no file, asks no clock and knows no settings.
"""

from pdscan.reconcile.assignment import bindings_of, matches, service_of
from pdscan.reconcile.bindings import Suggestion, suggest, suggestions_to_yaml
from pdscan.reconcile.comparison import by_severity, reconcile
from pdscan.reconcile.found import possible
from pdscan.reconcile.messages import advice, explain
from pdscan.reconcile.parts import merge_ages, merge_findings
from pdscan.reconcile.retention import Overdue, ends_on, oldest_allowed, over_retained

__all__ = [
    "Overdue",
    "Suggestion",
    "advice",
    "bindings_of",
    "by_severity",
    "ends_on",
    "explain",
    "matches",
    "merge_ages",
    "merge_findings",
    "oldest_allowed",
    "over_retained",
    "possible",
    "reconcile",
    "service_of",
    "suggest",
    "suggestions_to_yaml",
]
