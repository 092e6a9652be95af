"""Pictures: the text on them by real OCR; small, blank, huge, broken and many-paged ones; what is told without OCR."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageDraw, ImageFilter, ImageFont

from pdscan.model import TextChunk
from pdscan.protocols import Problem
from pdscan_targets.formats.image import FORMAT, Picture
from pdscan_targets.ocr import tesseract
from tests.specimens.drawing import SANS

HERE = Path(__file__).parent

WORDS = "Uw burgerservicenummer is 111222333"


def drawn(text=WORDS, size=(900, 160), ink="black", paper="white", mode="RGB"):
    picture = Image.new(mode, size, paper)
    ImageDraw.Draw(picture).text((30, 50), text, fill=ink, font=ImageFont.truetype(SANS, 40))
    return picture


def saved(picture, form="PNG", **options):
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def turned_by_camera(orientation):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return exif


@pytest.fixture
def unread(monkeypatch):
    """Nothing must be read."""

    def words(*_):
        raise AssertionError("Tesseract was asked")

    monkeypatch.setattr("pdscan_targets.ocr.upright.words", words)


@pytest.fixture
def without_tesseract(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    tesseract.languages.cache_clear()
    yield
    tesseract.languages.cache_clear()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP", "AVIF"])
def test_each_form_is_known_by_its_bytes_and_read(read, form):
    data = saved(drawn(), form)
    assert FORMAT.recognises(data[:8192], "x.bin") == 1.0
    ((path, field, line, text),) = read(data, "x.bin")
    assert (path, field, line) == ("x.bin", None, 1)
    assert "burgerservicenummer" in text
    assert "111222333" in text


def test_the_pictures_of_telephones(read):
    """HEIC; this file was made with libheif, for nothing that is installed here can write one."""
    data = (HERE / "regel.heic").read_bytes()
    ((_, _, _, text),) = read(data, "IMG_0001")
    assert "111222333" in text


ODD = {
    "the camera lay on its side, and says so": (drawn().rotate(90, expand=True), {"exif": turned_by_camera(6)}),
    "ink on nothing": (drawn(paper=(0, 0, 0, 0), mode="RGBA"), {}),
    "sixteen bits": (Image.fromarray(np.asarray(drawn(mode="L")).astype(np.uint16) * 16), {}),
    "white on black": (drawn(ink="white", paper="black"), {}),
    "one bit, as a fax": (drawn(mode="L").convert("1"), {}),
    "a palette": (drawn().convert("P"), {}),
    "small print": (drawn().resize((420, 75)), {}),
}


@pytest.mark.parametrize("why", ODD)
def test_odd_pictures(read, why):
    picture, options = ODD[why]
    ((_, _, _, text),) = read(saved(picture, **options), "a.png")
    assert "111222333" in text


def test_the_pages_of_a_fax(read):
    pages = [drawn("eerste 123456782"), Image.new("RGB", (900, 160), "white"), drawn("derde 111222333")]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    found = read(data, "fax.tif")
    numbers = {field: text.split()[-1] for _, field, _, text in found}
    assert numbers == {"page 1": "123456782", "page 3": "111222333"}


def test_of_what_moves_the_first_picture_is_read(read):
    data = saved(drawn("een 123456782"), "GIF", save_all=True, append_images=[drawn("twee 111222333")])
    ((_, field, _, text),) = read(data, "a.gif")
    assert field is None
    assert "123456782" in text


@pytest.mark.parametrize("size", [(1, 1), (64, 64), (600, 12)])
def test_what_is_too_small_holds_nothing(decode, unread, size):
    assert decode(saved(Image.new("RGB", size, "white")), "logo.png") == []


def test_an_empty_page_is_not_read(decode, unread):
    assert decode(saved(Image.new("RGB", (1600, 2000), "white")), "leeg.png") == []


def test_a_picture_without_words(read):
    noise = np.random.default_rng(7).integers(0, 255, (300, 400)).astype(np.uint8)
    clouds = Image.fromarray(noise).filter(ImageFilter.GaussianBlur(9))
    assert read(saved(clouds.point(lambda value: 4 * value - 400)), "wolken.png") == []


def test_the_same_picture_is_read_once(decode, monkeypatch):
    data = saved(drawn("logo van 111222333"))
    first = [each.content.data for each in decode(data, "a.png")]
    monkeypatch.setattr("pdscan_targets.ocr.pages.pages", lambda *_: pytest.fail("read again"))
    assert [each.content.data for each in decode(data, "b.png")] == first


def test_not_more_pictures_are_remembered_than_need_be():
    format_ = Picture()
    for number in range(100):
        format_._remember(bytes([number]), ())
    assert len(format_._read) == 64


def bomb(width, height):
    def piece(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + piece(b"IHDR", header) + piece(b"IDAT", pixels) + piece(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 12_000)])
def test_a_bomb_is_not_unpacked(decode, unread, peak, size):
    (found,) = decode(bomb(*size), "bom.png")
    assert found.content.reason == "too large"
    assert peak() < 50


@pytest.mark.parametrize(
    ("why", "data", "reason"),
    [
        ("nothing after the first bytes", b"\x89PNG\r\n\x1a\n" + bytes(40), "damaged"),
        ("cut off", saved(drawn(), "JPEG")[:3000], "damaged"),
        ("no pixels in it", bomb(900, 900), "damaged"),
    ],
)
def test_damage(decode, why, data, reason):
    (found,) = decode(data, "kapot.png")
    assert found.content.reason == reason


def test_a_picture_that_takes_too_long(decode, monkeypatch):
    monkeypatch.setattr("pdscan_targets.ocr.tesseract.PATIENCE", 0.01)
    (found,) = decode(saved(drawn("traag")), "traag.png")
    assert found.content == Problem("time limit", "not read within 0 seconds")


def test_without_tesseract_it_is_told(decode, without_tesseract):
    (found,) = decode(saved(drawn("zonder")), "scan.png")
    assert found.content == Problem("needs OCR", "Tesseract is not installed")


def test_switched_off_it_is_told(decode):
    (found,) = decode(saved(drawn()), "scan.png", ocr=False)
    assert found.content == Problem("needs OCR", "OCR is switched off")


def test_a_logo_needs_no_tesseract(decode, without_tesseract):
    assert decode(saved(Image.new("RGB", (64, 64), "red")), "logo.png") == []


def test_nothing_is_written_while_reading(read, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    tmp_path.chmod(0o500)
    ((_, _, _, text),) = read(saved(drawn("geen spoor 111222333")), "a.png")
    assert "111222333" in text
    assert list(tmp_path.iterdir()) == []


def test_a_picture_in_a_message(read):
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"] = "jan@voorbeeld.nl"
    message["Subject"] = "scan"
    message.set_content("zie bijlage")
    message.add_attachment(saved(drawn("bijlage 111222333")), maintype="image", subtype="png", filename="scan.png")
    assert [text.strip() for path, _, _, text in read(message.as_bytes(), "1.eml") if path.endswith("scan.png")] == [
        "bijlage 111222333"
    ]


def test_what_is_read_is_text_with_utf_8(decode):
    (found,) = decode(saved(drawn("Coöperatie")), "a.png")
    assert isinstance(found.content, TextChunk)
    assert found.content.data.decode() == "Coöperatie"
