"""The config, `pdscan.yaml`: which systems there are, which service each place serves, and where results go."""

from pdscan.settings.loading import find, load
from pdscan.settings.model import (
    BindingSettings,
    CustomDetector,
    EndOfService,
    LimitSettings,
    Notice,
    Plan,
    Reference,
    Settings,
    System,
)

__all__ = [
    "BindingSettings",
    "CustomDetector",
    "EndOfService",
    "LimitSettings",
    "Notice",
    "Plan",
    "Reference",
    "Settings",
    "System",
    "find",
    "load",
]
