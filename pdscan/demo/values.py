"""Made-up values from a seed that pass the real checks: nobody's numbers, but numbers all the same."""

from __future__ import annotations

import random
import string

# fmt: off
FIRST = [
    "Sanne", "Daan", "Emma", "Sem", "Lotte", "Bram", "Fleur", "Thijs", "Anouk", "Jeroen", "Marieke", "Ruben", "Femke",
    "Koen", "Iris", "Wouter", "Noor", "Gijs",
]
# fmt: on
# fmt: off
LAST = [
    "Jansen", "de Vries", "van den Berg", "Bakker", "Visser", "Smit", "Meijer", "de Boer", "Mulder", "de Groot",
    "Bos", "Vos", "Peters", "Hendriks",
]
# fmt: on
# fmt: off
PLACES = [
    "Utrecht", "Zwolle", "Breda", "Arnhem", "Leiden", "Haarlem", "Groningen", "Maastricht", "Alkmaar", "Deventer",
    "Middelburg", "Assen",
]
# fmt: on
DOCUMENT_LETTERS = "ABCDEFGHIJKLMNPQRSTUVWXYZ"


class Values:
    """A source of values; the same seed gives the same ones, in the same order."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - made-up values, the same every time

    def digits(self, count: int) -> str:
        """So many digits."""
        return "".join(self.chance.choices(string.digits, k=count))

    def person(self) -> str:
        """First and last name."""
        return f"{self.chance.choice(FIRST)} {self.chance.choice(LAST)}"

    def place(self) -> str:
        """A town."""
        return self.chance.choice(PLACES)

    def bsn(self) -> str:
        """Nine digits that pass the eleven test.

        >>> number = Values(1).bsn()
        >>> sum(int(digit) * weight for digit, weight in zip(number, (9, 8, 7, 6, 5, 4, 3, 2, -1))) % 11
        0
        """
        while True:
            body = str(self.chance.randint(1, 9)) + self.digits(7)
            check = sum(int(digit) * weight for digit, weight in zip(body, range(9, 1, -1), strict=True)) % 11
            if check < 10 and len(set(body)) > 2:
                return f"{body}{check}"

    def order_number(self) -> str:
        """Nine digits; one in eleven passes the BSN's test, as in life."""
        return str(self.chance.randint(1, 9)) + self.digits(8)

    def iban(self) -> str:
        """A Dutch bank account."""
        account = self.chance.choice(("ABNA", "INGB", "RABO", "TRIO", "KNAB")) + "0" + self.digits(9)
        return f"NL{_mod_97_digits(account + 'NL')}{account}"

    def vat(self) -> str:
        """A Dutch VAT number of the form used since 2020."""
        while True:
            number = f"NL{self.digits(9)}B{self.chance.randint(10, 99)}"
            if int("".join(str(int(letter, 36)) for letter in number)) % 97 == 1:
                return number

    def imei(self) -> str:
        """A device number of a type allocated in Britain."""
        return _with_luhn("35" + self.digits(12))

    def serial(self) -> str:
        """Fifteen digits that are no IMEI: as long, but without its check digit."""
        imei = self.imei()
        return imei[:-1] + str((int(imei[-1]) + self.chance.randint(1, 9)) % 10)

    def iccid(self) -> str:
        """A Dutch SIM card."""
        return _with_luhn("893144" + self.digits(12))

    def imsi(self) -> str:
        """A Dutch subscriber."""
        return "20408" + self.digits(10)

    def document(self) -> str:
        """The number of a Dutch passport."""
        letters = "".join(self.chance.choices(DOCUMENT_LETTERS, k=2))
        return letters + "".join(self.chance.choices(DOCUMENT_LETTERS + string.digits, k=6)) + self.digits(1)

    def mobile(self) -> str:
        """A mobile number."""
        return f"06-{self.chance.choice('1234')}{self.digits(7)}"

    def landline(self) -> str:
        """A number in Utrecht."""
        return f"030-2{self.digits(6)}"

    def address(self) -> str:
        """An IP address."""
        return f"145.{self.chance.randint(1, 250)}.{self.chance.randint(1, 250)}.{self.chance.randint(1, 250)}"

    def mac(self) -> str:
        """The address of a network card."""
        return "00:1b:44:" + ":".join(f"{self.chance.randrange(256):02x}" for _ in range(3))

    def postcode(self) -> str:
        """A postal code in Utrecht."""
        return f"35{self.chance.randint(11, 85)} {''.join(self.chance.choices('BCDEGHJKLNPRTVWX', k=2))}"

    def licence(self) -> str:
        """A driving licence."""
        return str(self.chance.randint(3, 6)) + self.digits(9)

    def plate(self) -> str:
        """A number plate of the series in use since 2015."""
        letters = "".join(self.chance.choices("BDFGHJKLNPRSTVXZ", k=5))
        return f"{letters[:2]}-{self.digits(3)}-{letters[2]}"

    def sentence(self, words: int = 12) -> str:
        """Words without any personal data."""
        return " ".join(self.chance.choices(_WORDS, k=words)).capitalize() + "."


# fmt: off
_WORDS = [
    "de", "levering", "van", "het", "netwerk", "is", "volgens", "planning", "verlopen", "en", "alle", "modems",
    "zijn", "getest", "op", "storing", "wij", "hebben", "de", "router", "vervangen", "omdat", "het", "signaal", "te",
    "zwak", "was", "na", "controle", "bleek", "de", "kabel", "beschadigd", "een", "monteur", "komt", "langs",
]
# fmt: on


def _mod_97_digits(rearranged: str) -> str:
    number = int("".join(str(int(letter, 36)) for letter in rearranged + "00"))
    return f"{98 - number % 97:02d}"


def _with_luhn(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{body}{-total % 10}"
