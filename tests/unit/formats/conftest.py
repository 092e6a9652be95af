"""Decode bytes by the formats that are registered, and say in short what came out."""

from __future__ import annotations

import io
import tracemalloc

import pytest

from pdscan import plugins
from pdscan.engine.decode import Decoder
from pdscan.model import Item, TextChunk
from pdscan.protocols import Limits, Problem


def item_of(data, name="test", **fields):
    opened = data if callable(data) else lambda: io.BytesIO(data)
    return Item(name, open=opened, size=None if callable(data) else len(data), **fields)


@pytest.fixture(scope="session")
def formats():
    return plugins.load_all("formats")


@pytest.fixture(scope="session")
def decode(formats):
    """decode(data, name, **limits) → the list of what was decoded."""

    def run(data, name="test", media_type=None, **limits):
        return list(Decoder(formats, Limits(**limits)).decode(item_of(data, name, media_type=media_type)))

    return run


@pytest.fixture(scope="session")
def read(decode):
    """read(data, name, **limits) → (path, field, line, text) of every text and cell, (path, "!", reason) of problems.

    Chunks that go on in each other are joined.
    """

    def run(data, name="test", **limits):
        found = []
        going_on = {}
        for each in decode(data, name, **limits):
            content = each.content
            if isinstance(content, Problem):
                found.append((each.path, "!", content.reason))
            elif isinstance(content, TextChunk):
                key = (each.path, content.field)
                if key in going_on:
                    index = going_on[key]
                    found[index] = (*found[index][:3], found[index][3] + content.data.decode())
                else:
                    found.append((*key, content.line, content.data.decode()))
                    index = len(found) - 1
                going_on.pop(key, None)
                if content.continues:
                    going_on[key] = index
            else:
                found.extend((each.path, *cell) for cell in cells(content))
        return found

    return run


def cells(chunk):
    """(column, line, text) of every cell; checks what is promised of every table."""
    assert (chunk.starts[1:] >= chunk.ends[:-1]).all()
    assert (chunk.starts < chunk.ends).all()
    assert len(chunk.starts) == len(chunk.ends) == len(chunk.column) == len(chunk.row)
    assert not len(chunk.row) or chunk.row.max() < chunk.rows
    for index, (start, end) in enumerate(zip(chunk.starts.tolist(), chunk.ends.tolist(), strict=True)):
        own = chunk.first_line + chunk.data.count(b"\n", 0, start)
        line = own if chunk.line is None else int(chunk.line[index])
        yield chunk.columns[chunk.column[index]], line, chunk.data[start:end].decode()


@pytest.fixture
def peak():
    """peak() → the most memory, in MiB, that Python held since the test began."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
