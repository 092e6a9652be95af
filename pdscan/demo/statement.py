"""Webcircuit's privacy statement, retold: the facts of the real one, in words of our own.

The real statement's traps are kept: the header comes back on every page, an empty service cell means the
service above, one cell names nine kinds of data, and spelling varies.

>>> statement = facts()
>>> len(statement.rows), statement.dated.isoformat()
(25, '2018-06-03')
>>> print(render_statement_text().splitlines()[0])
Privacyverklaring van Webcircuit Internet Solutions
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from itertools import groupby

_BEFORE = """\
Privacyverklaring van {organisation}

{organisation} levert internet, telefonie en hosting aan bedrijven. Dat gaat niet zonder gegevens van mensen. \
Hieronder staat per dienst welke gegevens dat zijn.

Wat de kolommen zeggen

- Type dienst: waarvoor de gegevens nodig zijn. Onder Algemeen staat wat bij meer diensten hoort.
- Type gegevens: wat er wordt vastgelegd.
- Bewaartermijnen: tot wanneer.
- Verantwoordelijke: wie erover gaat. De opdrachtgevende partij is het bedrijf waaraan {organisation} levert.
- Grond voor verwerking: waarom het van de wet mag.
"""

_RIGHTS = """\
Uw rechten

U mag uw gegevens inzien, laten verbeteren en laten wissen. Schrijf of mail {organisation} en stuur het volgende mee:

{asked}

{organisation} antwoordt binnen een maand.

Cookies

Op de websites van {organisation} worden deze cookies geplaatst.
"""

_AFTER = """\
Wijzigingen

{organisation} kan deze verklaring aanpassen. Zij is voor het laatst bijgewerkt op {dated}.
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the statement says: the tables' rows with all their cells filled in but for repeated services.

    `pages` holds the rows page by page.  A row of `cookies` begins with the heading that it stands under.
    """

    organisation: str
    dated: date
    dated_in_words: str
    header: tuple[str, ...]
    pages: tuple[tuple[tuple[str, ...], ...], ...]
    cookie_header: tuple[str, ...]
    cookies: tuple[tuple[str, ...], ...]
    asked: tuple[str, ...]

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Service, data, retention, responsible and ground of every row."""
        return tuple(row for page in self.pages for row in page)


def facts() -> Facts:
    """The facts of Webcircuit's statement, from the package's data."""
    import yaml

    data = yaml.safe_load(files("pdscan.demo").joinpath("data/webcircuit.yaml").read_text(encoding="utf-8"))
    rows = iter([tuple(row) for row in data["rows"]])
    return Facts(
        organisation=data["organisation"],
        dated=data["dated"],
        dated_in_words=data["dated_in_words"],
        header=tuple(data["header"]),
        pages=tuple(tuple(next(rows) for _ in range(count)) for count in data["pages"]),
        cookie_header=tuple(data["cookie_header"]),
        cookies=tuple(tuple(row) for row in data["cookies"]),
        asked=tuple(data["asked"]),
    )


def render_statement_text() -> str:
    """The statement as a text file: tables with tabs, marked up with `<u>` and `<i>` as the real one is."""
    return "\n".join(_parts(facts()))


def _parts(statement: Facts) -> Iterator[str]:
    words = {
        "organisation": statement.organisation,
        "dated": statement.dated_in_words,
        "asked": "\n".join(f"- {item};" for item in statement.asked),
    }
    yield _BEFORE.format(**words)
    for page in statement.pages:
        yield "\t".join(statement.header)
        yield from map(_marked_up, page)
        yield ""
    yield _RIGHTS.format(**words)
    for heading, rows in groupby(statement.cookies, key=lambda row: row[0]):
        yield f"{heading}\n\n" + "\t".join(statement.cookie_header)
        yield from ("\t".join(row[1:]) for row in rows)
        yield ""
    yield _AFTER.format(**words)


def _marked_up(row: tuple[str, ...]) -> str:
    service, data, *others = row
    name, dash, options = service.partition(" - ")
    return "\t".join([f"<u>{name}</u>{dash}{options}" if name else "", f"<i>{data}</i>", *others])
