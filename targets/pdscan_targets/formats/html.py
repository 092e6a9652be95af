"""HTML, whole pages and fragments: what a reader sees, and what a program would find besides.

Tags are taken out so that a number in bold stays one number, and cells and paragraphs stay apart (by a tab: the
lines of the text are the lines of the source).  Scripts and styles are a field of their own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from urllib.parse import unquote

from pdscan.model import Item, TextChunk
from pdscan.protocols import Decoded, Limits
from pdscan_targets.formats.encoding import Utf8Reader, head_text
from pdscan_targets.formats.text import as_chunks, undecoded

INLINE = {"a", "abbr", "b", "bdi", "bdo", "big", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "nobr", "s"}
INLINE |= {"samp", "small", "span", "strong", "tt", "u", "var", "wbr"}
"""Elements whose tags may stand inside a word or number."""

TEXTUAL = {"alt", "aria-label", "label", "placeholder", "summary", "title"}
"""Attributes that hold text for people."""

APART = {"script", "style", "title"}
"""Elements whose content is no running text."""

SCHEMES = ("mailto:", "tel:", "sms:", "callto:", "sip:")
LONGEST_TAG = 1 << 16

_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".mht")
_PAGE = re.compile(rb"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_FRAGMENT = re.compile(rb"<(?:p|div|span|table|tr|td|br|ul|li|a|h[1-6]|form|input)\b[^<>]*>", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_TAG = re.compile(
    r"""<!--|<([!?/]?)([A-Za-z][\w:.-]*)((?:[^<>"']++|"[^"]{0,8192}"|'[^']{0,8192}'){0,400}+)>|<[!?/]?[A-Za-z][^<>]*>"""
)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,31});?")
_INVISIBLE = str.maketrans({"\xa0": " ", "\u200b": None, "\xad": None, "\ufeff": None, "\u2060": None})


class Html:
    """Pages and fragments."""

    media_types = ("text/html", "application/xhtml+xml")
    suffixes = _SUFFIXES

    def recognises(self, head: bytes, name: str) -> float:
        """Sure of a page; less so of fragments, unless the name says it."""
        text = head_text(head)
        if text is None or b"<" not in text:
            return 0.0
        if _PAGE.search(text, 0, 2048):
            return 0.8 if text.lstrip()[:1] == b"<" or name.lower().endswith(_SUFFIXES) else 0.2
        if not _FRAGMENT.search(text):
            return 0.0
        return 0.6 if name.lower().endswith(_SUFFIXES) else 0.3 if text.lstrip()[:1] == b"<" else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """The text; title, scripts and styles as fields."""
        first = stream.read(limits.block)
        declared = _CHARSET.search(first[:4096])
        reader = Utf8Reader(_Again(first, stream), limits, declared[1].decode() if declared else None)  # type: ignore[arg-type]
        yield from stripped(reader)
        yield from undecoded(reader)


def stripped(blocks: Iterable[bytes], field: str | None = None, line: int = 1) -> Iterator[TextChunk]:
    r"""The text of HTML without its tags, on the lines of the source.

    >>> [chunk.data.decode() for chunk in stripped([b"<p>BSN <b>1112</b>22333</p><td>a &amp; b</td>"])]
    ['\tBSN 111222333\t\ta & b\t']
    """
    stripper = _Stripper(line)
    apart: list[TextChunk] = []

    def running() -> Iterator[bytes]:
        for block in blocks:
            yield stripper.feed(block.decode("utf-8", "replace"), final=False).encode("utf-8", "replace")
            apart.extend(stripper.taken())
        yield stripper.feed("", final=True).encode("utf-8", "replace")
        apart.extend(stripper.taken())

    for chunk in as_chunks((data for data in running() if data), field, line=line):
        yield chunk
        yield from apart
        apart.clear()
    yield from apart


class _Again:
    """A stream of which a first piece has been read already."""

    def __init__(self, first: bytes, stream: BinaryIO) -> None:
        self._first = first
        self._stream = stream

    def read(self, size: int) -> bytes:
        """The first piece, then the rest."""
        first, self._first = self._first, b""
        return first or self._stream.read(size)


