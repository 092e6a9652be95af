r"""What people filled in on a website's contact form.

A form sends mail (WordPress, Contact Form 7, Gravity Forms, Typo3): lines of labels with what was filled in, under a
subject that speaks of the form or website.  Or it keeps its entries in a table: a name, an e-mail address and a
message, with a telephone number, a company, the page or the time besides.

The form itself is empty, and nobody's data.

Sources: the exports of Contact Form 7 (Flamingo), Gravity Forms and Typo3's powermail.

>>> body = "Naam: Jan Bakker\nE-mail: jan@klant.nl\nBericht: Bel mij terug"
>>> fields = {"Subject": "Contactformulier website", "From": "www@provider.nl", "body": body}
>>> [each.confidence for each in inspect(Glimpse(fields=fields, text=body))]
[0.9]
>>> list(inspect(Glimpse(text="Naam:\nE-mail:\nBericht:\n")))
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdscan.protocols import Glimpse, Recognition, Structure
from pdscan_detectors.column_roles import roles, words_of
from pdscan_detectors.data_files import document
from pdscan_detectors.labelled_lines import parts as labelled_parts

PARTS = document("column_parts.yaml")["contact_form"]
_FORM = re.compile(
    r"contact-?_? ?form|contactformulier|formulier|(?:via|op|from|through) (?:de|the|uw|onze|your|our)? ?(?:web)?site"
    r"|website enquiry|form submission|submission|inzending|ingevuld|aanvraag via|terugbel",
    re.IGNORECASE,
)
_TABLE = re.compile(r"contact|form|inzending|submission|enquir|aanvra|flamingo|wpcf|gf_", re.IGNORECASE)
LABELS = document("form_labels.yaml")["contact_form"]
_TICKET = {"status", "state", "prioriteit", "priority", "queue", "assignee", "behandelaar", "tn", "ticketid"}


def inspect(glimpse: Glimpse) -> Iterator[Recognition]:
    """Entries by the columns of a table, or by the labels in a message or text."""
    yield from _table(glimpse) if glimpse.columns else _lines(glimpse)


def _table(glimpse: Glimpse) -> Iterator[Recognition]:
    parts = roles(glimpse.columns, PARTS)
    if not {"name", "email", "message"} <= parts.keys() or {column.lower() for column in glimpse.columns} & _TICKET:
        return
    named = _TABLE.search(glimpse.path) is not None or "your" in glimpse.columns[0].lower()
    yield Recognition(
        entity="contact_form",
        confidence=0.9 if named else 0.7,
        reasons=tuple(f"part:{part}" for part in parts),
        date_column=parts.get("time"),
    )


def _lines(glimpse: Glimpse) -> Iterator[Recognition]:
    """Labels that a form has, filled in; surer where subject, sender or text speak of a form."""
    fields = glimpse.fields
    parts = labelled_parts(fields.get("body") or fields.get("html body") or glimpse.text, LABELS)
    if len(parts) < 3 or not {"email", "phone"} & parts:
        return
    about = (fields.get("Subject", ""), fields.get("From", ""), glimpse.path, glimpse.text[:400])
    spoken = any(map(_FORM.search, about))
    if not spoken and "message" not in parts:
        return
    confidence = 0.9 if spoken and "message" in parts else 0.8 if spoken else 0.6
    yield Recognition(
        entity="contact_form",
        confidence=confidence,
        reasons=(*(f"label:{part}" for part in sorted(parts)), *["form"] * spoken),
    )


STRUCTURE = Structure(
    entity="contact_form",
    inspect=inspect,
    columns=words_of({"message": PARTS["message"]}),
    marks=("bericht:", "message:", "vraag:", "opmerking", "formulier", "contact form", "telefoon:", "bericht :"),
)
