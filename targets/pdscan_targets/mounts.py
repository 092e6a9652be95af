"""File systems that are mounted on this machine, and which of them hold no files of anybody.

`/proc`, `/sys` and their like are made up by the kernel when they are read: to read them is to ask it questions, some
of which do something.  What is mounted is told by `/proc/self/mountinfo` (proc_pid_mountinfo(5)).

>>> kinds(["24 1 0:22 / /proc rw,nosuid - proc proc rw", "25 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw"])
{(0, 22): 'proc', (8, 1): 'ext4'}
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

MADE_UP = frozenset(
    (
        *("autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs", "efivarfs"),
        *("fusectl", "hugetlbfs", "mqueue", "nsfs", "proc", "pstore", "rpc_pipefs", "securityfs", "selinuxfs", "sysfs"),
        "tracefs",
    )
)
"""Kinds of file systems that the kernel makes up."""


def holds_no_files(device: int) -> bool:
    """Whether the file system with that number is made up by the kernel."""
    try:
        lines = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return False
    return kinds(lines).get((os.major(device), os.minor(device))) in MADE_UP


def kinds(lines: Iterable[str]) -> dict[tuple[int, int], str]:
    """The kind of each file system, by its number."""
    found: dict[tuple[int, int], str] = {}
    for line in lines:
        mounted, _, described = line.partition(" - ")
        major, _, minor = mounted.split(" ")[2].partition(":")
        found[int(major), int(minor)] = described.split(" ")[0]
    return found
