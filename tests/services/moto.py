"""A server that speaks S3 (Moto), which keeps objects in memory and lets everybody in."""

from __future__ import annotations

import os
import signal
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.services.daemon import Daemon, folder, free_port

SECRET = "Zeisloper-6617"


@dataclass(frozen=True, slots=True)
class Moto:
    """A running server."""

    port: int

    @property
    def endpoint(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """A bucket, and a prefix in it."""
        return f"s3://{path}?endpoint={self.endpoint}&region=eu-west-1"

    @property
    def client(self) -> Any:
        """Who may write there."""
        import boto3

        return boto3.client(
            "s3", endpoint_url=self.endpoint, aws_access_key_id="x", aws_secret_access_key="y", region_name="eu-west-1"
        )

    def upload(self, folder: Path, bucket: str) -> None:
        """A folder's files as objects of a new bucket."""
        self.client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        for path in folder.rglob("*"):
            if path.is_file():
                self.client.put_object(Bucket=bucket, Key=str(path.relative_to(folder)), Body=path.read_bytes())


@contextmanager
def moto() -> Iterator[Moto]:
    """A server without anything in it."""
    with folder() as place:
        port = free_port()
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        answers = lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/moto-api/", timeout=5).close()  # noqa: E731
        env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        daemon = Daemon(place, command, answers, signal.SIGTERM, who={"env": env})
        daemon.start()
        try:
            yield Moto(port)
        finally:
            daemon.stop()
