"""Writes stores of Outlook (MS-PST, the Unicode version): nodes of properties in heaps, found by two trees."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Values = Mapping[int, Any]
NodeOf = tuple[int, int, int]
"""A node inside another: its number, the block of its data, that of the nodes inside it."""

LARGEST_BLOCK, LARGEST_VALUE = 8176, 3000
STORE, NAMES, ROOT_FOLDER = 0x21, 0x61, 0x122
RECIPIENTS, ATTACHMENTS = 0x692, 0x671
FOLDER, MESSAGE, ATTACHMENT, FOLDERS, MESSAGES, LONG_VALUE = 2, 4, 5, 0x0D, 0x0E, 0x1F
"""The kinds of nodes: the last five bits of their numbers."""

DATA, METHOD, IN_MESSAGE = 0x3701, 0x3705, 5
TOP = "Persoonlijke mappen"
DISPLAY_NAME, RECORD_KEY, TOP_FOLDER, CLASS = 0x3001, 0x0FF9, 0x35E0, 0x001A

ADDRESSES = bytes.fromhex("0420060000000000c000000000000046")
FIRST_ADDRESS = struct.pack("<IHH", 0x8083, 3 << 1, 0)
"""The one name that the store has: that of a contact's first e-mail address, which is number 0x8000 in it."""


@dataclass(frozen=True)
class Mail:
    """A message, those that it is for, and its attachments, whose data may be a message."""

    values: Values
    recipients: Sequence[Values] = ()
    attachments: Sequence[Values] = ()


@dataclass(frozen=True)
class _Place:
    """Where a message in a message is."""

    node: int
    size: int


def pst(folders: Mapping[str, Sequence[Mail]]) -> bytes:
    """A store with folders below its topmost one."""
    writer = _Writer()
    key = bytes(range(16))
    top = writer.number(FOLDER)
    writer.node(STORE, {RECORD_KEY: key, DISPLAY_NAME: "store", TOP_FOLDER: bytes(4) + key + struct.pack("<I", top)}, 0)
    writer.node(NAMES, {0x0001: 251, 0x0002: ADDRESSES, 0x0003: FIRST_ADDRESS, 0x0004: bytes(4)}, 0)
    writer.folder(ROOT_FOLDER, "", ROOT_FOLDER, {top: TOP})
    made = {writer.number(FOLDER): name for name in folders}
    writer.folder(top, TOP, ROOT_FOLDER, made)
    for folder, name in made.items():
        messages = {writer.number(MESSAGE): message for message in folders[name]}
        writer.folder(folder, name, top, {}, list(messages))
        for number, message in messages.items():
            writer.message(number, message, folder)
    return writer.file()


