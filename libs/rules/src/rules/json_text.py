"""JSON from outside: one reader, so that every door takes and refuses the same texts.

A member that an object has twice is refused, because parsers silently take the last one. So are NaN
and Infinity, numbers without end, halves of character pairs, and other encodings than UTF-8. Depth
is counted before anything is parsed: how deep a parser goes is another limit on every version of
Python.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any, ClassVar, Final

from rules.refusal import Refusal, pointer_to
from rules.text import Text

MOST: Final = 200
"""Levels of arrays and objects; the deepest conditions of a document need about half of them."""

_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_BRACKETS: Final = re.compile(rb"[\[{]+|[\]}]+")
# Half of a character pair can be escaped, and then be written nowhere.
_HALF: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LONGEST_NAME: Final = 60
_TWICE: Final = 2
_MOST_DIGITS: Final = 4_000  # fewer than Python makes a number of
_BROKEN: Final = Text("memuat karakter rusak", "has a broken character")
_NOT_UTF8: Final = Text("bukan UTF-8", "it is not UTF-8")
_NO_NUMBER: Final = Text("bukan bilangan, atau terlalu besar", "is no number, or too large")


class JsonError(ValueError):
    """A text is not JSON that we accept. `problems` name the places, `text` says what to do."""

    text: ClassVar = Text("Isi permintaan tidak dapat dibaca.", "The request could not be read.")

    def __init__(self, *problems: Refusal) -> None:
        super().__init__("; ".join(f"{each.pointer} {each.text.en}".strip() for each in problems))
        self.problems = problems


class TooDeepError(JsonError):
    """The JSON is nested too deeply."""

    text = Text("JSON itu bersarang terlalu dalam.", "The JSON is nested too deeply.")

    def __init__(self, most: int = MOST) -> None:
        super().__init__(
            Refusal(
                "",
                Text(
                    f"bersarang lebih dari {most} tingkat",
                    f"it is nested deeper than {most} levels",
                ),
            )
        )


class RepeatedError(JsonError):
    """Objects have members twice."""

    text = Text(
        "Tulis setiap anggota JSON satu kali saja.", "Write every member of the JSON only once."
    )


class _Members(tuple[tuple[str, Any], ...]):
    """An object as it was written."""

    __slots__ = ()


class _NoNumber(str):
    """What stands in the place of a number and is none."""

    __slots__ = ()


@dataclass(slots=True)
class _Making:
    """Makes values of what is read, and notes whether something is to be refused."""

    repeated: object
    has_repeated: bool = False
    has_no_number: bool = False

    def members(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            self.has_repeated = True
            counts = Counter(name for name, _ in pairs)
            found.update((name, self.repeated) for name, count in counts.items() if count > 1)
        return found

    def whole(self, text: str) -> object:
        return int(text) if len(text) <= _MOST_DIGITS else self.no_number(text)

    def decimal(self, text: str) -> object:
        found = float(text)
        return found if isfinite(found) else self.no_number(text)

    def no_number(self, text: str) -> object:
        self.has_no_number = True
        return _NoNumber(text)


def check_depth(data: bytes, most: int = MOST) -> None:
    """Let JSON pass that may be parsed; whether it is JSON at all shows then.

    `most`: levels of arrays and objects, where fewer are taken than everywhere.

    Raises:
        TooDeepError: It is nested too deeply.
    """
    if data.count(b"[") + data.count(b"{") <= most:
        return
    depth = 0
    for found in _BRACKETS.finditer(_STRING.sub(b"", data)):
        brackets = found[0]
        depth += len(brackets) if brackets[0] in b"[{" else -len(brackets)
        if depth > most:
            raise TooDeepError(most)


def read_json(
    data: bytes,
    *,
    whole: Callable[[str], Any] | None = None,
    decimal: Callable[[str], Any] | None = None,
    repeated: object = None,
) -> Any:
    """Return what a JSON text says.

    `whole`, `decimal`: what is made of numbers as they are written. `repeated` stands for the value
    of a member that its object has twice; without it such a text is refused.

    Raises:
        JsonError: It is no JSON in UTF-8, or is nested too deeply.
        RepeatedError: An object has a member twice.
    """
    check_depth(data)
    text, making = _decoded(data), _Making(repeated)
    found = _parsed(text, making.members, making, whole=whole, decimal=decimal)
    if making.has_no_number or (repeated is None and _HALF.search(data)):
        again = _Making(None)
        as_written = _parsed(text, _Members, again, whole=whole, decimal=decimal)
        if problems := [*_unreadable("", as_written)]:
            raise JsonError(*problems)
    if making.has_repeated and repeated is None:
        as_written = _parsed(text, _Members, making, whole=str, decimal=str)
        raise RepeatedError(*_repeated("", as_written))
    return found


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise JsonError(Refusal("", _NOT_UTF8)) from error


def _parsed(
    text: str,
    members: Callable[[list[tuple[str, Any]]], object],
    making: _Making,
    *,
    whole: Callable[[str], Any] | None,
    decimal: Callable[[str], Any] | None,
) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=members,
            parse_constant=making.no_number,
            parse_int=whole or making.whole,
            parse_float=decimal or making.decimal,
        )
    except json.JSONDecodeError as error:
        place = Text(
            f"baris {error.lineno}, kolom {error.colno}: bukan JSON yang dapat dibaca",
            f"line {error.lineno}, column {error.colno}: unreadable JSON, {error.msg}",
        )
        raise JsonError(Refusal("", place)) from error
    except RecursionError as error:
        raise TooDeepError from error


def _unreadable(pointer: str, part: Any) -> Iterator[Refusal]:
    """Yield what no program could write again: half characters (of a name: in its object)."""
    if isinstance(part, _NoNumber):
        yield Refusal(pointer, _NO_NUMBER)
    elif isinstance(part, str) and _SURROGATE.search(part):
        yield Refusal(pointer, _BROKEN)
    for name, value in _below(part):
        if isinstance(name, str) and _SURROGATE.search(name):
            yield Refusal(pointer, _BROKEN)
        else:
            yield from _unreadable(pointer + pointer_to(_cut(name)), value)


def _repeated(pointer: str, part: Any) -> Iterator[Refusal]:
    """Yield the members that an object has twice, outermost first."""
    if isinstance(part, _Members):
        for repeated, count in Counter(name for name, _ in part).items():
            if count > 1:
                times = "twice" if count == _TWICE else f"{count} times"
                yield Refusal(
                    pointer + pointer_to(_cut(repeated)),
                    Text(f"tertulis {count} kali", f"is written {times}"),
                )
    for name, value in _below(part):
        yield from _repeated(pointer + pointer_to(_cut(name)), value)


def _below(part: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(part, _Members):
        yield from part
    elif isinstance(part, list):
        yield from enumerate(part)


def _cut(name: str | int) -> str | int:
    if isinstance(name, int) or len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:_LONGEST_NAME]}…"
