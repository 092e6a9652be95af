r"""Tickets: what somebody reported to a help desk, and who it was.

Ticket systems (OTRS, Znuny, Zammad, Jira, Zendesk, osTicket) keep tickets and their articles in tables and give them
out as JSON and CSV: a subject, a text, a requester, and a number, state, queue or priority.  Besides they live in
mail: under a subject such as `[Ticket#2026013110000012]`, or as a question to a support mailbox.

A ticket of a system that says who asked is found as `ticket_contact` too.  A template for mail has a subject and a text
as well, but nobody who asked, and no state.

Sources: the database schemas of OTRS 6 (Znuny) and Zammad; the interfaces of Zendesk and Jira.

>>> ticket = Glimpse(columns=("number", "title", "state", "customer_email"), rows=(("1", "x", "open", "a@b.nl"),))
>>> [each.entity for each in inspect(ticket)]
['ticket', 'ticket_contact']
>>> list(inspect(Glimpse(columns=("template", "subject", "body"), rows=(("welcome", "Welkom", "Beste {{naam}}"),))))
[]
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping

from pdscan.protocols import Glimpse, Recognition, Structure
from pdscan_detectors.column_roles import roles, words_of
from pdscan_detectors.data_files import document
from pdscan_detectors.labelled_lines import parts as labelled_parts

PARTS = document("column_parts.yaml")["ticket"]
LABELS = document("form_labels.yaml")["ticket"]
_SUBJECT = re.compile(
    r"\[?\b(?:ticket|melding|incident|case|zaak|request|issue)\b\s?(?:nr\.?|nummer|id)?\s?[#: ]\s?[A-Z]{0,4}-?\d{4,}"
    r"|\[#?[A-Z]{2,6}-\d{2,}\]|\[#\d{4,}\]",
    re.IGNORECASE,
)
_SUPPORT = re.compile(
    r"(?<![\w.+-])(?:support|helpdesk|servicedesk|service|storing(?:en)?|klantenservice|klantcontact|help|ticket(?:s)?"
    r"|beheer-?support|customer-?care|noc)@",
    re.IGNORECASE,
)
_HEADERS = ("x-otrs", "x-znuny", "x-zammad", "x-rt-", "x-zendesk", "x-jira", "x-ticket", "x-osticket")
_TABLE = re.compile(r"ticket|incident|melding|issue|helpdesk|servicedesk|jira|otrs|zammad|zendesk", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{|\$\{|<%|\[%|<OTRS_|#\{ticket", re.IGNORECASE)


def inspect(glimpse: Glimpse) -> Iterator[Recognition]:
    """A ticket by its columns, by a message's headers, or by the labels in a text."""
    if glimpse.columns:
        yield from _table(glimpse)
    elif {"From", "To", "Subject"} & glimpse.fields.keys():
        yield from _mail(glimpse.fields)
    else:
        yield from _text(glimpse.text)


def _table(glimpse: Glimpse) -> Iterator[Recognition]:
    parts = roles(glimpse.columns, PARTS)
    named = _TABLE.search(glimpse.path) is not None or any("ticket" in column.lower() for column in glimpse.columns)
    told = len(parts.keys() - {"subject", "time"})
    enough = "subject" in parts and ("state" in parts or named) and told >= (2 if named else 3)
    enough = enough or (named and {"text", "requester"} <= parts.keys())
    if not enough or not (named or "requester" in parts or "text" in parts) or _TEMPLATE.search(glimpse.text):
        return
    reasons = tuple(f"part:{part}" for part in parts)
    yield from _recognised(0.9 if named else 0.75, reasons, parts, (parts.get("time"), min(parts.values(), key=_depth)))


def _depth(column: str) -> int:
    """How many objects a column lies in (JSON): a ticket's own columns lie in fewer than those of its articles."""
    return column.count(".") + column.count("[")


def _mail(fields: Mapping[str, str]) -> Iterator[Recognition]:
    """A message of a ticket system, or one to (or from) a support mailbox."""
    subject = fields.get("Subject", "")
    if any(name.lower().startswith(_HEADERS) for name in fields) or _SUBJECT.search(subject):
        yield from _recognised(0.9, ("subject",), {"requester"})
    elif _SUPPORT.search(fields.get("To", "") + "\n" + fields.get("Cc", "")):
        yield from _recognised(0.75, ("to-support",), ())
    elif _SUPPORT.search(fields.get("From", "")) and subject[:3].lower() in ("re:", "aw:", "an:"):
        yield from _recognised(0.7, ("from-support",), ())


def _text(text: str) -> Iterator[Recognition]:
    parts = labelled_parts(text, LABELS)
    if _TEMPLATE.search(text) or len(parts) < 3 or not {"number", "requester"} & parts:
        return
    confidence = 0.85 if {"number", "requester"} <= parts else 0.7
    yield from _recognised(confidence, tuple(f"label:{part}" for part in sorted(parts)), parts)


def _recognised(
    confidence: float,
    reasons: tuple[str, ...],
    parts: Container[str],
    columns: tuple[str | None, str | None] = (None, None),
) -> Iterator[Recognition]:
    """The ticket, and who asked if it says so.

    :param columns: that of the date, and the one that every ticket has filled (its articles have not, in JSON).
    """
    date_column, row_column = columns
    for entity in ("ticket", "ticket_contact") if "requester" in parts else ("ticket",):
        yield Recognition(
            entity=entity, confidence=confidence, reasons=reasons, date_column=date_column, row_column=row_column
        )


STRUCTURE = Structure(
    entity="ticket",
    inspect=inspect,
    columns=words_of({"subject": PARTS["subject"], "text": PARTS["text"]}),
    marks=(
        "support@", "helpdesk@", "servicedesk@", "service@", "storing", "klantenservice@", "klantcontact@", "help@",
        "ticket", "customer-care@", "customercare@", "noc@", "melder", "aanvrager", "requester", "incident", "melding",
        "x-otrs", "x-zammad", "x-rt-", "issue",
    ),
    also=("ticket_contact",),
)  # fmt: skip
