"""After a scan everything is as it was: names, contents, and the times at which anything was read or written."""

from __future__ import annotations

import mailbox
import os
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from pdscan.protocols import Target, TargetOptions
from pdscan_targets.folder import Folder
from pdscan_targets.maildir import Maildir
from pdscan_targets.mbox import Mbox
from pdscan_targets.sql import Sql

Options = Callable[..., TargetOptions]
Everything = Callable[[Target], dict[str, list[Any]]]
Evidence = Callable[[Path], AbstractContextManager[None]]


def message() -> EmailMessage:
    made = EmailMessage()
    made["Date"] = "Mon, 11 Nov 2019 23:30:00 +0100"
    made.set_content("hallo")
    return made


def test_a_folder(tmp_path: Path, options: Options, everything: Everything, evidence: Evidence) -> None:
    (tmp_path / "map/diep").mkdir(parents=True)
    (tmp_path / "map/.pdscanignore").write_text("*.tmp\n")
    (tmp_path / "map/a.txt").write_text("a")
    (tmp_path / "map/b.tmp").write_text("b")
    os.link(tmp_path / "map/a.txt", tmp_path / "map/diep/c.txt")
    (tmp_path / "map/link").symlink_to("a.txt")
    os.mkfifo(tmp_path / "map/fifo")
    with evidence(tmp_path):
        target = Folder(str(tmp_path), options())
        target.check()
        found = everything(target)
    assert [path for path, *_ in found["map"]] == [".pdscanignore", "a.txt", "fifo"]


def test_a_maildir(tmp_path: Path, options: Options, everything: Everything, evidence: Evidence) -> None:
    box = mailbox.Maildir(tmp_path / "Maildir")
    box.add(message())
    box.add_folder("Archief").add(message())
    with evidence(tmp_path):
        target = Maildir(f"maildir:{tmp_path}/Maildir", options())
        target.check()
        found = everything(target)
    assert [len(items) for items in found.values()] == [1, 1]


def test_an_mbox(tmp_path: Path, options: Options, everything: Everything, evidence: Evidence) -> None:
    box = mailbox.mbox(tmp_path / "post")
    box.add(message())
    box.add(message())
    box.close()
    with evidence(tmp_path):
        target = Mbox(f"mbox:{tmp_path}/post", options())
        target.check()
        found = everything(target)
    assert len(found["post"]) == 2


def test_a_database(tmp_path: Path, options: Options, everything: Everything) -> None:
    path = tmp_path / "a.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.execute("INSERT INTO t VALUES (randomblob(3000000))")
    connection.commit()
    connection.close()
    # SQLite opens the file by itself, and so touches the time of the last access; nothing else may change.
    before = (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ctime_ns, tmp_path.stat().st_mtime_ns)
    target = Sql(f"sqlite:///{path}", options())
    target.check()
    found = everything(target)
    assert [len(each) if isinstance(each, tuple) else each.rows for each in found["t"]] == [1, 2]
    assert before == (
        path.read_bytes(),
        path.stat().st_mtime_ns,
        path.stat().st_ctime_ns,
        tmp_path.stat().st_mtime_ns,
    )
    assert sorted(tmp_path.iterdir()) == [path]
