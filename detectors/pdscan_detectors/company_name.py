"""Names of firms: by the legal form that ends or begins them, or by a header or label.

A firm's name is personal data where the firm is one person: an eenmanszaak, a VOF, an invoice's addressee.  The legal
form must stand in the name in the trade register (Handelsnaamwet, Burgerlijk Wetboek book 2): B.V., N.V.,
V.O.F., Stichting; GmbH, Ltd and Inc. elsewhere.

>>> validate("Jansen Installatietechniek B.V.").value, validate("Stichting De Brug").attributes
('jansen installatietechniek bv', {'legal_form': 'stichting'})
>>> validate("Bakkerij Jansen").label_required
True
>>> validate("12345678") is None, validate("onbekend") is None   # a number; nothing
(True, True)
"""

from __future__ import annotations

import re

from pdscan.model import Verdict
from pdscan.protocols import Detector
from pdscan_detectors.form_fields import INTRODUCES

FORMED, WEAKLY_FORMED, DOUBTFULLY_FORMED, NAMED = 0.75, 0.55, 0.45, 0.3

_ENDINGS = (
    "bv", "nv", "vof", "cv", "ua", "gmbh", "ag", "kg", "ohg", "ltd", "limited", "llp", "llc",
    "plc", "inc", "corp", "bvba", "sprl", "srl", "sarl", "sas", "spa", "aps", "oy", "sa", "ev", "vzw", "a/s",
)  # fmt: skip
_BEGINNINGS = ("stichting", "vereniging", "coöperatie", "cooperatie", "maatschap", "eenmanszaak", "vve")
_WEAK = frozenset({"cv", "nv", "ua", "vereniging", "eenmanszaak", "maatschap"})
_DOUBTFUL = frozenset({"ag", "kg", "spa", "sas", "oy"})
"""Legal forms that are other words or abbreviations as well, above all where everything is in capitals."""
_QUOTES = "'\""
_NEXT_SENTENCE = re.compile(r"(?:(?<=[^\W\d_]{3})|(?<=\b[A-Z]{2}))(?<!\b[DM]rs)(?<!\bIng)\. ")
_FULL_STOP = re.compile(r"(?:(?<=[^\W_]{3})|(?<=\b[A-Z]{2}))(?<!\bLtd)(?<!\bLTD)(?<!\bInc)(?<!\bCorp)\.$")
"""The end of a sentence rather than of an abbreviation."""
_YEARS = re.compile(r"(?:[0-9]{4}(?:-[0-9]{2,4})?,? )+(?=\S+ \S)")
"""Of a copyright notice, before the name: `2001-2019 Jansen Software B.V.`"""
_NO_NAME = frozenset(
    {"onbekend", "unknown", "none", "null", "nvt", "n.v.t.", "geen", "particulier", "private", "n/a", "na", "nee", "ja"}
)


def validate(text: str) -> Verdict | None:
    """The name in lower case with its legal form spelled plainly; without a legal form it needs a label.

    >>> validate("Müller & Söhne GmbH").value, validate("J. de Vries Holding N.V.").value
    ('müller & söhne gmbh', 'j. de vries holding nv')
    """
    begin, end = _extent(text)
    name = " ".join(text[begin:end].split()).strip(" ,;")
    lowered = name.casefold()
    if lowered in _NO_NAME or not 2 <= len(name) <= 100 or not re.search(r"[^\W\d_]{2}|[^\W\d_]\W?[^\W_]", name):
        return None
    span = (begin, end) if begin or end < len(text) else None
    first, _, rest = lowered.partition(" ")
    if first in _BEGINNINGS and re.search(r"[^\W\d_]", rest):
        return _formed(lowered, first, span, capitals=name.isupper())
    head, _, last = lowered.rpartition(" ")
    ending = last.replace(".", "")
    if re.search(r"[^\W\d_]", head) and ending in _ENDINGS:
        return _formed(f"{head.rstrip(',')} {ending}", ending, span, capitals=name.isupper())
    if "@" in name or "://" in name:
        return None
    return Verdict(lowered, NAMED, ("name",), label_required=True, span=span)


def _extent(text: str) -> tuple[int, int]:
    """Where the name begins and ends: without the years of a copyright, quotes, a full stop and the next sentence.

    >>> _extent("2019 Jansen B.V."), _extent("Garage De Wit. Functie"), _extent("Acme Ltd.")
    ((5, 16), (0, 13), (0, 9))
    """
    years = _YEARS.match(text)
    sentence = _NEXT_SENTENCE.search(text)
    end = sentence.start() if sentence else len(text.rstrip(_QUOTES))
    return years.end() if years else 0, len(_FULL_STOP.sub("", text[:end]))


