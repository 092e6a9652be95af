"""XML and HTML: text and its lines, tags and attributes, what is broken and what is hostile."""

import io

import numpy as np
import pytest

from pdscan.model import Item, TableChunk
from pdscan.protocols import Limits
from pdscan_targets.formats.html import FORMAT as HTML
from pdscan_targets.formats.html import stripped
from pdscan_targets.formats.xml import FORMAT as XML

CUSTOMERS = """<?xml version="1.0" encoding="iso-8859-1"?>
<!-- bsn 123456782 -->
<klanten xmlns:x="http://example.com/x">
  <klant id="7">
    <x:naam>José &amp; co</x:naam><bsn>
       111222333</bsn>
  </klant>
  <klant><field name="bsn">123456782</field><field name="Jan Jansen">x</field><![CDATA[a <b>]]></klant>
</klanten>""".encode("latin-1")


def test_elements_and_attributes(read):
    assert read(CUSTOMERS, "a.xml") == [
        ("a.xml", "comment", 2, "bsn 123456782"),
        ("a.xml", "klanten/klant@id", 4, "7"),
        ("a.xml", "klanten/klant/naam", 5, "José & co"),
        ("a.xml", "klanten/klant/bsn", 6, "111222333"),
        ("a.xml", "klanten/klant/field[bsn]", 8, "123456782"),
        ("a.xml", "klanten/klant/field@name", 8, "Jan Jansen"),
        ("a.xml", "klanten/klant/field", 8, "x"),
        ("a.xml", "klanten/klant", 8, "a <b>"),
    ]


def test_rows_are_the_elements_that_repeat(decode):
    (chunk,) = [each.content for each in decode(CUSTOMERS)]
    assert chunk.row.tolist() == [0, 1, 1, 1, 2, 2, 2, 2]
    assert chunk.rows == 3
    assert chunk.offset.tolist() == [0, 2, 12, 7, 27, 44, 69, 87]


@pytest.mark.parametrize(("block", "encoding"), [(64, "utf-8"), (300, "utf-16"), (1 << 20, "utf-8")])
def test_blocks_don_t_change_the_cells(block, encoding):
    data = "<?xml version='1.0'?>\n<r><g>" + "".join(f"\n<k><n>é {n}</n></k>" for n in range(200)) + "</g></r>"
    found = list(XML.chunks(io.BytesIO(data.encode(encoding)), Item("a", io.BytesIO), Limits(block=block)))
    texts = [chunk.data[s:e].decode() for chunk in found for s, e in zip(chunk.starts, chunk.ends, strict=True)]
    assert texts == [f"é {n}" for n in range(200)]
    assert np.concatenate([chunk.line for chunk in found]).tolist() == list(range(3, 203))
    assert sum(chunk.rows for chunk in found) == 200


def test_many_names_are_values_not_fields():
    data = (
        "<r>" + "".join(f'<field name="naam{chr(97 + n % 26) * (n // 26 + 1)}">x</field>' for n in range(260)) + "</r>"
    )
    chunks = list(XML.chunks(io.BytesIO(data.encode()), Item("a", io.BytesIO), Limits()))
    assert len(chunks[-1].columns) == 202


@pytest.mark.parametrize(
    ("reason", "data", "found"),
    [
        (
            "a wrong end tag: the rest is text",
            "<?xml version='1.0'?><r><a>1</a>\n<b>2</c>\n<d>BSN <i>111</i>222333</d></r>",
            [("r/a", 1, "1"), ("r/b", 2, "2"), ("!", "damaged"), (None, 2, "\t\n\tBSN 111222333\t\t")],
        ),
        (
            "documents that follow each other, as logs do",
            "<?xml version='1.0'?><log><a>1</a></log>\n<log><a>2</a></log>",
            [("log/a", 1, "1"), (None, 2, "\t2\t")],
        ),
        ("cut off", "<?xml version='1.0'?><r><a>1</a><b>22", [("!", "damaged"), ("r/a", 1, "1"), ("r/b", 1, "22")]),
        (
            "a file of the machine is not fetched",
            "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;</r>",
            [("!", "refused")],
        ),
        (
            "entities that nobody uses",
            "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x 'bsn 111222333'>]><r>a</r>",
            [("entity", 1, "bsn 111222333"), ("r", 1, "a")],
        ),
        ("a declared encoding that isn't", "<?xml version='1.0' encoding='x-none'?><r>é</r>", [("r", 1, "é")]),
    ],
)
def test_broken_and_hostile_xml(read, reason, data, found):
    assert read(data.encode()) == [("test", *each) for each in found]


def test_an_entity_bomb_stays_small(read, peak):
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 100}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "111222333">{steps}]><r>&e9;</r>'
    found = read(bomb.encode())
    assert ("test", "entity", 1, "111222333") in found
    assert found[-1] == ("test", "!", "refused")
    in_attribute = bomb.replace("<r>&e9;</r>", '<r a="&e9;"/>')
    assert ("test", "!", "damaged") in read(in_attribute.encode())
    assert peak() < 100


def test_deep_xml(read):
    data = b"<?xml version='1.0'?>" + b"<a>" * 20_000 + b"111222333" + b"</a>" * 20_000
    ((_, column, _, text),) = read(data)
    assert text == "111222333"
    assert column.count("a") == 64


