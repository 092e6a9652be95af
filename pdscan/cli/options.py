"""What every command does alike: language, format, where the output goes, when to fail."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from pdscan.errors import UsageError
from pdscan.model import Severity

LANGUAGES = ("nl", "en")
SEVERITIES = tuple(severity.value for severity in Severity)

Command = TypeVar("Command", bound=Callable[..., Any])


def default_language(environment: Mapping[str, str] | None = None) -> str:
    """The user's language by locale: `nl` where it is Dutch, else `en`.

    >>> default_language({"LANG": "nl_NL.UTF-8"}), default_language({"LC_ALL": "C", "LANG": "nl_NL.UTF-8"})
    ('nl', 'en')
    """
    environment = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "nl" if environment[name].lower().startswith("nl") else "en"
    return "en"


def language_option(command: Command) -> Command:
    """`--lang nl|en`, given to the command as `language`."""
    return click.option(
        "--lang",
        "language",
        type=click.Choice(LANGUAGES),
        default=default_language,
        show_default="the locale",
        help="Language of what people read.",
    )(command)


def configured_language(language: str, configured: str | None) -> str:
    """The language asked for on the command line, else the config's, else that of the locale.

    :param language: what `language_option` gave.
    """
    context = click.get_current_context(silent=True)
    asked = context is not None and context.get_parameter_source("language") is ParameterSource.COMMANDLINE
    return language if asked or configured is None else configured


def format_option(*formats: str, default: str | None = None) -> Callable[[Command], Command]:
    """`--format`, given to the command as `output_format`; None when it wasn't given and has no default."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(formats),
        default=default,
        show_default=default is not None,
        help="Format of the result" + ("." if default else " (default: by the suffix of --output)."),
    )


def output_option(command: Command) -> Command:
    """`--output FILE`, given to the command as `output`; None is standard output."""
    return click.option(
        "--output",
        "-o",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write to this file, whole or not at all, in place of standard output.",
    )(command)


def ocr_option(command: Command) -> Command:
    """`--no-ocr`, given to the command as `no_ocr`."""
    return click.option("--no-ocr", is_flag=True, help="Don't read text in pictures and on scanned pages.")(command)


def fail_on_option(command: Command) -> Command:
    """`--fail-on never|low|medium|high`, given to the command as `fail_on`."""
    return click.option(
        "--fail-on",
        type=click.Choice(("never", *SEVERITIES)),
        default="never",
        show_default=True,
        help="Exit with 1 when something at or above this severity was found.",
    )(command)


def reaches(severities: Iterable[str], fail_on: str) -> bool:
    """Whether one of the severities is at or above `fail_on`.

    >>> reaches(["low", "medium"], "medium"), reaches(["low"], "medium"), reaches(["high"], "never")
    (True, False, False)
    """
    if fail_on == "never":
        return False
    least = SEVERITIES.index(fail_on)
    return any(SEVERITIES.index(severity) >= least for severity in severities)


def format_by_suffix(output_format: str | None, output: Path | None, suffixes: Mapping[str, str], default: str) -> str:
    """The format asked for, else the one that the suffix of the output file means.

    :param suffixes: formats by suffix, such as `{".json": "json"}`.
    :raises UsageError: when the suffix says nothing.
    """
    if output_format is not None:
        return output_format
    if output is None:
        return default
    if output.suffix.lower() not in suffixes:
        known = ", ".join(suffixes)
        raise UsageError(f"{output}: the suffix names no format; use one of {known}, or --format")
    return suffixes[output.suffix.lower()]


def check_writable(path: Path) -> None:
    """See that a file can be written, before the work that it is for.

    :raises UsageError: when it can't.
    """
    place = path if path.exists() and not path.is_file() else path.resolve().parent
    if not place.exists():
        raise _unwritable(path, os.strerror(errno.ENOENT))
    if path.is_dir() or not os.access(place, os.W_OK):
        raise _unwritable(path, os.strerror(errno.EISDIR if path.is_dir() else errno.EACCES))


def write_output(path: Path | None, text: str) -> None:
    """Write text (UTF-8) to a file, whole or not at all, or to standard output where `path` is None.

    The file gets the mode that the user's umask allows.  What is no regular file (a pipe, `/dev/stderr`) is written
    to as it stands.

    :raises UsageError: when the file can't be written; what stood there before still stands.
    """
    if path is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    content = (text if text.endswith("\n") else text + "\n").encode()
    try:
        _replace(path, content)
    except OSError as error:
        raise _unwritable(path, error.strerror or type(error).__name__) from error


def _unwritable(path: Path, why: str) -> UsageError:
    return UsageError(f"{path} can't be written: {why}; name another file with --output")


def _umask() -> int:
    """The user's umask, which can't be read without setting it."""
    umask = os.umask(0o077)
    os.umask(umask)
    return umask


def _replace(path: Path, content: bytes) -> None:
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), 0o666 & ~_umask())
        written.replace(path)
    except BaseException:
        written.unlink(missing_ok=True)
        raise
