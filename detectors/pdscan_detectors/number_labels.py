"""What other numbers are called: words that tell that a number beside them is *not* the one looked for.

An order number may pass the BSN's eleven test and a serial number the Luhn test of an IMEI; the word in front of them
tells better.  Detectors take the groups that suit them: those of a weak number (nine digits) all, those of a strong one
(an IMEI with its hyphens in place) only the whole names such as `ordernummer`, because “Order 4711: toestel
35-209900-176148-1” names another number than the one that follows.

`nummer`, `nr`, `number` and `no` behind a word are understood by themselves.

>>> "order" in rivals(NAMED, BARE)["nl"], "order" in rivals(NAMED)["nl"], "order nummer" in rivals(NAMED)["nl"]
(True, False, True)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

FAMILY = "number"
"""The detectors of plain digits, whose labels are each other's rivals."""

Words = Mapping[str, Sequence[str]]

_STEMS: Words = {
    "nl": (
        "aanvraag", "afspraak", "apparaat", "artikel", "bestel", "bestelling", "boekings", "boekstuk", "bon", "case",
        "casus", "certificaat", "collo", "contract", "crediteur", "debiteur", "dossier", "factuur", "formulier",
        "garantie", "incident", "kassabon", "klacht", "kortings", "licentie", "machtigings", "melding", "meldings",
        "meter", "monteur", "nota", "offerte", "opdracht", "order", "pakbon", "pakket", "partij", "polis", "product",
        "project", "reserverings", "retour", "sessie", "storing", "taak", "transactie", "volg", "voucher", "werkbon",
        "werkorder", "wijziging", "zaak", "zending", "zendings",
    ),
    "en": (
        "article", "batch", "build", "case", "change", "claim", "complaint", "contract", "delivery", "incident",
        "invoice", "item", "job", "lot", "order", "parcel", "part", "policy", "process", "product", "purchase order",
        "quote", "receipt", "request", "return", "sequence", "session", "shipment", "task", "ticket", "transaction",
    ),
}  # fmt: skip

_RISKY_ALONE = frozenset({
    "aanvraag", "afspraak", "apparaat", "bestel", "change", "delivery", "formulier", "garantie", "item", "lot", "meter",
    "monteur", "part", "partij", "process", "product", "request", "return", "sequence", "volg", "wijziging",
})  # fmt: skip
"""Words of ordinary sentences: a rival only together with `nummer` or the like."""


def _named(words: Iterable[str], endings: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{word} {ending}" for word in words for ending in endings)


NAMED: Words = {
    "nl": (
        *_named(_STEMS["nl"], ("nummer", "nr", "id", "code")),
        *_named(("klant", "relatie", "lid", "lidmaatschaps", "personeels", "medewerkers", "leveranciers", "gebruikers",
                 "abonnee", "abonnements", "account", "patient", "cliënt", "leerling", "student", "kamer", "apparaat",
                 "serie", "versie", "model", "type", "vestigings", "inkoop", "verkoop", "referentie"),
                ("nummer", "nr", "id", "code")),
        "acceptgiro", "betalingskenmerk", "betaalkenmerk", "factuurkenmerk", "kenmerk", "ons kenmerk", "uw kenmerk",
        "referentie", "track en trace", "track trace", "barcode", "streepjescode", "ean", "isbn", "sku", "kassacode",
        "machtigingskenmerk", "machtigings id", "incassant id", "mandaat id", "winkelwagen", "cadeaukaart",
        "spaarkaart", "klantenkaart", "tijdstempel",
    ),
    "en": (
        *_named(_STEMS["en"], ("number", "no", "nr", "id", "code", "ref")),
        *_named(("customer", "client", "user", "member", "membership", "employee", "supplier", "vendor", "subscriber",
                 "account", "patient", "student", "serial", "version", "model", "part", "branch", "reference",
                 "purchase", "sales", "thread", "trace", "span", "correlation", "message"),
                ("number", "no", "nr", "id", "code")),
        "payment reference", "your reference", "our reference", "reference", "tracking", "tracking code", "track trace",
        "track and trace", "bar code", "ean", "gtin", "upc", "isbn", "issn", "sku", "mandate id", "creditor id",
        "gift card", "loyalty card", "timestamp", "time stamp", "epoch", "unix time", "checksum", "hash", "offset",
    ),
}  # fmt: skip
"""Whole names of other numbers (`ordernummer`, `tracking number`)."""

BARE: Words = {
    language: (*(stem for stem in stems if stem not in _RISKY_ALONE), "ref", "serial", "pid", "tid", "sn")
    for language, stems in _STEMS.items()
}
"""The same in one word: “order 123456782”."""

PHONES: Words = {
    "nl": ("telefoon", "tel", "telefoon nummer", "mobiel", "mobiele nummer", "gsm", "fax", "toestelnummer",
           "doorkiesnummer", "servicenummer", "nummerbehoud"),
    "en": ("telephone", "phone", "mobile", "cell", "fax", "msisdn", "caller", "callee", "dialled number"),
}  # fmt: skip
"""Telephone numbers."""

ACCOUNTS: Words = {
    "nl": ("rekening", "rekeningnummer", "bankrekening", "girorekening", "giro", "iban", "grootboek", "btw",
           "omzetbelasting", "loonheffingen", "loonheffingsnummer", "rsin", "fiscaal nummer", "fiscale nummer",
           "bedrag", "saldo", "totaal", "eur", "euro"),
    "en": ("bank account", "account number", "iban", "bic", "sort code", "vat", "vat number", "rsin", "fiscal number",
           "fiscal", "amount", "balance", "total", "eur", "usd", "gbp"),
}  # fmt: skip
"""Bank accounts, tax numbers of legal persons, and sums of money."""


def rivals(*groups: Words) -> dict[str, tuple[str, ...]]:
    """The words of several groups together, by language."""
    return {
        language: tuple(dict.fromkeys(word for group in groups for word in group.get(language, ())))
        for language in ("nl", "en")
    }


def denied(*names: str) -> dict[str, tuple[str, ...]]:
    """Words that deny a label: “geen BSN”, “not a BSN”.

    >>> denied("imei")["nl"]
    ('geen imei', 'niet imei')
    """
    return {
        "nl": tuple(f"{denial} {name}" for name in names for denial in ("geen", "niet")),
        "en": tuple(f"{denial} {name}" for name in names for denial in ("not a", "not an", "isn t a", "isn t an")),
    }
