"""Import the ministry's own result: kept beside ours, never over it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, Self
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session, end_reading
from kit.errors import Conflict, Invalid, Unprocessable
from kit.threads import UPLOADS
from rules.canonical import canonical, sha256
from rules.edition import Edition
from rules.exact import parse, round_half_up, text_of
from rules.period import year_code, year_of
from rules.refusal import Refusal
from rules.text import Text
from scoring.publication.domain.national import Written, band_against
from scoring.publication.store import national
from scoring.publication.store.national import StoredNational
from scoring.publication.usecases.compare_national import Compared, compare_results
from scoring.publication.usecases.read_national import (
    INDEX,
    Row,
    UnreadableError,
    about,
    cut,
    defect_at,
    keys_of,
    number_of,
    read_json,
    read_workbook,
)
from scoring.results import store as results
from scoring.scores.store.heads import ScoreHead
from scoring.scores.usecases.find import find_score
from scoring.state.store import score
from scoring.state.store.memory import Memory
from scoring.state.usecases.load import load_editions
from scoring.targets.domain import ends
from scoring.trials.domain.deadline import Deadline
from scoring.trials.usecases.in_time import in_time

_FORMAT: Final = {"format": "tolok-national-result", "format_version": 1}
_YEAR: Final = "/tahun"
_SHOWN: Final = 10
_SHORT: Final = {"kab.": "kabupaten", "prov.": "provinsi", "pemkab": "kabupaten", "pemkot": "kota"}

_UNKNOWN: Final = Text("bukan kunci edisi ini", "is no key of this edition")
_MISSING: Final = Text(f"{INDEX} tidak ada", f"{INDEX} is missing")


class _Assessed(NamedTuple):
    """Whose result it must be, and of which period."""

    agency_code: str
    agency_name: str | None
    period: str

    @classmethod
    def of(cls, head: ScoreHead) -> Self:
        """Return whom a score is of."""
        return cls(head.opening.agency_code, head.agency_name, head.opening.period)


class NationalResult(NamedTuple):
    """A result of the ministry that was read and compared, and is not stored yet."""

    body: bytes
    compared: Compared


async def read_national_result(
    session: Session,
    assessment_id: UUID,
    data: bytes,
    principal: Principal,
    *,
    is_workbook: bool,
    memory: Memory,
) -> NationalResult:
    """Return what was uploaded, in canonical form. The session only reads, and is ended.

    Raises:
        Invalid: It cannot be read.
        Unprocessable: It has no such year, or keys or values that do not fit: all are named.
    """
    head = await find_score(session, assessment_id, principal)
    edition = await _edition(session, head.opening.edition_code, memory)
    newest = await results.newest(session, assessment_id)
    await end_reading(session)

    def read(_: Deadline) -> NationalResult:
        body = _body(data, edition, _Assessed.of(head), is_workbook=is_workbook)
        return NationalResult(canonical(body), compare_results(body, edition, newest))

    # A large one must hold up nobody.
    return await in_time(read, limiter=UPLOADS)


async def import_national_result(
    session: Session, assessment_id: UUID, body: bytes, principal: Principal, *, clock: Clock
) -> StoredNational:
    """Store a result that was read, and return it.

    Raises:
        Conflict: It was imported already.
    """
    await score.lock(session, [assessment_id], new=False)
    newest = await national.find(session, assessment_id)
    if newest is not None and newest.content_hash == sha256(body):
        raise Conflict(
            Text(
                f"Hasil ini sudah diimpor sebagai revisi {newest.revision}.",
                f"This result was imported already, as revision {newest.revision}.",
            ),
            extra={"revision": newest.revision},
        )
    row = StoredNational(
        assessment_id=assessment_id,
        revision=newest.revision + 1 if newest else 1,
        content_hash=sha256(body),
        imported_by=principal.subject,
        imported_at=clock.now(),
        body=body.decode(),
    )
    await national.add(session, row)
    return row


async def _edition(session: Session, code: str, memory: Memory) -> Edition:
    await load_editions(session, [code], memory)
    if code not in memory.editions:
        text = Text("edisi belum dikenal", "the edition is not known yet")
        raise _refused([Refusal("/", text)])
    return memory.editions[code].edition


def _body(
    data: bytes, edition: Edition, assessed: _Assessed, *, is_workbook: bool
) -> dict[str, Any]:
    try:
        rows = read_workbook(data) if is_workbook else read_json(data)
    except UnreadableError as error:
        raise Invalid(
            Text("Hasil nasional tidak dapat dibaca.", "The national result cannot be read."),
            errors=error.defects,
        ) from error
    unread = [] if is_workbook else [defect for row in rows for defect in row.defects]
    if unread and len(rows) > 1:
        raise _refused(unread)  # which row counts may stand in what is not read
    row, of_year = _of_year(rows, year_code(year_of(assessed.period)))
    told, wrong = about(row)
    values, defects = _values(row, edition)
    contrary = _of_another_band(row, told, edition, values)
    if found := [*of_year, *wrong, *_of_another(row, told, assessed), *contrary, *defects]:
        raise _refused(found)
    return {**_FORMAT, "about": told, "edition_code": edition.code, "values": values}


def _of_another(row: Row, told: Mapping[str, str], assessed: _Assessed) -> Iterator[Refusal]:
    """Yield what says that the result is another agency's.

    The ministry has codes of its own: a name says whose it is, and a code only without one.
    """
    name, known = told.get("nama_instansi"), assessed.agency_name
    if name is not None and known is not None:
        if _plain_name(name) != _plain_name(known):
            text = Text(
                f"hasil ini milik {cut(name)}, bukan {known}", f"is of {cut(name)}, not of {known}"
            )
            yield row.defect_of_member("nama_instansi", text)
    elif told.get("kode", assessed.agency_code) != assessed.agency_code:
        code, own = cut(told["kode"]), assessed.agency_code
        text = Text(
            f"kode {code} bukan {own}; tulis nama_instansi bila kementerian memakai kode lain",
            f"the code {code} is not {own}; give nama_instansi if the ministry has another code",
        )
        yield row.defect_of_member("kode", text)


def _of_another_band(
    row: Row, told: Mapping[str, str], edition: Edition, values: Mapping[str, Mapping[str, Any]]
) -> Iterator[Refusal]:
    """Yield that the category is a predicate of the edition, and not that of the index."""
    said, index = told.get("kategori"), values.get(edition.root.code, {})
    if said is None or "value" not in index:
        return
    written = Written(parse(index["value"]), index["decimals"])
    right = band_against(said, edition.predicates, written)
    if right is not None:
        number, name = index["value"], right.name
        text = Text(
            f"kategori {said} bukan predikat dari indeks {number}, yaitu {name.id}",
            f"the category {said} is not the predicate of the index {number}, which is {name.en}",
        )
        yield row.defect_of_member("kategori", text)


def _plain_name(name: str) -> str:
    """Return a name as the ministry and the region write it alike."""
    words = [_SHORT.get(word, word) for word in name.casefold().split()]
    return " ".join(words[1:] if words[:1] == ["pemerintah"] else words)


def _of_year(rows: Sequence[Row], year: str) -> tuple[Row, Sequence[Refusal]]:
    """Return the one row of the assessment's year, and what is wrong with its year.

    A result that stands alone is meant, whatever its year: so all that is wrong with it is told.
    """
    found = [row for row in rows if str(row.about.get("tahun") or year) == year]
    if len(found) == 1:
        return found[0], []
    broken = [each for row in rows for each in row.defects if each.pointer == _YEAR]
    counts = Counter(cut(str(row.about.get("tahun") or year)) for row in rows)
    told = ", ".join(
        f"{each} ({count})" if count > 1 else each for each, count in counts.most_common(_SHOWN)
    )
    text = Text(
        f"harus ada tepat satu hasil tahun {year}; yang ada: {told or 'tidak satu pun'}",
        f"there must be exactly one result of {year}; there is: {told or 'none'}",
    )
    # Those of the year if there are several, else all that are not of it.
    named = [defect_at(row.at + _YEAR, text, None) for row in (found or rows) if row.at][:_SHOWN]
    cells = [cell for row in rows if (cell := row.cell_of("tahun"))][:_SHOWN]
    wrong = named or [defect_at(_YEAR, text, ", ".join(cells) or None)]
    if len(rows) == 1:
        return rows[0], [] if broken else wrong
    raise _refused(broken or wrong)


def _values(row: Row, edition: Edition) -> tuple[dict[str, dict[str, Any]], list[Refusal]]:
    """Return the values by node, each with its key and written decimals, and what is wrong."""
    keys = keys_of(edition.code)
    nodes = {node.code for node in edition.inner}
    codes = {key: keys.get(key, edition.root.code if key == INDEX else key) for key in row.values}
    unknown = [key for key, code in codes.items() if code not in nodes]
    defects = [*row.defects, *_unknown(row, unknown, keys or sorted(nodes))]
    values: dict[str, dict[str, Any]] = {}
    for key, code in codes.items():
        if code in values:
            defects.append(row.defect_of_key(key, _same_as(values[code]["key"])))
        elif code in nodes:
            written = number_of(row.values[key])
            wrong = written if isinstance(written, Text) else _off_scale(edition, code, written)
            if wrong is not None:
                defects.append(row.defect_of_value(key, wrong))
            values[code] = {"key": key, **_number(written)}
    if edition.root.code not in values:
        defects.append(row.defect_of_value(INDEX, _MISSING))
    return values, defects


def _unknown(row: Row, unknown: Sequence[str], known: Iterable[str]) -> list[Refusal]:
    """Return the keys that the edition does not have; of the first is said which it has."""
    there = ", ".join(known)
    first = Text(f"{_UNKNOWN.id}; yang ada: {there}", f"{_UNKNOWN.en}; known: {there}")
    return [
        row.defect_of_key(key, _UNKNOWN if place else first) for place, key in enumerate(unknown)
    ]


def _number(written: Written | Text) -> dict[str, Any]:
    if isinstance(written, Text):
        return {}
    return {"value": text_of(written.value), "decimals": written.decimals}


def _off_scale(edition: Edition, code: str, written: Written) -> Text | None:
    """Return what is wrong with a number that the node can never have, however it is rounded."""
    lowest, highest = ends(edition, code)
    least, most = (round_half_up(each, written.decimals) for each in (lowest, highest))
    if least <= written.value <= most:
        return None
    found, low, high = (text_of(each) for each in (written.value, lowest, highest))
    return Text(
        f"di luar skala: {found}; yang mungkin {low} sampai {high}",
        f"is off the scale: {found}; {low} to {high} is possible",
    )


def _same_as(key: str) -> Text:
    return Text(
        f"simpul yang sama dengan kunci {cut(key)}", f"is of the same node as the key {cut(key)}"
    )


def _refused(defects: Sequence[Refusal]) -> Unprocessable:
    return Unprocessable(
        Text(
            "Hasil nasional tidak cocok dengan penilaian ini.",
            "The national result does not fit this assessment.",
        ),
        errors=defects,
    )
