"""PDF: pages, forms, notes, properties, attachments; scans, passwords and damage."""

import io
import zlib

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from PIL import Image, ImageDraw, ImageFont

from pdscan.protocols import Problem
from pdscan_targets.formats.pdf import FORMAT
from tests.specimens.drawing import SANS


@pytest.fixture(params=["in a child process", "in this process"], autouse=True)
def either_way(request, monkeypatch):
    if request.param == "in this process":
        monkeypatch.delattr("os.fork")


def written(*objects, encrypt=None):
    """A PDF of these objects, of which the first is the catalogue."""
    out = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    extra = b"/Encrypt %b /ID [(aaaaaaaaaaaaaaaa)(aaaaaaaaaaaaaaaa)]" % encrypt if encrypt else b""
    return out + b"trailer\n<</Size %d /Root 1 0 R %b>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, extra, table)


def stream(data, extra=b""):
    return b"<</Length %d %b>>\nstream\n%b\nendstream" % (len(data), extra, data)


PAGES = b"<</Type /Pages /Kids [3 0 R] /Count 1>>"
FONT = b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"
TEXT = stream(b"BT /F 12 Tf 50 700 Td (BSN 111222333) Tj 0 -20 Td (tweede regel) Tj ET")


def page(extra=b""):
    return (
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources <</Font <</F 5 0 R>>>> %b>>" % extra
    )


PLAIN = written(b"<</Type /Catalog /Pages 2 0 R>>", PAGES, page(), TEXT, FONT)


def test_the_text_of_a_page(read):
    assert read(PLAIN, "a.pdf") == [("a.pdf", "page 1", 1, "BSN 111222333\ntweede regel")]


def test_pages_properties_and_scans(read):
    out = io.BytesIO()
    with mpl.rc_context({"pdf.fonttype": 42}), PdfPages(out, metadata={"Author": "Jan Jansen"}) as pages:
        for words in ("BSN 111222333 é", None):
            figure = Figure()
            if words:
                figure.text(0.1, 0.5, words)
            else:
                figure.figimage(np.eye(40))
            pages.savefig(figure)
        pages.savefig(Figure())
    assert read(out.getvalue(), "naamloos") == [
        ("naamloos", "Author", 1, "Jan Jansen"),
        ("naamloos", "page 1", 1, "BSN 111222333 é"),
    ]


def scanned(*texts):
    """A PDF whose pages are pictures."""
    pages = []
    for text in texts:
        page = Image.new("L", (1240, 400), 255)
        ImageDraw.Draw(page).text((60, 150), text, fill=0, font=ImageFont.truetype(SANS, 44))
        pages.append(page)
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=150, save_all=True, append_images=pages[1:])
    return out.getvalue()


def test_a_scan_is_read(read):
    found = read(scanned("BSN 111222333", "tweede 123456782"), "scan.pdf")
    numbers = {field: text.split()[-1] for _, field, _, text in found}
    assert numbers == {"page 1": "111222333", "page 2": "123456782"}


def test_without_ocr_the_pages_are_named(decode):
    (found,) = decode(scanned("een", "twee", "drie"), "scan.pdf", ocr=False)
    assert found.content == Problem("needs OCR", "pages 1-3: OCR is switched off")


def test_a_scan_with_a_stamp_on_it_is_read_besides(read):
    picture = Image.new("L", (600, 300), 255)
    ImageDraw.Draw(picture).text((20, 120), "BSN 111222333", fill=0, font=ImageFont.truetype(SANS, 44))
    data = written(
        b"<</Type /Catalog /Pages 2 0 R>>",
        PAGES,
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources <</Font <</F 5 0 R>> /XObject <</P 6 0 R>>>>>>",
        stream(b"q 595 0 0 600 0 120 cm /P Do Q BT /F 12 Tf 50 50 Td (pag 1 van 1) Tj ET"),
        FONT,
        stream(
            zlib.compress(picture.tobytes()),
            b"/Type /XObject /Subtype /Image /Width 600 /Height 300 /ColorSpace /DeviceGray /BitsPerComponent 8"
            b" /Filter /FlateDecode",
        ),
    )
    layer, scan = read(data, "scan.pdf")
    assert layer[3] == "pag 1 van 1"
    assert "111222333" in scan[3]


def test_filled_forms_and_notes(read):
    data = written(
        b"<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [6 0 R 7 0 R] /DR <</Font <</F 5 0 R>>>> /DA (/F 0 Tf)>>>>",
        PAGES,
        page(b"/Annots [6 0 R 7 0 R 8 0 R]"),
        TEXT,
        FONT,
        b"<</Type /Annot /Subtype /Widget /FT /Tx /T (bsn) /V (123456782) /Rect [50 50 200 70] /P 3 0 R>>",
        b"<</Type /Annot /Subtype /Widget /FT /Tx /T (leeg) /Rect [50 80 200 90] /P 3 0 R>>",
        b"<</Type /Annot /Subtype /Text /Contents (bel 0612345678) /Rect [50 90 60 99] /P 3 0 R>>",
    )
    ((_, field, _, text),) = read(data, "a.pdf")
    assert field == "page 1"
    assert text.split("\n")[:2] == ["BSN 111222333", "tweede regel"]
    assert text.split("\n")[-2:] == ["bsn: 123456782", "bel 0612345678"]


def test_attachments(read):
    data = written(
        b"<</Type /Catalog /Pages 2 0 R /Names <</EmbeddedFiles <</Names [(a) 6 0 R]>>>>>>",
        PAGES,
        page(),
        TEXT,
        FONT,
        b"<</Type /Filespec /F (lijst.csv) /UF (lijst.csv) /EF <</F 7 0 R>>>>",
        stream(b"naam;bsn\nx;123456782\n", b"/Type /EmbeddedFile"),
    )
    assert read(data, "a.pdf")[1:] == [
        ("a.pdf!/lijst.csv", "naam", 2, "x"),
        ("a.pdf!/lijst.csv", "bsn", 2, "123456782"),
    ]


def test_a_password(read):
    key = b"(" + b"x" * 32 + b")"
    lock = b"<</Filter /Standard /V 1 /R 2 /O %b /U %b /P -4>>" % (key, key)
    data = written(b"<</Type /Catalog /Pages 2 0 R>>", PAGES, page(), TEXT, FONT, encrypt=lock)
    assert read(data, "a.pdf") == [("a.pdf", "!", "encrypted")]


@pytest.mark.parametrize(
    ("reason", "data", "found"),
    [
        ("no PDF at all", b"%PDF-1.7\n" + b"x" * 100, [("a.pdf", "!", "damaged")]),
        (
            "a table in another place",
            PLAIN.replace(b"\nxref", b"\n\n\nxref"),
            [("a.pdf", "page 1", 1, "BSN 111222333\ntweede regel")],
        ),
        ("mail before it", b"\n\n" + PLAIN, [("a.pdf", "page 1", 1, "BSN 111222333\ntweede regel")]),
        (
            "a page that is none",
            written(b"<</Type /Catalog /Pages 2 0 R>>", PAGES, b"(geen bladzij)", TEXT, FONT),
            [("a.pdf!/page 1", "!", "damaged")],
        ),
    ],
)
def test_damage(read, reason, data, found):
    assert read(data, "a.pdf") == found


def test_recognising():
    assert FORMAT.recognises(PLAIN, "x") == 1
    assert FORMAT.recognises(b"x" * 100 + PLAIN, "x") == 0.7
    assert FORMAT.recognises(b"x" * 2000 + PLAIN, "a.pdf") == 0
