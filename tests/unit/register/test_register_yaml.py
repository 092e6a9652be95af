"""The register's YAML file: read strictly, written plainly, described by a schema."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pdscan.errors import RegisterError
from pdscan.register import Register, load
from pdscan.register.reading import parse
from pdscan.register.schema import text as schema
from pdscan.register.view import as_json
from pdscan.register.writing import dump

DOCS = Path(__file__).parents[3] / "docs"

HAND_WRITTEN = b"""\
statement: {dated: 2024-02-29}
entries:
- id: web-1
  service: Web
  data: Naam
  categories: [person_name, loyalty_points]
  retention: {kind: length, length: P6M, text: half jaar}
  ground: {kind: contract}
- id: web-2
  service: Web
  retention: {kind: end_of_service, length: P7Y}
"""


def test_a_register_can_be_written_by_hand() -> None:
    register = parse(HAND_WRITTEN)
    assert register.statement.dated == date(2024, 2, 29)
    first, second = register.entries
    assert first.categories == ("person_name", "loyalty_points")
    assert (first.retention.kind, first.retention.length, first.ground.kind) == ("length", "P6M", "contract")
    assert (first.source.line, first.source.cells) == (None, {})
    assert (second.data, second.responsible.role, second.ground.kind) == ("", None, None)
    assert parse(dump(register).encode()) == register


def test_what_is_written_names_its_schema_and_leaves_out_what_is_empty() -> None:
    written = dump(parse(HAND_WRITTEN))
    assert written.splitlines()[0] == "# yaml-language-server: $schema=register.schema.json"
    assert written.splitlines()[2:] == [
        "statement: {dated: 2024-02-29}",
        "entries:",
        "- id: web-1",
        "  service: Web",
        "  data: Naam",
        "  categories: [person_name, loyalty_points]",
        "  retention: {kind: length, length: P6M, text: half jaar}",
        "  ground: {kind: contract}",
        "- id: web-2",
        "  service: Web",
        "  retention: {kind: end_of_service, length: P7Y}",
    ]


def test_all_that_is_wrong_is_told_at_once_with_lines_and_nearest_words() -> None:
    wrong = b"""\
statment: {source: a.txt}
statement: {dated: 2024-02-30}
entries:
- id: Web 1
  service: 247
  categories: [Person Name]
  retention: {kind: lenght}
- id: web-2
  service: Web
  catagories: [email]
  retention: {kind: length}
  ground: {kind: contract, kind: consent}
- id: web-2
  service: Web
  retention: {kind: undetermined, length: P1Y}
- service: Web
  id: web-3
  retention: {kind: length, length: half a year}
"""
    with pytest.raises(RegisterError) as caught:
        parse(wrong, "wrong.yaml")
    assert caught.value.problems == [
        "line 1: unknown key “statment”; did you mean “statement”?",
        "line 2: there is no such day or number; put it in quotes if it is text",
        "line 4: “id” must be a name of lower case letters, digits and hyphens, such as hosting-2",
        "line 5: “service” must be text; put it in quotes",
        "line 6: “categories” must be names of lower case letters, digits and underscores, such as contact_details",
        "line 7: unknown “kind” “lenght”; did you mean “length”?",
        "line 10: unknown key “catagories”; did you mean “categories”?",
        "line 11: “length” is missing: a retention of kind “length” says how long, such as P6M",
        "line 12: “kind” stands here twice, first on line 12",
        "line 15: a retention of kind “undetermined” has no “length”",
        "line 18: “length” must be an ISO 8601 duration such as P6M, P7Y or P365D",
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "line 1: “entries” is missing"),
        (b"entries: []", "line 1: “entries” is empty: a register declares something"),
        (b"- 1", "line 1: “the file” must be a mapping: {key: value}, or indented lines “key: value”"),
        (b"entries: [", "line 1: this is no YAML: expected the node content, but found '<stream end>'"),
        (
            b"entries:\n- &a {id: w-1, service: W, retention: {kind: end_of_service}}\n- *a",
            "line 2: “w-1” stands here twice, first on line 2",
        ),
    ],
)
def test_a_file_as_a_whole_can_be_wrong(content: bytes, problem: str) -> None:
    with pytest.raises(RegisterError) as caught:
        parse(content)
    assert caught.value.problems == [problem]


def test_the_json_that_is_shown_can_be_read_back(tmp_path: Path, statement_file: object) -> None:
    import json

    register = load(statement_file("txt"))  # type: ignore[operator]
    path = tmp_path / "register.json"
    path.write_text(json.dumps(as_json(register)), encoding="utf-8")
    again = load(path)
    assert as_json(again) == as_json(register)
    assert again.statement.dated == date(2018, 6, 3)


def test_the_keys_of_the_json_are_those_that_are_promised(statement_file: object) -> None:
    shown = as_json(load(statement_file("txt")))  # type: ignore[operator]
    assert list(shown) == ["statement", "entries", "cookies", "asked", "unclear"]
    assert shown["statement"] == {"source": "verklaring.txt", "dated": "2018-06-03"}
    assert shown["entries"][9] == {
        "id": "voip-en-mobiel-1",
        "service": "VoIP en mobiel",
        "data": "Gebruikgegevens: met wie, waar, wanneer en hoeveel is gebeld",
        "categories": ["usage_data"],
        "retention": {"kind": "length", "length": "P6M", "text": "Zes maanden"},
        "responsible": {"role": "controller", "text": "Webcircuit Internet Solutions"},
        "ground": {"kind": "contract", "text": "Uitvoering overeenkomst"},
        "source": {"line": 23},
    }
    assert shown["entries"][0]["retention"] == {
        "kind": "end_of_service",
        "length": None,
        "text": "Tot einde dienstverlening",
    }
    assert shown["cookies"][0] == {
        "name": "Sessie id",
        "placed_by": "Webcircuit Internet Solutions",
        "purpose": "Transactie data verwerken t.b.v. bestellingen",
    }
    assert shown["unclear"] == [{"line": 24, "text": "Afhankelijk van de gebruiker", "why": "no length and no event"}]
    assert shown["asked"][2]["category"] == "id_document_copy"


def test_places_in_a_pdf_name_the_page(statement_file: object) -> None:
    shown = as_json(load(statement_file("pdf")))  # type: ignore[operator]
    assert shown["entries"][0]["source"]["page"] == 1
    assert shown["unclear"][0]["page"] == 1
    assert shown["entries"][-1]["source"]["page"] == 2


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="can't be read: No such file or directory; name another file"):
        load(tmp_path / "register.yaml")


def test_the_schema_in_the_docs_is_up_to_date() -> None:
    """`pdscan register schema --output docs/register.schema.json` writes it anew."""
    assert (DOCS / "register.schema.json").read_text(encoding="utf-8") == schema()


def test_the_schema_completes_categories_with_their_terms() -> None:
    import json

    category = json.loads(schema())["$defs"]["Category"]["anyOf"]
    assert category[-1] == {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
    bsn = next(each for each in category if each.get("const") == "bsn")
    assert bsn["title"] == "citizen service number (BSN) / burgerservicenummer (BSN)"
    assert bsn["description"].endswith("https://w3id.org/dpv/pd#OfficialID")


def test_reading_a_register_needs_no_office_parsers() -> None:
    import subprocess
    import sys

    code = "import sys, pdscan.register; print([name for name in ('pydantic', 'lxml', 'docx') if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_registers_compare_by_value(statement_file: object) -> None:
    one, two = (load(statement_file("txt")) for _ in range(2))  # type: ignore[operator]
    assert isinstance(one, Register)
    assert one == two