PAGE = """<!DOCTYPE html><html><head><meta charset="latin-1"><title>Klant
 é &amp; y</title><style>a {}</style><script>
var bsn = "111222333";</script></head>
<body class=x>
<p>BSN <b>1112</b>22333<br>tel&nbsp;06<!-- geheim
 123 --></p><table><tr><td>a</td><td
 title="een tip">b</td></tr></table>
<input name="bsn" value="123456782"><a href="mailto:jan%40x.nl?subject=q">mail</a>
<a href="tel:+31612345678">bel</a><img alt='plaatje' src="x?bsn=111222333&amp;q=a+b">
José &lt;p&gt; 5 < 6 &#10;x&shy;y</body></html>""".encode("latin-1")


def test_a_page(read):
    found = read(PAGE, "a.html")
    assert [(field, line) for _, field, line, _ in found] == [(None, 1), ("title", 1), ("style", 2), ("script", 2)]
    assert [text for *_, text in found[1:]] == ["Klant\n é & y", "a {}", '\nvar bsn = "111222333";']
    lines = found[0][3].split("\n")
    assert len(lines) == PAGE.count(b"\n") + 1
    assert lines[4].split("\t") == ["", "BSN 111222333", "tel 06", " geheim"]
    assert lines[5].split("\t") == [" 123 ", "", "", "", "a", "", "een tip", ""]
    assert lines[7].split("\t") == ["", "bsn: 123456782", "", "jan@x.nl", "subject=q", "mail"]
    assert lines[8].split("\t") == ["", "+31612345678", "bel", "plaatje", "bsn=111222333", "q=a b", ""]
    assert lines[9].split("\t") == ["José <p> 5 < 6  xy", "", ""]


@pytest.mark.parametrize("block", [1, 2, 3, 7, 50])
def test_pieces_don_t_change_the_text(block):
    text = PAGE.decode("latin-1").replace("é", "e").encode()
    whole, pieces = list(stripped([text])), list(stripped([text[n : n + block] for n in range(0, len(text), block)]))
    assert b"".join(chunk.data for chunk in pieces if chunk.field is None) == whole[0].data
    assert [chunk for chunk in pieces if chunk.field] == whole[1:]


@pytest.mark.parametrize(
    ("reason", "html", "text"),
    [
        ("inline tags stand inside numbers", "111<b>222</b><span class='a>b'>333</span>", "111222333"),
        ("footnotes don't", "111222333<sup>1</sup>", "111222333\t1\t"),
        ("cells don't", "<td>111222333</td><td>4</td>", "\t111222333\t\t4\t"),
        ("line breaks don't", "111<br/>222", "111\t222"),
        ("a tag over several lines", "a<p\n\nclass='x'>b", "a\t\n\nb"),
        ("a quote that is never closed", "a<p title='x>b", "a\tb"),
        ("no tag", "1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("an open tag at the end", "a <b", "a <b"),
        ("an open comment", "a <!-- b", "a \t b"),
        ("an open script", "a<script>b", "a\t"),
        ("a label for a value", "<input id=bsn value='1'>", "\tbsn: 1\t"),
        ("a value without a label", "<option value=1>x", "\t1\tx"),
        ("meta", "<meta property='og:mail' content='a@b.nl'>", "\tog:mail: a@b.nl\t"),
        ("line breaks in attributes", "<img alt='a\nb'>c", "\ta b\t\nc"),
        ("data of programs", "<div data-tel='06 1'>", "\t06 1\t"),
        ("entities without semicolon", "a&ampb &amp c &unknown; &#xE9;", "a&b & c &unknown; é"),
        ("an empty script", "<script src=x/>y<b>z</b>", "\tyz"),
    ],
)
def test_tags(reason, html, text):
    assert "".join(chunk.data.decode() for chunk in stripped([html.encode()]) if chunk.field is None) == text


def test_hostile_tags_take_linear_time():
    for piece in ('<a "', "<a b='", "<!--", "<script>", "&#", "<p title='\n"):
        data = (piece * 200_000)[:400_000].encode()
        assert sum(len(chunk.data) for chunk in stripped([data])) > 0


@pytest.mark.parametrize(
    ("head", "name", "best"),
    [
        (b"<?xml version='1.0'?><a/>", "x", "xml"),
        (b"<klant/>", "a.xml", "xml"),
        (b"<klant/>", "a.txt", None),
        (b"<?xml version='1.0'?><!DOCTYPE html><html>", "a.xhtml", "html"),
        (b"<!DOCTYPE HTML>", "x", "html"),
        (b"<div>x</div>", "mail", "html"),
        (b"<div>x</div>", "a.html", "html"),
        (b"tekst over <html> in het midden", "a.txt", "some html"),
        (b"geen <tags>", "a.html", None),
        (bytes(100), "a.xml", None),
    ],
)
def test_recognising(head, name, best):
    html, xml = HTML.recognises(head, name), XML.recognises(head, name)
    said = "xml" if xml > html else "html" if html >= 0.3 else "some html" if html else None
    assert said == best


def test_cells_of_a_large_document_come_in_blocks():
    data = b"<?xml version='1.0'?><r>" + b"<a>x</a>" * 120_000 + b"</r>"
    found = list(XML.chunks(io.BytesIO(data), Item("a", io.BytesIO), Limits(block=1 << 16)))
    assert len(found) >= 2
    assert all(isinstance(chunk, TableChunk) for chunk in found)
    assert sum(len(chunk.starts) for chunk in found) == 120_000
