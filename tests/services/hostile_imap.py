"""Mail servers as no one should run them: they answer by a script, and mean harm or are broken."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

Answer = bytes | Callable[[str], Iterator[bytes]]
"""What is sent in answer to a command, or makes it from the command, without end if it likes; `%t` is the tag."""

PLAIN: Mapping[str, Answer] = {
    "": b"* OK [CAPABILITY IMAP4rev1] ready\r\n",
    "CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n%t OK done\r\n",
    "LOGIN": b"%t OK done\r\n",
    "LIST": b'* LIST () "/" INBOX\r\n%t OK done\r\n',
    "STATUS": b"* STATUS INBOX (MESSAGES 2)\r\n%t OK done\r\n",
    "EXAMINE": b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n%t OK [READ-ONLY] done\r\n",
    "UID SEARCH": b"* SEARCH 1 2\r\n%t OK done\r\n",
    "UID FETCH (RFC822.SIZE": b"* 1 FETCH (UID 1 RFC822.SIZE 30)\r\n* 2 FETCH (UID 2 RFC822.SIZE 30)\r\n%t OK done\r\n",
    "UID FETCH (BODY": b"* 1 FETCH (UID 1 BODY[] {4}\r\nhoi\n)\r\n* 2 FETCH (UID 2 BODY[] {4}\r\nhee\n)\r\n"
    b"%t OK done\r\n",
    "LOGOUT": b"* BYE now\r\n%t OK done\r\n",
}
"""A server that does what it should: one folder with two messages."""


@contextmanager
def speaking(**script: Answer) -> Iterator[int]:
    """A server on this machine; `script` says what it answers otherwise.  Gives its port."""
    answers = PLAIN | {name.replace("_", " "): answer for name, answer in script.items()}
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_serve, args=(listening, answers), daemon=True).start()
        yield listening.getsockname()[1]


def _serve(listening: socket.socket, answers: Mapping[str, Answer]) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=_converse, args=(connection, answers), daemon=True).start()


def _converse(connection: socket.socket, answers: Mapping[str, Answer]) -> None:
    with suppress(OSError), connection, connection.makefile("rb") as lines:
        _send(connection, answers[""], "", b"")
        for line in lines:
            tag, _, command = line.rstrip().partition(b" ")
            _send(connection, _answer(command.decode(), answers), command.decode(), tag)


def _answer(command: str, answers: Mapping[str, Answer]) -> Answer:
    """The answer of the longest name whose first word begins the command, and whose other words stand in it."""
    for name in sorted(filter(None, answers), key=len, reverse=True):
        words = name.split(" ")
        if command.startswith(words[0]) and all(word in command for word in words):
            return answers[name]
    return b"%t BAD what?\r\n"


def _send(connection: socket.socket, answer: Answer, command: str, tag: bytes) -> None:
    for piece in [answer] if isinstance(answer, bytes) else answer(command):
        connection.sendall(piece.replace(b"%t", tag))
