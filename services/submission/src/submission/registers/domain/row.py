"""What a row of a register says of an agency."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, cast, get_args

from rules.codes import CODE, LONGEST_CODE
from rules.text import Text, fault_of_name, is_blank
from submission.agencies.domain import Agency, AgencyKind, fault_of_code
from submission.registers.domain.scheme import Scheme

COLUMNS: Final = (
    "code",
    "name",
    "short_name",
    "kind",
    "parent_code",
    "valid_from",
    "valid_until",
    "is_assessed",
)
# Other headings of the same columns, as regions write them.
HEADINGS: Final[Mapping[str, str]] = {
    **{heading: heading for heading in COLUMNS},
    "kode": "code",
    "kode_opd": "code",
    "idopd": "code",
    "nama": "name",
    "nama_opd": "name",
    "namaopd": "name",
    "singkatan": "short_name",
    "jenis": "kind",
    "kode_induk": "parent_code",
    "berlaku_mulai": "valid_from",
    "berlaku_sampai": "valid_until",
    "dinilai": "is_assessed",
}

_CODE: Final = re.compile(CODE)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TRUTHS: Final = {"true": True, "ya": True, "false": False, "tidak": False}
_KINDS: Final = get_args(AgencyKind)
_TOTAL: Final = re.compile(r"(seluruh|semua|total|jumlah)\b", re.IGNORECASE)
_REQUIRED: Final = Text("wajib diisi", "is required")
_NO_CODE: Final = Text(
    "harus berupa kode dari huruf, angka, titik, garis bawah, atau tanda hubung",
    "must be a code of letters, digits, dots, underscores or hyphens",
)
_LONGEST: Final = {"name": 300, "short_name": 100}


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What holds for rows that say nothing: what was declared with the import.

    `under`: the agency above those that name nobody; `not_assessed`: codes of pseudo units.
    """

    under: str
    scheme: Scheme
    kind: AgencyKind = "agency"
    valid_from: date | None = None
    not_assessed: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the cell of a row."""

    column: str
    text: Text


def read_row(
    texts: Mapping[str, str | None], defaults: Defaults, present: Agency | None
) -> tuple[Agency, Sequence[Fault]]:
    """Return the agency of a row, and all that is wrong with it.

    A column that the table does not have changes nothing of an agency that is there. Names come
    without the blanks at their ends. What is wrong is taken as if it were not said, so that the
    place of such an agency can be checked too.
    """
    row = {heading: (text or "").strip() for heading, text in texts.items()}
    faults = [*_faults(row, defaults, present)]
    row |= dict.fromkeys({fault.column for fault in faults} - {"code", "name"}, "")
    return _agency(row, defaults, present), faults


def _agency(row: Mapping[str, str], defaults: Defaults, present: Agency | None) -> Agency:
    code = row["code"]
    return Agency(
        code=code,
        name=row["name"],
        short_name=_kept(row, "short_name", None if present is None else present.short_name),
        kind=_kind(row, defaults, present),
        parent_code=_parent(row, defaults, present),
        valid_from=_first_day(row, defaults, present),
        valid_until=_last_day(row, present),
        is_assessed=_is_assessed(row, defaults, present),
        time_zone=None if present is None else present.time_zone,
        predecessor_codes=() if present is None else present.predecessor_codes,
        successor_codes=() if present is None else present.successor_codes,
    )


def warnings_of(agency: Agency, defaults: Defaults) -> Iterator[Text]:
    """Yield what is allowed and odd about an agency."""
    if warning := defaults.scheme.warning(agency.code):
        yield warning
    if agency.is_assessed and _TOTAL.match(agency.name):
        yield Text(
            f"{agency.name} tampaknya bukan unit yang dinilai; isi is_assessed dengan tidak",
            f"{agency.name} seems to be no unit that is assessed; write false in is_assessed",
        )


def _faults(row: Mapping[str, str], defaults: Defaults, present: Agency | None) -> Iterator[Fault]:
    yield from _wrong_texts(row)
    for column, known in (("kind", _KINDS), ("is_assessed", _TRUTHS)):
        if row.get(column) and row[column].casefold() not in known:
            some = ", ".join(known)
            yield Fault(column, Text(f"pilihan: {some}", f"choose from {some}"))
    for column in ("valid_from", "valid_until"):
        if row.get(column) and _day(row[column]) is None:
            yield Fault(column, Text("harus berupa tanggal TTTT-BB-HH", "must be YYYY-MM-DD"))
    if not row.get("valid_from") and present is None and defaults.valid_from is None:
        yield Fault("valid_from", _REQUIRED)


def _wrong_texts(row: Mapping[str, str]) -> Iterator[Fault]:
    for column in ("code", "parent_code"):
        code = row.get(column, "")
        if code and (_CODE.fullmatch(code) is None or len(code) > LONGEST_CODE):
            yield Fault(column, _NO_CODE)
    if fault := fault_of_code(row["code"]):
        yield Fault("code", fault)
    for column in ("code", "name"):
        if is_blank(row[column]):
            yield Fault(column, _REQUIRED)
    for column, longest in _LONGEST.items():
        text = row.get(column, "")
        if len(text) > longest:
            yield Fault(column, Text(f"paling banyak {longest} karakter", f"{longest} at most"))
        elif text and (fault := fault_of_name(text)) and not (column == "name" and is_blank(text)):
            yield Fault(column, fault)


def _kept(row: Mapping[str, str], column: str, present: str | None) -> str | None:
    return row[column] or None if column in row else present


def _kind(row: Mapping[str, str], defaults: Defaults, present: Agency | None) -> AgencyKind:
    if row.get("kind"):
        return cast("AgencyKind", row["kind"].casefold())
    if present is not None:
        return present.kind
    return "unit" if defaults.scheme.is_deeper(row["code"]) else defaults.kind


def _parent(row: Mapping[str, str], defaults: Defaults, present: Agency | None) -> str | None:
    if row.get("parent_code"):
        return row["parent_code"]
    if row["code"] == defaults.under:
        return None if present is None else present.parent_code
    if "parent_code" not in row and not defaults.scheme.lengths and present is not None:
        return present.parent_code
    return defaults.scheme.parent_of(row["code"]) or defaults.under


def _first_day(row: Mapping[str, str], defaults: Defaults, present: Agency | None) -> date:
    given = _day(row.get("valid_from", ""))
    known = defaults.valid_from if present is None else present.valid_from
    return given or known or date.min  # a row without any is wrong


def _last_day(row: Mapping[str, str], present: Agency | None) -> date | None:
    if "valid_until" in row:
        return _day(row["valid_until"])
    return None if present is None else present.valid_until


def _is_assessed(row: Mapping[str, str], defaults: Defaults, present: Agency | None) -> bool:
    if row["code"] in defaults.not_assessed:
        return False
    if row.get("is_assessed"):
        return _TRUTHS[row["is_assessed"].casefold()]
    return True if present is None else present.is_assessed


def _day(text: str) -> date | None:
    if _DAY.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
