"""What a data protection officer reads of each discrepancy: sentences and advice in Dutch and English, as data.

The names in braces are filled in by `pdscan.reconcile.messages`.  A code is a kind of discrepancy, with what decided it
behind a dot; advice is looked up by the whole code first, then by the kind alone.
"""

from __future__ import annotations

SENTENCES: dict[str, dict[str, str]] = {
    "undeclared": {
        "en": "{values} of the kind {data} {was} found here, but the register doesn't mention that kind of data for "
        "any service.",
        "nl": "Hier {was} {values} van de soort {data} gevonden, maar het register noemt die soort bij geen enkele "
        "dienst.",
    },
    "undeclared_for_service": {
        "en": "{values} of the kind {data} {was} found in a place that serves {services}, but the register mentions "
        "that kind of data only for {declared_for}.",
        "nl": "Op een plek van {services} {was} {values} van de soort {data} gevonden, maar het register noemt die "
        "soort alleen bij {declared_for}.",
    },
    "over_retained.length": {
        "en": "{values} of the kind {data} {is} kept longer than the {period} that the register allows for {service}: "
        "the oldest dates from {oldest}, which is {late} too long; on {as_of} nothing from before {limit} is allowed.",
        "nl": "{values} van de soort {data} {is} langer bewaard dan de {period} die het register voor {service} "
        "toestaat: het oudste is van {oldest}, en dat is {late} te lang; op {as_of} mag er niets meer zijn van vóór "
        "{limit}.",
    },
    "over_retained.end_of_service": {
        "en": "{values} of the kind {data} {is} still kept although {service} has ended for the customers concerned, "
        "the first on {oldest}, which is {late} too long; the register allows it until the service ends.",
        "nl": "{values} van de soort {data} {is} nog bewaard terwijl {service} voor de betrokken klanten is beëindigd, "
        "de eerste op {oldest}, en dat is {late} te lang; het register staat het toe tot einde dienstverlening.",
    },
    "over_retained.after_service": {
        "en": "{values} of the kind {data} {is} kept longer than the {period} after the end of {service} that the "
        "register allows: it ended for the first of the customers concerned on {oldest}, which is {late} too long.",
        "nl": "{values} van de soort {data} {is} langer bewaard dan de {period} na het einde van {service} die het "
        "register toestaat: voor de eerste van de betrokken klanten eindigde die op {oldest}, en dat is {late} te "
        "lang.",
    },
    "retention_unknown.undetermined": {
        "en": "For {values} of the kind {data} the retention can't be judged, because from what the register says of "
        "{service}{words} no period can be computed.",
        "nl": "Van {values} van de soort {data} is de bewaartermijn niet te toetsen, omdat uit wat het register over "
        "{service} zegt{words} geen termijn valt te berekenen.",
    },
    "retention_unknown.no_record_date": {
        "en": "For {values} of the kind {data} nobody can tell whether the retention for {service} ({retention}) is "
        "exceeded, because no date of the records here is known.",
        "nl": "Van {values} van de soort {data} is niet te zeggen of de bewaartermijn voor {service} ({retention}) is "
        "overschreden, omdat van de gegevens hier geen datum bekend is.",
    },
    "retention_unknown.undated": {
        "en": "For {values} of the kind {data} nobody can tell whether the retention for {service} ({retention}) is "
        "exceeded: {parts}.",
        "nl": "Van {values} van de soort {data} is niet te zeggen of de bewaartermijn voor {service} ({retention}) is "
        "overschreden: {parts}.",
    },
    "retention_unknown.no_customer": {
        "en": "For {values} of the kind {data} nobody can tell whether the retention for {service} ({retention}) is "
        "exceeded, because it isn't known to which customers this data belongs.",
        "nl": "Van {values} van de soort {data} is niet te zeggen of de bewaartermijn voor {service} ({retention}) is "
        "overschreden, omdat niet bekend is bij welke klanten deze gegevens horen.",
    },
    "retention_unknown.no_end_dates": {
        "en": "For {values} of the kind {data} nobody can tell whether the retention for {service} ({retention}) is "
        "exceeded, because it isn't known for which of these customers that service has ended.",
        "nl": "Van {values} van de soort {data} is niet te zeggen of de bewaartermijn voor {service} ({retention}) is "
        "overschreden, omdat niet bekend is voor welke van deze klanten die dienst is beëindigd.",
    },
    "retention_unknown.unknown_customer": {
        "en": "For {values} of the kind {data} nobody can tell whether the retention for {service} ({retention}) is "
        "exceeded: {parts}.",
        "nl": "Van {values} van de soort {data} is niet te zeggen of de bewaartermijn voor {service} ({retention}) is "
        "overschreden: {parts}.",
    },
    "unassigned.no_binding": {
        "en": "{values} {was} found here ({kinds}), but it isn't known which service this place serves, so that the "
        "register can't be applied.",
        "nl": "Hier {was} {values} gevonden ({kinds}), maar het is niet bekend bij welke dienst deze plek hoort, zodat "
        "het register er niet op kan worden toegepast.",
    },
    "unassigned.unknown_service": {
        "en": "{values} {was} found here ({kinds}), in a place that is said to serve {named}, but the register has no "
        "service of that name.",
        "nl": "Hier {was} {values} gevonden ({kinds}), op een plek die volgens de instellingen bij {named} hoort, maar "
        "zo'n dienst staat niet in het register.",
    },
    "conflicting_entries": {
        "en": "To {data} here {entries} of the register apply that disagree on {topics}; the shortest retention is "
        "used.",
        "nl": "Op {data} zijn hier {entries} van het register van toepassing die verschillen in {topics}; de kortste "
        "bewaartermijn is gebruikt.",
    },
    "unlawful_ground": {
        "en": "{data} may be kept on no other ground than {required}, but the register gives {stated} for {service}.",
        "nl": "{data} mag alleen worden bewaard met als grond {required}, maar het register noemt bij {service} "
        "{stated}.",
    },
    "unlawful_ground.not_stated": {
        "en": "{data} may be kept on no other ground than {required}, but the register gives no ground for {service}.",
        "nl": "{data} mag alleen worden bewaard met als grond {required}, maar het register noemt bij {service} geen "
        "grond.",
    },
    "declared_not_found": {
        "en": "The register says that {service} keeps {declared}, but none of it was found, although everything in "
        "{systems} was read.",
        "nl": "Volgens het register bewaart {service} {declared}, maar daarvan is niets gevonden, hoewel {systems} "
        "helemaal {systems_was} gelezen.",
    },
    "not_covered.no_binding": {
        "en": "Whether {service} keeps {declared}, as the register says, was not examined: it isn't known which places "
        "serve it.",
        "nl": "Of {service} {declared} bewaart, zoals het register zegt, is niet onderzocht: het is niet bekend welke "
        "plekken erbij horen.",
    },
    "not_covered.not_scanned": {
        "en": "Whether {service} keeps {declared}, as the register says, was not examined: {unread} {systems_was} not "
        "scanned.",
        "nl": "Of {service} {declared} bewaart, zoals het register zegt, is niet onderzocht: {unread} {systems_was} "
        "niet gescand.",
    },
    "not_covered.partly": {
        "en": "Whether {service} keeps {declared}, as the register says, could not be settled: nothing was found, but "
        "{unread} {systems_was} read only in part.",
        "nl": "Of {service} {declared} bewaart, zoals het register zegt, is niet vastgesteld: er is niets gevonden, "
        "maar {unread} {systems_was} maar voor een deel gelezen.",
    },
    "not_covered.no_detector": {
        "en": "Whether {service} keeps {declared}, as the register says, was not examined: nothing in this scan "
        "recognises {kinds}.",
        "nl": "Of {service} {declared} bewaart, zoals het register zegt, is niet onderzocht: niets in deze scan "
        "herkent {kinds}.",
    },
    "not_covered.not_mapped": {
        "en": "Whether {service} keeps {declared}, as the register says, was not examined: these words have not been "
        "given a kind of data.",
        "nl": "Of {service} {declared} bewaart, zoals het register zegt, is niet onderzocht: aan deze woorden is nog "
        "geen soort gegevens gekoppeld.",
    },
}

