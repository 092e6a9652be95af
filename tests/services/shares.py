"""A tree of files with planted data, as an organisation's share has them, and what a server is that serves it."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.canaries import CANARIES
from tests.canary.planted import document, pdf
from tests.services.daemon import Daemon


@dataclass(frozen=True, slots=True)
class Served:
    """A folder (`root`) and the server that serves it, to an account that can't write.

    `url` gives the URL of a path below the root, `options` are those of `TargetOptions` to log in with, `secrets` what
    nobody may see of that.  What stands in the folder, but can't on such a share, is `hidden`.
    """

    root: Path
    daemon: Daemon
    url: Callable[[str], str]
    options: Mapping[str, Any]
    secrets: tuple[str, ...]
    hidden: frozenset[str] = field(default=frozenset())


def plant(root: Path) -> None:
    """Make the tree `share` below a directory, and beside it an empty one, `work`."""
    share = root / "share"
    for directory in ("share/archief/2019/diep", "share/leeg", "work"):
        (root / directory).mkdir(parents=True, exist_ok=True)
    (share / "klanten.csv").write_text(f"naam;bsn;iban\nPiet;{CANARIES['bsn']};{CANARIES['iban']}\n")
    (share / "brief.docx").write_bytes(document())
    (share / "archief/polis.pdf").write_bytes(pdf())
    (share / "archief/leeg.txt").touch()
    (share / "archief/2019/lang.txt").write_text("regel zonder iets\n" * 40_000 + f"mail {CANARIES['email']}\n")
    (share / "archief/2019/diep/naam met spaties & zo #1 ç.txt").write_text(f"IP {CANARIES['ip']}")
    with zipfile.ZipFile(share / "archief/oud.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("map/klanten.csv", f"bsn\n{CANARIES['bsn']}\n")
    (share / "archief/.pdscanignore").write_text("*.log\n")
    (share / "archief/web.log").write_text(f"IP {CANARIES['ip']}")
    for directory in (root, *root.rglob("*")):
        directory.chmod(0o755 if directory.is_dir() else 0o644)


def set_traps(folder: Path) -> None:
    """Put into a folder what no scanner may follow, open or wait for, and a name in a broken encoding."""
    os.mkfifo(folder / "pijp")
    (folder / "buiten").symlink_to("/etc/passwd")
    (folder / "binnen").symlink_to("gewoon.txt")
    (folder / "omhoog").symlink_to(".")
    (folder / "kring").symlink_to("kring")
    (folder / "nergens").symlink_to("is-er-niet")
    (folder / "gewoon.txt").write_text("gewoon")
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("latin 1")
