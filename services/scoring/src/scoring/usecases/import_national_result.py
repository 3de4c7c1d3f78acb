"""Import the ministry's own result: kept beside ours, never over it."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, FieldError, Invalid, Unprocessable
from kit.languages import Text
from rules.edition import Edition
from rules.exact import text_of
from scoring.documents.canonical import canonical, sha256
from scoring.documents.national import Row, about, keys_of, number_of, read_json, read_workbook
from scoring.domain.flaw import FlawFound
from scoring.store import national, score
from scoring.store.memory import Memory
from scoring.store.national import StoredNational
from scoring.usecases.find_score import find_score
from scoring.usecases.load_assessments import load_editions

_FORMAT: Final = {"format": "tolok-national-result", "format_version": 1}


async def import_national_result(
    session: Session,
    assessment_id: UUID,
    data: bytes,
    principal: Principal,
    *,
    is_workbook: bool,
    memory: Memory,
    clock: Clock,
) -> StoredNational:
    """Return the stored result.

    Raises:
        Invalid: It cannot be read.
        Unprocessable: It is of another year, or names what the edition does not have.
        Conflict: It was imported already.
    """
    head = await find_score(session, assessment_id, principal)
    edition = await _edition(session, head.opening.edition_code, memory)
    body = await _read(data, edition, period=head.opening.period, is_workbook=is_workbook)
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
        raise _refused("/", Text("edisi belum dikenal", "the edition is not known yet"))
    return memory.editions[code].edition


async def _read(data: bytes, edition: Edition, *, period: str, is_workbook: bool) -> bytes:
    """Return the canonical body; it is read in a thread, so that a large one holds up nobody."""
    found = await asyncio.to_thread(_body, data, edition, period=period, is_workbook=is_workbook)
    return canonical(found)


def _body(data: bytes, edition: Edition, *, period: str, is_workbook: bool) -> dict[str, Any]:
    try:
        rows = read_workbook(data) if is_workbook else read_json(data)
        row = _of_year(rows, period[:4])
        values = _values(row, edition)
    except FlawFound as found:
        flaw = found.flaw
        pointer = flaw.field if flaw.field.startswith("/") else "/"
        where = flaw.field if flaw.file == "body" else flaw.file
        raise Invalid(
            Text("Hasil nasional tidak dapat dibaca.", "The national result cannot be read."),
            errors=[FieldError(pointer, f"{where}: {flaw.expected}; {flaw.found}")],
        ) from found
    return {**_FORMAT, "about": about(row), "edition_code": edition.code, "values": values}


def _of_year(rows: Sequence[Row], year: str) -> Row:
    """Return the one row of the assessment's year."""
    found = [row for row in rows if str(row.about.get("tahun") or year) == year]
    if len(found) != 1:
        cells = ", ".join(cell for row in rows if (cell := row.cell_of("tahun")))
        at = f"{cells}: " if cells else ""
        raise _refused(
            "/tahun",
            Text(
                f"{at}harus ada tepat satu hasil tahun {year}, ada {len(found)}",
                f"{at}there must be exactly one result of {year}, there are {len(found)}",
            ),
        )
    return found[0]


def _values(row: Row, edition: Edition) -> dict[str, dict[str, Any]]:
    """Return the values by node, each with its key and its written decimals."""
    given = row.values
    keys, nodes = keys_of(edition.code), {node.code for node in edition.inner}
    unknown = [key for key in given if keys.get(key, key) not in nodes and key != "indeks"]
    if unknown or not given:
        known = ", ".join(keys or sorted(nodes))
        at = f"{row.cells[unknown[0]].key}: " if unknown and row.cells else ""
        raise _refused(
            f"/nilai/{unknown[0]}" if unknown else "/nilai",
            Text(
                f"{at}bukan kunci edisi ini; yang ada: {known}",
                f"{at}is no key of it; known: {known}",
            ),
        )
    values: dict[str, dict[str, Any]] = {}
    for key, text in given.items():
        written = number_of(text, pointer=f"/nilai/{key}", cell=row.cell_of(key))
        code = keys.get(key, edition.root.code if key == "indeks" else key)
        values[code] = {
            "key": key,
            "value": text_of(written.value),
            "decimals": written.decimals,
        }
    return values


def _refused(pointer: str, message: Text) -> Unprocessable:
    return Unprocessable(
        Text(
            "Hasil nasional tidak cocok dengan penilaian ini.",
            "The national result does not fit this assessment.",
        ),
        errors=[FieldError(pointer, message)],
    )
