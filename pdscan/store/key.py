"""The fingerprint key of a store: kept outside it, and remembered in it by name, so that keys are never mixed."""

from __future__ import annotations

from pathlib import Path

from pdscan.credentials import resolve
from pdscan.privacy import Fingerprinter, load_key, parse_key
from pdscan.settings import Reference
from pdscan.store.store import Store


def fingerprinter(reference: Reference, store: Store) -> Fingerprinter:
    """What makes the fingerprints for a store; a key file is made on first use.

    :raises CredentialError: when the key can't be had.
    :raises StoreError: when the store's fingerprints were made with another key.
    """
    made = Fingerprinter(_key(reference, create=store.key_id is None))
    store.bind_key(made.key_id)
    return made


def _key(reference: Reference, *, create: bool) -> bytes:
    if reference.kind == "file":
        return load_key(Path(reference.argument), create=create)
    return parse_key(resolve(reference, "the fingerprint key")() or "", f"the {_SOURCES[reference.kind]}")


_SOURCES = {"env": "environment variable", "command": "output of the command", "keyring": "keyring entry"}
