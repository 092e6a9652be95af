"""Tesseract, the program that reads: pictures go in and words come out through pipes, nothing is written to disk.

It comes with the system, not with Python: on Debian `tesseract-ocr` and, for Dutch, `tesseract-ocr-nld`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

LANGUAGES = ("nld", "eng")
"""What is read, of those that are installed."""

DENSITY = 300
"""Dots an inch; Tesseract guesses badly when it isn't told."""

PATIENCE = 60.0
"""Seconds after which a picture is given up: a page takes two."""

PAGE, BLOCK, SCATTERED = 3, 6, 11
"""Tesseract's modes: find columns and paragraphs, take it all as one block, find words wherever they are."""

_WORD_LEVEL = "5"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was read, how sure (0–100), its box in pixels, and which paragraph and line it belongs to."""

    text: str = field(repr=False)
    confidence: float
    left: int
    top: int
    width: int
    height: int
    paragraph: tuple[int, int]
    line: int

    @property
    def right(self) -> int:
        """Where it ends."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """Where its lowest letter ends."""
        return self.top + self.height


@cache
def languages() -> tuple[str, ...]:
    """The languages that can be read here, none where there is no Tesseract."""
    program = shutil.which("tesseract")
    if program is None:
        return ()
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=PATIENCE, check=True, text=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(each for each in LANGUAGES if each in listed.stdout.split())


def words(picture: Image, mode: int = PAGE, language: str = "", only: str = "") -> list[Word]:
    """The words on a grey picture, in the order of reading.

    :param language: one of `languages`; all of them when empty.
    :param only: the characters that there can be; any when empty.
    :raises subprocess.TimeoutExpired: when it takes too long.
    :raises subprocess.CalledProcessError: when Tesseract fails.
    """
    command = [shutil.which("tesseract") or "tesseract", "-", "-", "--psm", str(mode), "--dpi", str(DENSITY)]
    command += ["-l", language or "+".join(languages()), "-c", "tessedit_create_tsv=1"]
    if only:
        command += ["-c", f"tessedit_char_whitelist={only}"]
    return list(_words(_output(command, _portable(picture)).decode("utf-8", "replace").splitlines()))


def _output(command: Sequence[str], given: bytes) -> bytes:
    """What the program says; it ends by itself when nobody is left to end it."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, env=environment) as process:  # noqa: S603
        _bounded(process.pid)
        try:
            said, _ = process.communicate(given, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, "tesseract")
    return said


def _bounded(process: int) -> None:
    """No more time of a processor than we wait for, where the system can say so."""
    import resource

    if hasattr(resource, "prlimit"):
        with suppress(ProcessLookupError, PermissionError):
            resource.prlimit(process, resource.RLIMIT_CPU, (ceil(PATIENCE), ceil(PATIENCE)))


def _portable(picture: Image) -> bytes:
    """The picture as a portable grey map, the plainest format that Tesseract takes."""
    return b"P5 %d %d 255\n" % picture.size + picture.tobytes()


def _words(rows: Sequence[str]) -> Iterator[Word]:
    """The rows of Tesseract's table that are words.

    Its columns are level, page, block, paragraph, line, word, left, top, width, height, confidence and text.
    """
    for row in rows[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == _WORD_LEVEL and cells[11].strip():
            block, paragraph, line = int(cells[2]), int(cells[3]), int(cells[4])
            left, top, width, height = map(int, cells[6:10])
            yield Word(cells[11].strip(), float(cells[10]), left, top, width, height, (block, paragraph), line)
