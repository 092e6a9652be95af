"""Why has a match its confidence?  Its reasons, in words."""

from __future__ import annotations

from pdscan.model import THRESHOLD, Match

_WORDS = {
    "nl": {
        "checksum": "de controle klopt",
        "structure": "de opbouw klopt",
        "shape": "het heeft de vorm ervan",
        "issuer": "de uitgever bestaat",
        "tac": "het toesteltype is mogelijk",
        "country": "land {}",
        "label": "er staat “{}” bij",
        "header": "het staat onder “{}”",
        "vague": "het staat onder “{}”, wat van alles kan zijn",
        "listed": "het staat in de namenlijsten",
        "cue": "wat ervoor staat kondigt het aan",
        "model": "een taalmodel herkent het ({})",
        "echo": "elders in het document staat het voluit",
        "above": "erboven staat “{}”",
        "file": "het bestand heet “{}”",
        "rival": "er staat “{}” bij, en dat is iets anders",
        "column": "{share} van de waarden in de kolom klopt",
        "contained": "het zit in {}",
        "test-value": "het is een voorbeeld uit documentatie",
        "part": "een kolom zegt “{}”",
        "lines": "de regels zijn die van zo'n logboek ({})",
        "program": "{} schrijft dat zo",
        "audio": "het is geluid",
        "music": "het is muziek of een mededeling",
        "named-call": "het heet naar een gesprek",
        "number-in-name": "er staat een telefoonnummer in de naam",
        "time-in-name": "er staat een tijdstip in de naam",
        "telephone-quality": "het klinkt als een telefoon",
        "tagged-call": "de kenmerken spreken van een gesprek",
        "x509": "het is een certificaat",
        "authority": "het is van een uitgever van certificaten",
        "locked": "er zit een wachtwoord op",
        "soa": "er begint een zone",
        "near:check": "het lijkt erop, maar de controle klopt niet",
        "near:label": "het lijkt erop, maar nergens staat wat het is",
        "near:allowed": "het staat op een lijst van wat mag",
        "denied": "het staat op een lijst van wat altijd gemeld moet worden",
        "near:overlap": "dezelfde tekens zijn met meer zekerheid {}",
        "below": "te onzeker om te melden",
    },
    "en": {
        "checksum": "its check digits are right",
        "structure": "its structure is right",
        "shape": "it has the shape",
        "issuer": "its issuer exists",
        "tac": "its device type is possible",
        "country": "country {}",
        "label": "“{}” stands beside it",
        "header": "it stands under “{}”",
        "vague": "it stands under “{}”, which may be many things",
        "listed": "the lists of names know it",
        "cue": "what stands before it announces it",
        "model": "a language model recognises it ({})",
        "echo": "elsewhere in the document it stands in full",
        "above": "“{}” stands above it",
        "file": "the file is called “{}”",
        "rival": "“{}” stands beside it, which is something else",
        "column": "{share} of the values in its column are right",
        "contained": "it is part of {}",
        "test-value": "it is an example from documentation",
        "part": "a column says “{}”",
        "lines": "its lines are those of such a log ({})",
        "program": "{} writes it so",
        "audio": "it is sound",
        "music": "it is music or an announcement",
        "named-call": "it is called after a call",
        "number-in-name": "there is a telephone number in its name",
        "time-in-name": "there is a time in its name",
        "telephone-quality": "it sounds like a telephone",
        "tagged-call": "its tags speak of a call",
        "x509": "it is a certificate",
        "authority": "it is that of an authority",
        "locked": "it is locked with a password",
        "soa": "a zone begins in it",
        "near:check": "it looks like one, but its check fails",
        "near:label": "it looks like one, but nothing says so",
        "near:allowed": "it stands on an allow list",
        "denied": "it stands on a deny list",
        "near:overlap": "the same characters are more surely {}",
        "below": "not sure enough to report",
    },
}


def explained(match: Match, language: str) -> str:
    """One sentence.

    >>> explained(Match("bsn", 0, 9, 0.93, "", "", ("checksum", "label:bsn")), "en")
    'bsn 0.93: its check digits are right; “bsn” stands beside it'
    >>> explained(Match("bsn", 0, 9, 0.0, "", "", ("near:check",)), "nl")
    'geen bsn: het lijkt erop, maar de controle klopt niet'
    """
    words = _WORDS[language]
    clauses = [_clause(reason, words) for reason in match.reasons]
    if 0 < match.confidence < THRESHOLD:
        clauses.append(words["below"])
    if match.confidence == 0:
        return f"{'geen' if language == 'nl' else 'no'} {match.entity}: {clauses[-1]}"
    return f"{match.entity} {match.confidence:.2f}: {'; '.join(clauses)}"


def _clause(reason: str, words: dict[str, str]) -> str:
    """One reason in words; a detector's own code that has none stands as it is."""
    for code, sentence in words.items():
        if reason == code or reason.startswith(f"{code}:"):
            detail = reason[len(code) + 1 :]
            share = f"{float(detail):.0%}" if code == "column" else ""
            return sentence.format(detail, share=share)
    return reason
