"""A matplotlib figure as an inline SVG: themed by the page's style sheet, named for screen readers, always the same.

Matplotlib writes style attributes, which the page's content security policy forbids, and fixed
colours, which a dark page cannot use.  So each style becomes presentation attributes, and each colour
of `PALETTE` also a class (`fill-ink`, `stroke-limit`), to which the style sheet gives the colour of the theme.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PALETTE = {
    "ink": "#1d2733",
    "muted": "#566170",
    "rule": "#dcdad3",
    "empty": "#f1efe9",
    "heat1": "#d9e8e8",
    "heat2": "#a9cdce",
    "heat3": "#5d9da3",
    "heat4": "#1f6b76",
    "heat5": "#0d3f4a",
    "onheat1": "#1d2734",
    "onheat2": "#1d2735",
    "onheat3": "#0b1017",
    "onheat4": "#fffefe",
    "onheat5": "#fffeff",
    "kept": "#4c8b93",
    "late": "#b3263a",
    "lateink": "#9d1c30",
    "hatch": "#fff1f1",
    "limit": "#1d2736",
}
"""Every colour that a chart may use, in the light theme; no two are equal, so that each can be told from the rest."""

_NAMES = {value: name for name, value in PALETTE.items()}
_SVG = "{http://www.w3.org/2000/svg}"
_UNWANTED = {f"{_SVG}metadata", f"{_SVG}style"}
_XLINK = "{http://www.w3.org/1999/xlink}href"
_DROPPED = {"font-family", "font-size-adjust", "stroke-linejoin", "stroke-linecap", "stroke-dashoffset"}
_URL = re.compile(r"url\(#([^)]+)\)")


@contextmanager
def drawing() -> Iterator[None]:
    """The settings under which figures are made and written: text stays text, dollar signs are no formulas."""
    import matplotlib

    settings: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": "pdscan",
        "text.parse_math": False,
        "font.family": "DejaVu Sans",
        "hatch.color": PALETTE["hatch"],
        "hatch.linewidth": 1.2,
    }
    with matplotlib.rc_context(settings):
        yield


def inline_svg(figure: Figure, name: str, title: str, description: str) -> str:
    """The figure as one `<svg>` element.

    :param name: unique on the page; begins every id.
    :param title: what a screen reader calls the picture.
    :param description: what the picture shows, in a sentence.
    """
    written = io.BytesIO()
    figure.savefig(written, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    root = ElementTree.fromstring(written.getvalue())  # noqa: S314 - matplotlib wrote it a line ago
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag in _UNWANTED]:
            parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        _restyle(element)
    _rename(root, name)
    _describe(root, name, title, description)
    return ElementTree.tostring(root, encoding="unicode")


def _restyle(element: Element) -> None:
    """Turn the style attribute into presentation attributes and classes."""
    for declaration in element.attrib.pop("style", "").split(";"):
        key, _, value = declaration.partition(":")
        key, value = key.strip(), value.strip()
        if key and key not in _DROPPED:
            element.set(key, value)
    classes = [
        f"{key}-{_NAMES[value]}" for key in ("fill", "stroke") if (value := element.get(key, "").lower()) in _NAMES
    ]
    if classes:
        element.set("class", " ".join(classes))


def _rename(root: Element, name: str) -> None:
    """Give ids that something refers to the picture's name, and take the others away."""
    wanted = {match for element in root.iter() for value in element.attrib.values() for match in _URL.findall(value)}
    wanted |= {element.attrib[_XLINK][1:] for element in root.iter() if _XLINK in element.attrib}
    for element in root.iter():
        identity = element.attrib.pop("id", None)
        if identity in wanted:
            element.set("id", f"{name}-{identity}")
        for key, value in element.attrib.items():
            element.set(key, _URL.sub(rf"url(#{name}-\1)", value))
        target = element.attrib.pop(_XLINK, None)
        if target:
            element.set("href", f"#{name}-{target[1:]}")


def _describe(root: Element, name: str, title: str, description: str) -> None:
    for unwanted in ("height", "version"):
        root.attrib.pop(unwanted, None)
    root.set("width", root.attrib["viewBox"].split()[2])
    root.set("role", "img")
    root.set("class", f"chart chart-{name}")
    root.set("aria-labelledby", f"{name}-title {name}-desc")
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = Element(tag, {"id": f"{name}-{tag}"})
        element.text = text
        root.insert(place, element)
