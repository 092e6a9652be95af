"""`pdscan key`: make fingerprints for lists; replace or destroy the key that they are made with."""

from __future__ import annotations

from pathlib import Path

import click

from pdscan.cli.groups import Group
from pdscan.cli.options import output_option
from pdscan.cli.places import config_option, store_option
from pdscan.cli.style import style_options

_ELSEWHERE = {
    "env": "the environment variable {}",
    "command": "the command `{}`",
    "keyring": "the keyring entry {}",
}


@click.group(name="key", cls=Group)
def command() -> None:
    """Make fingerprints for lists; replace or destroy the key that they are made with.

    Fingerprints tell equal values in different places.  The key is kept outside the store; without it nobody can
    find out the values behind them.
    """


@command.command()
@click.argument("entity")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True), default="-")
@output_option
@config_option
@style_options
def fingerprint(entity: str, file: Path, output: Path | None, config: Path | None) -> None:
    """Make the fingerprints of the values in FILE (- or none is standard input), a value a line.

    They are for allow and deny lists with `hashed: true`: who has no key can't tell the values from them.

    Example: pdscan key fingerprint bsn vips.txt --output vips.fingerprints
    """
    from pdscan import settings
    from pdscan.cli.detectors import every
    from pdscan.cli.lists import fingerprints
    from pdscan.cli.options import write_output

    loaded = settings.load(settings.find(config), check_files=False)
    with click.open_file(str(file), encoding="utf-8") as lines:
        made = fingerprints(loaded, every(loaded), entity, lines)
    write_output(output, "\n".join(made))


@command.command()
@config_option
@store_option
@style_options
def rotate(config: Path | None, store: str | None) -> None:
    """Put a new key in the place of the old one, of which nothing is kept.

    The store's fingerprints are dropped: values are not stored, so they can't be made again from the new
    key.  The next scan makes new ones.  Everything else in the store stays.  Make hashed lists anew, too: their old
    fingerprints match nothing any more.

    Example: pdscan key rotate --store sqlite:///pdscan.db
    """
    from pdscan import settings
    from pdscan.errors import CredentialError
    from pdscan.privacy import Fingerprinter, replace_key

    loaded = settings.load(settings.find(config), check_files=False)
    reference = loaded.key
    _forget(store or loaded.store)
    if reference.file is None:
        where = _ELSEWHERE[reference.kind].format(reference.argument)
        raise CredentialError(f"the key comes from {where}: put a new one there, made with `openssl rand -hex 32`")
    key_id = Fingerprinter(replace_key(reference.file)).key_id
    click.echo(f"The key in {reference.file} is new ({key_id}).")


@command.command()
@click.option("--yes", is_flag=True, help="Don't ask.")
@config_option
@store_option
@style_options
def destroy(yes: bool, config: Path | None, store: str | None) -> None:
    """Overwrite and remove the key, and drop the store's fingerprints: the store is anonymous from then on.

    What backups and snapshots keep of the key is out of reach: destroy it there too.

    Example: pdscan key destroy --yes
    """
    from pdscan import settings
    from pdscan.errors import CredentialError, UsageError
    from pdscan.privacy import destroy_key

    loaded = settings.load(settings.find(config), check_files=False)
    reference = loaded.key
    where = str(reference.file or _ELSEWHERE.get(reference.kind, "").format(reference.argument))
    if not yes and not click.confirm(f"Destroy the key in {where} for good?", err=True):
        raise UsageError("nothing was destroyed")
    _forget(store or loaded.store)
    if reference.file is None:
        raise CredentialError(f"the key comes from {where}: destroy it there")
    destroy_key(reference.file)
    click.echo(f"The key in {where} is destroyed. Destroy its backups too.")


def _forget(url: str) -> None:
    """Drop the fingerprints before the key, so that no store is left with fingerprints of a key that is gone."""
    from pdscan.store import MissingStoreError, Store

    try:
        with Store.open(url, create=False) as opened:
            count = opened.forget_fingerprints()
            click.echo(f"Fingerprints dropped from {count} finding{'' if count == 1 else 's'} in {opened.url}.")
    except MissingStoreError:
        click.echo("There is no store, and so no fingerprint.", err=True)
