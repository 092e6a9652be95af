r"""What introduces a name in text, and the shapes of names: expressions for the engine, parts for the detector.

>>> kind_of("dhr. J. Jansen"), kind_of("Beste Sanne"), kind_of("Naam: Jansen"), kind_of("groeten,\nSanne")
(('title', 5), ('greeting', 6), ('label', 6), ('closing', 9))
>>> kind_of("Sanne de Boer")
('', 0)
"""

from __future__ import annotations

import re

from pdscan_detectors.data_files import words

PARTICLE = r"(?:van|von|de|der|den|het|'t|ten|ter|te|in|op|el|al|du|da|di|del|la|le|bin|v\.?d\.?)"
LETTER = r"[A-Za-z\x80-\xc9'-]"
CAPITAL = r"(?:[A-Z]|[\xc3-\xc9][\x80-\xbf])"
INITIALS = r"(?:(?:[A-Z]|Th|Ch|Ph|IJ|Chr|Joh)\.[ -]?){1,6}"

TITLE = (
    r"(?i:de heer|heer|dhr\.?|hr\.|meneer|mevr\.?|mevrouw|mw\.?|mej\.|juffrouw|drs\.?|ir\.|ing\.|prof\.?|professor"
    r"|dr\.?|mr\.?|mrs\.?|ms\.?|miss|familie|fam\.|weduwe|broeder|zuster)"
)
GREETING = (
    r"(?:[Gg]eachte|GEACHTE|[Bb]este|[Ll]ieve|[Hh]allo|[Hh]oi|Hey|Hi|Dag|[Dd]ear|Hello|[Gg]oede(?:morgen|middag|navond)"
    r"|[Gg]ood (?:morning|afternoon|evening)),?"
)
PHRASE = (
    r"(?i:mijn naam is|met de naam|op naam van|genaamd|ondergetekende,?|spreekt u met|gesproken met|gebeld met"
    r"|contact met|vragen naar|t\.?a\.?v\.?:?|ter attentie van|namens|w\.g\.|toegewezen aan|vertegenwoordigd door"
    r"|my name is|in the name of|attn\.?:?|attention:|on behalf of|spoke (?:to|with)|ask for|signed by|c/o"
    r"|represented by)"
)
SELF = r"(?i:ik ben|ik heet|je spreekt met|u spreekt met|i am|i'm|this is|named|hier is)"
FULL_LABEL = (
    r"(?i:(?:volledige |voor- en achter|voor|achter|roep|familie|geboorte|meisjes)naam|contactpersoon|contact person"
    r"|(?:first|last|full|given|family|middle|maiden|birth|sur)[ _-]?name|surname|voorletters|initialen|tenaamstelling"
    r"|aanvrager|behandelaar|(?:kaart|rekening|sleutel)?houder|(?:(?:card|account) ?)?holder(?: name)?"
    r"|name on card"
    r"|medewerker|werknemer|pati\xc3\xabnt|cli\xc3\xabnt|verzekerde|sollicitant|huurder|verhuurder|monteur"
    r"|(?:ondertekend|aangemaakt|gemeld|ingevuld) door|(?:reported|requested) by|assigned to|assignee"
    r"|patient|employee|applicant|tenant|landlord|guest"
    r"|naam (?:aanvrager|klant|contactpersoon|medewerker|pati\xc3\xabnt|melder|eigenaar))"
)
LABEL = (
    r"(?i:naam|name|klant|klantnaam|customer(?: name)?|contact|van|aan|cc|bcc|from|to|sender|afzender|ontvanger"
    r"|recipient|reply-to|auteur|author|eigenaar|owner|melder|door|by|requester|gebruiker|user|attendees|aanwezig"
    r"|afwezig|deelnemers|bestuurder|directeur|lid|signed|getekend)"
)
AFTER_LABEL = r"[\x22']?[ \t]{0,4}(?:[:=][ \t]{0,8}|>)[\x22']?"
CLOSING = (
    r"(?i:groet(?:en|jes)?|hoogachtend|mvg|m\.v\.g\.|regards|sincerely|cheers|yours truly|yours faithfully|thanks"
    r"|bedankt|best wishes|liefs|thank you)"
)
LINE_BREAK = r"[ ,.!]{0,3}(?:\r?\n[ \t>]{0,8}){1,3}"

