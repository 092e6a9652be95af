"""What holds no text is read as what it is: sound for its tags, certificates for their names."""

from __future__ import annotations

import struct

import pytest

from pdscan.demo.certificates import certificate
from pdscan.demo.sounds import silence, tone
from pdscan.engine.decode import recognise
from pdscan.model import Item

SOUNDS = {
    "WAV": tone(),
    "Ogg with Opus": silence(),
    "MP3 with tags": b"ID3\3\0\0\0\0\0\0" + bytes(20),
    "MP3 without": (b"\xff\xfb\x90\x00" + bytes(413)) * 3,
    "FLAC": b"fLaC" + bytes(60),
    "AMR": b"#!AMR\n\x3c" + bytes(40),
    "GSM": (b"\xd2" + bytes(32)) * 6,
    "M4A": b"\0\0\0\x20ftypM4A \0\0\0\0",
}


def recognised(formats, head, name="x"):
    found = recognise(head[:8192], Item(name, open=lambda: pytest.fail("not opened")), formats)
    return found and found.media_types[0]


@pytest.mark.parametrize("name", SOUNDS)
def test_sound_is_told_by_its_bytes(formats, name) -> None:
    assert recognised(formats, SOUNDS[name]) == "audio/*"


@pytest.mark.parametrize(
    "head",
    [
        b"\xff\xfb\x90\x00" + bytes(3000),
        b"\xd2" + bytes(400),
        b"RIFF\0\0\0\0AVI LIST" + bytes(100),
        b"\0\0\0\x20ftypisom" + bytes(100),
        b"OggS\0\2" + bytes(22) + b"\1\x2a\x80theora" + bytes(60),
        b"ID3 is a format of tags.",
    ],
    ids=["no second frame", "no frames", "a film", "another film", "a film in Ogg", "text"],
)
def test_what_is_no_sound_is_not_taken_for_it(formats, head) -> None:
    assert recognised(formats, head) != "audio/*"


def test_raw_sound_is_told_by_its_name(formats) -> None:
    assert recognised(formats, bytes(range(256)), "gesprek.ulaw") == "audio/*"
    assert recognised(formats, b"a text", "gesprek.ulaw") == "text/plain"


def test_sound_without_tags_is_read_and_empty(read) -> None:
    assert read(tone(), "a.wav") == [("a.wav", None, 1, "")]


def test_tags_are_text(read) -> None:
    comment = b"COMMENT=bel 06-12345678"
    block = struct.pack("<I4sI", 4, b"demo", 1) + struct.pack("<I", len(comment)) + comment
    flac = b"fLaC\0\0\0\x22" + bytes(34) + b"\x84" + len(block).to_bytes(3, "big") + block
    opus = b"OggS" + bytes(24) + b"OpusHead" + bytes(40) + b"OpusTags" + block
    told = [(name, field, text) for data in (flac, opus) for name, field, _, text in read(data)]
    assert told == [("test", "tags", "COMMENT: bel 06-12345678")] * 2


def test_cut_off_tags_are_no_matter(read) -> None:
    assert read(b"ID3\3\0\0\0\0\1\0TIT2\0\0\1\0\0\0\0abc", "a.mp3") == [("a.mp3", "tags", 1, "TIT2: abc")]
    assert read(b"fLaC\x84\0\0\xff\xff\xff\xff\xff", "a.flac") == [("a.flac", None, 1, "")]


def test_a_certificate_is_its_names(read) -> None:
    pem = certificate("www.klant-demo.nl", ["www.klant-demo.nl", "klant-demo.nl"], "beheer@klant-demo.nl")
    (_, field, line, text), told = read(pem.encode(), "klant.pem")
    assert (field, line, text) == (None, 1, pem)
    assert told[1] == "certificate"
    assert told[3].splitlines() == [
        "commonName: www.klant-demo.nl",
        "emailAddress: beheer@klant-demo.nl",
        "alternative name: www.klant-demo.nl",
        "alternative name: klant-demo.nl",
        "issuer commonName: Demo Issuing CA",
        "from: 2025-12-01",
        "until: 2026-12-31",
    ]


def test_a_broken_certificate_is_only_its_text(read) -> None:
    pem = b"-----BEGIN CERTIFICATE-----\nTm8gY2VydGlmaWNhdGUgYXQgYWxsLg==\n-----END CERTIFICATE-----\n"
    assert [(field, text) for _, field, _, text in read(pem, "x.pem")] == [(None, pem.decode()), (None, "")]


def test_a_locked_key_store_is_read_as_one(read) -> None:
    assert read(b"\xfe\xed\xfe\xed\0\0\0\2" + bytes(50), "keystore.jks") == [("keystore.jks", None, 1, "")]
