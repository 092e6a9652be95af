"""What OpenSSH's SFTP server can tell beyond the standard; other servers may not know the questions.

https://github.com/openssh/openssh-portable/blob/master/PROTOCOL
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paramiko import Message, SFTPClient

READ_ONLY = 1
"""The flag of a file system that is mounted read-only."""

FIELDS_BEFORE_FLAG = 9
USUAL_READ = 32 << 10
"""What any server gives in one answer, in bytes."""


def mounted_read_only(sftp: SFTPClient, path: bytes) -> bool:
    """Whether a directory's file system is mounted read-only, as far as the server tells (`statvfs`)."""
    answer = _asked(sftp, b"statvfs@openssh.com", path)
    if answer is None:
        return False
    for _ in range(FIELDS_BEFORE_FLAG):
        answer.get_int64()
    return bool(answer.get_int64() & READ_ONLY)


def name_of(sftp: SFTPClient, user: int | None) -> str | None:
    """What the server calls a user's number, None where it doesn't tell (`users-groups-by-id`)."""
    from paramiko import Message

    if user is None:
        return None
    numbers = Message()
    numbers.add_int(user)
    answer = _asked(sftp, b"users-groups-by-id@openssh.com", numbers.asbytes(), b"")
    if answer is None:
        return None
    names = Message(answer.get_binary())
    return names.get_binary().decode("utf-8", "replace") or None


def longest_read(sftp: SFTPClient) -> int:
    """How many bytes the server gives in one answer (`limits`)."""
    answer = _asked(sftp, b"limits@openssh.com")
    if answer is None:
        return USUAL_READ
    answer.get_int64()
    return max(USUAL_READ, min(int(answer.get_int64()), 255 << 10))


def _asked(sftp: SFTPClient, *question: bytes) -> Message | None:
    """The answer, None where the server doesn't know the question."""
    from paramiko.sftp import CMD_EXTENDED, CMD_EXTENDED_REPLY

    try:
        kind, answer = sftp._request(CMD_EXTENDED, *question)
    except OSError:
        return None
    return answer if kind == CMD_EXTENDED_REPLY else None
