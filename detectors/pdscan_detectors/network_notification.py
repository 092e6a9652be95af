r"""What a mobile network tells its subscribers: that they crossed a border, or what is left of a bundle.

European rules oblige networks to say what roaming costs when somebody enters another country (Regulation (EU) 2022/612)
and to warn at 80 and 100 percent of a bundle.  The messages are kept as SMS logs and tables: a number, a time, and the
text, or the country or the share that was used.  They tell where somebody went.

A page that sells bundles, or welcomes holiday makers, goes to nobody in particular.

Sources: Regulation (EU) 2022/612, articles 13 to 15.

>>> rows = (("0612345678", "Welkom in Duitsland! U belt en internet hier zoals thuis."),)
>>> [each.attributes["kind"] for each in inspect(Glimpse(columns=("msisdn", "bericht"), rows=rows))]
['roaming']
>>> list(inspect(Glimpse(columns=("msisdn", "bericht"), rows=(("0612345678", "Uw pakket ligt klaar."),))))
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdscan.protocols import Glimpse, Recognition, Structure
from pdscan_detectors.column_roles import roles, values, words_of
from pdscan_detectors.data_files import document

PARTS = document("column_parts.yaml")["network_notification"]
_COUNTRY = r"(?:de |the |het )?[A-Z][\w-]+(?: [A-Z][\w-]+)?"
_ROAMING = re.compile(
    rf"[Ww]elkom in {_COUNTRY}|[Ww]elcome to {_COUNTRY}|u bent nu in {_COUNTRY}|je bent nu in {_COUNTRY}"
    r"|(?i:roaming(?!-?(?:tarieven|rates) 20)|roamt|grensovergang|buiten de EU|outside the EU|zoals thuis|like at home)"
)
_BUNDLE = re.compile(
    r"(?i:\d{2,3} ?(?:%|procent|percent)[^\n.]{0,40}(?:bundel|databundel|tegoed|bundle|allowance|data|verbruikt|used)"
    r"|(?:bundel|bundle|allowance)[^\n.]{0,40}(?:is op|verbruikt|bereikt|used|reached|exceeded|finished|over)"
    r"|nog \d+[.,]?\d* ?(?:MB|GB|minuten|min|sms)[^\n.]{0,30}(?:over|bundel|tegoed)|buiten (?:je|uw) bundel"
    r"|\d+ ?(?:MB|GB|minutes)[^\n.]{0,20}(?:left|remaining))"
)
_MOBILE = re.compile(r"(?<!\d)(?:06[ -]?|(?:\+|00)316|316)\d{2}[ -]?\d{6}(?!\d)|(?<!\d)(?:\+|00)[1-9]\d{9,13}(?!\d)")
_SPOKEN = re.compile(r"notif|roam|bund(?:el|le)|grens|border|melding|threshold|drempel", re.IGNORECASE)
_LINE = re.compile(
    rb"(?m)^(?P<year>20\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)[T ][^\n]*(?:\+|00|\b)(?:06|316|[1-9]\d)\d{7,12}[^\n]*"
    rb"(?i:welkom in|welcome to|bundel|bundle|roaming|allowance|grens)"
)


def inspect(glimpse: Glimpse) -> Iterator[Recognition]:
    """Messages by their texts in a table or log, or by the events in a table."""
    yield from _table(glimpse) if glimpse.columns else _text(glimpse)


def _table(glimpse: Glimpse) -> Iterator[Recognition]:
    parts = roles(glimpse.columns, PARTS)
    if "subscriber" not in parts:
        return
    texts = [
        cell
        for part in ("text", "event")
        if part in parts
        for cell in values(glimpse.columns, glimpse.rows, parts[part])
    ]
    kinds = [kind for kind in map(_kind, texts) if kind]
    told = 2 * len(kinds) >= len(glimpse.rows) > 0
    event = glimpse.columns[glimpse.columns.index(parts["event"])] if "event" in parts else ""
    spoken = "time" in parts and event and _SPOKEN.search(f"{glimpse.path} {event}")
    if told or spoken:
        yield Recognition(
            entity="network_notification",
            confidence=0.9 if told else 0.75,
            reasons=("texts",) if told else tuple(f"part:{part}" for part in parts),
            attributes={"kind": max(kinds, key=kinds.count)} if kinds else {},
            date_column=parts.get("time"),
        )


def _text(glimpse: Glimpse) -> Iterator[Recognition]:
    kind = _kind(glimpse.text)
    if kind is None:
        return
    lines = len(_LINE.findall(glimpse.text.encode()))
    confidence = 0.9 if lines >= 2 else 0.65 if _MOBILE.search(glimpse.text) and len(glimpse.text) < 1000 else 0.0
    if confidence:
        yield Recognition(
            entity="network_notification",
            confidence=confidence,
            reasons=("texts",),
            attributes={"kind": kind},
            records=_LINE if lines >= 2 else None,
        )


def _kind(text: str) -> str | None:
    """Of which kind a message is, None when it is none."""
    if _BUNDLE.search(text):
        return "bundle"
    return "roaming" if _ROAMING.search(text) else None


STRUCTURE = Structure(
    entity="network_notification",
    inspect=inspect,
    columns=words_of({"subscriber": PARTS["subscriber"]}),
    marks=("welkom in", "welcome to", "bundel", "bundle", "roaming", "allowance", "je bent nu in", "u bent nu in"),
)
