"""Documents that people send, read with the same care whatever their kind.

What cannot be read is refused here; what is wrong with a document that can be read is told by the
same check as before its publication.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final, Literal

from instrument.documents.domain.defect import DefectiveError
from instrument.documents.domain.places import LocatedDefect, Spreadsheet
from instrument.documents.store.yaml_text import MOST_DEPTH, plain_value, read_yaml
from rules import nesting
from rules.refusal import Refusal, pointer_to
from rules.text import Text

Kind = Literal["json", "yaml", "xlsx"]

# What a reading of a document says of its publication; sent back, it is no part of the document.
PUBLICATION: Final = frozenset(
    {
        *("status", "revision", "content_hash", "published_at", "retired_at", "retired_reason"),
        *("defect_count", "changed_at", "changed_by"),
    }
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A document as it was sent; one that came as a workbook knows where everything stood."""

    document: Mapping[str, Any]
    spreadsheet: Spreadsheet | None = None

    def rows(self) -> dict[str, int] | None:
        """Return how many rows were read of each sheet, None of what is no workbook."""
        return None if self.spreadsheet is None else self.spreadsheet.rows()

    def locate(self, defects: Sequence[Refusal]) -> list[LocatedDefect]:
        """Return all defects: those of cells, then those of the document, with their places."""
        if self.spreadsheet is None:
            return [LocatedDefect(None, found) for found in defects]
        return self.spreadsheet.locate(defects)


# From a name, for errors, and what was sent to the document.
UploadReader = Callable[[str, bytes], Upload]


def read_json_upload(name: str, data: bytes) -> Upload:
    """Return the document that was sent as JSON; `name` is for errors.

    Raises:
        DefectiveError: It cannot be read.
    """
    return _of_text(name, _read_json(name, _text(name, data)))


def read_yaml_upload(name: str, data: bytes) -> Upload:
    """Return the document that was sent as YAML; `name` is for errors.

    Raises:
        DefectiveError: It cannot be read.
    """
    return _of_text(name, read_yaml(name, _text(name, data)))


def upload_of_workbook(name: str, found: Spreadsheet) -> Upload:
    """Return the document that was sent as a workbook; `name` is for errors.

    Raises:
        DefectiveError: It has parts that cannot be stored.
    """
    _refuse_odd_parts(name, found.document)
    return Upload(found.document, found)


def _text(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(name, "bukan UTF-8", "it is not UTF-8") from error


def _of_text(name: str, content: Mapping[str, Any]) -> Upload:
    _refuse_odd_parts(name, content)
    plain = {key: _plain(value) for key, value in content.items() if key not in PUBLICATION}
    return Upload(plain)


def _read_json(name: str, text: str) -> dict[str, Any]:
    try:
        nesting.check(text.encode())
        content = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        reason = str(error) or "too deep"
        raise _unreadable(name, f"bukan JSON: {reason}", f"unreadable JSON: {reason}") from error
    if not isinstance(content, dict):
        raise _unreadable(name, "bukan objek JSON", "it is no JSON object")
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        (twice, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"the key {twice!r} is written twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _refuse_odd_parts(name: str, content: Mapping[str, Any]) -> None:
    if odd := [*_odd_parts("", content, 0)]:
        raise DefectiveError(name, odd)


def _odd_parts(pointer: str, value: Any, depth: int) -> Iterator[Refusal]:
    """Yield the parts that no JSON text in a database can hold."""
    if depth > MOST_DEPTH:
        yield Refusal(pointer, Text("bersarang terlalu dalam", "is nested too deeply"))
    elif isinstance(value, dict):
        for key, part in value.items():
            if isinstance(key, str) and _is_storable(key):
                yield from _odd_parts(pointer + pointer_to(key), part, depth + 1)
            else:
                yield Refusal(
                    pointer, Text(f"kunci {key!r} bukan teks", f"the key {key!r} is no text")
                )
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _odd_parts(f"{pointer}/{place}", part, depth + 1)
    elif isinstance(value, str):
        if not _is_storable(value):
            yield Refusal(pointer, Text("memuat karakter rusak", "has a broken character or NUL"))
    elif (
        not isinstance(value, bool | int | None)
        and not _is_number(value)
        and (plain_value(value) is value)
    ):
        yield Refusal(pointer, Text("jenis nilai tidak dikenal", "is no kind of value known here"))


def _is_number(value: Any) -> bool:
    """Say whether JSON can write it; that exact numbers stand in quotes is checked later."""
    return isinstance(value, float) and isfinite(value)


def _is_storable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list) else plain_value(value)


def _unreadable(name: str, indonesian: str, english: str) -> DefectiveError:
    return DefectiveError(name, [Refusal("", Text(indonesian, english))])
