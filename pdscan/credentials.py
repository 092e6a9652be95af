"""Passwords and keys: from the environment, a file, the keyring or a command; never printed, never stored.

What a message may say of a URL is `safe_url`'s to decide; `scrub` takes secrets out of any other text.

>>> safe_url("postgresql://scanner:s3cr3t@db.example/crm?sslmode=require")
'postgresql://scanner:***@db.example/crm?sslmode=require'
>>> scrub("access denied for s3cr3t", ["s3cr3t"])
'access denied for ***'
"""

from __future__ import annotations

import getpass
import json
import logging
import os
import re
import shlex
import stat
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import quote, quote_plus, unquote_plus

from pdscan.errors import CredentialError

Kind = Literal["env", "file", "command", "keyring"]
HIDDEN = "***"
"""What stands in the place of a secret."""

_TIMEOUT = 60.0
_log = logging.getLogger(__name__)


class Reference(Protocol):
    """Where a secret is to be had: the name of a variable, a path, a command, or `service/user` of the keyring."""

    @property
    def kind(self) -> Kind:
        """Which of the four."""
        ...

    @property
    def argument(self) -> str:
        """The name, path, command or entry."""
        ...


class Secret:
    """A password that is fetched when it is first asked for, kept in memory, and shown by nothing.

    It can be sent to another process, which fetches it anew; one that was typed goes along.

    >>> secret = Secret("prompt", "", "the password of crm")
    >>> repr(secret), str(secret), f"{secret}"
    ('Secret(prompt)', 'Secret(prompt)', 'Secret(prompt)')
    """

    __slots__ = ("_argument", "_fetched", "_kind", "_value", "_what")

    def __init__(self, kind: Kind | Literal["none", "prompt"], argument: str = "", what: str = "the password") -> None:
        self._kind = kind
        self._argument = argument
        self._what = what
        self._fetched = False
        self._value: str | None = None

    def __call__(self) -> str | None:
        """The secret itself; None when there is none.

        :raises CredentialError: when it can't be had, with what to do about it.
        """
        if not self._fetched:
            source = _SOURCES.get(self._kind)
            self._value = source(self._argument, self._what) if source else None
            self._fetched = True
        return self._value

    def __repr__(self) -> str:
        return f"Secret({self._kind})"

    def __reduce__(self) -> tuple[object, ...]:
        typed = self._value if self._kind == "prompt" and self._fetched else None
        return _revive, (self._kind, self._argument, self._what, typed)


def resolve(reference: Reference | None, what: str = "the password", *, prompt: bool = False) -> Secret:
    """The secret behind a reference, not fetched yet.

    :param what: what it is, for questions and messages: “the password of crm”.
    :param prompt: ask for it where there is no reference, but a terminal.
    """
    if reference is not None:
        return Secret(reference.kind, reference.argument, what)
    return Secret("prompt" if prompt and sys.stdin.isatty() else "none", "", what)


def safe_url(url: str) -> str:
    """The URL without passwords: neither before the @, nor in parameters such as `password` or `token`.

    Where a URL can be read in two ways, more is hidden rather than less: a password may hold any character, and so
    reaches to the last @; what follows a secret parameter is hidden with it.

    >>> safe_url("imaps://jan@example.nl:p@s/s:w?rd@mail.example.nl/INBOX")
    'imaps://jan@example.nl:***@mail.example.nl/INBOX'
    >>> safe_url("https://example.nl/hook?user=jan&Token=abc&x=y"), safe_url("sqlite:////tmp/a:b@c.db")
    ('https://example.nl/hook?user=jan&Token=***', 'sqlite:////tmp/a:b@c.db')
    """
    scheme, separator, rest = url.partition("://")
    if separator and not rest.startswith("/"):
        rest = _USERINFO.sub(rf"\g<user>:{HIDDEN}@", rest)
    return _without_parameters(scheme + separator + rest)


