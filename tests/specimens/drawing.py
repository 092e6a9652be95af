"""Specimen passports and cards of our own design, drawn: they look like no real document, and are read like one."""

from __future__ import annotations

import math
from pathlib import Path

import matplotlib as mpl
from PIL import Image, ImageDraw, ImageFont

from tests.specimens.holders import Holder, card, passport

OCR_B = Path("/usr/share/fonts/opentype/ocr-b/OCRB.otf")
"""From the Debian package fonts-ocr-b, in the public domain; `make test` installs it."""
SANS = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
BOLD = SANS.with_name("DejaVuSans-Bold.ttf")
INK, LABEL, PATTERN = (25, 25, 40), (70, 80, 120), (214, 222, 236)

Box = tuple[float, float, float, float]


def draw_passport(holder: Holder, *, cover_bsn: bool = False, watermark: str = "") -> Image.Image:
    """The page with the photograph, 125 × 88 mm at 250 dots an inch."""
    page = Image.new("RGB", (1250, 880), (244, 246, 250))
    pen = _patterned(page)
    _words(pen, (60, 30), "KONINKRIJK DER NEDERLANDEN", 30, bold=True)
    _words(pen, (60, 68), "KINGDOM OF THE NETHERLANDS · ROYAUME DES PAYS-BAS", 18)
    _words(pen, (850, 30), "PASPOORT", 34, bold=True)
    _words(pen, (850, 72), "PASSPORT · PASSEPORT", 18)
    _portrait(pen, (60, 130, 360, 520))
    left = 420
    _field(pen, (left, 125), "Type / type", "P")
    _field(pen, (left + 150, 125), "Code / code", "NLD")
    _field(pen, (left + 430, 125), "Documentnummer / document no.", holder.number)
    _field(pen, (left, 205), "Naam / surname", holder.last.title())
    _field(pen, (left, 285), "Voornamen / given names", holder.first.title())
    _field(pen, (left, 365), "Nationaliteit / nationality", "Nederlandse")
    _field(pen, (left + 430, 365), "Geboortedatum / date of birth", _day(holder.born, "19"))
    _field(pen, (left, 445), "Geboorteplaats / place of birth", "Amersfoort")
    _field(pen, (left + 430, 445), "Geslacht / sex", f"V/{holder.sex}")
    _field(pen, (left, 525), "Geldig tot / date of expiry", _day(holder.expires, "20"))
    if holder.bsn:
        bsn = _field(pen, (left + 430, 525), "Burgerservicenummer / personal no.", holder.bsn)
    zone = _zone(pen, passport(holder), (55, 740), 1140)
    if cover_bsn:
        width = 1140 / 44
        _cover(pen, bsn)
        _cover(pen, (55 + 28 * width, zone[1] + 2.1 * width, 55 + 44 * width, zone[3]))
    return _stamped(page, watermark)


def draw_card(holder: Holder, *, cover_bsn: bool = False, watermark: str = "") -> Image.Image:
    """Front and back under each other, as people copy them; 86 × 54 mm each at 300 dots an inch."""
    page = Image.new("RGB", (1120, 1420), (255, 255, 255))
    page.paste(_front(holder), (54, 40))
    page.paste(_back(holder, cover_bsn=cover_bsn), (54, 740))
    return _stamped(page, watermark)


def _front(holder: Holder) -> Image.Image:
    side = Image.new("RGB", (1012, 638), (243, 248, 244))
    pen = _patterned(side)
    _words(pen, (40, 26), "KONINKRIJK DER NEDERLANDEN", 28, bold=True)
    _words(pen, (40, 64), "IDENTITEITSKAART", 30, bold=True)
    _words(pen, (420, 70), "IDENTITY CARD · CARTE D'IDENTITÉ", 18)
    _portrait(pen, (40, 130, 310, 480))
    _field(pen, (350, 125), "Naam / surname", holder.last.title())
    _field(pen, (350, 200), "Voornamen / given names", holder.first.title())
    _field(pen, (350, 275), "Geboortedatum / date of birth", _day(holder.born, "19"))
    _field(pen, (700, 275), "Geslacht / sex", f"V/{holder.sex}")
    _field(pen, (350, 350), "Nationaliteit / nationality", "Nederlandse")
    _field(pen, (350, 425), "Documentnummer / document no.", holder.number)
    _field(pen, (700, 425), "Geldig tot / date of expiry", _day(holder.expires, "20"))
    return side


