"""What the config may say: typed, frozen, and without room for a key that nobody reads.

The docstring of each field is its description in the JSON Schema that editors use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, PrivateAttr, model_validator

from pdscan.errors import UsageError
from pdscan.model import THRESHOLD, Binding
from pdscan.protocols import Limits
from pdscan.settings.explosive import MANY, explodes
from pdscan.settings.lists import AllowList, DenyList
from pdscan.settings.places import data_folder, existing_file, file, location_url, store_url
from pdscan.settings.section import EntityName, Section, Text
from pdscan.strict_yaml import problem

SOURCES = "{env: NAME}, {file: PATH}, {command: “…”} or {keyring: service/user}"
"""How a config says where a secret is to be had."""

_LIMITS = Limits()

Day = Annotated[date, Field(strict=False)]
FilePath = Annotated[Path, Field(strict=False), AfterValidator(file)]
ExistingFile = Annotated[Path, Field(strict=False), AfterValidator(existing_file)]
Checksum = Literal["luhn", "verhoeff", "damm", "mod_11_2", "mod_11_10", "mod_37_2", "mod_37_36", "mod_97_10", "bsn"]


def _expression(pattern: str, name: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise problem(f"{name} is no regular expression: {error.msg} at character {(error.pos or 0) + 1}") from None
    return pattern


def _candidate(pattern: str) -> str:
    if re.search(r"\(\?(?:[=!]|<[=!]|P=)|(?<!\\)(?:\\\\)*\\[1-9]", pattern):
        raise problem("“pattern” can't look around itself or refer back: (?=…), (?!…), (?<…), \\1 are not understood")
    _expression(pattern, "“pattern”")
    if explodes(pattern):
        raise problem(f"“pattern” could take for ever: what repeats more than {MANY} times may not vary in length")
    return _expression(pattern, "“pattern”")


def _column_or_expression(customer: str) -> str:
    return _expression(customer, "“customer”") if "(?P<customer>" in customer else customer


class Reference(Section):
    """Where a secret is to be had: exactly one of the four."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    env: Text | None = None
    """The name of an environment variable."""
    file: FilePath | None = None
    """A file that holds nothing else; only its owner should be able to read it."""
    command: Text | None = None
    """A command that prints it, run without a shell: `pass show crm`."""
    keyring: Annotated[str, Field(pattern=r"^.+/[^/]+$")] | None = None
    """An entry of the system's keyring: `service/user`."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(each is not None for each in (self.env, self.file, self.command, self.keyring)) != 1:
            raise problem(f"name one source: {SOURCES}")
        return self

    @property
    def kind(self) -> Literal["env", "file", "command", "keyring"]:
        """Which of the four it is."""
        if self.env is not None:
            return "env"
        if self.file is not None:
            return "file"
        return "command" if self.command is not None else "keyring"

    @property
    def argument(self) -> str:
        """The name, path, command or entry."""
        return str(getattr(self, self.kind))


def _password(reference: Reference, info: Any) -> Reference:
    if reference.file is not None:
        existing_file(reference.file, info)
    return reference


class BindingSettings(Section):
    """Which service a place serves, and where its records' date and customer stand."""

    location: Text
    """A glob over `unit` or `unit/item`: `public.domain_*`, `INBOX/**`."""
    service: Text
    """A service of the register."""
    record_date: Text | None = None
    """A column; or `modified` (file time), `recorded` (message date) or `name` (a date in the item's name)."""
    customer: Annotated[Text, AfterValidator(_column_or_expression)] | None = None
    """A column; or a regular expression with a group `(?P<customer>…)` over the item's path."""
    legal_hold: Day | None = None
    """The last day on which nothing here counts as kept too long."""