class _Stripper:
    """Takes tags out of text that comes in pieces."""

    def __init__(self, line: int) -> None:
        self._line = line
        self._rest = ""
        self._until = ""
        self._apart: list[TextChunk] = []

    def taken(self) -> list[TextChunk]:
        """Titles, scripts and styles since the last time."""
        taken, self._apart = self._apart, []
        return taken

    def feed(self, text: str, final: bool) -> str:
        """The running text of one more piece; a tag that isn't complete waits for the next one."""
        text = self._rest + text
        out: list[str] = []
        position = 0
        while position < len(text):
            step = self._closing if self._until else self._opening
            position, going_on = step(text, position, out, final)
            if not going_on:
                break
        self._rest = text[position:]
        done = "".join(out)
        self._line += text.count("\n", 0, position)
        return done

    def _opening(self, text: str, position: int, out: list[str], final: bool) -> tuple[int, bool]:
        """Text up to and with the next tag."""
        tag = _TAG.search(text, position)
        if tag is None:
            end = len(text) if final else _complete(text, position)
            out.append(_readable(text[position:end]))
            return end, False
        out.append(_readable(text[position : tag.start()]))
        if tag[0] == "<!--":
            self._until = "-->"
            out.append("\t")
            return tag.end(), True
        name = (tag[2] or "").lower()
        out.append(_instead_of(name, tag[0]))
        if name in APART and not tag[1] and not tag[0].endswith("/>"):
            self._until = f"</{name}"
        return tag.end(), True

    def _closing(self, text: str, position: int, out: list[str], final: bool) -> tuple[int, bool]:
        """A comment, script, style or title, up to its end."""
        found = re.compile(re.escape(self._until), re.IGNORECASE).search(text, position)
        if found is None and not final and len(text) - position < LONGEST_TAG * 16:
            return position, False
        end = len(text) if found is None else found.start()
        content = text[position:end]
        if self._until == "-->":
            out.append(content)
            end += len(self._until) if found else 0
        else:
            out.append("\n" * content.count("\n"))
            self._keep(self._until[2:], content, self._line + text.count("\n", 0, position))
        if found is not None:
            self._until = ""
        return end, True

    def _keep(self, name: str, content: str, line: int) -> None:
        if content.strip():
            content = _readable(content) if name == "title" else content
            label = name if name == "title" else ""
            self._apart.append(TextChunk(content.encode("utf-8", "replace"), field=name, label=label, line=line))


def _complete(text: str, position: int) -> int:
    """How far a text goes before a tag or an entity that may go on in the next piece."""
    open_tag = text.rfind("<", max(position, len(text) - LONGEST_TAG))
    if open_tag >= 0 and ">" not in text[open_tag:]:
        return open_tag
    open_entity = text.rfind("&", max(position, len(text) - 32))
    return open_entity if open_entity >= 0 and ";" not in text[open_entity:] else len(text)


def _instead_of(name: str, tag: str) -> str:
    """What a tag leaves behind: its line breaks, the text in its attributes, and a gap unless it is inline."""
    texts = _attributes(tag) if "=" in tag else []
    gap = "" if name in INLINE and not texts else "\t"
    left = gap.join(["", *texts, ""]) if texts else gap
    return left + "\n" * tag.count("\n")


def _attributes(tag: str) -> list[str]:
    """The text in a tag's attributes, each with its label where the tag has one."""
    found = {each[1].lower(): each[2] or each[3] or each[4] or "" for each in _ATTRIBUTE.finditer(tag)}
    texts = []
    for key, value in found.items():
        value = _readable(value).replace("\n", " ").strip()
        if not value:
            continue
        if key in ("value", "content"):
            label = found.get("name") or found.get("property") or found.get("id") or ""
            texts.append(f"{label}: {value}" if label else value)
        elif key in TEXTUAL or key.startswith("data-"):
            texts.append(value)
        elif key in ("href", "src", "action"):
            texts.extend(_address(value))
    return texts


def _address(link: str) -> Iterator[str]:
    """What a link says of a person: a mail address, a phone number, the values of a query."""
    address, _, query = link.partition("?")
    for scheme in SCHEMES:
        if address.lower().startswith(scheme):
            yield unquote(address[len(scheme) :]).replace("\n", " ")
    if query:
        yield "\t".join(unquote(part.replace("+", " ")).replace("\n", " ") for part in query.split("&"))


def _readable(text: str) -> str:
    """Text with its entities resolved, on as many lines as before."""
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    return text.translate(_INVISIBLE)


def _character(entity: re.Match[str]) -> str:
    return html.unescape(entity[0]).replace("\n", " ").replace("\r", " ")


FORMAT = Html()
