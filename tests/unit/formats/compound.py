"""Compound files ([MS-CFB]) as tests write them: no stream below 4096 bytes, so that there is one kind of sector."""

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams):
    """A compound file with these streams in its root, each padded with zeros to 4096 bytes."""
    streams = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    body, chain, starts = b"", [], {}
    for name, data in streams.items():
        starts[name] = len(chain)
        count = -(-len(data) // SECTOR)
        chain += [len(chain) + n + 1 for n in range(count - 1)] + [END]
        body += data.ljust(count * SECTOR, b"\0")
    directory = len(chain)
    entries = [_entry("Root Entry", 5, END, 0, child=1 if streams else FREE)]
    for number, (name, data) in enumerate(streams.items(), 1):
        right = number + 1 if number < len(streams) else FREE
        entries.append(_entry(name, 2, starts[name], len(data), right=right))
    table = b"".join(entries)
    count = -(-len(table) // SECTOR)
    chain += [directory + n + 1 for n in range(count - 1)] + [END]
    body += table.ljust(count * SECTOR, b"\0")
    fat = len(chain)
    fats = -(-(fat + 1) // (SECTOR // 4 - 1))
    chain += [FAT] * fats
    body += struct.pack(f"<{len(chain)}I", *chain).ljust(fats * SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, fats, directory, 0, 4096, END, 0, END, 0)
    header += struct.pack(f"<{fats}I", *range(fat, fat + fats))
    return header.ljust(SECTOR, b"\xff") + body


def _entry(name, kind, start, size, child=FREE, right=FREE):
    encoded = (name + "\0").encode("utf-16-le")
    fields = struct.pack("<HBBIII", len(encoded), kind, 1, FREE, right, child)
    return encoded.ljust(64, b"\0") + fields + bytes(16 + 4 + 16) + struct.pack("<IQ", start, size)