_BEFORE_TITLE = rf"(?:{PHRASE} |{GREETING} |{CLOSING}{LINE_BREAK}|(?:{FULL_LABEL}|{LABEL}){AFTER_LABEL})?"
CUE = (
    rf"(?:(?P<title>{_BEFORE_TITLE}(?:{TITLE}(?:/| en | of | and | or | )){{1,4}})"
    rf"|(?P<phrase>{PHRASE} )|(?P<greeting>{GREETING} )|(?P<self>{SELF} )|(?P<full>{FULL_LABEL}{AFTER_LABEL})"
    rf"|(?P<label>{LABEL}{AFTER_LABEL})|(?P<closing>{CLOSING}{LINE_BREAK}))"
)
_WORD = rf"(?:'t |\xe2\x80\x99t )?{CAPITAL}(?:{LETTER}|\xe2\x80\x99){{0,30}}"
_NEXT = rf"(?: {{1,2}}(?:{PARTICLE} ){{0,3}}(?:{INITIALS}|{_WORD})| {{0,2}}- ?{_WORD})"
RUN = rf"(?:{INITIALS} ?(?:{PARTICLE} ){{0,3}})?{_WORD}{_NEXT}{{0,5}}"
"""Capitalised words, with initials and particles between them."""
_SMALL_WORD = rf"(?:{PARTICLE} ){{0,3}}[a-z]{LETTER}{{1,30}}"
SMALL = rf"(?:{INITIALS} ?)?{_SMALL_WORD}(?: {_SMALL_WORD})?"
"""A name without capitals; only something before it can tell."""
INVERTED = rf"{CAPITAL}{LETTER}{{1,30}}, ?{INITIALS}(?: ?{PARTICLE}){{0,3}}"
TAIL = (
    r"(?:,? (?:&|en|and|\+) (?:Zn|Zoon|Zonen|Co|Partners|Sons|Dochters?|Associates)\.?"
    r"|,? (?:B\.V|N\.V|V\.O\.F)\.| ?& ?[A-Z][a-z]{0,20}| [0-9]{1,5}[A-Za-z]?"
    r"| ?[<(]?[A-Za-z0-9._-]{1,40}@[A-Za-z0-9.-]{1,60}|,)?"
)
"""What may follow: what tells a firm or a street from a person, an address that repeats the name, the comma of a
salutation."""

LAST_FIRST = rf"(?:{FULL_LABEL}|{LABEL}){AFTER_LABEL}{_WORD}, {_WORD}(?: {PARTICLE}){{0,3}}(?:[\x22']| <)"
"""As address books and mail headers write it: `From: "Bakker, Tessa"`."""

EXPRESSION = rf"(?:{LAST_FIRST}|{CUE}(?:(?:{PARTICLE} ){{0,3}}{RUN}|{SMALL})|{INVERTED}|{RUN}){TAIL}"
ANCHORS = (
    rf"{CAPITAL}{LETTER}{{1,30}} {{1,2}}(?:{PARTICLE} ){{0,3}}{CAPITAL}",
    rf"{INITIALS} ?(?:{PARTICLE} ){{0,3}}{CAPITAL}{LETTER}",
    rf"{CAPITAL}{LETTER}{{1,30}}, ?[A-Z]\.",
    rf"{TITLE}[ /]",
    rf"(?:{PHRASE}|{GREETING}|{SELF}) ",
    rf"(?:{FULL_LABEL}|{LABEL}){AFTER_LABEL}",
    rf"{CLOSING}{LINE_BREAK}",
)

CUES = words("name_words.txt")["cues"]
"""The first words of what introduces a name."""
_INTRODUCTION = re.compile(CUE.encode())


def kind_of(text: str) -> tuple[str, int]:
    """What introduces the name in a text that begins with it, and how many characters it has."""
    found = _INTRODUCTION.match(text.encode())
    return (str(found.lastgroup), len(found[0].decode())) if found else ("", 0)
