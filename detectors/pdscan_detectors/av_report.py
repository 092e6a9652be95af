r"""Anti-virus reports: which threat was found when, on whose computer, and what was done.

Consoles of virus scanners (ESET, Defender, Sophos, Bitdefender, Trend Micro) give out a row for each detection as CSV
or JSON, with the computer and the user; ClamAV writes the path of each infected file in its log; agents mail a
notice.  They tell what somebody had on their computer.

The names of viruses alone, in a list of signatures, concern nobody.

Sources: the exports of ESET PROTECT and Microsoft Defender for Endpoint; ClamAV's log.

>>> [each.confidence for each in inspect(Glimpse(columns=("Time", "Threat", "Computer", "User", "Action")))]
[0.95]
>>> list(inspect(Glimpse(columns=("Virus", "First seen", "Aliases"))))
[]
>>> [each.reasons for each in inspect(Glimpse(text="/home/jan/foto.exe: Win.Test.EICAR_HDB-1 FOUND\n"))]
[('infected-file',)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdscan.protocols import Glimpse, Recognition, Structure
from pdscan_detectors.column_roles import roles, words_of
from pdscan_detectors.data_files import document
from pdscan_detectors.labelled_lines import parts as labelled_parts

PARTS = document("column_parts.yaml")["av_report"]
_FOUND = re.compile(
    rb"(?m)^(?:(?:[A-Z][a-z]{2} )?(?P<month>[A-Z][a-z]{2}) (?P<day>[ 0-3]\d) [\d:]{8}(?: (?P<year>20\d\d))?)?"
    rb"[^\n]{1,400}: [A-Za-z]\w*[.-][\w.:/-]{2,100}(?:\([\da-f:]+\))? FOUND[ \t\r]*$"
)
_SUMMARY = re.compile(r"(?m)^Infected files: [1-9]")
LABELS = document("form_labels.yaml")["av_report"]


def inspect(glimpse: Glimpse) -> Iterator[Recognition]:
    """Detections by the columns of a table, by the lines of ClamAV's log, or by the labels of a notice."""
    yield from _table(glimpse) if glimpse.columns else _text(glimpse)


def _table(glimpse: Glimpse) -> Iterator[Recognition]:
    parts = roles(glimpse.columns, PARTS)
    whose = [part for part in ("host", "user") if part in parts]
    if "threat" in parts and whose and ({"action", "time"} & parts.keys()):
        surest = len(whose) == 2 and {"action", "time"} <= parts.keys()
        yield Recognition(
            entity="av_report",
            confidence=0.95 if surest else 0.8,
            reasons=tuple(f"part:{part}" for part in parts),
            date_column=parts.get("time"),
        )


def _text(glimpse: Glimpse) -> Iterator[Recognition]:
    if _FOUND.search(glimpse.text.encode()):
        yield Recognition(entity="av_report", confidence=0.85, reasons=("infected-file",), records=_FOUND)
        return
    parts = labelled_parts(glimpse.text, LABELS)
    if "threat" in parts and {"host", "user"} & parts and len(parts) >= 3:
        yield Recognition(entity="av_report", confidence=0.8, reasons=tuple(f"label:{part}" for part in sorted(parts)))
    elif _SUMMARY.search(glimpse.text):
        yield Recognition(entity="av_report", confidence=0.4, reasons=("summary",))


STRUCTURE = Structure(
    entity="av_report",
    inspect=inspect,
    columns=words_of({"threat": PARTS["threat"]}),
    marks=(" found\n", " found\r", "infected files: ", "threat", "bedreiging", "malware", "virus", "infectie"),
)