REMARKS: dict[str, dict[str, str]] = {
    "test": {
        "en": "Of what was found here {tests} {test_is} known from documentation and no real data.",
        "nl": "Van wat hier is gevonden {test_is} er {tests} bekend uit documentatie; dat zijn geen echte gegevens.",
    },
    "legal_hold": {
        "en": "Because of a legal hold nothing here counts as kept too long up to and including {hold}.",
        "nl": "Door een verbod op vernietiging (legal hold) telt hier tot en met {hold} niets als te lang bewaard.",
    },
    "possible": {
        "en": "{possible} may be it, but that is too uncertain to count.",
        "nl": "Bij {possible} gaat het er misschien toch om, maar dat is te onzeker om mee te tellen.",
    },
    "elsewhere": {
        "en": "It was found in other places.",
        "nl": "Het is wel op andere plekken gevonden.",
    },
    "not_read": {
        "en": "This place was not read in the latest scan; this is what an earlier scan found.",
        "nl": "Deze plek is in de laatste scan niet gelezen; dit is wat een eerdere scan vond.",
    },
}

ADVICE: dict[str, dict[str, str]] = {
    "undeclared": {
        "en": "Find out why it is kept here. Delete it, or add it to the register with its retention, the party "
        "responsible and the legal ground.",
        "nl": "Zoek uit waarom het hier wordt bewaard. Verwijder het, of neem het op in het register met "
        "bewaartermijn, verantwoordelijke en grondslag.",
    },
    "undeclared_for_service": {
        "en": "Find out whether this service needs it. If so, add it to the register for this service; if not, "
        "delete it here. If the place serves another service as well, say so in the configuration.",
        "nl": "Zoek uit of deze dienst het nodig heeft. Zo ja, neem het op in het register bij deze dienst; zo nee, "
        "verwijder het hier. Hoort de plek ook bij een andere dienst, zet dat dan in de instellingen.",
    },
    "over_retained": {
        "en": "Have these records deleted, and find out why that did not happen by itself. If they must be kept "
        "longer, record the reason and until when.",
        "nl": "Laat deze gegevens verwijderen en zoek uit waarom dat niet vanzelf is gebeurd. Moeten ze langer worden "
        "bewaard, leg dan vast waarom en tot wanneer.",
    },
    "retention_unknown.undetermined": {
        "en": "Put a period or an event that can be checked into the register.",
        "nl": "Zet een termijn of een controleerbare gebeurtenis in het register.",
    },
    "retention_unknown.no_record_date": {
        "en": "Ask the owner of the system which column or date says how old a record is, and name it in the "
        "configuration.",
        "nl": "Vraag de eigenaar van het systeem welke kolom of datum zegt hoe oud een gegeven is, en noem die in de "
        "instellingen.",
    },
    "retention_unknown.undated": {
        "en": "Have the missing or impossible dates put right, or judge these records by hand.",
        "nl": "Laat de ontbrekende of onmogelijke datums herstellen, of beoordeel deze gegevens met de hand.",
    },
    "retention_unknown.no_customer": {
        "en": "Ask the owner of the system which column or name says whose record it is, and name it in the "
        "configuration.",
        "nl": "Vraag de eigenaar van het systeem welke kolom of naam zegt van welke klant een gegeven is, en noem die "
        "in de instellingen.",
    },
    "retention_unknown.no_end_dates": {
        "en": "Name a list or table in the configuration that says for which customers the service ended, and when.",
        "nl": "Noem in de instellingen een lijst of tabel die zegt voor welke klanten de dienst is beëindigd, en "
        "wanneer.",
    },
    "retention_unknown.unknown_customer": {
        "en": "Find out whether these are former customers who have already left the administration; their data is "
        "probably kept too long.",
        "nl": "Zoek uit of dit oud-klanten zijn die al uit de administratie zijn verdwenen; hun gegevens worden dan "
        "waarschijnlijk te lang bewaard.",
    },
    "unassigned.no_binding": {
        "en": "Ask the owner of the system which service it serves, and say so in the configuration; `pdscan bindings "
        "suggest` proposes one.",
        "nl": "Vraag de eigenaar van het systeem bij welke dienst het hoort en zet dat in de instellingen; `pdscan "
        "bindings suggest` doet een voorstel.",
    },
    "unassigned.unknown_service": {
        "en": "Mend the name in the configuration, or add the service to the register.",
        "nl": "Verbeter de naam in de instellingen, of neem de dienst op in het register.",
    },
    "conflicting_entries": {
        "en": "Decide which of them holds for this place. Make the register say one thing, or let the place serve one "
        "of the services only.",
        "nl": "Besluit welke van de regels voor deze plek geldt. Laat het register één ding zeggen, of laat de plek "
        "bij één dienst horen.",
    },
    "unlawful_ground": {
        "en": "Find the law that asks for this data and put it into the register. If there is none, the data may not "
        "be kept: have it deleted.",
        "nl": "Zoek de wet die om deze gegevens vraagt en neem die op in het register. Is die er niet, dan mogen de "
        "gegevens niet worden bewaard: laat ze verwijderen.",
    },
    "declared_not_found": {
        "en": "Find out whether it is kept somewhere that is not scanned. If it is kept no longer, take it out of the "
        "register.",
        "nl": "Zoek uit of het ergens wordt bewaard waar niet wordt gescand. Wordt het niet meer bewaard, haal het dan "
        "uit het register.",
    },
    "not_covered.no_binding": {
        "en": "Say in the configuration which systems and places serve this service.",
        "nl": "Zet in de instellingen welke systemen en plekken bij deze dienst horen.",
    },
    "not_covered.not_scanned": {
        "en": "Have it scanned.",
        "nl": "Laat het scannen.",
    },
    "not_covered.partly": {
        "en": "Look at the coverage for what was left out and why, and have it scanned whole.",
        "nl": "Kijk bij de dekking wat is overgeslagen en waarom, en laat alles scannen.",
    },
    "not_covered.no_detector": {
        "en": "Check this by hand, or have the detectors that recognise it switched on or added.",
        "nl": "Controleer dit met de hand, of laat detectoren die het herkennen aanzetten of toevoegen.",
    },
    "not_covered.not_mapped": {
        "en": "Give the words of this entry a kind of data in the register.",
        "nl": "Koppel in het register aan de woorden van deze regel een soort gegevens.",
    },
}

