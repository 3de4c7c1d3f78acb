"""JSON files as people drop them, row by row, however large: `[…]`, or an object with the rows.

Each row is read by the one reader of JSON from outside (`rules.json_text`), so what is refused at
other doors is refused here. The standard library only finds where a row ends.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import IO, Any, Final

from rules.json_text import JsonError, TooDeepError, read_json
from rules.spreadsheet import HarmfulError
from rules.text import Text

_PIECE: Final = 1_048_576
_LONGEST: Final = 1_048_576
"""Characters of one row, or of what stands beside the rows."""
_MOST_MEMBERS: Final = 100
_BLANKS: Final = re.compile(r"[ \t\r\n]*+")
# Numbers are left as they are written: what they are is judged by the reader of the row.
_FIND: Final = JSONDecoder(parse_int=str, parse_float=str, parse_constant=str).raw_decode


class NoRows(Exception):
    """JSON that is neither a list nor an object with a list of rows."""


def stream_json(path: Path, member: str) -> Iterator[Any]:
    """Yield the rows of a JSON file in UTF-8: those of the list, or of this member of the object.

    Numbers are exact: whole ones, else decimals.

    Raises:
        NoRows: It has no such list.
        HarmfulError: It cannot be read; rows before the place where this shows were yielded.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        window = _Window(file)
        opening = window.peek()
        if opening == "[":
            yield from _rows(window)
        elif opening == "{":
            yield from _rows_of(window, member)
        else:
            raise NoRows
        if window.peek():
            raise _broken(window)


class _Window:
    """The part of a text that is being read."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self._has_ended = False
        self.rows = 0

    def peek(self) -> str:
        """Return the next character that is no blank, nothing at the end."""
        while True:
            found = _BLANKS.match(self._text, self._at)
            self._at = self._at if found is None else found.end()
            if self._at < len(self._text):
                return self._text[self._at]
            if self._has_ended:
                return ""
            self._read_on()

    def take(self, *expected: str) -> str:
        """Return the next character that is no blank, and go behind it."""
        found = self.peek()
        if found not in expected:
            raise _broken(self)
        self._at += 1
        return found

    def value(self) -> Any:
        """Return the next value, and go behind it."""
        self.peek()
        while True:
            end = self._end()
            # A number may go on behind the window.
            if end is not None and (end < len(self._text) or self._has_ended):
                break
            if self._has_ended or len(self._text) - self._at > _LONGEST:
                raise _broken(self)
            self._read_on()
        text = self._text[self._at : end]
        self._at = end
        if len(text) > _LONGEST:
            raise _broken(self)
        try:
            return read_json(text.encode(), decimal=Decimal)
        except JsonError as error:
            raise _broken(self, error) from error

    def _end(self) -> int | None:
        try:
            return _FIND(self._text, self._at)[1]
        except JSONDecodeError:
            return None
        except RecursionError as error:
            raise _broken(self, TooDeepError()) from error

    def _read_on(self) -> None:
        try:
            piece = self._file.read(_PIECE)
        except UnicodeDecodeError as error:
            raise HarmfulError(Text("bukan UTF-8", "it is not UTF-8")) from error
        self._has_ended = not piece
        self._text, self._at = self._text[self._at :] + piece, 0


def _rows(window: _Window) -> Iterator[Any]:
    """Yield what a list holds, from its bracket on."""
    window.take("[")
    if window.peek() == "]":
        window.take("]")
        return
    while True:
        window.rows += 1
        yield window.value()
        if window.take(",", "]") == "]":
            return


def _rows_of(window: _Window, member: str) -> Iterator[Any]:
    """Yield what a member of an object holds; what stands beside it is read and left."""
    window.take("{")
    if window.peek() == "}":
        raise NoRows
    seen: set[str] = set()
    while True:
        name = window.value()
        if not isinstance(name, str) or name in seen or len(seen) >= _MOST_MEMBERS:
            raise _broken(window)
        seen.add(name)
        window.take(":")
        if name != member:
            window.value()
        elif window.peek() == "[":
            yield from _rows(window)
        else:
            raise NoRows
        if window.take(",", "}") == "}":
            break
    if member not in seen:
        raise NoRows


def _broken(window: _Window, error: JsonError | None = None) -> HarmfulError:
    why = Text("bukan JSON yang dapat dibaca", "it is no JSON that can be read")
    if error is not None and error.problems:
        why = error.problems[0].text
    return HarmfulError(
        Text(f"sampai baris ke-{window.rows}: {why.id}", f"up to row {window.rows}: {why.en}")
    )