def scrub(text: str, secrets: Iterable[Secret | str | None] = ()) -> str:
    """A text without the given secrets, as they are, quoted or percent-encoded, and without passwords in URLs.

    In a text a URL ends at a blank or a quotation mark: pass the secret itself where it may hold one.

    >>> scrub("can't open ftp://jan:geheim@host/x: p%40ss refused", ["p@ss"])
    "can't open ftp://jan:***@host/x: *** refused"
    """
    values = [each() if isinstance(each, Secret) else each for each in secrets]
    forms = {form for value in values if value for form in _forms(value)}
    for form in sorted(forms, key=len, reverse=True):
        text = re.sub(re.escape(form), HIDDEN, text, flags=re.IGNORECASE if "%" in form else 0)
    return _URL.sub(lambda found: safe_url(found.group()), text)


_USERINFO = re.compile(r"(?P<user>[^:/?#]*):.*@", re.DOTALL)
_URL = re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]*://[^\s\"'<>]+")
_PARAMETER = re.compile(r"[?&;#]([^=?&;#]*)=")
_SECRET_NAME = re.compile(r"pass|pwd|secret|token|credential|signature|key|odbc_connect|\bsig\b", re.IGNORECASE)


def _forms(value: str) -> Iterable[str]:
    yield from (
        value,
        quote(value, safe="", errors="surrogateescape"),
        quote_plus(value, errors="surrogateescape"),
        quote(value, errors="surrogateescape"),
        repr(value)[1:-1],
        json.dumps(value)[1:-1],
    )


def _without_parameters(url: str) -> str:
    for found in _PARAMETER.finditer(url):
        if _SECRET_NAME.search(unquote_plus(found.group(1))):
            return url[: found.end()] + HIDDEN
    return url


def _revive(kind: Kind | Literal["none", "prompt"], argument: str, what: str, typed: str | None) -> Secret:
    secret = Secret(kind, argument, what)
    if typed is not None:
        secret._value, secret._fetched = typed, True
    return secret


def _from_environment(name: str, what: str) -> str:
    try:
        return os.environ[name]
    except KeyError:
        raise CredentialError(
            f"{what} is to come from the environment variable {name}, which is not set; "
            "set it, or name another source in the config"
        ) from None


def _from_file(name: str, what: str) -> str:
    path = Path(name)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            if os.fstat(file.fileno()).st_mode & stat.S_IROTH:
                _log.warning("%s: anybody can read %s; run `chmod 600 %s`", what, path, path)
            return _without_line_end(file.read())
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise CredentialError(f"{what} is to come from the file {path}, which can't be read: {reason}") from error


def _from_command(command: str, what: str) -> str:
    """What a command prints, without the last line end; no shell, no input.  Nothing that it prints is shown."""
    name, _, _ = command.strip().partition(" ")
    try:
        done = subprocess.run(  # noqa: S603
            shlex.split(command), stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT, check=False
        )
        if done.returncode == 0:
            return _without_line_end(done.stdout.decode())
        reason = f"it ended with exit code {done.returncode}; run it by hand to see why"
    except subprocess.TimeoutExpired:
        reason = f"it was not done after {_TIMEOUT:.0f} seconds; does it ask for something?"
    except OSError as error:
        reason = f"it can't be started: {error.strerror}"
    except (ValueError, IndexError):
        reason = "its quotes don't match, it is empty, or it prints no UTF-8 text"
    raise CredentialError(f"{what} is to come from the command `{name}`: {reason}")


def _from_keyring(entry: str, what: str) -> str:
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise CredentialError(
            f"{what} is to come from the keyring, for which a package is missing; install pdscan[keyring]"
        ) from None
    service, _, user = entry.rpartition("/")
    try:
        value = keyring.get_password(service, user)
    except keyring.errors.KeyringError as error:
        raise CredentialError(
            f"{what} is to come from the keyring, which does not answer: {type(error).__name__}"
        ) from error
    if value is None:
        raise CredentialError(
            f"{what} is to come from the keyring, which has no {user} at {service}; "
            f"run `keyring set {shlex.quote(service)} {shlex.quote(user)}`"
        )
    return value


def _from_prompt(_: str, what: str) -> str:
    return getpass.getpass(f"{what[:1].upper()}{what[1:]}: ")


def _without_line_end(text: str) -> str:
    return text.removesuffix("\n").removesuffix("\r")


_SOURCES = {
    "env": _from_environment,
    "file": _from_file,
    "command": _from_command,
    "keyring": _from_keyring,
    "prompt": _from_prompt,
}