class System(Section):
    """One thing to scan."""

    name: Annotated[str, Field(pattern=r"^[^\s:/][^\x00-\x1f:/]*$")]
    """What you call it; it names the system in every report."""
    target: Annotated[Text, AfterValidator(location_url)]
    """A URL or path.  Paths are relative to the config file."""
    password: Annotated[Reference, AfterValidator(_password)] | None = None
    """Where the password is to be had; never the password itself."""
    key: ExistingFile | None = None
    """SFTP: the file of the private key to log in with; your agent's and your own keys when left out."""
    passphrase: Annotated[Reference, AfterValidator(_password)] | None = None
    """SFTP: where the passphrase of the key is to be had."""
    known_hosts: ExistingFile | None = None
    """SFTP: a file with the host keys that are trusted; your own `known_hosts` when left out."""
    ca: ExistingFile | None = None
    """A file (PEM) with the certificates that are trusted, such as your organisation's own."""
    encrypt: bool = True
    """SMB, WebDAV, S3: refuse a connection that isn't encrypted."""
    other_file_systems: bool = False
    """Folders: also read the disks and shares that are mounted in it."""
    sample: Annotated[int, Field(ge=1)] | None = None
    """How many rows to read of each table; all when left out."""
    full_on_hit: bool = False
    """Whether a table in whose sample something is found is read whole after all."""
    bindings: tuple[BindingSettings, ...] = ()
    """Which of its places serve which service."""
    include: tuple[Text, ...] = ()
    """Globs over `unit` and `unit/item`: read nothing else."""
    exclude: tuple[Text, ...] = ()
    """Globs over `unit` and `unit/item`: don't read these."""
    max_rate: Annotated[int, Field(ge=1)] | None = None
    """At most so many rows, messages or files a second."""

    @model_validator(mode="after")
    def _one_password(self) -> Self:
        if self.password is not None and re.match(r"[^:]+://[^/?#]*:[^/?#]*@", self.target):
            raise problem("there is a password both in “target” and in “password”; take it out of “target”")
        return self


class EndOfService(Section):
    """Where to learn when a customer's service ended: a query, a table or a CSV file."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["system", "query"]}, {"required": ["system", "table"]}, {"required": ["csv"]}]
        }
    )

    system: Text | None = None
    """The system to ask."""
    query: Text | None = None
    """A query that gives customer, service and last day (null while it goes on), in this order."""
    table: Text | None = None
    """A table or view instead of a query."""
    csv: ExistingFile | None = None
    """A CSV file with a header."""
    customer: Text = "customer"
    """The column with the customer, in a table or CSV file."""
    service: Text = "service"
    """The column with the service."""
    end: Text = "end"
    """The column with the last day."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(each is not None for each in (self.query, self.table, self.csv)) != 1:
            raise problem("give one of “query”, “table” and “csv”")
        if self.csv is not None and self.system is not None:
            raise problem("a “csv” is a file, and belongs to no “system”")
        if self.csv is None and self.system is None:
            raise problem("“system” is missing: which system is to be asked?")
        return self


class CustomDetector(Section):
    """An entity of your own, found by a regular expression."""

    entity: EntityName
    """Its name: lower case letters, digits and underscores."""
    pattern: Annotated[Text, AfterValidator(_candidate)]
    """A regular expression without look-around and back-references."""
    labels: Mapping[Annotated[str, Field(pattern="^[a-z]{2}$")], tuple[Text, ...]] = Field(default_factory=dict)
    """Words by language that stand before it: `{nl: [serviceid], en: [service id]}`."""
    category: Text | None = None
    """The register's category that it belongs to; by default one of its own."""
    checksum: Checksum | None = None
    """The checksum over its letters and digits."""
    examples: tuple[Text, ...] = ()
    """Made-up values that the pattern must match."""

    @model_validator(mode="after")
    def _examples_match(self) -> Self:
        wrong = [str(n) for n, each in enumerate(self.examples, 1) if not re.fullmatch(self.pattern, each)]
        if wrong:
            raise problem(f"“pattern” does not match the whole of example {', '.join(wrong)}")
        return self


