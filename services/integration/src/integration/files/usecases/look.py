"""Look at a dropped file: its rows as rows of the listing, with all that is wrong with them.

This is all that is done before its rows are merged, so what is shown before is what is taken.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from integration.files.domain.dropped import Fault
from integration.files.domain.numbers import Sign
from integration.files.usecases.read_table import Table
from integration.kept.domain.row import KeptRow
from integration.kept.usecases.take_in import Intake
from integration.reading.domain.row_error import READABLE, RowError
from integration.records.domain.business_key import business_key
from integration.sources.domain.source import NumberFormat
from rules.spreadsheet import HarmfulError
from rules.text import Text

MOST_ROWS: Final = 200_000
_SIGNS: Final[Mapping[NumberFormat, Sign]] = {"plain": ".", "indonesian": ",", "english": "."}
_MOST_SAMPLES: Final = 5
_MOST_FAULTS: Final = 100


@dataclass(slots=True)
class Looked:
    """The rows of a file, how many rows are what, and their faults by kind and column."""

    rows: list[KeptRow] = field(default_factory=list)
    figures: Counter[str] = field(default_factory=Counter)
    faults: tuple[Fault, ...] = ()


def look(path: Path, sheet: str | None, intake: Intake) -> Looked:
    """Return what a file says. It takes long, so it runs in a thread.

    Raises:
        NoTable: The listing cannot be found in it.
        HarmfulError: It cannot be read at all, or has too many rows.
    """
    table = _table(path, sheet, intake)
    looked = Looked()
    raws: list[dict[str, object]] = []
    numbers: dict[int, int] = {}
    for row in table.rows():
        if row.raw is None:
            looked.figures[f"skipped_{row.skipped}"] += 1
            continue
        if len(raws) >= MOST_ROWS:
            raise HarmfulError(Text(f"lebih dari {MOST_ROWS} baris", f"more than {MOST_ROWS} rows"))
        raw = row.raw if table.has_ids else _with_id(row.raw, intake)
        numbers[id(raw)] = row.number
        raws.append(raw)
    looked.figures["rows"] = len(raws)
    faults: list[tuple[int, RowError]] = []
    for kept, places in _grouped(intake, raws, numbers):
        checked, errors = intake.checked(kept)
        looked.rows.append(checked)
        faults += [(places[0], error) for error in errors]
    looked.faults = grouped(faults)
    looked.figures["unreadable"] = len({number for number, _ in faults})
    return looked


def _table(path: Path, sheet: str | None, intake: Intake) -> Table:
    resource, options = intake.resource, intake.source.options
    words = resource.written_by(intake.source).words
    return Table(
        path,
        sheet,
        resource.keys,
        resource.kind,
        resource.unit,
        _SIGNS[options.number_format],
        day_first=options.date_format == "day-first",
        words={resource.keys[name]: frozenset(said) for name, said in words.items()},
    )


def grouped(faults: Iterable[tuple[int, RowError]]) -> tuple[Fault, ...]:
    """Return faults by kind and column: how many rows, and the first of them.

    Those that make something unknown come first, then those with the most rows.
    """
    groups: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for number, error in faults:
        groups.setdefault((error.code, error.field), []).append((number, error.found))
    found = [
        Fault(
            code=code,
            field=key,
            count=len(rows),
            rows=tuple(number for number, _ in sorted(rows)[:_MOST_SAMPLES]),
            found=tuple(text for _, text in sorted(rows)[:_MOST_SAMPLES]),
        )
        for (code, key), rows in groups.items()
    ]
    found.sort(key=lambda fault: (fault.code in READABLE, -fault.count, fault.code, fault.field))
    return tuple(found[:_MOST_FAULTS])


def _grouped(
    intake: Intake, raws: list[dict[str, object]], numbers: Mapping[int, int]
) -> Iterable[tuple[KeptRow, list[int]]]:
    """Yield the rows of the listing with the numbers of theirs in the table."""
    places: dict[str | None, list[int]] = {}
    for raw in raws:
        places.setdefault(intake.identity_of(raw), []).append(numbers[id(raw)])
    for row in intake.rows(raws):
        yield row, places[None if row.anonymous else row.row_id]


def _with_id(raw: dict[str, object], intake: Intake) -> dict[str, object]:
    """Return a row with an id made of what it is about, for tables whose rows have none.

    A row that cannot be read is about nothing that could be told, and stays without.
    """
    key = intake.resource.keys["id"]
    record = intake.record_of({**raw, key: "0"})
    if record is None:
        return {**raw, key: None}
    about = repr(business_key(record)[1:])
    return {**raw, key: f"k-{hashlib.sha256(about.encode()).hexdigest()[:24]}"}
