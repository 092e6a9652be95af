"""Could we write to an SFTP server?  Only trying would tell, so what the server says of itself must do.

Three things say something: whether its file system is mounted read-only, who owns the directory
and with which mode, and who we are (the server can give the owner's name).  What they can't say: the
rights of our groups, access control lists, and whether the server itself was started read-only.
"""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from pdscan_targets.sftp_extensions import mounted_read_only, name_of

if TYPE_CHECKING:
    from paramiko import SFTPClient


def rights(sftp: SFTPClient, path: bytes, user: str) -> tuple[bool, str]:
    """Whether we could probably write to a directory, and what that is known from."""
    if mounted_read_only(sftp, path):
        return False, "its file system is mounted read-only"
    status = sftp.stat(path)
    mode, owner = status.st_mode or 0, name_of(sftp, status.st_uid)
    unless = "unless the server was started read-only, which can't be known without trying"
    if user == "root":
        return True, f"root may write anywhere, {unless}"
    if mode & stat.S_IWOTH:
        return True, f"everybody may write to the topmost directory, {unless}"
    if owner == user and mode & stat.S_IWUSR:
        return True, f"the topmost directory is this account's own, {unless}"
    if mode & stat.S_IWGRP:
        return False, "a group may write to the topmost directory; whether we are in it can't be known without trying"
    return False, "the topmost directory's mode lets us not write; what lies deeper wasn't looked at"
