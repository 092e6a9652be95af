"""International Bank Account Number (IBAN).

A bank gives it to an account: two letters of the country, two check digits, and the country's own account number,
whose length and structure the country has registered (`data/iban_structures.csv`).  With the first four characters
moved to the end and letters counted as 10 to 35, the whole leaves 1 when divided by 97.  That and the structure make it
sure by itself.  Printed in groups of four; written in any case, with spaces or hyphens.

Sources: ISO 13616-1; SWIFT IBAN registry; ISO/IEC 7064 (MOD 97-10).

>>> found = validate("nl91 abna 0417 1643 00")
>>> found.value, dict(found.attributes)
('NL91ABNA0417164300', {'country': 'NL', 'bank': 'ABNA', 'test': True})
>>> validate("NL92ABNA0417164300") is None     # check digits
True
>>> validate("ZZ91ABNA0417164300") is None     # no such country
True
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from pdscan.model import Verdict
from pdscan.protocols import REFUSED, UNSURE, Detector, Many
from pdscan_detectors.cells import Cells, grouped, of_shape, one_of
from pdscan_detectors.checksums import compact, mod97, mod97_many
from pdscan_detectors.data_files import lines, rows
from pdscan_detectors.line_breaks import unwrapped, wrapped

EXAMPLES = frozenset(lines("iban_examples.txt"))

_CLASSES = {"n": "[0-9]", "a": "[A-Z]", "c": "[0-9A-Z]"}


def _expression(structure: str) -> re.Pattern[str]:
    parts = re.findall(r"(\d+)!([nac])", structure)
    return re.compile("".join(f"{_CLASSES[kind]}{{{length}}}" for length, kind in parts))


STRUCTURES = {row["country"]: _expression(row["bban"]) for row in rows("iban_structures.csv")}
"""Country → what the account number behind the check digits looks like."""


def validate(text: str) -> Verdict | None:
    """A whole IBAN of a known country, its structure and check digits right; spaces and hyphens anywhere."""
    number = compact(unwrapped(text)).upper()
    country = number[:2]
    structure = STRUCTURES.get(country)
    if structure is None or not structure.fullmatch(number, 4):
        return None
    if not "02" <= number[2:4] <= "98" or mod97(number[4:] + number[:4]) != 1:
        return None
    attributes: dict[str, object] = {"country": country}
    if country == "NL":
        attributes["bank"] = number[4:8]
    if number in EXAMPLES:
        attributes["test"] = True
    return Verdict(number, 0.95, ("checksum", "structure"), attributes)


def read_many(cells: Cells) -> Many | None:
    """Dutch ones in one piece and in capitals; of each bank, and of each example, one stands for all."""
    if cells.shape[1] != 18:
        return None
    ours = of_shape(cells, "NL99AAAA9999999999")
    check = (cells[:, 2].astype(np.int16) - 48) * 10 + cells[:, 3] - 48
    passed = ours & (check >= 2) & (check <= 98) & (mod97_many(np.roll(cells, -4, axis=1)) == 1)
    unsure = (passed & one_of(cells, EXAMPLES)) | ~ours
    kind = np.where(unsure, UNSURE, REFUSED).astype(np.int16)
    sure = np.flatnonzero(passed & ~unsure)
    first, bank = grouped(cells[sure, 4:8])
    verdicts = [validate(cells[sure[place]].tobytes().decode()) for place in first.tolist()]
    kind[sure] = bank
    return Many(kind, tuple(replace(verdict, value="") for verdict in verdicts if verdict), cells)


def _candidates() -> tuple[str, ...]:
    """In one piece; in groups of four; anyhow.

    Groups of four have a length each, so that a short word behind an IBAN is not taken for its last group.
    """
    start, four = "[A-Za-z]{2}[0-9]{2}", "[ -][0-9A-Za-z]{4}"
    return (
        f"{start}[0-9A-Za-z]{{11,30}}",
        *(f"{start}(?:{four}){{{groups}}}" for groups in range(3, 8)),
        *(f"{start}(?:{four}){{{groups}}}[ -][0-9A-Za-z]{{1,3}}" for groups in range(2, 8)),
        *(each for country, length in _WRAPPED.items() for each in _broken(country, length)),
        "[Nn][Ll][ .-]?[0-9]{2}(?:[ .-]?[A-Za-z]){4}(?:[ .-]?[0-9]){10}",
        "GB[ .-]?[0-9]{2}(?:[ .-]?[A-Z]){4}(?:[ .-]?[0-9]){14}",
        *(
            f"{country}[ .-]?[0-9]{{2}}(?:[ .-]?[0-9]){{{length}}}"
            for country, length in (("BE", 12), ("DE", 18), ("AT", 16), ("ES", 20), ("PL", 24))
        ),
        "FR[ .-]?[0-9]{2}(?:[ .-]?[0-9]){10}(?:[ .-]?[0-9A-Z]){11}(?:[ .-]?[0-9]){2}",
    )


_WRAPPED = {
    "NL": 18, "BE": 16, "DE": 22, "FR": 27, "GB": 22, "CH": 21, "AT": 20, "ES": 24, "IT": 27, "LU": 20, "PL": 28,
}  # fmt: skip
"""Countries whose IBANs are looked for in groups over two lines, too, and how long they are."""


def _broken(country: str, length: int) -> tuple[str, ...]:
    """In groups of four, a line break in the place of a space."""
    whole, rest = divmod(length - 4, 4)
    groups = ["[0-9A-Z]{4}"] * whole + [f"[0-9A-Z]{{{rest}}}"] * bool(rest)
    return wrapped(f"{country}[0-9]{{2}}", *groups, by=" ")


DETECTOR = Detector(
    entity="iban",
    validate=validate,
    read_many=read_many,
    candidates=_candidates(),
    max_length=68,
    chance=0.01,
    labels={
        "nl": ("iban", "rekening", "rekeningnummer", "bankrekening", "tegenrekening", "incasso"),
        "en": ("iban", "bank account", "account", "account number", "beneficiary account", "debtor account"),
    },
)
