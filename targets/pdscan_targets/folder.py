"""A folder of files, or one file: a share that is mounted, a home directory, an export.

Files are read as `quiet` says: nothing is written, no link is followed out of the folder, nothing blocks.  Other file
systems mounted in it are targets of their own, unless the config says otherwise; those that hold no files are none.
"""

from __future__ import annotations

import errno
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from pdscan.errors import TargetError
from pdscan.protocols import Access, TargetOptions
from pdscan_targets.files import Kind
from pdscan_targets.mounts import holds_no_files
from pdscan_targets.paths import local_path, shown
from pdscan_targets.quiet import Directory
from pdscan_targets.volume import Parts, Unreadable, in_order


@dataclass(frozen=True, slots=True)
class _Root:
    """Where the folder really is; `only` is the one name in it that is wanted, None for all."""

    path: str
    only: str | None
    device: int


class LocalFolder:
    """What a path, or a `file:` URL, leads to.

    :raises pdscan.errors.UsageError: when the URL names no path on this machine.
    """

    def __init__(self, url: str, options: TargetOptions) -> None:
        self._path = local_path(url, "file")
        self._crosses = options.other_file_systems
        self._found: _Root | None = None

    @property
    def only(self) -> str | None:
        """The file's name, where it is one file."""
        return self._root().only

    @property
    def number(self) -> None:
        """None: no link is followed, so no directory lies in itself."""

    def check(self) -> Access:
        """Who we are, how many things in the topmost directory can be read, and whether we could write there.

        :raises pdscan.errors.TargetError: when there is no such path, or it may not be read.
        """
        only = self.only
        try:
            directory = self.directory(())
            entries = in_order(directory.entries())
        except Unreadable as problem:
            raise TargetError(problem.about(shown(self._path))) from None
        names = [each.name for each in entries if each.kind != "link" and only in (None, each.name)]
        readable = sum(_allowed(directory, name, os.R_OK) for name in names)
        problems = () if readable == len(names) else (f"{len(names) - readable} of {len(names)} may not be read",)
        return Access(user(), readable, _allowed(directory, only or ".", os.W_OK), problems)

    def directory(self, parts: Parts) -> Directory:
        """One of its directories, opened.

        :raises Unreadable: when it can't be, or another file system is mounted there.
        """
        directory = Directory(self._root().path, parts)
        device = os.fstat(directory.fd).st_dev
        if device == self._root().device:
            return directory
        if not self._crosses:
            raise _elsewhere("another file system is mounted here; scan it by itself")
        if holds_no_files(device):
            raise _elsewhere("a file system of the system itself, which holds no files")
        return directory

    def judge_link(self, path: Parts) -> None:
        """Nothing, when what the link leads to is read where it stands.

        :raises Unreadable: when it isn't.
        """
        root = self._root()
        link = Path(root.path, *path)
        try:
            target = Path(os.path.realpath(link, strict=True))
        except OSError as error:
            target = Path(os.path.realpath(link))
            if error.errno == errno.ELOOP:
                raise Unreadable(errno.ELOOP, "link loop") from None
            if isinstance(error, FileNotFoundError) and target.is_relative_to(root.path):
                raise Unreadable(errno.ENOENT, "vanished", "the link leads to nothing") from None
        if not target.is_relative_to(root.path) or root.only is not None:
            raise Unreadable(errno.EXDEV, "link out of the target")
        if link.is_relative_to(target):
            raise Unreadable(errno.ELOOP, "link loop", "leads back to a directory that it lies in")

    def close(self) -> None:
        """Nothing stays open between two units."""

    def _root(self) -> _Root:
        """Where the folder is; looked for when first needed."""
        if self._found is None:
            try:
                path = Path(os.path.realpath(self._path, strict=True))
                top = path if path.is_dir() else path.parent
                self._found = _Root(str(top), None if path.is_dir() else path.name, top.stat().st_dev)
            except OSError as error:
                raise TargetError(Unreadable.of(error).about(shown(self._path))) from None
        return self._found


def _elsewhere(detail: str) -> Unreadable:
    return Unreadable(errno.EXDEV, "link out of the target", detail)


def user() -> str:
    """The name of the user that this process runs as, or the number of one without a name."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _allowed(directory: Directory, name: str, mode: int) -> bool:
    return os.access(name, mode, dir_fd=directory.fd, effective_ids=True)


Folder = TARGET = Kind(("", "file"), LocalFolder)
