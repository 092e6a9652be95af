"""Check digits: the arithmetic that tells a number from any other digits of its length.

| test | where | a random number passes |
|---|---|---|
| eleven test | BSN, RSIN, the nine digits of older Dutch VAT numbers | 1 in 11 |
| Luhn (ISO/IEC 7812-1, annex B) | IMEI, ICCID, payment cards | 1 in 10 |
| mod 97 (ISO/IEC 7064, MOD 97-10) | IBAN, Dutch VAT numbers since 2020 | 1 in 97 |
| 7-3-1 (ICAO Doc 9303 part 3) | machine readable zones | 1 in 10 |

Each comes twice.  The plain functions take one number as a string.  Those ending in `_many` take an array of shape
(n, width), one number a row, and give a mask of length n: they are what runs over whole columns.

>>> eleven_test("111222333"), eleven_test("111222334")
(True, False)
>>> luhn("490154203237518"), mod97("ABNA0417164300NL91") == 1, seven_three_one("520727")
(True, True, 3)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ELEVEN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
"""Of the BSN; the last weight is what sets it apart from the older bank account's 9 … 1."""

_SEPARATORS = str.maketrans("", "", " .-/")
_LUHN_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def compact(text: str) -> str:
    """A number without the spaces, dots, hyphens and slashes between its parts.

    >>> compact("35-209900-176148-1")
    '352099001761481'
    """
    return text.translate(_SEPARATORS)


def eleven_test(number: str) -> bool:
    """Whether nine digits pass the BSN's eleven test: their sum, so weighted, is divisible by 11."""
    total = sum(weight * int(digit) for weight, digit in zip(ELEVEN_WEIGHTS, number, strict=True))
    return total % 11 == 0


def eleven_test_many(digits: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """`eleven_test` of n numbers: `digits` has shape (n, 9) and values 0–9."""
    total = np.zeros(len(digits), dtype=np.int16)
    for position, weight in enumerate(ELEVEN_WEIGHTS):
        total += digits[:, position].astype(np.int16) * np.int16(weight)
    mask: NDArray[np.bool_] = total % 11 == 0
    return mask


def luhn(number: str) -> bool:
    """Whether digits pass the Luhn test over all of them: every second one from the right but one counts double."""
    total = sum(int(digit) for digit in number[-1::-2])
    total += sum(_LUHN_DOUBLED[int(digit)] for digit in number[-2::-2])
    return total % 10 == 0


def luhn_many(digits: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """`luhn` of n numbers: `digits` has shape (n, width) and values 0–9."""
    doubled = np.array(_LUHN_DOUBLED, dtype=np.uint8)
    total = np.zeros(len(digits), dtype=np.uint16)
    width = digits.shape[1]
    for position in range(width):
        column = digits[:, position]
        total += column if (width - position) % 2 else doubled[column]
    mask: NDArray[np.bool_] = total % 10 == 0
    return mask


def mod97(characters: str) -> int:
    """The remainder by 97 of digits and upper-case letters, where A counts as 10 and Z as 35.

    An IBAN is to be put in with its first four characters moved to the end.
    """
    return int("".join(str(int(character, 36)) for character in characters)) % 97


def mod97_many(characters: NDArray[np.uint8]) -> NDArray[np.int32]:
    """`mod97` of n numbers: `characters` has shape (n, width), ASCII digits and upper-case letters."""
    values = np.zeros(256, dtype=np.int32)
    values[ord("0") : ord("9") + 1] = range(10)
    values[ord("A") : ord("Z") + 1] = range(10, 36)
    remainder = np.zeros(len(characters), dtype=np.int32)
    for position in range(characters.shape[1]):
        value = values[characters[:, position]]
        remainder = (remainder * np.where(value > 9, np.int32(100), np.int32(10)) + value) % 97
    return remainder


def seven_three_one(characters: str) -> int:
    """The check digit of characters as ICAO has it: weights 7 3 1, A counts as 10 and Z as 35, `<` as 0.

    >>> seven_three_one("D23145890734")
    9
    """
    return sum((7, 3, 1)[place % 3] * _icao(character) for place, character in enumerate(characters)) % 10


def seven_three_one_many(characters: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`seven_three_one` of n numbers: `characters` has shape (n, width), ASCII digits, upper-case letters and `<`."""
    values = np.zeros(256, dtype=np.uint16)
    values[ord("0") : ord("9") + 1] = range(10)
    values[ord("A") : ord("Z") + 1] = range(10, 36)
    total = np.zeros(len(characters), dtype=np.uint16)
    for position in range(characters.shape[1]):
        total += values[characters[:, position]] * np.uint16((7, 3, 1)[position % 3])
    return (total % 10).astype(np.uint8)


def _icao(character: str) -> int:
    return 0 if character == "<" else int(character, 36)
