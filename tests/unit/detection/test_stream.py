"""What is found does not depend on how the text was cut, nor on the matcher."""

import random
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdscan import plugins
from pdscan.detection import Scanner
from pdscan.detection.stream import stream
from pdscan.model import Match, TextChunk, Verdict
from pdscan.protocols import Detector

WORDS = ["BSN:", "order", "111222333", "123456782", "é", "NL91ABNA0417164300", "\n", "jan@bedrijf.nl", "06-12345678"]
WORDS += [
    "10.1.2.3",
    "fax",
    "020-1234567",
    "geboren op 12-03-1980",
    "ünïcödé",
    "\u00a0",
    "490154203237518",
    "IMEI",
    " ",
]
WORDS += ["Sanne de Boer", "De Boer", "Beste", "dhr.", "J.P.", "Sanne", "groet,\nKarel Bol"]
WORDS += ["Dorpsstraat 12, 1234 AB Utrecht"]
WORDS += ["Vries, J. de", "Naam:", "Zoë Müller", "Müller", "Kerkweg 3\n3512 JE", "van der", "Postbus 12"]
FIVE = Detector(entity="five", validate=lambda text: Verdict(text, 0.9), candidates=("[0-9]{5}",), max_length=5)


@pytest.fixture(scope="module")
def scanners() -> dict[str, Scanner]:
    detectors = list(plugins.load_all("detectors").values())
    return {name: Scanner(detectors, name) for name in ("hyperscan", "re")}


def seen(matches: list[Match]) -> list[tuple[object, ...]]:
    return [(each.entity, each.text, each.confidence, each.line, each.column, each.column_end) for each in matches]


def cut(data: bytes, size: int) -> list[TextChunk]:
    """Pieces of about `size` bytes, cut between characters."""
    edges = [0]
    while edges[-1] < len(data):
        edge = min(edges[-1] + size, len(data))
        while edge < len(data) and data[edge] & 0xC0 == 0x80:
            edge += 1
        edges.append(edge)
    pieces = [data[begin:end] for begin, end in pairwise(edges)] or [b""]
    return [TextChunk(piece, continues=number < len(pieces) - 1) for number, piece in enumerate(pieces)]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60), st.integers(1, 200))
def test_chunks_and_matchers_agree(scanners: dict[str, Scanner], words: list[str], size: int) -> None:
    data = " ".join(words).encode()
    whole = seen([match for _, match in scanners["hyperscan"].stream([TextChunk(data)])])
    for scanner in scanners.values():
        assert seen([match for _, match in scanner.stream(cut(data, size))]) == whole


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60), st.integers(1, 200), st.integers(40, 400))
def test_pages_are_cut_by_the_text(scanners: dict[str, Scanner], words: list[str], size: int, page: int) -> None:
    data = "\n".join(words).encode()
    whole = seen([match for _, match in stream(scanners["hyperscan"], [TextChunk(data)], page_size=page)])
    for scanner in scanners.values():
        assert seen([match for _, match in stream(scanner, cut(data, size), page_size=page)]) == whole


def test_a_name_is_known_on_its_page_and_on_those_that_follow(scanners: dict[str, Scanner]) -> None:
    lines = ["De Boer belt.", "x" * 2000, "Sanne de Boer komt.", "y" * 2000, "De Boer was er."]
    text = "\n".join(lines).encode()

    def names(page: int) -> list[tuple[int | None, str]]:
        found = stream(scanners["re"], [TextChunk(text)], page_size=page)
        return [(match.line, match.text) for _, match in found if match.entity == "person_name"]

    assert names(10_000) == [(1, "De Boer"), (3, "Sanne de Boer"), (5, "De Boer")]
    assert names(2_100) == [(3, "Sanne de Boer"), (5, "De Boer")]


def test_a_name_in_a_header_is_known_in_the_body(scanners: dict[str, Scanner]) -> None:
    mail = [TextChunk(b"Xandra Oyelaran <x.oyelaran@bedrijf.nl>", "From", "From"), TextChunk(b"Oyelaran was here")]
    found = [(chunk.field, match.text) for chunk, match in scanners["re"].stream(mail) if match.entity == "person_name"]
    assert found == [("From", "Xandra Oyelaran"), (None, "Oyelaran")]


def test_long_text_in_small_pieces(scanners: dict[str, Scanner]) -> None:
    chance = random.Random(7)
    data = "".join(chance.choice(WORDS) + chance.choice([" ", "\n", "; "]) for _ in range(20_000)).encode()
    whole = seen([match for _, match in scanners["hyperscan"].stream([TextChunk(data)])])
    assert len(whole) > 5_000
    assert seen([match for _, match in scanners["hyperscan"].stream(cut(data, 4_096))]) == whole


def test_positions_are_those_of_the_text(scanners: dict[str, Scanner]) -> None:
    text = "één regel\ntwée BSN: 111222333 en\u00a0BSN 123\u00a0456\u00a0782\n\nBSN 111222333"
    lines = text.split("\n")
    matches = [match for _, match in scanners["hyperscan"].stream([TextChunk(text.encode())]) if match.entity == "bsn"]
    assert [match.line for match in matches] == [2, 2, 4]
    for match in matches:
        assert match.line is not None
        assert lines[match.line - 1][match.column : match.column_end] == match.text


@pytest.mark.parametrize("matcher", ["hyperscan", "re"])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12345", ["12345"]),
        ("12345 67890", ["12345", "67890"]),
        ("x12345", []),
        ("12345x", []),
        ("123456", []),
        ("é12345", []),
        ("12345é", []),
        ("€12345€", ["12345"]),
        ("_12345_", ["12345"]),
        ("(12345)", ["12345"]),
        ("１２３４５", ["１２３４５"]),
        ("12\u200b345", ["12\u200b345"]),
        ("", []),
    ],
)
def test_what_adjoins(matcher: str, text: str, found: list[str]) -> None:
    assert [match.text for match in Scanner([FIVE], matcher).text(text.encode())] == found


def test_a_match_shows_no_value() -> None:
    [match] = Scanner([FIVE]).text(b"12345")
    assert "12345" not in repr(match)


def test_near_misses_only_when_asked(scanners: dict[str, Scanner]) -> None:
    detectors = list(plugins.load_all("detectors").values())
    text = b"BSN 111222334"
    assert scanners["re"].text(text) == []
    misses = [match for match in Scanner(detectors, explain=True).text(text) if match.entity == "bsn"]
    assert [(match.text, match.confidence, match.reasons) for match in misses] == [("111222334", 0.0, ("near:check",))]


def test_unknown_matcher_needs_hyperscan(monkeypatch: pytest.MonkeyPatch) -> None:
    from pdscan.detection import matcher
    from pdscan.errors import UsageError

    def missing(_found: object, **_: object) -> None:
        raise ImportError

    monkeypatch.setattr(matcher, "HyperscanMatcher", missing)
    assert Scanner([FIVE], "auto").matcher.name == "re"
    with pytest.raises(UsageError, match=re.escape("--matcher re")):
        Scanner([FIVE], "hyperscan")
