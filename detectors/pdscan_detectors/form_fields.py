r"""Between the name of a field and its value: in forms, JSON, URLs, XML and tables of HTML.

>>> import re
>>> between = re.compile(f"functie{INTRODUCES}(.*)")
>>> [between.match(text).group(1) for text in ("functie: monteur", 'functie":"monteur', "functie</td><td>monteur")]
['monteur', 'monteur', 'monteur']
>>> between.match("functie van de knop") is None, between.match("functie</th><th>telefoon") is None
(True, True)
"""

from __future__ import annotations

_CLOSED = r"</(?:td|th|dt|b|strong|label|span)>"
_OPENED = r"<(?:td|dd|span|p)(?: [^<>]{0,60})?>"

INTRODUCES = (
    rf"(?:[\x22']? ?[:=] ?(?:{_CLOSED} ?)?[\x22']?|(?:{_CLOSED}){{1,2}}[ \t]{{0,4}}{_OPENED}(?:<(?:b|strong)>)?|>)"
)
