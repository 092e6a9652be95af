"""The project stands by itself: no path of one machine, no host to install from, nothing beside the checkout."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOSTS = ("pypi" r"\.org", "python" r"hosted\.org", "npm" r"js\.(?:org|com)", "anaconda" r"\.org")
ELSEWHERE = re.compile(
    "|".join(
        (
            r"(?<![\w.-])/" "work/",
            r"(?<![\w-])/" r"tmp/w\b",
            r"(?<![\w/-])(?:\.\./)*" "shared/",
            r"\b(?:[\w-]+\.)*(?:" + "|".join(HOSTS) + ")",
        )
    )
)


def tracked() -> list[Path]:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("only a checkout knows which files are its own")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize(
    ("text", "is_elsewhere"),
    [
        ("/work/main", True),
        ("see ../shared/PAGE.md", True),
        ("https://files.pythonhosted.org/x", True),
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
