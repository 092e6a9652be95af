r"""Backup locations: from which computers and addresses data is copied to a backup.

What does the copying (rsync, BorgBackup, restic, Bacula, rsnapshot, Veeam, Acronis) is told in its configuration from
where and to where, and logs it: `rsync on data/ from klant (145.1.2.3)`, a repository at `ssh://klant@host/./repo`, a
list of jobs with clients and addresses.

That a backup ran, without a word of where, is no location.

Sources: the manual pages rsyncd.conf(5), borg(1) and rsnapshot(1); restic's and Veeam's documentation; Bacula's manual.

>>> log = "2026/01/31 02:00:01 [77] rsync on klant17/ from vestiging.klant.nl (145.1.2.3)\n"
>>> [(each.attributes["program"], each.confidence) for each in inspect(Glimpse(text=log))]
[('rsync', 0.9)]
>>> list(inspect(Glimpse(text="2026-10-01T02:15:00Z INFO backup job=17 duur=3ms\n")))
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pdscan.protocols import Glimpse, Recognition, Structure
from pdscan_detectors.column_roles import roles, share, values, words_of
from pdscan_detectors.data_files import document

PARTS = document("column_parts.yaml")["backup_location"]
_HOST = r"(?:[\w.-]+@)?(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:]+\]|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
_PLACE = re.compile(r"\d{1,3}(\.\d{1,3}){3}(/\d+)?|[0-9A-Fa-f:]*:[0-9A-Fa-f:]+|[\w-]+(\.[\w-]+)+|[\w-]*\d[\w-]*")
_EXAMPLE = re.compile(r"\bexample\.|\.example\b|\.invalid\b|voorbeeld\.")
_NAMED = re.compile(r"back-?_?up|veeam|restic|borg|bacula|acronis|offsite|replica", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Trace:
    """What a program writes of where it copies from.

    Texts that hold `mark` (small letters) and `shape` have it; each match of `records` is one copy.
    """

    program: str
    mark: str
    shape: re.Pattern[str]
    records: re.Pattern[bytes] | None = None


_SYNCED = (
    rb"(?m)^(?:\S+ )?(?P<year>20\d\d)/(?P<month>[01]\d)/(?P<day>[0-3]\d) [\d:]{8} \[\d+\] "
    rb"(?:rsync (?:on|to|allowed access)|connect from)"
)
_REMOTE = rf"{_HOST}::?[\w/~.-]"
TRACES = (
    Trace(
        "rsync",
        "from ",
        re.compile(r"\] (?:rsync (?:on|to|allowed)|connect )[^\n]{0,200}from \S* ?\S*\("),
        re.compile(_SYNCED),
    ),
    Trace("rsync", "hosts allow", re.compile(r"(?m)^\s*path\s*=[^\n]*\n(?s:.{0,2000}?)^\s*hosts allow\s*=\s*\S")),
    Trace("rsync", "rsync ", re.compile(rf"(?m)^[^#\n]{{0,200}}\brsync\s[^\n]{{0,400}}?\s{_REMOTE}")),
    Trace("borg", "borg", re.compile(rf"ssh://{_HOST}|(?<![\w@.]){_REMOTE}")),
    Trace("borg", "source_directories:", re.compile(r"(?m)^\s*repositor(?:y|ies):")),
    Trace("borg", "archive name:", re.compile(r"(?m)^(?:Hostname|Command line): ")),
    Trace("restic", "restic", re.compile(rf"(?:sftp:|rest:https?://){_HOST}")),
    Trace("restic", "host", re.compile(r"(?m)^ID\s+Time\s+Host\s+Tags?\s+Paths?")),
    Trace("rsnapshot", "backup\t", re.compile(rf"(?m)^backup\t+{_HOST}:")),
    Trace("bacula", "client {", re.compile(r"(?i)\bClient\s*\{[^}]*\bAddress\s*=\s*\S+[^}]*\}")),
    Trace("duplicity", "duplicity", re.compile(rf"(?:sftp|scp|rsync|ssh)://{_HOST}")),
    Trace("veeam", "veeam", re.compile(r"(?i)(?:processing|source|vm name|machine)\b[^\n]{0,40}[\w-]*\d[\w-]*")),
)


def inspect(glimpse: Glimpse) -> Iterator[Recognition]:
    """Places that are copied from by the columns of a table, or by what programs write."""
    yield from _table(glimpse) if glimpse.columns else _text(glimpse)


def _table(glimpse: Glimpse) -> Iterator[Recognition]:
    """Jobs with their clients: the table or its columns speak of backups, and most clients are hosts or addresses."""
    parts = roles(glimpse.columns, PARTS)
    names = " ".join((glimpse.path, *glimpse.columns))
    if "source" not in parts or not {"job", "target"} & parts.keys() or not _NAMED.search(names):
        return
    cells = values(glimpse.columns, glimpse.rows, parts["source"])
    if not cells or share(cells, _PLACE) >= 0.5:
        yield Recognition(
            entity="backup_location",
            confidence=0.9 if {"job", "target"} <= parts.keys() else 0.75,
            reasons=tuple(f"part:{part}" for part in parts),
        )


def _text(glimpse: Glimpse) -> Iterator[Recognition]:
    quoted = glimpse.fields.keys() - {""}
    lower = glimpse.text.lower()
    for each in TRACES:
        found = each.shape.search(glimpse.text) if each.mark in lower else None
        if found:
            doubtful = quoted or _EXAMPLE.search(found[0])
            yield Recognition(
                entity="backup_location",
                confidence=0.4 if doubtful else 0.9,
                reasons=(f"program:{each.program}",),
                attributes={"program": each.program},
                records=each.records,
            )
            return


STRUCTURE = Structure(
    entity="backup_location",
    inspect=inspect,
    columns=words_of({"source": PARTS["source"]}),
    marks=tuple(sorted({each.mark for each in TRACES} - {"from ", "host"} | {"rsync", "id        time"})),
)
