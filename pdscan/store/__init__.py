"""Where findings are kept: SQLite by default, PostgreSQL by URL; aggregates and masks, never a value.

Heavy to import, like the SQLAlchemy beneath it: commands that need no store don't.
"""

from pdscan.store.database import MissingStoreError
from pdscan.store.key import fingerprinter
from pdscan.store.store import ScanSummary, Store, UnitRecord
from pdscan.store.texts import StoredText

__all__ = ["MissingStoreError", "ScanSummary", "Store", "StoredText", "UnitRecord", "fingerprinter"]
