"""A service's URL → fsspec's file system for it, with what it needs to log in and to be sure of whom it talks to.

Where the config names no password, each library looks where its own tools do: `AWS_…` variables, `~/.aws`, the role of
the machine, Google's and Azure's logins.  Certificates are always verified; a connection in the clear is refused
unless the config allows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from pdscan.errors import CredentialError, PluginError, UsageError
from pdscan.protocols import TargetOptions

CONNECT_SECONDS, READ_SECONDS = 10, 60
_PACKAGES = {
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "az": "adlfs",
    "abfs": "adlfs",
    "abfss": "adlfs",
}
_FRESH = {"skip_instance_cache": True, "use_listings_cache": False}
"""Each connection has its own, which remembers no listing."""

_PARAMETERS = {"endpoint", "region"}


@dataclass(frozen=True, slots=True)
class Service:
    """A service; `shown` is the URL without a password, `opened` gives the file system, and the path there."""

    shown: str
    user: str
    opened: Callable[[TargetOptions], tuple[Any, str]] = field(repr=False)


def service_of(url: str, encrypt: bool) -> Service:
    """The service that a URL names.

    :raises pdscan.errors.UsageError: when it can't be understood, or would be talked to in the clear.
    """
    scheme = url.partition(":")[0]
    if scheme in ("s3", "s3a"):
        return _s3(url, encrypt)
    return _other(url)


def _s3(url: str, encrypt: bool) -> Service:
    parts = urlsplit(url, allow_fragments=False)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    bucket, path = parts.netloc, unquote(parts.path)
    if not bucket or "@" in bucket or asked.keys() - _PARAMETERS:
        raise UsageError(
            "an S3 target is written as s3://bucket/prefix, or s3://bucket/prefix?endpoint=https://…&region=…"
        )
    endpoint = asked.get("endpoint")
    if endpoint is not None and encrypt and not endpoint.startswith("https://"):
        raise _clear(f"s3://{bucket}", "an endpoint with https://")

    def opened(options: TargetOptions) -> tuple[Any, str]:
        identity, separator, secret = (options.password() or "").partition(":")
        if identity and not separator:
            raise CredentialError(f"s3://{bucket}: the password is to be ACCESS_KEY_ID:SECRET_ACCESS_KEY, with a colon")
        verify = {} if options.ca is None else {"verify": str(options.ca)}
        region = {"region_name": asked["region"]} if "region" in asked else {}
        limits = {"connect_timeout": CONNECT_SECONDS, "read_timeout": READ_SECONDS, "retries": {"max_attempts": 2}}
        with _naming("s3", "s3fs"):
            from s3fs import S3FileSystem

        files = S3FileSystem(
            key=identity or None,
            secret=secret or None,
            endpoint_url=endpoint,
            client_kwargs={**verify, **region},
            config_kwargs=limits,
            **_FRESH,
        )
        return files, bucket + path.rstrip("/")

    return Service(f"s3://{bucket}{parts.path}", "this access key or role", opened)


def _other(url: str) -> Service:
    whole = url.removeprefix("fsspec+")
    protocol, separator, path = whole.partition("://")
    if not separator:
        raise UsageError("such a target is written as PROTOCOL://path, or fsspec+PROTOCOL://path")

    def opened(options: TargetOptions) -> tuple[Any, str]:
        password = options.password()
        login = {} if password is None else {"password": password}
        with _naming(protocol, _PACKAGES.get(protocol, f"that fsspec names for {protocol}")):
            from fsspec.core import url_to_fs

            files, root = url_to_fs(whole, **_FRESH, **login)
        return files, str(root)

    return Service(f"{protocol}://{path.rpartition('@')[2]}", "the account that is logged in", opened)


@contextmanager
def _naming(protocol: str, package: str) -> Iterator[None]:
    """What is missing, in our own words.

    :raises pdscan.errors.PluginError: when a package is.
    :raises pdscan.errors.UsageError: when there is no such protocol.
    """
    try:
        yield
    except ImportError:
        how = "pip install 'pdscan[cloud]'" if package == "s3fs" else f"pip install {package}"
        raise PluginError(f"{protocol}: targets need the package {package}; get it with: {how}") from None
    except ValueError as error:
        if "not known" not in str(error):
            raise
        raise UsageError(f"fsspec knows no protocol “{protocol}”") from None


def _clear(shown: str, instead: str) -> UsageError:
    return UsageError(
        f"{shown} would send password and files in the clear; use {instead}, "
        "or write `encrypt: false` into the config where nobody can listen"
    )
