"""From a file to settings: everything that is wrong with it is said at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from platformdirs import user_config_path
from pydantic import ValidationError

from pdscan.errors import ConfigError
from pdscan.settings.model import Settings
from pdscan.settings.places import data_folder, missing
from pdscan.settings.problems import in_words, references
from pdscan.strict_yaml import parse

NAME = "pdscan.yaml"
"""What a config is called in the working directory and in the user's config folder."""


def find(path: Path | None = None) -> Path | None:
    """The config to use: the one named, else `pdscan.yaml` here, else the one in the user's config folder.

    :raises ConfigError: when the one named is not there.
    """
    if path is not None:
        if not path.is_file():
            raise ConfigError(str(path), [missing(path)])
        return path
    return next((each for each in (Path(NAME), _user_folder() / NAME) if each.is_file()), None)


def load(path: Path | None, *, check_files: bool = True) -> Settings:
    """The settings of a config; the defaults where there is none.

    Paths in it count from its own folder.  There too, unless it says otherwise, are the store and its key; those
    of the config in the user's config folder, and of no config, are in the user's data folder.

    :param check_files: whether a register, CSV or password file that is not there is an error.
    :raises ConfigError: with every problem, each with its line and the nearest right word.
    """
    if path is None:
        return Settings()
    try:
        document = parse(path.read_bytes())
    except OSError as error:
        raise ConfigError(str(path), [f"can't be read: {error.strerror}"]) from error
    data = {} if document.data is None else document.data
    problems = document.problems
    settings = None
    if not problems or data:
        whole = _defaults(path) | data if isinstance(data, dict) else data
        context = {"folder": path.absolute().parent, "check_files": check_files}
        try:
            settings = Settings.model_validate(whole, context=context)
        except ValidationError as error:
            problems += in_words(error, document)
        problems += references(document)
    if problems or settings is None:
        raise ConfigError(str(path), [f"line {line}: {message}" for line, message in sorted(set(problems))])
    settings._path = path
    return settings


def _defaults(path: Path) -> dict[str, Any]:
    folder = path.absolute().parent
    if folder == _user_folder():
        folder = data_folder()
    return {"store": f"sqlite:///{folder / 'pdscan.db'}", "key": {"file": folder / "pdscan.key"}}


def _user_folder() -> Path:
    return user_config_path("pdscan", appauthor=False)
