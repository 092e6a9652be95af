"""Text in every usual encoding, in blocks, with its lines."""

import codecs
import io

import pytest

from pdscan.model import Item, TextChunk
from pdscan.protocols import Limits, Problem
from pdscan_targets.formats.encoding import Utf8Reader, encoding_of, head_text, is_binary, to_utf8
from pdscan_targets.formats.text import FORMAT

TEXT = "Coöperatie ’t Hoekje, € 10\nBSN: 111222333 bij José\n"


def chunks(data, block=1 << 20):
    return list(FORMAT.chunks(io.BytesIO(data), Item("a.txt", io.BytesIO), Limits(block=block)))


def joined(found):
    return b"".join(chunk.data for chunk in found if isinstance(chunk, TextChunk)).decode()


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
        ("utf-32-le", b""),
        ("utf-32-be", b""),
        ("cp1252", b""),
    ],
)
@pytest.mark.parametrize("block", [64, 1 << 20])
def test_every_usual_encoding(encoding, mark, block):
    found = chunks(mark + (TEXT * 40).encode(encoding), block)
    assert joined(found) == TEXT * 40
    assert [chunk.continues for chunk in found] == [True] * (len(found) - 1) + [False]
    assert found[-1].line == 1 + joined(found[:-1]).count("\n")


def test_latin_1_and_utf_8_in_one_log():
    assert joined(chunks("één\n".encode() + "twee é\n".encode("latin-1"))) == "één\ntwee é\n"


def test_characters_that_windows_1252_does_not_have():
    assert joined(chunks(b"een caf\xe9 \x81 en nog een caf\xe9")) == "een café \x81 en nog een café"


def test_another_script_is_guessed():
    russian = "Это предложение написано по-русски, чтобы узнать кодировку. " * 5
    assert joined(chunks(russian.encode("cp1251"))) == russian


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\rb\r\nc\r", "a\nb\r\nc\n"),
        (b"\r", "\n"),
        ("a\rb".encode("utf-16"), "a\nb"),
        ("a\r".encode("utf-16"), "a\n"),
        ("a\r\nb".encode("utf-16"), "a\r\nb"),
    ],
)
def test_carriage_returns(data, text):
    assert joined(chunks(data)) == text


def test_line_breaks_of_two_bytes_are_not_cut():
    assert joined(chunks((b"x" * 63 + b"\r\n") * 20, 64)) == ("x" * 63 + "\r\n") * 20


def test_a_character_at_the_very_end_is_cut_off():
    assert joined(chunks("abcé".encode()[:-1])) == "abcÃ"


def test_what_cannot_be_decoded_is_told():
    found = chunks(codecs.BOM_UTF16_LE + "bsn".encode("utf-16-le") + b"\x00\xd8x\x00y")
    assert joined(found).startswith("bsn")
    assert found[-1] == Problem("wrong encoding", "2 places are not utf-16-le")


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        (b"Jos\xe9", "utf-8", "José"),
        ("José".encode(), "iso-8859-15", "José"),
        (b"10 \xa4", "iso-8859-15", "10 €"),
        (b"10 \x80", "no-such-charset", "10 €"),
        (b"abc", "utf-16", "abc"),
        (b"abc", "hex", "abc"),
        (b"abc", "idna", "abc"),
        (b"+AOk-", "utf-7", "é"),
        ("日本".encode("iso-2022-jp"), "iso-2022-jp", "日本"),
        ("日本語".encode("shift-jis"), "shift_jis", "日本語"),
        (b"\xe9 \xc3\xa9", "utf-8", "é é"),
        (b"\xe9 \xc3\xa9", "iso-8859-1", "é Ã©"),
    ],
)
def test_a_declared_encoding_is_believed_unless_the_bytes_contradict_it(data, declared, text):
    assert to_utf8(data, declared).decode() == text


@pytest.mark.parametrize(
    ("head", "binary"),
    [
        (b"naam;bsn\0;x\n" * 3, False),
        (b"plain text", False),
        (bytes(8192), True),
        (bytes(range(256)), True),
        (b"\x7fELF\x02\x01\x01" + bytes(9), True),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", True),
        (b"naam\0\xe9\xe9\0 en nog wat langere tekst", True),
        ("naam".encode("utf-16-le"), False),
    ],
)
def test_binary(head, binary):
    assert is_binary(head) is binary
    assert (FORMAT.recognises(head, "x") > 0) is not binary


def test_head_text():
    assert head_text("naam".encode("utf-16")) == b"naam"
    assert head_text(b"\xef\xbb\xbfJos\xe9") == "José".encode()
    assert head_text(bytes(100)) is None


def test_an_empty_stream_has_no_blocks():
    assert list(Utf8Reader(io.BytesIO(), Limits())) == []
    assert encoding_of(b"") == "utf-8"


def test_valid_text_is_passed_on_as_it_is():
    block = "é".encode() * 512
    assert [len(each) for each in Utf8Reader(io.BytesIO(block * 3), Limits(block=1024))] == [1024, 1024, 1024]


def test_a_long_line_streams_in_bounded_memory(peak):
    class Endless(io.RawIOBase):
        left = 400

        def read(self, size=-1):
            self.left -= 1
            return b"x" * size if self.left >= 0 else b""

    size = 0
    for chunk in FORMAT.chunks(Endless(), Item("a", io.BytesIO), Limits()):
        assert chunk.line == 1
        size += len(chunk.data)
    assert size == 400 << 20
    assert peak() < 8