@dataclass
class _Writer:
    """Blocks and nodes, until they are written out."""

    blocks: dict[int, bytes] = field(default_factory=dict)
    nodes: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    last: int = 0x400

    def number(self, kind: int) -> int:
        """The number of a new node."""
        self.last += 1
        return self.last << 5 | kind

    def node(self, number: int, values: Values, parent: int, inside: Iterable[NodeOf] = ()) -> None:
        """A node of properties."""
        heap, more = self._properties(values)
        self.nodes[number] = (self._data(heap), self._inside([*inside, *more]), parent)

    def folder(
        self, number: int, name: str, parent: int, below: Mapping[int, str], messages: Sequence[int] = ()
    ) -> None:
        """A folder, with the tables of what is in it."""
        self.node(number, {DISPLAY_NAME: name, 0x3602: len(messages)}, parent)
        folders = _table(list(below), [{DISPLAY_NAME: each} for each in below.values()])
        self.nodes[number & ~0x1F | FOLDERS] = self._data(folders), 0, number
        self.nodes[number & ~0x1F | MESSAGES] = self._data(_table(messages, [{} for _ in messages])), 0, number

    def message(self, number: int, message: Mail, parent: int) -> None:
        """A message, with the tables and nodes inside it."""
        inside = [self._attachment(each) for each in message.attachments]
        if message.recipients:
            inside.append((RECIPIENTS, self._data(_table([], message.recipients)), 0))
        if inside and message.attachments:
            rows = [number for number, *_ in inside if number & 0x1F == ATTACHMENT]
            inside.append((ATTACHMENTS, self._data(_table(rows, [{} for _ in rows])), 0))
        self.node(number, {CLASS: "IPM.Note", **message.values}, parent, inside)

    def file(self) -> bytes:
        """The whole file: a head, the blocks, the pages of the two trees."""
        data = bytearray(0x4600)
        places = {}
        for number, content in self.blocks.items():
            places[number] = len(data), len(content)
            data += _block(content, number, len(data))
        nodes = [struct.pack("<QQQII", number, *links, 0) for number, links in sorted(self.nodes.items())]
        blocks = [struct.pack("<QQHHI", number, place, size, 2, 0) for number, (place, size) in sorted(places.items())]
        data += bytes(-len(data) % 512)
        node_tree = self._tree(data, nodes, 0x81)
        block_tree = self._tree(data, blocks, 0x80)
        data[:564] = self._head(len(data), node_tree, block_tree)
        return bytes(data)

    def _attachment(self, values: Values) -> NodeOf:
        inner = values.get(DATA)
        if isinstance(inner, Mail):
            number = self.number(MESSAGE)
            heap, more = self._properties({CLASS: "IPM.Note", **inner.values})
            inside = [(number, self._data(heap), self._inside(more))]
            heap, _ = self._properties({**values, METHOD: IN_MESSAGE, DATA: _Place(number, len(heap))})
            return self.number(ATTACHMENT), self._data(heap), self._inside(inside)
        heap, inside = self._properties({METHOD: 1, **values})
        return self.number(ATTACHMENT), self._data(heap), self._inside(inside)

    def _properties(self, values: Values) -> tuple[bytes, list[NodeOf]]:
        """A heap with the properties, and the nodes of values that are too long for it."""
        heap, inside, records = _Heap(), list[NodeOf](), []
        for number, value in sorted(values.items()):
            kind, packed = _packed(value)
            if kind == 3:
                where = value
            elif len(packed) <= LARGEST_VALUE:
                where = heap.put(packed)
            else:
                where = self.number(LONG_VALUE)
                inside.append((where, self._data(packed), 0))
            records.append(struct.pack("<HHI", number, kind, where))
        tree = heap.tree(2, 6, records)
        return heap.written(0xBC, tree), inside

    def _data(self, content: bytes) -> int:
        """A block, or several below one that lists them."""
        if len(content) <= LARGEST_BLOCK:
            return self._block(content, 0)
        pieces = [content[start : start + LARGEST_BLOCK] for start in range(0, len(content), LARGEST_BLOCK)]
        numbers = [self._block(piece, 0) for piece in pieces]
        return self._block(struct.pack(f"<BBHI{len(numbers)}Q", 1, 1, len(numbers), len(content), *numbers), 2)

    def _inside(self, nodes: Sequence[NodeOf]) -> int:
        if not nodes:
            return 0
        entries = b"".join(struct.pack("<QQQ", *each) for each in sorted(nodes))
        return self._block(struct.pack("<BBHI", 2, 0, len(nodes), 0) + entries, 2)

    def _block(self, content: bytes, internal: int) -> int:
        number = (len(self.blocks) + 1) * 4 | internal
        self.blocks[number] = content
        return number

    def _tree(self, data: bytearray, entries: list[bytes], kind: int) -> tuple[int, int]:
        """The pages of a tree; gives the number and place of the topmost."""
        level = 0
        while True:
            room = 488 // len(entries[0])
            pages = []
            for start in range(0, len(entries), room):
                page = entries[start : start + room]
                number, place = 0x1000 + len(data) // 512 * 4, len(data)
                data += _page(page, kind, level, number, place)
                pages.append(page[0][:8] + struct.pack("<QQ", number, place))
            if len(pages) == 1:
                return number, place
            entries, level = pages, level + 1

    def _head(self, size: int, node_tree: tuple[int, int], block_tree: tuple[int, int]) -> bytes:
        first = struct.pack("<2sHHBBIIQQI", b"SM", 23, 19, 1, 1, 0, 0, 0, 0x2000, 1)
        first += struct.pack("<32I", *[self.last + 1] * 32) + bytes(8)
        first += struct.pack("<IQQQQQQQQBBHI", 0, size, 0x4400, 0, 0, *node_tree, *block_tree, 2, 0, 0, 0)
        first += b"\xff" * 256 + struct.pack("<BBHQ", 0x80, 0, 0, 0x2000)
        return b"!BDN" + struct.pack("<I", _sum(first[:471])) + first + struct.pack("<I36x", _sum(first[:516]))


