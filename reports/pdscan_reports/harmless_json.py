r"""JSON that is also harmless where somebody prints it on a terminal.

Strict JSON escapes line breaks and escapes below U+0020 only.  A name may also hold the terminal
controls U+0080–U+009F, characters that turn the reading direction round, or a byte that is no UTF-8 at
all; these are written as `\uXXXX`, which every reader turns back into the same name.

>>> dumps({"item": "é\x1b[31m\x9b\u202e"})
'{"item": "é\\u001b[31m\\u009b\\u202e"}'
"""

from __future__ import annotations

import json
import re
from typing import Any

_HARMFUL = re.compile("[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff]")


def dumps(value: Any) -> str:
    """The value as JSON on one line, UTF-8 where that is harmless; no NaN.

    :raises ValueError: for a number that JSON has no word for.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _HARMFUL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
