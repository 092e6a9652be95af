"""An Outlook store (MS-PST: `.pst`, `.ost`) as folders of messages.

The library is written in C and believes much of what the file says: call this in a child process (`isolated`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from pdscan_targets.formats.encoding import to_utf8
from pdscan_targets.formats.mapi import Attachment, OutlookMessage, Value, filetime
from pdscan_targets.formats.mapi_heap import is_heap, properties

MARK = b"!BDN"
TEXT, OLD_TEXT, BYTES, TIME = 0x001F, 0x001E, 0x0102, 0x0040
SUBJECT, HAS_ATTACHMENTS = 0x0037, 0x0E1B
LARGEST = 64 << 20
"""A larger attachment is not read: the message would be held in memory several times."""

DEEPEST_FOLDER = 100
NOWHERE = "(in no folder)"
"""Where deleted messages are that the file still holds."""


FAILURES = (OSError, ValueError, AttributeError, MemoryError, OverflowError, TypeError)
"""What the library raises where a part of the file can't be read."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One message: its number in the file, the folder that it is in, and what it says.

    `lost` says what of it could not be read: the names of attachments, or "" for the message itself.
    """

    number: int
    folder: str
    message: OutlookMessage = field(repr=False)
    lost: tuple[str, ...] = ()


class Store:
    """An open store.

    :raises OSError: when the file is none, or broken.
    :raises ImportError: when the library isn't installed.
    """

    def __init__(self, stream: BinaryIO) -> None:
        import pypff

        self._file = pypff.file()
        self._file.open_file_object(stream)

    def folders(self) -> Iterator[tuple[str, int]]:
        """The folders with messages in them, and how many."""
        for path, folder in self._folders():
            if folder.number_of_sub_messages:
                yield path, folder.number_of_sub_messages
        if self._file.number_of_orphan_items:
            yield NOWHERE, self._file.number_of_orphan_items

    def messages(self, wanted: str | None = None) -> Iterator[Stored]:
        """The messages of a folder, of all of them where none is named."""
        for path, folder in self._folders():
            if wanted in (None, path):
                for index in range(folder.number_of_sub_messages):
                    yield _stored(folder.get_sub_message, index, path)
        if wanted in (None, NOWHERE):
            for index in range(self._file.number_of_orphan_items):
                yield _stored(self._file.get_orphan_item, index, NOWHERE)

    def _folders(self) -> Iterator[tuple[str, Any]]:
        """Every folder with its path, those below it after it; folders of one name are told apart by their numbers."""
        waiting: list[tuple[tuple[str, ...], Any]] = [((), self._file.get_root_folder())]
        known = set[str]()
        while waiting:
            path, folder = waiting.pop()
            name = "/".join(path) or "."
            if name in known:
                name = f"{name} ({folder.identifier})"
            known.add(name)
            yield name, folder
            if len(path) < DEEPEST_FOLDER:
                below = [folder.get_sub_folder(index) for index in range(folder.number_of_sub_folders)]
                waiting += [((*path, each.name or str(each.identifier)), each) for each in reversed(below)]


def _stored(get: Any, index: int, folder: str) -> Stored:
    try:
        item = get(index)
        lost: list[str] = []
        return Stored(item.identifier, folder, _message(item, lost), tuple(lost))
    except FAILURES:
        return Stored(-index - 1, folder, OutlookMessage(), ("",))


def _message(item: Any, lost: list[str]) -> OutlookMessage:
    found = OutlookMessage(_values(item, 0))
    _without_prefix(found)
    recipients = getattr(item, "recipients", None)
    if recipients is not None:
        found.recipients = [_values(recipients, index) for index in range(recipients.number_of_record_sets)]
    if not hasattr(item, "number_of_attachments"):  # of a kind that the library doesn't know
        lost += ["attachments"] if _has_attachments(item) else []
        return found
    for index in range(item.number_of_attachments):
        found.attachments += _attachment(item, index, lost)
    return found


def _has_attachments(item: Any) -> bool:
    """Whether it says that something is attached to it."""
    flags = [each for index in range(item.number_of_record_sets) for each in item.get_record_set(index).entries]
    return any(each.entry_type == HAS_ATTACHMENTS and any(each.get_data() or b"") for each in flags)


def _attachment(item: Any, index: int, lost: list[str]) -> Iterator[Attachment]:
    name = f"attachment {index + 1}"
    try:
        attached = item.get_attachment(index)
        values = OutlookMessage(_values(attached, 0))
        name = values.text(0x3707, 0x3704, 0x3001) or name
        if attached.get_size() > LARGEST:
            lost.append(name)
        else:
            content = attached.read_buffer(attached.get_size())
            if is_heap(content):
                inner, whole = _inner(content)
                lost += [] if whole else [f"{name}.eml"]
                yield Attachment(f"{name}.eml", inner.as_mail(), "message/rfc822")
            else:
                yield Attachment(name, content, values.text(0x370E) or "application/octet-stream")
    except FAILURES:
        lost.append(name)


def _inner(content: bytes) -> tuple[OutlookMessage, bool]:
    """A message in a message, and whether this is all of it.

    :raises ValueError: when it is broken.
    """
    found, whole = OutlookMessage(), True
    for number, kind, data in properties(content):
        value = _value(kind, data) if data else None
        whole = whole and data is not None
        if value is not None:
            found.values[number] = value
    _without_prefix(found)
    return found, whole


def _without_prefix(message: OutlookMessage) -> None:
    """A subject without the two characters before it, which say how long its “Re: ” is."""
    subject = message.values.get(SUBJECT)
    if isinstance(subject, str) and subject.startswith("\x01"):
        message.values[SUBJECT] = subject[2:]


def _values(item: Any, index: int) -> dict[int, Value]:
    """The properties of a thing that are text, bytes or times."""
    values: dict[int, Value] = {}
    if index >= item.number_of_record_sets:
        return values
    for entry in item.get_record_set(index).entries:
        try:
            data = entry.get_data()
        except FAILURES:
            continue
        value = None if not data else _value(entry.value_type, data)
        if value is not None and entry.entry_type is not None:
            values[entry.entry_type] = value
    return values


def _value(kind: int, data: bytes) -> Value | None:
    if kind == TEXT:
        return data.decode("utf-16-le", "replace").rstrip("\0")
    if kind == OLD_TEXT:
        return to_utf8(data).decode("utf-8", "replace").rstrip("\0")
    if kind == TIME and len(data) == 8:
        return filetime(int.from_bytes(data, "little"))
    return data if kind == BYTES else None