VERBS: dict[str, dict[str, tuple[str, str]]] = {
    "was": {"en": ("was", "were"), "nl": ("is", "zijn")},
    "is": {"en": ("is", "are"), "nl": ("is", "zijn")},
}
"""Verbs for one and for more."""

PARTS: dict[str, dict[str, tuple[str, str]]] = {
    "undated": {
        "en": ("the records have no date", "{n} have no date"),
        "nl": ("de gegevens hebben geen datum", "{n} zonder datum"),
    },
    "implausible": {
        "en": ("the records have a date before 1970 or in the future", "{n} have a date before 1970 or in the future"),
        "nl": (
            "de gegevens hebben een datum vóór 1970 of in de toekomst",
            "{n} met een datum vóór 1970 of in de toekomst",
        ),
    },
    "unknown_customer": {
        "en": (
            "it isn't known whether their customers still have that service",
            "of {n} it isn't known whether the customer still has that service",
        ),
        "nl": (
            "het is niet bekend of de klanten die dienst nog hebben",
            "van {n} is niet bekend of de klant die dienst nog heeft",
        ),
    },
    "implausible_end": {
        "en": (
            "that service is said to have ended for their customers before 1970",
            "of {n} the customer's service is said to have ended before 1970",
        ),
        "nl": (
            "voor de klanten zou die dienst vóór 1970 zijn beëindigd",
            "van {n} zou de dienst van de klant vóór 1970 zijn beëindigd",
        ),
    },
}
"""Why records can't be judged: when all are alike, and for each of several reasons."""

TOPICS: dict[str, dict[str, str]] = {
    "retention": {"en": "the retention ({all})", "nl": "bewaartermijn ({all})"},
    "responsible": {"en": "who is responsible ({all})", "nl": "verantwoordelijke ({all})"},
    "ground": {"en": "the legal ground ({all})", "nl": "grondslag ({all})"},
}
"""What entries disagree on."""

WORDS: dict[str, dict[str, str]] = {
    "controller": {"en": "the organisation itself", "nl": "de organisatie zelf"},
    "processor": {"en": "the client", "nl": "de opdrachtgever"},
    "not_stated": {"en": "not stated", "nl": "niet genoemd"},
    "other": {"en": "other kinds", "nl": "andere soorten"},
    "at_least": {"en": "at least {values}", "nl": "ten minste {values}"},
}
"""Roles, and other words."""
