"""`pdscan doctor`: what is installed, what is missing, how to get it."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

import click

from pdscan.cli.style import style_options

OPTIONAL = {
    "hyperscan": ("hyperscan", "detection is some ten times slower without it"),
    "httpx": ("httpx", "WebDAV"),
    "paramiko": ("paramiko", "SFTP"),
    "psycopg": ("psycopg[binary]", "PostgreSQL databases"),
    "pymysql": ("pymysql", "MySQL and MariaDB databases"),
    "pypff": ("libpff-python", "Outlook's stores (PST, OST)"),
    "pyarrow": ("pyarrow", "Parquet, Arrow, Feather and ORC files"),
    "fastavro": ("fastavro", "Avro files"),
    "duckdb": ("duckdb", "DuckDB databases"),
    "redis": ("redis", "Redis"),
    "ldap3": ("ldap3", "directories (LDAP)"),
    "s3fs": ("s3fs", "S3"),
    "smbprotocol": ("smbprotocol", "SMB shares"),
    "keyring": ("keyring", "passwords from the desktop's keyring"),
    "py7zr": ("py7zr", "7z archives with a password"),
    "pi_heif": ("pi-heif", "photographs of telephones (HEIC)"),
}
"""By import name: the package that brings it, and what it is for."""

LANGUAGES = ["nld", "eng"]
TESSERACT = "apt-get install tesseract-ocr tesseract-ocr-nld: text in pictures and on scanned pages"

BSDTAR = "apt-get install libarchive-tools: RAR, 7z, ISO and CAB"


@click.command(name="doctor")
@style_options
def command() -> int:
    """Say what is installed, what is missing and how to get it; exits with 3 when a plugin can't be loaded.

    Example: pdscan doctor
    """
    click.echo(f"pdscan {version('pdscan')} on Python {platform.python_version()}, {sys.platform} {platform.machine()}")
    for name, (package, purpose) in OPTIONAL.items():
        _show(find_spec(name) is not None, name, _installed(package), f"pip install '{package}': {purpose}")
    read = _languages()
    only = f" (now only {', '.join(read)})" if read else ""
    _show(read == LANGUAGES, "tesseract", ", ".join(read), f"{TESSERACT}{only}")
    _show(shutil.which("bsdtar") is not None, "bsdtar", "", BSDTAR)
    broken = list(_broken())
    for problem in broken:
        _show(False, "plugin", "", problem)
    return 3 if broken else 0


def _languages() -> list[str]:
    """The languages of ours that Tesseract can read; none where it isn't installed or doesn't run."""
    program = shutil.which("tesseract")
    if program is None:
        return []
    try:
        done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=60, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return []
    return [each for each in LANGUAGES if each in done.stdout.split()]


def _installed(package: str) -> str:
    try:
        return version(package.partition("[")[0])
    except PackageNotFoundError:
        return ""


def _show(present: bool, name: str, detail: str, remedy: str) -> None:
    mark = click.style("ok     ", fg="green") if present else click.style("missing", fg="yellow")
    click.echo(f"  {mark}  {name:<12} {detail if present else remedy}")


def _broken() -> Iterator[str]:
    from pdscan import plugins
    from pdscan.errors import PluginError

    for group in plugins.GROUPS:
        found = plugins.names(group)
        if found:
            click.echo(f"  {group}: {', '.join(found)}")
        for name in found:
            try:
                plugins.load(group, name)
            except PluginError as error:
                yield str(error)
