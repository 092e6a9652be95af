"""The project stands by itself: no path of one machine, no host to install from, nothing beside the checkout."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TREE, NEIGHBOUR, SCRATCH = (f"{name}/" for name in ("/wo" + "rk", "share" + "d", "/tmp" + "/w"))
HOSTS = "|".join(re.escape(host) for host in ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.com"))
ELSEWHERE = re.compile(rf"(?<![\w.-]){TREE}|(?<![\w-]){SCRATCH}|(?<![\w/-])(\.\./)*{NEIGHBOUR}|\b([\w-]+\.)*({HOSTS})")
"""Each is put together here, so that this file doesn't hold what it looks for."""


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize(
    ("text", "is_elsewhere"),
    [
        (f"{TREE}main", True),
        (f"see ../{NEIGHBOUR}PAGE.md", True),
        ("https://files.{}.org/x".format("python" + "hosted"), True),
        ("/home/work/share/x", False),
        ("time-shared/x", False),
        ("/framework/", False),
    ],
)
def test_what_is_looked_for(text: str, is_elsewhere: bool) -> None:
    assert bool(ELSEWHERE.search(text)) is is_elsewhere


def test_no_file_speaks_of_another_place() -> None:
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content[:8192]:
            for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
                if ELSEWHERE.search(line):
                    found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []


def test_files_are_clean_text() -> None:
    """UTF-8, Unix line ends, one line end at the end."""
    for path in tracked():
        if path.suffix in (".py", ".yaml", ".yml", ".md", ".toml", ".txt", ".json", ".css", ".j2", ".lock"):
            content = path.read_bytes()
            content.decode("utf-8")
            assert b"\r\n" not in content, path
            assert not content or (content.endswith(b"\n") and not content.endswith(b"\n\n")), path
