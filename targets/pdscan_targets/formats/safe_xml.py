"""An XML parser for hostile input: expat, which streams and knows lines, without entities and without a network.

A document that declares entities can't make them grow: they are not expanded, and `Refused` tells of it.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

Attributes = dict[str, str]


class Refused(Exception):  # noqa: N818 - the document is to blame, not the parser
    """Raised when a document declares entities, and the caller has no use for such documents."""


class Handlers:
    """What to do when an element begins, when it ends, and with the text between; names come without prefix.

    Subclasses override what they need.
    """

    def begin(self, name: str, attributes: Attributes) -> None:
        """An element begins; attribute names come without prefix too."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """All text between two tags, in one piece as far as the buffer goes."""


def parser(handlers: Handlers) -> expat.XMLParserType:
    """A parser that calls the handlers; feed it with `Parse(data, final)`.

    :raises Refused: while parsing, when the document has a document type with entities.
    """
    made = expat.ParserCreate()
    made.buffer_text = True
    made.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    made.StartElementHandler = _beginning(handlers)
    made.EndElementHandler = lambda name: handlers.end(local(name))
    made.CharacterDataHandler = handlers.text
    made.EntityDeclHandler = _refuse
    return made


def local(name: str) -> str:
    """A name without its prefix.

    >>> local("w:p"), local("p")
    ('p', 'p')
    """
    return name.rsplit(":", 1)[-1]


def _beginning(handlers: Handlers) -> Callable[[str, Attributes], None]:
    def begin(name: str, attributes: Attributes) -> None:
        handlers.begin(local(name), {local(key): value for key, value in attributes.items()})

    return begin


def _refuse(*_: object) -> None:
    raise Refused
