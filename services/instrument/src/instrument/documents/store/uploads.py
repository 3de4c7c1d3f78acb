"""Documents that people send.

A document that cannot be read is refused here. The defects of a readable one are found by the check
that also runs before publication.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final, Literal

from instrument.documents.domain.defect import DefectiveError
from instrument.documents.domain.places import LocatedDefect, WorkbookDocument
from instrument.documents.store.yaml_text import MOST_DEPTH, plain_value, read_yaml
from rules.json_text import JsonError, read_json
from rules.refusal import Refusal, pointer_to
from rules.text import Text

Kind = Literal["json", "yaml", "xlsx"]

# Keys that the API adds to a document; if people send them back, they are ignored.
PUBLICATION: Final = frozenset(
    {
        *("status", "revision", "content_hash", "published_at", "retired_at", "retired_reason"),
        *("defect_count", "changed_at", "changed_by", "owner_code"),
    }
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A document as it was sent, with its workbook if it came as one."""

    document: Mapping[str, Any]
    workbook: WorkbookDocument | None = None

    def rows(self) -> dict[str, int] | None:
        """Return how many rows were read of each sheet, None if it is no workbook."""
        return None if self.workbook is None else self.workbook.rows()

    def locate(self, defects: Sequence[Refusal]) -> list[LocatedDefect]:
        """Return all defects: those of cells, then those of the document, with their places."""
        if self.workbook is None:
            return [LocatedDefect(None, defect) for defect in defects]
        return self.workbook.locate(defects)


# Takes a name, for errors, and the bytes that were sent.
UploadReader = Callable[[str, bytes], Upload]


def read_json_upload(name: str, data: bytes) -> Upload:
    """Return the document that was sent as JSON; `name` is for errors.

    Raises:
        DefectiveError: It cannot be read.
    """
    return _of_text(name, _read_json(name, data))


def read_yaml_upload(name: str, data: bytes) -> Upload:
    """Return the document that was sent as YAML; `name` is for errors.

    Raises:
        DefectiveError: It cannot be read.
    """
    return _of_text(name, read_yaml(name, _text(name, data)))


def upload_of_workbook(name: str, workbook: WorkbookDocument) -> Upload:
    """Return the document that was sent as a workbook; `name` is for errors.

    Raises:
        DefectiveError: It has parts that cannot be stored.
    """
    _refuse_odd_parts(name, workbook.document)
    return Upload(workbook.document, workbook)


def _text(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(name, "bukan UTF-8", "it is not UTF-8") from error


def _of_text(name: str, content: Mapping[str, Any]) -> Upload:
    _refuse_odd_parts(name, content)
    plain = {key: _plain(value) for key, value in content.items() if key not in PUBLICATION}
    return Upload(plain)


def _read_json(name: str, data: bytes) -> dict[str, Any]:
    try:
        content = read_json(data)
    except JsonError as error:
        raise DefectiveError(name, error.problems) from error
    if not isinstance(content, dict):
        raise _unreadable(name, "bukan objek JSON", "it is no JSON object")
    return content


def _refuse_odd_parts(name: str, content: Mapping[str, Any]) -> None:
    if odd := [*_odd_parts("", content, 0)]:
        raise DefectiveError(name, odd)


def _odd_parts(pointer: str, value: Any, depth: int) -> Iterator[Refusal]:
    """Yield a defect for each part that cannot be stored as JSON."""
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
    """Say whether it is a number of JSON. That exact numbers must be quoted is checked later."""
    return isinstance(value, float) and isfinite(value)


def _is_storable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list) else plain_value(value)


def _unreadable(name: str, indonesian: str, english: str) -> DefectiveError:
    return DefectiveError(name, [Refusal("", Text(indonesian, english))])
