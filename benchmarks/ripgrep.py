"""ripgrep with the expressions of our detectors, on one thread: what a native program needs to look for them.

It finds where something begins, and checks nothing: no digits that adjoin, no check digits, no labels.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from pdscan.detection.matcher import expressions
from pdscan.protocols import Detector


def patterns(detectors: Sequence[Detector], path: Path) -> Path:
    """A file with one expression a line, in ripgrep's dialect.

    Those that go on over a line break are left out: they would make it read everything at once, three times as slowly.
    """
    sources = [_in_rust(each.source) for each in expressions(detectors) if r"\n" not in each.source]
    path.write_text("\n".join(dict.fromkeys(sources)) + "\n", "utf-8")
    return path


def matches(patterns: Path, path: Path) -> int:
    """How often any of the expressions matches in a file; overlapping ones count once."""
    limits = ["--regex-size-limit", "4G", "--dfa-size-limit", "4G"]
    command = ["rg", "--threads", "1", "--no-config", "--text", "--no-unicode", "--count-matches", *limits]
    done = subprocess.run([*command, "--file", patterns, path], check=True, capture_output=True, text=True)
    return int(done.stdout or 0)


def _in_rust(source: str) -> str:
    r"""Without names of groups and without escapes that Rust's dialect refuses.

    >>> _in_rust(r'(?P<value>a\")')
    '(?:a")'
    """
    return re.sub(r"\(\?P<\w+>", "(?:", source).replace('\\"', '"')
