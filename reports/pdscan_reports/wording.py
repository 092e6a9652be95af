"""What reports say in words, numbers and dates, in the reader's language.

The sentences are data (`messages/nl.yaml`, `messages/en.yaml`); dates, numbers and plurals follow the
Unicode locale data that comes with Babel.

>>> words = Words.of("en")
>>> words.number(12345), words.day(date(2024, 2, 29)), words.count("places", 1), words.count("places", 3)
('12,345', '29 February 2024', '1 place', '3 places')
>>> Words.of("nl").span(date(2015, 2, 11), date(2019, 11, 23))
'4 jaar en 9 maanden'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from pdscan_reports.visible import visible

LANGUAGES = {"nl": "nl_NL", "en": "en_GB"}
"""Every language that there is a catalogue for, with its locale."""


@dataclass(frozen=True)
class Words:
    """One language: its sentences by dotted key, and how it writes numbers and dates."""

    language: str
    locale: str
    messages: Mapping[str, Any]

    @classmethod
    def of(cls, language: str) -> Words:
        """The words of a language; those of English for a language without a catalogue.

        A region is looked past: `nl_BE` and `nl-NL` are `nl`.
        """
        known = language[:2].lower()
        return _load(known if known in LANGUAGES else "en")

    def __call__(self, key: str, **arguments: object) -> str:
        """The sentence under a key, with its places filled in.

        :raises KeyError: when the catalogue lacks the key.
        """
        return str(self.messages[key].format(**arguments))

    def has(self, key: str) -> bool:
        """Whether the catalogue has the key."""
        return key in self.messages

    def either(self, prefix: str, word: str) -> str:
        """The message `prefix.word`, or the word itself, made safe to show, where the catalogue does not know it.

        >>> Words.of("nl").either("reason", "encrypted"), Words.of("nl").either("reason", "on fire")
        ('versleuteld', 'on fire')
        """
        key = f"{prefix}.{word}"
        return self(key) if self.has(key) else visible(word, 80)

    def count(self, key: str, number: int, **arguments: object) -> str:
        """A message in the singular or plural form that the number asks for, with `{n}` as that number."""
        from babel import Locale

        form = Locale.parse(self.locale).plural_form(number)
        return self(f"{key}.{form}", n=self.number(number), **arguments)

    def number(self, number: float) -> str:
        """A number with the language's separators."""
        from babel.numbers import format_decimal

        return format_decimal(number, locale=self.locale)

    def short_number(self, number: int) -> str:
        """A number in few characters: in full up to a hundred thousand, then in thousands and millions.

        >>> Words.of("en").short_number(99_999), Words.of("en").short_number(1_234_567)
        ('99,999', '1.2M')
        """
        from babel.numbers import format_compact_decimal

        if number < 100_000:
            return self.number(number)
        return format_compact_decimal(number, locale=self.locale, fraction_digits=1)

    def percent(self, share: float) -> str:
        """A share of 1 as a percentage, rounded down so that 99.96 % is never called all.

        >>> Words.of("en").percent(0.9996), Words.of("nl").percent(0.125), Words.of("nl").percent(1)
        ('99.9%', '12,5%', '100%')
        """
        from babel.numbers import format_percent

        return format_percent(int(share * 1000) / 1000, "#,##0.#%", locale=self.locale)

    def fine_percent(self, share: float) -> str:
        """A share of 1 as a percentage, with as many digits as it has.

        >>> Words.of("en").fine_percent(0.0003), Words.of("nl").fine_percent(0.0003)
        ('0.03%', '0,03%')
        """
        from babel.numbers import format_percent

        return format_percent(share, "#,##0.##########%", locale=self.locale)

    def size(self, number: int) -> str:
        """A number of bytes, in powers of 1000.

        >>> Words.of("en").size(183_500_800), Words.of("nl").size(1_500)
        ('183.5 MB', '1,5 kB')
        """
        from babel.numbers import format_decimal

        size, units = float(number), ("B", "kB", "MB", "GB", "TB", "PB")
        step = 0
        while size >= 1000 and step < len(units) - 1:
            size, step = size / 1000, step + 1
        return f"{format_decimal(size, '#,##0.#', locale=self.locale)} {units[step]}"

    def day(self, day: date | None) -> str:
        """A day in full, or the sign for none."""
        from babel.dates import format_date

        return format_date(day, "long", locale=self.locale) if day else self("none")

    def short_day(self, day: date | None) -> str:
        """A day with its month in letters, for tables; or the sign for none.

        >>> Words.of("nl").short_day(date(2015, 2, 11))
        '11 feb 2015'
        """
        from babel.dates import format_date

        return format_date(day, "d MMM yyyy", locale=self.locale) if day else self("none")

    def moment(self, moment: datetime) -> str:
        """A day and the time of day, in the time zone that the moment carries, with its name."""
        time = f"{moment:%H:%M} {moment.tzname() or ''}".rstrip()
        return self("moment", date=self.day(moment), time=time)

    def span(self, start: date, end: date) -> str:
        """How long it is from one day to a later one: years and months, or days when it is less than a month."""
        from dateutil.relativedelta import relativedelta

        between = relativedelta(end, start)
        parts = [
            self.count(f"span.{unit}", number)
            for unit, number in (("years", between.years), ("months", between.months))
            if number
        ]
        return self.listed(parts) if parts else self.count("span.days", max(0, (end - start).days))

    def listed(self, parts: Iterable[str]) -> str:
        """Several things as one phrase.

        >>> Words.of("en").listed(["crm", "mail", "share"]), Words.of("nl").listed(["crm"])
        ('crm, mail and share', 'crm')
        """
        *first, last = list(parts) or [self("none")]
        return self("and", first=", ".join(first), last=last) if first else last

    def category(self, category: str | None) -> str:
        """What a category is called; one that the vocabulary does not know is its own name."""
        from pdscan.vocabulary import title

        return visible(title(category, self.language), 80) if category else self("none")

    def entity(self, entity: str | None) -> str:
        """What an entity is called; one that the vocabulary does not know is its own name."""
        from pdscan.vocabulary import entity_title

        return visible(entity_title(entity, self.language), 80) if entity else self("none")


@cache
def _load(language: str) -> Words:
    import yaml

    text = files("pdscan_reports").joinpath("messages", f"{language}.yaml").read_text(encoding="utf-8")
    return Words(language, LANGUAGES[language], dict(_flat(yaml.safe_load(text))))


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