def _back(holder: Holder, *, cover_bsn: bool) -> Image.Image:
    side = Image.new("RGB", (1012, 638), (243, 248, 244))
    pen = _patterned(side)
    if holder.bsn:
        bsn = _field(pen, (40, 40), "Burgerservicenummer / personal no.", holder.bsn)
    _field(pen, (40, 125), "Autoriteit / authority", "Burgemeester van Amersfoort")
    zone = _zone(pen, card(holder), (36, 440), 940)
    if cover_bsn:
        width = 940 / 30
        _cover(pen, bsn)
        _cover(pen, (36 + 15 * width, zone[1], 36 + 30 * width, zone[1] + 1.8 * width))
    return side


def _patterned(page: Image.Image) -> ImageDraw.ImageDraw:
    """A pen on the page, which has wavy lines all over, as documents have against copying."""
    pen = ImageDraw.Draw(page)
    for wave in range(-60, page.height + 60, 14):
        points = [(x, wave + 18 * math.sin(x / 70 + wave / 90)) for x in range(0, page.width + 8, 8)]
        pen.line(points, fill=PATTERN, width=2)
    return pen


def _words(pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, *, bold: bool = False) -> Box:
    font = ImageFont.truetype(BOLD if bold else SANS, size)
    pen.text(at, text, fill=INK, font=font)
    return pen.textbbox(at, text, font=font)


def _field(pen: ImageDraw.ImageDraw, at: tuple[float, float], label: str, value: str) -> Box:
    """A label in small print with its value under it; gives the value's place."""
    pen.text(at, label, fill=LABEL, font=ImageFont.truetype(SANS, 16))
    return _words(pen, (at[0], at[1] + 24), value, 28)


def _portrait(pen: ImageDraw.ImageDraw, box: Box) -> None:
    """Somebody without a face."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    pen.rectangle(box, fill=(205, 208, 212))
    head = (left + width * 0.3, top + height * 0.15, right - width * 0.3, top + height * 0.6)
    shoulders = (left + width * 0.1, top + height * 0.65, right - width * 0.1, bottom + height * 0.35)
    pen.ellipse(head, fill=(150, 128, 112))
    pen.chord(shoulders, 180, 360, fill=(70, 76, 96))


def _zone(pen: ImageDraw.ImageDraw, lines: list[str], at: tuple[float, float], width: float) -> Box:
    """The machine readable zone, each character in its place."""
    step = width / len(lines[0])
    font = ImageFont.truetype(OCR_B, round(step * 1.62))
    left, top = at
    pen.rectangle((0, top - 30, pen.im.size[0], pen.im.size[1]), fill=(250, 250, 250))
    for row, line in enumerate(lines):
        for place, character in enumerate(line):
            pen.text((left + place * step, top + row * step * 2.1), character, fill=(10, 10, 10), font=font)
    return left, top, left + width, top + step * 2.1 * len(lines)


def _cover(pen: ImageDraw.ImageDraw, box: Box) -> None:
    left, top, right, bottom = box
    pen.rectangle((left - 6, top - 5, right + 6, bottom + 5), fill=(0, 0, 0))


def _stamped(page: Image.Image, watermark: str) -> Image.Image:
    """The page with large words across it, half transparent, rising to the right."""
    if not watermark:
        return page
    words = Image.new("RGBA", page.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(words)
    middle = page.width / 2, page.height / 2
    size = min(120, round(1.25 * page.width / len(watermark)))
    pen.text(middle, watermark, fill=(190, 30, 30, 120), font=ImageFont.truetype(BOLD, size), anchor="mm")
    words = words.rotate(28, resample=Image.Resampling.BICUBIC)
    return Image.alpha_composite(page.convert("RGBA"), words).convert("RGB")


def _day(digits: str, century: str) -> str:
    months = ["JAN", "FEB", "MRT", "APR", "MEI", "JUN", "JUL", "AUG", "SEP", "OKT", "NOV", "DEC"]
    return f"{digits[4:]} {months[int(digits[2:4]) - 1]} {century}{digits[:2]}"
