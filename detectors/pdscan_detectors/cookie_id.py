"""Cookie identifiers: the numbers by which a website knows a browser again.

Google Analytics writes `_ga` and `_gid` (`GA1.2.` random number `.` first visit in Unix seconds) and `_ga_…` (`GS1.` or
`GS2.`), Google Ads `_gcl_au`, Meta `_fbp` and `_fbc`, and every kind of server a session id of its own.  The law counts
them as personal data (recital 30 of the GDPR).  They stand in cookie headers, logs and exports.
Sources: the vendors' cookie documentation; for sessions, the frameworks' default cookie names.

>>> validate("GA1.2.123456789.1612345678").attributes, validate("fb.1.1612345678901.1098765432").attributes
({'kind': 'google_analytics'}, {'kind': 'meta'})
>>> validate("9F86D081884C7D659A2FEAA0C55AD015").attributes
{'kind': 'session'}
>>> validate("none") is None, validate("1234") is None   # no id; too short to know anybody by
(True, True)
"""

from __future__ import annotations

import re

from pdscan.model import Verdict
from pdscan.protocols import Detector

SURE, UNNAMED = 0.9, 0.3

_SHAPES = {
    "google_analytics": re.compile(
        r"(?:GA1\.[0-9]{1,2}\.)?[0-9]{5,10}\.1[0-9]{9}|GS[12]\.[0-9]\.[A-Za-z0-9$._-]{16,120}"
    ),
    "google_ads": re.compile(r"1\.[0-9]\.[0-9]{5,10}\.1[0-9]{9}"),
    "meta": re.compile(r"fb\.[0-9]\.1[0-9]{12}\.[A-Za-z0-9_-]{6,200}"),
}
_SESSION = re.compile(r"[A-Za-z0-9%._~+/=:!-]{12,256}")
_ACCOUNT = re.compile(r"S-1-[0-9]-[0-9-]+|.+\.(?:com|net|org|nl|local|php|html|js|log)")
"""Security identifiers of Windows, and names of hosts and files."""
_FEWEST_DIFFERENT = 6


def validate(text: str) -> Verdict | None:
    """A verdict on a cookie's value: sure where the value itself says whose it is, else with a label only."""
    if text.startswith("cid="):
        return Verdict(text[4:], SURE, ("structure",), {"kind": "google_analytics"}, span=(4, len(text)))
    for kind, shape in _SHAPES.items():
        if shape.fullmatch(text):
            named = text.startswith(("GA", "GS", "fb"))
            confidence = SURE if named else UNNAMED
            return Verdict(text, confidence, ("structure",), {"kind": kind}, label_required=not named)
    if not _SESSION.fullmatch(text) or _ACCOUNT.fullmatch(text):
        return None
    if not re.search(r"[0-9]", text) or len(set(text)) < _FEWEST_DIFFERENT:
        return None
    return Verdict(text, UNNAMED, ("length",), {"kind": "session"}, label_required=True)


_NAMES = (
    r"jsessionid|phpsessid|asp\.net_sessionid|aspsessionid[a-z]{8}|sess(?:ion|ie)?[ _-]?id|connect\.sid"
    r"|laravel_session|ci_session|cfid|cftoken|sid|_gcl_au|_gcl_aw|_fbp|_fbc|_gid|_ga(?:_[a-z0-9]{6,12})?|_hjid|_pk_id[a-z0-9._]{0,30}"
    r"|visitor_?id|ajs_anonymous_id|_uetvid|muid|_clck"
)
_VALUE = r"(?P<value>[A-Za-z0-9][A-Za-z0-9%._~+/:$!-]{10,200}[A-Za-z0-9])"

DETECTOR = Detector(
    entity="cookie_id",
    validate=validate,
    candidates=(
        r"(?P<value>GA1\.[0-9]{1,2}\.[0-9]{5,10}\.1[0-9]{9})",
        r"(?P<value>GS[12]\.[0-9]\.[A-Za-z0-9$._-]{16,120})",
        r"(?P<value>fb\.[0-9]\.1[0-9]{12}\.[A-Za-z0-9_-]{6,200})",
        r"(?P<value>cid=[0-9]{5,10}\.1[0-9]{9})",
        rf"(?i)(?:{_NAMES})[\x22']?(?:=|: ?|%3D)[\x22']?(?:s%3A|s:)?{_VALUE}",
        r"(?i)sess(?:ion|ie)[\x22']?(?:=|: ?)[\x22']?(?P<value>[0-9a-z-]{20,64})",
        r"(?i)(?:jsessionid|phpsessid|sess(?:ion|ie)?[ _-]?id) [\x22']?(?P<value>[0-9a-z-]{20,64})",
    ),
    anchors=(
        r"cid=[0-9]",
        r"GA1\.[0-9]",
        r"GS[12]\.[0-9]\.",
        r"fb\.[0-9]\.1[0-9]",
        rf"(?i:(?:{_NAMES})[\x22']?(?:=|:|%3D))",
        r"(?i:sess(?:ion|ie)[\x22']?[:=])",
        r"(?i:sess(?:ion|ie)?[ _-]?id [\x22']?[0-9a-z-])",
    ),
    value_group="value",
    max_length=280,
    labels={
        "en": [
            "jsessionid", "phpsessid", "asp net sessionid", "session id", "session", "sessid", "sid", "connect sid",
            "laravel session", "ci session", "cfid", "cftoken", "ga", "gid", "gcl au", "gcl aw", "fbp", "fbc", "cookie",
            "cookie id", "hjid", "pk id", "visitor id", "ajs anonymous id", "uetvid", "muid", "clck",
            "aspsessionid",
        ],
        "nl": ["sessie id", "sessie", "cookie", "bezoeker id"],
    },
    header_only=True,
    column_confidence=0.6,
)  # fmt: skip