def _formed(value: str, form: str, span: tuple[int, int] | None, *, capitals: bool) -> Verdict:
    if form in _DOUBTFUL:
        confidence = DOUBTFULLY_FORMED if capitals else WEAKLY_FORMED
    else:
        confidence = WEAKLY_FORMED if form in _WEAK else FORMED
    return Verdict(value, confidence, ("legal-form",), {"legal_form": form.replace("coop", "coöp")}, span=span)


_WORD = r"(?:[A-Z0-9]|\xc3[\x80-\x9e])[A-Za-z0-9.'&/+\x80-\xc5-]{0,30}"
_BRAND = r"[a-z][a-z0-9-]{1,20}\.[a-z]{2,5}"
_JOINT = r"(?:(?:van|de|der|den|het|'t|en|and|of|the|&|ten|ter|voor|in|und|et|aan|\+) ){0,3}"
_LEAD = (
    "(?:(?:(?:bij|van|aan|namens|voor|door|met|en|of|firma) ){1,2}|[Ff]irma "
    "|(?:(?:Bij|Van|Aan|Namens|Voor|Door|Met|En|Of|Factuur|Klant|Leverancier|Opdrachtgever|Opdrachtnemer|Debiteur"
    "|Crediteur|Geachte|Beste|Copyright|From|By|At|For|The|To|And|Wij|Ik|Hij|Zij|U|Uw|Ons|Onze|Mijn|Dit|Is|Was|Hierbij"
    "|We|I|My|Our|Your|This) (?:(?:[Vv]an|[Aa]an|[Ff]irma|bij|voor|namens|with|at|from|for|of) )?))?"
)
"""Words that begin a sentence, not a name; behind a preposition a capital (met Van Dijk B.V.) is the name's."""
_ENDING = (
    r"(?: (?:B\.?V\.?|N\.?V\.?|V\.?O\.?F\.?|[Vv]of|C\.V\.|U\.A\.|GmbH(?: & Co\.? KG)?|AG|BVBA|SPRL|VZW|ApS|A/S|Oy"
    r"|e\.V\.|S\.A\.(?:S\.)?"
    r"|S\.?A\.?R\.?L\.?|S\.[Rr]\.[Ll]\.|S\.p\.A\.)|,? (?:Ltd\.?|LTD\.?|Limited|LLC|LLP|PLC|[Pp]lc|Inc\.?|Corp\.?))"
)
_OPENING = r"(?:Stichting|STICHTING|Vereniging|VERENIGING|Co\xc3\xb6peratie|Cooperatie|Maatschap|Eenmanszaak|VvE)"
_FIELD = (
    r"(?i:bedrijfsnaam|bedrijf|handelsnaam|firma(?:naam)?|naam (?:bedrijf|organisatie)|organisatie|werkgever"
    r"|company(?: name)?|employer|organi[sz]ation|business name|trade name)"
)

DETECTOR = Detector(
    entity="company_name",
    validate=validate,
    candidates=(
        rf"{_LEAD}(?P<value>(?:{_WORD}|{_BRAND})(?: {_JOINT}{_WORD}){{0,6}}?{_ENDING})",
        rf"(?P<value>{_OPENING}(?: {_JOINT}{_WORD}){{1,6}})",
        rf"{_FIELD}{INTRODUCES}(?P<value>{_WORD}(?: {_JOINT}{_WORD}){{0,6}})",
    ),
    anchors=(
        rf"[A-Za-z0-9.'\x80-\xbf]{_ENDING}",
        rf"{_OPENING} ",
        rf"{_FIELD}(?:[\x22']? ?[:=]|>|</)",
    ),
    anchor_reach=90,
    value_group="value",
    not_after=(" ?[:=]",),
    max_length=440,
    labels={
        "nl": [
            "bedrijf", "bedrijfsnaam", "naam bedrijf", "handelsnaam", "firma", "firmanaam", "organisatie", "werkgever",
            "naam organisatie", "organisatienaam", "leverancier", "klant bedrijf", "statutaire naam", "rechtspersoon",
        ],
        "en": [
            "company", "company name", "organisation", "organization", "employer", "business name", "trade name",
            "org name", "vendor", "supplier", "legal name",
        ],
    },
    header_only=True,
    digits_shown=0,
)  # fmt: skip
