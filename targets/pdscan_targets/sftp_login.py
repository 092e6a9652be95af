"""Logging in to a server by SSH: first that it is the right server, then who we are.

Host keys are those of OpenSSH's `known_hosts` files.  A server whose key isn't there, or is another one, is an error
that shows the key's fingerprint; nothing is sent to it.  We log in with a key, that of the config or those of the agent
and of `~/.ssh`, and with a password where no key is taken.
"""

from __future__ import annotations

import logging
import socket
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pdscan.errors import CredentialError, PluginError, TargetError
from pdscan.protocols import TargetOptions
from pdscan_targets.remote import Lost
from pdscan_targets.server_url import ServerUrl

if TYPE_CHECKING:
    from paramiko import PKey, SSHClient, Transport

CONNECT_SECONDS, ANSWER_SECONDS, KEEPALIVE_SECONDS = 10, 30, 15
USUAL_PORT = 22
WINDOW, PACKET = 16 << 20, 256 << 10
"""Bytes that the server may send before it waits for us, and at once."""

KNOWN_HOSTS = ("~/.ssh/known_hosts", "/etc/ssh/ssh_known_hosts")
FAST = ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com")
"""Ciphers that also authenticate, which saves a second pass in Python."""


class Unknown(Exception):  # noqa: N818 - becomes an error with the way out
    """The server's key is not among the known ones."""

    def __init__(self, key: PKey) -> None:
        super().__init__("unknown host key")
        self.key = key


class _Refuse:
    """What the library does about a key that isn't known."""

    def missing_host_key(self, client: SSHClient, hostname: str, key: PKey) -> None:
        """Nothing is sent to such a server."""
        raise Unknown(key)


def logged_in(where: ServerUrl, options: TargetOptions) -> SSHClient:
    """A connection over which we have logged in.

    :raises pdscan.errors.PluginError: when the library is missing.
    :raises pdscan.errors.CredentialError: when we are not let in.
    :raises pdscan.errors.TargetError: when it is not the server that we know.
    :raises Lost: when it can't be reached.
    """
    try:
        import paramiko
    except ImportError:
        raise PluginError("sftp: targets need the package paramiko; get it with: pip install 'pdscan[sftp]'") from None
    logging.getLogger("paramiko").setLevel(logging.CRITICAL)  # what goes wrong is told by us
    try:
        return _by_key_or_password(where, options)
    except Unknown as unknown:
        raise TargetError(_unknown(where, options, unknown.key)) from None
    except paramiko.BadHostKeyException as error:
        raise TargetError(_changed(where, options, error.key, error.expected_key)) from None
    except paramiko.PasswordRequiredException:
        key = options.key_file or "the key in ~/.ssh"
        raise CredentialError(f"{where}: {key} has a passphrase; write it into the config as `passphrase: …`") from None
    except paramiko.AuthenticationException:
        raise CredentialError(f"{where}: the server took neither key nor password; check the user and both") from None
    except socket.gaierror:
        raise Lost("there is no such host; check its name") from None
    except TimeoutError:
        raise Lost("the server doesn't answer") from None
    except paramiko.IncompatiblePeer:
        raise TargetError(
            f"{where}: the server knows only algorithms that are no longer safe; it must be renewed"
        ) from None
    except (OSError, EOFError, paramiko.SSHException) as error:
        reason = "refuses connections" if "refused" in str(error) or "Unable to connect" in str(error) else "hangs up"
        raise Lost(f"the server {reason}; is this an SSH server, and is it running?") from None


def _by_key_or_password(where: ServerUrl, options: TargetOptions) -> SSHClient:
    """A password is asked for only where no key was taken."""
    from paramiko import AuthenticationException, SSHException

    given = {"key_filename": str(options.key_file), "passphrase": options.passphrase()} if options.key_file else {}
    by_key = {**given, "allow_agent": not given, "look_for_keys": not given}
    try:
        return _connected(where, options, by_key)
    except AuthenticationException as error:
        refused: SSHException = error
    except SSHException as error:
        if "No authentication methods" not in str(error):
            raise
        refused = AuthenticationException()
    password = where.password or options.password()
    if password is None:
        raise refused
    return _connected(where, options, {"password": password, "allow_agent": False, "look_for_keys": False})


def _connected(where: ServerUrl, options: TargetOptions, login: dict[str, Any]) -> SSHClient:
    from paramiko import SSHClient

    client = SSHClient()
    for path in _known_hosts(options):
        client.load_system_host_keys(str(path))
    client.set_missing_host_key_policy(_Refuse())
    try:
        client.connect(
            where.host,
            where.port,
            where.user or getuser(),
            timeout=CONNECT_SECONDS,
            banner_timeout=ANSWER_SECONDS,
            auth_timeout=ANSWER_SECONDS,
            channel_timeout=ANSWER_SECONDS,
            transport_factory=_transport,
            **login,
        )
    except BaseException:
        client.close()
        raise
    transport = client.get_transport()
    assert transport is not None
    transport.set_keepalive(KEEPALIVE_SECONDS)
    return client


def _transport(sock: socket.socket, **options: Any) -> Transport:
    """With room for a fast server, and the fastest ciphers first."""
    from paramiko import Transport

    made = Transport(sock, default_window_size=WINDOW, default_max_packet_size=PACKET, **options)
    security = made.get_security_options()
    others = tuple(each for each in security.ciphers if each not in FAST)
    security.ciphers = tuple(each for each in FAST if each in security.ciphers) + others
    return made


def _known_hosts(options: TargetOptions) -> list[Path]:
    if options.known_hosts is not None:
        return [options.known_hosts]
    return [path for path in map(Path.expanduser, map(Path, KNOWN_HOSTS)) if path.is_file()]


def _unknown(where: ServerUrl, options: TargetOptions, key: PKey) -> str:
    """What to do about a server that nobody has vouched for yet."""
    return (
        f"{where}: nobody has vouched for this server yet: its key is {_shown(key)}.  "
        f"If its administrator says the same, add it: ssh-keyscan -p {where.port} {where.host} >> {_file(options)}"
    )


def _changed(where: ServerUrl, options: TargetOptions, key: PKey, expected: PKey) -> str:
    """What to do about a server that has another key than it had."""
    name = where.host if where.port == USUAL_PORT else f"[{where.host}]:{where.port}"
    return (
        f"{where}: this is not the server that we know: its key is {_shown(key)}, and was {_shown(expected)}.  "
        "Somebody may be in between.  If its administrator says that it has a new key, forget the old one: "
        f"ssh-keygen -R '{name}' -f {_file(options)}"
    )


def _shown(key: PKey) -> str:
    return f"{key.get_name()} {key.fingerprint}"


def _file(options: TargetOptions) -> str:
    return str(options.known_hosts or KNOWN_HOSTS[0])
