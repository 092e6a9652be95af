"""Paths and URLs of the config, which are relative to the file that names them.

The folder travels in pydantic's validation context, as `folder`; `check_files` there says whether files that
should exist are looked for.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path

from platformdirs import user_data_path
from pydantic import ValidationInfo

from pdscan.strict_yaml import problem


def data_folder() -> Path:
    """The user's own folder for data that programs keep."""
    return user_data_path("pdscan", appauthor=False)


def file(path: Path, info: ValidationInfo) -> Path:
    """The absolute path of a file."""
    return _folder(info) / path.expanduser()


def existing_file(path: Path, info: ValidationInfo) -> Path:
    """The absolute path of a file that is there."""
    whole = file(path, info)
    if (info.context or {}).get("check_files", True) and not whole.is_file():
        raise problem(missing(whole))
    return whole


def missing(path: Path) -> str:
    """What to say of a file that isn't there: with the one that was probably meant.

    >>> missing(Path("/no/such/folder/register.yaml"))
    'there is no file /no/such/folder/register.yaml, not even the folder'
    """
    if path.is_dir():
        return f"{path} is a folder, where a file was expected"
    try:
        names = [each.name for each in path.parent.iterdir()]
    except OSError:
        return f"there is no file {path}, not even the folder"
    near = get_close_matches(path.name, names, 1)
    return f"there is no file {path}" + (f"; did you mean “{near[0]}”?" if near else "")


def location_url(value: str, info: ValidationInfo) -> str:
    """The URL or path of a system, made absolute."""
    return absolute(value, _folder(info))


def store_url(value: str, info: ValidationInfo) -> str:
    """The URL of the store, made absolute."""
    if "://" not in value:
        message = "a store is named by a URL, such as sqlite:///pdscan.db or postgresql://user@host/pdscan"
        raise problem(message)
    return absolute(value, _folder(info))


def absolute(value: str, folder: Path) -> str:
    """A URL or path whose relative path counts from a folder.

    >>> absolute("share/archief", Path("/etc/pdscan")), absolute("maildir:mail", Path("/etc/pdscan"))
    ('/etc/pdscan/share/archief', 'maildir:/etc/pdscan/mail')
    >>> absolute("sqlite:///crm.db?timeout=5", Path("/etc/pdscan")), absolute("imaps://host/x", Path("/etc/pdscan"))
    ('sqlite:////etc/pdscan/crm.db?timeout=5', 'imaps://host/x')
    """
    scheme, separator, rest = value.partition("://")
    if separator:
        name, mark, query = rest.removeprefix("/").partition("?")
        relative = rest.startswith("/") and name not in ("", ":memory:") and not name.startswith(("/", "file:"))
        if scheme.partition("+")[0] in ("duckdb", "sqlite") and relative:
            return f"{scheme}:///{folder / Path(name).expanduser()}{mark}{query}"
        return value
    opaque = re.fullmatch(r"([A-Za-z][A-Za-z0-9+.-]+):(.*)", value, re.DOTALL)
    if opaque:
        return f"{opaque[1]}:{folder / Path(opaque[2]).expanduser()}"
    return str(folder / Path(value).expanduser())


def _folder(info: ValidationInfo) -> Path:
    return Path((info.context or {}).get("folder", Path.cwd()))