@dataclass
class _Heap:
    """What lies on the heap of one node."""

    pieces: list[bytes] = field(default_factory=list)

    def put(self, content: bytes) -> int:
        """Put something on it; gives its number, 0 for nothing."""
        if not content:
            return 0
        self.pieces.append(content)
        return len(self.pieces) << 5

    def tree(self, key: int, value: int, records: Sequence[bytes]) -> int:
        """Records by their keys."""
        leaf = self.put(b"".join(records))
        return self.put(struct.pack("<BBBBI", 0xB5, key, value, 0, leaf))

    def written(self, kind: int, root: int) -> bytes:
        """The heap as bytes, which must fit into one block."""
        ends = [12]
        for piece in self.pieces:
            ends.append(ends[-1] + len(piece))
        data = b"".join(self.pieces)
        data += bytes(len(data) % 2)
        head = struct.pack("<HBBI4x", 12 + len(data), 0xEC, kind, root)
        whole = head + data + struct.pack(f"<HH{len(ends)}H", len(self.pieces), 0, *ends)
        assert len(whole) <= LARGEST_BLOCK
        return whole


def _table(numbers: Sequence[int], rows: Sequence[Values]) -> bytes:
    """A table: a row for each of these values, all of them text."""
    heap = _Heap()
    columns = [(0x67F20003, 4), (0x67F30003, 4), *((each << 16 | 0x1F, 4) for each in sorted(set[int]().union(*rows)))]
    width = 4 * len(columns)
    matrix = b""
    index = []
    for row, values in enumerate(rows):
        number = numbers[row] if numbers else row
        cells = [number, 1, *(heap.put(values.get(tag >> 16, "").encode("utf-16-le")) for tag, _ in columns[2:])]
        filled = sum(0x80 >> place % 8 << 8 * (place // 8) for place in range(len(columns)))
        matrix += struct.pack(f"<{len(cells)}I", *cells) + filled.to_bytes(-(-len(columns) // 8), "little")
        index.append(struct.pack("<II", number, row))
    row_index = heap.tree(4, 4, index)
    places = [0, 4, *range(8, width, 4)]
    described = b"".join(
        struct.pack("<IHBB", tag, place, size, bit)
        for bit, ((tag, size), place) in sorted(
            enumerate(zip(columns, places, strict=True)), key=lambda each: each[1][0][0]
        )
    )
    ends = (width, width, width, width + -(-len(columns) // 8))
    info = struct.pack("<BB4HIII", 0x7C, len(columns), *ends, row_index, heap.put(matrix), 0)
    return heap.written(0x7C, heap.put(info + described))


def _packed(value: Any) -> tuple[int, bytes]:
    """The kind of a value, and its bytes."""
    if isinstance(value, int):
        return 3, b""
    if isinstance(value, _Place):
        return 0x0D, struct.pack("<II", value.node, value.size)
    if isinstance(value, str):
        return 0x1F, value.encode("utf-16-le")
    if isinstance(value, datetime):
        ticks = int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
        return 0x40, struct.pack("<Q", ticks)
    return 0x102, value


def _page(entries: Sequence[bytes], kind: int, level: int, number: int, place: int) -> bytes:
    size = len(entries[0])
    body = b"".join(entries).ljust(488, b"\0") + struct.pack("<BBBB4x", len(entries), 488 // size, size, level)
    return body + struct.pack("<BBHIQ", kind, kind, _mark(place, number), _sum(body), number)


def _block(content: bytes, number: int, place: int) -> bytes:
    room = -(-(len(content) + 16) // 64) * 64 - 16
    tail = struct.pack("<HHIQ", len(content), _mark(place, number), _sum(content), number)
    return content.ljust(room, b"\0") + tail


def _mark(place: int, number: int) -> int:
    mixed = (place ^ number) & 0xFFFFFFFF
    return (mixed >> 16) ^ (mixed & 0xFFFF)


def _sum(data: bytes) -> int:
    """CRC-32 that begins with zeros and isn't turned over in the end."""
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF
