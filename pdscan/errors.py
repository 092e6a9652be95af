"""Errors, named by what the reader should do next.

Each message says what happened, where, and what to do about it.  Only the
command line turns them into words on a screen and an exit code; a message
never holds a value that was scanned, nor a password.
"""

import traceback
from pathlib import Path


class PdscanError(Exception):
    """Anything that pdscan itself reports to its user.

    `exit_code` is the process's exit code when the error ends a command.
    """

    exit_code = 4


class UsageError(PdscanError):
    """Type the command differently."""

    exit_code = 2


class ConfigError(PdscanError):
    """Mend the configuration file; each problem names its line and the nearest right word.

    >>> print(ConfigError("pdscan.yaml", ["line 3: unknown key “systms”; did you mean “systems”?"]))
    pdscan.yaml: line 3: unknown key “systms”; did you mean “systems”?
    """

    exit_code = 2

    def __init__(self, path: str, problems: list[str]) -> None:
        self.path = path
        self.problems = problems
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))


class RegisterError(ConfigError):
    """Mend the register or the statement that it is imported from."""


class TargetError(PdscanError):
    """Look at the system: it can't be reached, or refuses what was asked."""

    exit_code = 3


class ConnectionLostError(TargetError):
    """Wait: the system was being read, and went away; it may be back soon."""


class CredentialError(TargetError):
    """Supply the password or key in another way."""

    exit_code = 2


class StoreError(PdscanError):
    """Look at the store: it can't be opened, or is in use, full or damaged."""

    exit_code = 4


class PluginError(PdscanError):
    """Install what the plugin needs, or remove it."""

    exit_code = 2


def place_of(error: BaseException) -> str:
    """What kind of error, and where in the code; not its message, which may hold what was scanned.

    >>> try:
    ...     number = int("12345678Z")
    ... except ValueError as error:
    ...     print(place_of(error).split(" in ")[0])
    ValueError
    """
    *_, frame = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"