class Model(Section):
    """A model that reads free text beside the detectors, through Presidio (the extra `presidio`)."""

    spacy: Text | None = None
    """A spaCy pipeline that you have installed, or its folder: `nl_core_news_md`.  Nothing is downloaded."""
    recognizer: Annotated[str, Field(pattern=r"^[\w.]+:\w+$")] | None = None
    """A recogniser for Presidio in an installed package: `package.module:Class`."""
    language: Literal["nl", "en"] = "nl"
    """The language of the texts that it understands."""
    entities: Mapping[Text, EntityName] = Field(default_factory=lambda: {"PERSON": "person_name"})
    """What its entities are called here; those left out are not looked for."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.spacy is None) == (self.recognizer is None):
            raise problem("give one of “spacy” and “recognizer”")
        return self


class Plan(Section):
    """A scan that runs by itself."""

    name: Text
    """What you call it."""
    systems: tuple[Text, ...] = ()
    """The systems to scan; all when left out."""
    cron: Annotated[str, Field(pattern=r"^\s*\S+(\s+\S+){4}\s*$")]
    """When it begins: minute, hour, day of the month, month, day of the week."""
    window: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")] | None = None
    """Between which times of the day it may run: `22:00-06:00`."""


class Notice(Section):
    """Who is told of what."""

    to: Annotated[str, Field(pattern=r"^[a-z][a-z0-9+.-]*:.+$")]
    """An address as a URL: `mailto:dpo@example.org`, `https://…`, `syslog://…`."""
    on: Literal["new", "changed", "all"] = "new"
    """Of which discrepancies."""
    severity: Literal["low", "medium", "high"] = "medium"
    """From which severity on."""


class LimitSettings(Section):
    """Bounds on decoding one file or message, its members included."""

    depth: Annotated[int, Field(ge=1)] = _LIMITS.depth
    """How many archives or attachments deep."""
    expanded: Annotated[int, Field(ge=1)] = _LIMITS.expanded
    """Bytes after unpacking."""
    ratio: Annotated[int, Field(ge=1)] = _LIMITS.ratio
    """How many times larger unpacking may make it."""
    members: Annotated[int, Field(ge=1)] = _LIMITS.members
    """Members of an archive."""
    seconds: Annotated[float, Field(gt=0)] = _LIMITS.seconds
    """Time."""

    def limits(self) -> Limits:
        """The bounds as formats take them."""
        return Limits(**self.model_dump())


class Settings(Section):
    """The whole config.  Everything has a default: without a config, paths and URLs are given on the command line."""

    model_config = ConfigDict(title="pdscan.yaml")

    store: Annotated[str, AfterValidator(store_url)] = Field(
        default_factory=lambda: f"sqlite:///{data_folder() / 'pdscan.db'}"
    )
    """Where findings are kept: the URL of a SQLite file or a PostgreSQL database."""
    key: Reference = Field(default_factory=lambda: Reference(file=data_folder() / "pdscan.key"))
    """The fingerprint key; a file is made on first use."""
    register_file: ExistingFile | None = Field(default=None, alias="register")
    """The declared register."""
    systems: tuple[System, ...] = ()
    """The systems to scan."""
    end_of_service: tuple[EndOfService, ...] = ()
    """Where to learn when a customer's service ended."""
    detectors: tuple[CustomDetector, ...] = ()
    """Entities of your own."""
    allow: tuple[AllowList, ...] = ()
    """Values that are no personal data."""
    deny: tuple[DenyList, ...] = ()
    """Values that must always be found."""
    models: tuple[Model, ...] = ()
    """Models that read free text beside the detectors."""
    entities: tuple[Text, ...] | None = None
    """The only entities to look for; all when left out."""
    min_confidence: Annotated[float, Field(ge=0, le=1)] = THRESHOLD
    """From which confidence on a finding is shown as likely."""
    lang: Literal["nl", "en"] | None = None
    """The language of reports; your locale's when left out."""
    workers: Annotated[int, Field(ge=1)] | None = None
    """How many processes read at the same time; one a processor when left out."""
    limits: LimitSettings = LimitSettings()
    """Bounds on decoding one file or message."""
    ocr: bool = True
    """Whether text in pictures and on scanned pages is read, where Tesseract is installed."""
    passwords: tuple[Annotated[Reference, AfterValidator(_password)], ...] = ()
    """Passwords to try on locked archives, one a line in each source; never the passwords themselves."""
    schedule: tuple[Plan, ...] = ()
    """Scans that run by themselves."""
    notify: tuple[Notice, ...] = ()
    """Who is told of what."""

    _path: Path | None = PrivateAttr(default=None)

    @property
    def path(self) -> Path | None:
        """The file that this was read from."""
        return self._path

    def bindings(self) -> tuple[Binding, ...]:
        """Every binding of every system, in the order of the config."""
        return tuple(Binding(system=each.name, **dict(one)) for each in self.systems for one in each.bindings)

    def system(self, name: str) -> System:
        """The system of that name.

        :raises UsageError: when there is none, with the nearest right word.
        """
        for each in self.systems:
            if each.name == name:
                return each
        names = [each.name for each in self.systems]
        near = get_close_matches(name, names, 1)
        hint = f"did you mean “{near[0]}”?" if near else f"there are: {', '.join(names) or 'none'}"
        raise UsageError(f"no system of the config is called “{name}”; {hint}")
