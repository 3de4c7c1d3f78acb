"""How deeply JSON from outside may be nested.

It is counted before anything is parsed: how deep a parser goes is another limit on every version of
Python.
"""

import re
from typing import Final

MOST: Final = 200
"""Levels of arrays and objects; the deepest conditions of a document need about half of them."""

_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_BRACKETS: Final = re.compile(rb"[\[{]+|[\]}]+")


class TooDeepError(ValueError):
    """The JSON is nested too deeply."""

    def __init__(self) -> None:
        super().__init__(f"it is nested deeper than {MOST} levels")


def check(data: bytes) -> None:
    """Let JSON pass that may be parsed; whether it is JSON at all shows then.

    Raises:
        TooDeepError: It is nested too deeply.
    """
    if data.count(b"[") + data.count(b"{") <= MOST:
        return
    depth = 0
    for found in _BRACKETS.finditer(_STRING.sub(b"", data)):
        brackets = found[0]
        depth += len(brackets) if brackets[0] in b"[{" else -len(brackets)
        if depth > MOST:
            raise TooDeepError
