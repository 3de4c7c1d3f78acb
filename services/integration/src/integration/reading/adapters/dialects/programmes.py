"""The programmes that support a key indicator, as an accountability system lists them."""

from collections.abc import Mapping
from typing import Final

from integration.reading.adapters.row import Row
from integration.reading.domain import formats
from integration.reading.domain.broken_row import BrokenRow
from integration.reading.domain.formats import BrokenValue

_MOST: Final = 100
_MOST_LETTERS: Final = 300
_TITLES: Final = ("program", "nama_program", "nama")
_CODES: Final = ("kode_program", "kode")


def read_programmes(row: Row, name: str) -> list[dict[str, str | None]]:
    """Return code and title of each programme; some systems give titles only.

    Raises:
        BrokenRow: It is no list, or something in it is no programme.
    """
    found = row.value(name)
    if not isinstance(found, list) or len(found) > _MOST:
        raise BrokenRow(row.keys[name], "not_an_object", found)
    return [_programme(row, name, one) for one in found]


def _programme(row: Row, name: str, said: object) -> dict[str, str | None]:
    members = said if isinstance(said, Mapping) else {"program": said}
    title = _first(members, _TITLES)
    code = _first(members, _CODES)
    if title is None and code is None:
        raise BrokenRow(row.keys[name], "missing")
    if title is not None and (len(title) > _MOST_LETTERS or not formats.encodable(title)):
        raise BrokenRow(row.keys[name], "too_long")
    try:
        written = None if code is None else formats.programme_code(*code.split("."))
    except (BrokenValue, TypeError) as error:
        raise BrokenRow(row.keys[name], "not_a_code", code) from error
    return {"code": written, "title": title}


def _first(members: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    found = (members.get(name) for name in names)
    return next(
        (one.strip() for one in found if isinstance(one, str) and not formats.is_nothing(one)), None
    )
