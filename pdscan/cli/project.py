"""What a command works with: the settings, and what the command line says over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from pdscan import settings
from pdscan.credentials import resolve, safe_url
from pdscan.engine.connect import scheme_of
from pdscan.errors import UsageError
from pdscan.model import Binding
from pdscan.privacy import load_key, parse_key
from pdscan.protocols import Passwords, TargetOptions
from pdscan.register import Register, load
from pdscan.settings import Settings, System
from pdscan.store import Store

_BETTER = "leave it out, to be asked for it, or write the system into pdscan.yaml with `password: {env: NAME}`"


@dataclass(frozen=True, slots=True)
class Project:
    """The settings of one run."""

    settings: Settings
    store_url: str
    register_path: Path | None

    @classmethod
    def of(cls, config: Path | None, store: str | None = None, register: Path | None = None) -> Project:
        """The settings of the config file (the nearest one where none is named), and what is said over them.

        :raises pdscan.errors.ConfigError: when the config is wrong.
        """
        loaded = settings.load(settings.find(config))
        return cls(loaded, store or loaded.store, register or loaded.register_file)

    def open_store(self, *, create: bool = False) -> Store:
        """The store.

        :raises pdscan.errors.StoreError: when it isn't there, or can't be used.
        """
        return Store.open(self.store_url, create=create)

    def load_register(self) -> Register | None:
        """The register, None when none is configured.

        :raises pdscan.errors.RegisterError: when it is wrong.
        """
        return load(self.register_path) if self.register_path else None

    def key(self, *, create: bool = True) -> bytes:
        """The fingerprints' key; a key file is made on first use.

        :raises pdscan.errors.CredentialError: when it can't be had.
        """
        reference = self.settings.key
        if reference.file is not None:
            return load_key(reference.file, create=create)
        return parse_key(resolve(reference, "the fingerprint key")() or "", f"{reference.kind} {reference.argument}")

    def passwords(self) -> Passwords:
        """The passwords to try on locked archives: each line of each source.

        :raises pdscan.errors.CredentialError: when one can't be had.
        """
        texts = [resolve(each, "the passwords of archives")() or "" for each in self.settings.passwords]
        return Passwords(dict.fromkeys(line for text in texts for line in text.splitlines() if line))

    @property
    def bindings(self) -> tuple[Binding, ...]:
        """Which locations serve which service."""
        return self.settings.bindings()

    def systems(self, names: Sequence[str] = (), targets: Sequence[str] = ()) -> dict[str, tuple[str, TargetOptions]]:
        """The systems to scan: the targets given, else those of the config (all, or the named ones).

        :raises UsageError: for an unknown name, or when there is nothing to scan.
        """
        if targets:
            return {name: (url, self._given(name, url)) for name, url in _named(targets)}
        chosen = [self.settings.system(name) for name in names] or self.settings.systems
        if not chosen:
            raise UsageError("nothing to scan: give a TARGET (a path or URL), or write systems into pdscan.yaml")
        return {each.name: (each.target, self._options(each)) for each in chosen}

    def _given(self, name: str, url: str) -> TargetOptions:
        if safe_url(url) != url:
            click.echo(f"warning: others on this machine can see the password in {safe_url(url)}; {_BETTER}", err=True)
        return TargetOptions(
            system=name, password=resolve(None, f"the password of {name}", prompt=True), bindings=self.bindings
        )

    def _options(self, system: System) -> TargetOptions:
        return TargetOptions(
            system=system.name,
            password=resolve(system.password, f"the password of {system.name}"),
            include=system.include,
            exclude=system.exclude,
            sample=system.sample,
            full_on_hit=system.full_on_hit,
            bindings=self.bindings,
            max_rate=system.max_rate,
            key_file=system.key,
            passphrase=resolve(system.passphrase, f"the passphrase of the key of {system.name}"),
            known_hosts=system.known_hosts,
            ca=system.ca,
            encrypt=system.encrypt,
            other_file_systems=system.other_file_systems,
        )


def _named(targets: Sequence[str]) -> list[tuple[str, str]]:
    """A name for each target: the last part of its path, with a number where two would be alike."""
    named: list[tuple[str, str]] = []
    for url in targets:
        name = _name_in(url)
        taken = {other for other, _ in named}
        number = 2
        unique = name
        while unique in taken:
            unique, number = f"{name}-{number}", number + 1
        named.append((unique, url))
    return named


def _name_in(url: str) -> str:
    """The last part of a path or URL.

    >>> _name_in("./share/"), _name_in("sqlite:///crm.db?timeout=5"), _name_in("maildir:mail")
    ('share', 'crm.db', 'mail')
    >>> _name_in("postgresql://scanner@db.example/crm"), _name_in("imaps://scanner@mail.example:993/")
    ('crm', 'mail.example')
    """
    if not scheme_of(url):
        path = Path(url)
        return (path if path.name not in ("", "..") else path.resolve()).name or "target"
    stem = safe_url(url).partition("?")[0].rstrip("/").rpartition("/")[2].rpartition("@")[2]
    name, _, rest = stem.partition(":")
    return (name if "://" in url else rest or name) or "target"
