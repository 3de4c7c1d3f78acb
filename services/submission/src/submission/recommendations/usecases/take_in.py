"""Take in letters with their recommendations: all rows or none. A preview stores nothing."""

from collections.abc import Awaitable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal, NamedTuple
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Forbidden, NotFound, Unprocessable, refuse
from rules.refusal import Refusal, place_in_list
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import today_in
from submission.agencies.usecases.check_reach import check_reach
from submission.people.usecases.find import check_employed
from submission.recommendations.domain.columns import COLUMN_OF, OF_REPORT, Line, read_line
from submission.recommendations.domain.recommendation import (
    MOST_RECOMMENDATIONS,
    KeptRecommendation,
    Origin,
    Recommendation,
    check_deadline,
    check_recommendation,
)
from submission.recommendations.store import recommendations as store
from submission.recommendations.usecases.assign import check_owner
from submission.recommendations.usecases.check_origin import check_concerned
from submission.recommendations.usecases.make import add_recommendation, check_addressee
from submission.recommendations.usecases.tell import tell_standings
from submission.reports import store as reports
from submission.reports.domain import AuthorKind, KeptReport, check_report
from submission.reports.usecases.check_evidence import check_evidence
from submission.reports.usecases.enter import add_report
from tables.columns import Record, Records

MOST_ROWS: Final = 1_000
RowEffect = Literal["created", "unchanged"]
_Key = tuple[str, AuthorKind, str]


class Taken(NamedTuple):
    """A row and what becomes of it."""

    row: int
    line: Line
    effect: RowEffect


@dataclass(slots=True)
class ReportIntake:
    """What a table brings in, by row; `new_reports`: how many letters are new."""

    rows: list[Taken] = field(default_factory=list)
    new_reports: int = 0


class _Row(NamedTuple):
    record: Record
    line: Line


async def take_in_reports(
    session: Session,
    records: Records,
    receiver: str,
    principal: Principal,
    *,
    is_preview: bool,
    clock: Clock,
) -> ReportIntake:
    """Return what a table of letters brings in; `receiver`: the agency that they came to.

    Raises:
        NotFound: The agency is not within reach.
        Forbidden: The time of the person has ended.
        Unprocessable: Rows are wrong; each is named by its cell, and nothing is stored.
    """
    await agencies.lock_tree(session)
    await check_reach(session, principal, receiver, pointer="agency")
    await check_employed(session, principal.subject, clock=clock)
    if len(records.all) > MOST_ROWS:
        refuse([_too_many()])
    rows, faults = _read(records, receiver)
    known = await reports.by_key(session, {row.line.report.key for row in rows})
    present = await _present(session, rows)
    today = today_in(await agencies.time_zone(session, receiver), clock.now())
    faults += _premature(rows, today)
    faults += _disagreeing(rows, known)
    faults += await _wrong(session, rows, principal, clock=clock)
    faults += _beyond(rows, present)
    refuse(sorted({each.pointer: each for each in faults}.values(), key=place_in_list))
    intake = _intake(rows, known, present)
    if not is_preview:
        await _store(session, intake, known, principal, clock=clock)
    return intake


def _read(records: Records, receiver: str) -> tuple[list[_Row], list[Refusal]]:
    """Return the rows, as far as they can be read, and what is wrong with any cell."""
    faults, rows = [*records.faults], list[_Row]()
    for record in records.all:
        line, wrong = read_line(record.texts, receiver, record.unread)
        faults += [record.refusal(each.pointer, each.text) for each in wrong]
        rows.append(_Row(record, line))
    return rows, faults


def _premature(rows: Sequence[_Row], today: date) -> Iterator[Refusal]:
    for row in rows:
        if row.line.can_tell("tanggal"):
            yield from (_at(row, each) for each in check_report(row.line.report, today=today))


def _disagreeing(rows: Sequence[_Row], known: Mapping[_Key, KeptReport]) -> Iterator[Refusal]:
    """Yield the rows of a letter that say something else of it than the first, or than is kept.

    A cell that cannot be read says nothing; then the first row that does say it counts.
    """
    first: dict[tuple[_Key, str], tuple[object, int]] = {}
    for row in rows:
        report = row.line.report
        if not row.line.can_tell("nomor", "jenis_pengirim"):
            continue
        kept = known.get(report.key)
        for column, name in zip(OF_REPORT, _PARTS, strict=True):
            said = getattr(report, name)
            # A table need not repeat the evidence of a letter that is there.
            if not row.line.can_tell(column) or (kept and column == "bukti" and said is None):
                continue
            if kept is not None:
                told: object = getattr(kept.report, name)
                text = Text(
                    "surat ini sudah dicatat dengan isi lain", "is entered and says otherwise"
                )
            else:
                own = said, row.record.number
                told, number = first.setdefault((report.key, column), own)
                text = Text(f"berbeda dari baris {number}", f"differs from row {number}")
            if told != said:
                yield row.record.refusal(column, text)


async def _wrong(
    session: Session, rows: Sequence[_Row], principal: Principal, *, clock: Clock
) -> list[Refusal]:
    """Return what is wrong with the recommendations. Rows that are alike are checked once."""
    faults: list[Refusal] = []
    checked: dict[tuple[object, ...], list[Refusal]] = {}
    for row in rows:
        line = row.line
        plain = replace(line.recommendation, text="", origin=_OF_ROWS, priority="medium")
        alike = plain, line.report.evidence_id, line.report.dated, line.wrong
        if alike not in checked:
            checked[alike] = await _refused(session, line, principal, clock=clock)
        faults += [_at(row, each) for each in checked[alike]]
    return faults


async def _refused(
    session: Session, line: Line, principal: Principal, *, clock: Clock
) -> list[Refusal]:
    """Return all that is wrong with a row, as far as it rests on columns that can be read."""
    wanted, report = line.recommendation, line.report
    code, receiver, proof = wanted.agency_code, report.agency_code, report.evidence_id
    named = {} if proof is None else {"/evidence_id": proof}
    found = [
        each for each in check_recommendation(wanted) if line.can_tell(COLUMN_OF[each.pointer])
    ]
    if line.can_tell("batas_waktu", "tanggal"):
        found += check_deadline(wanted, report)
    found += await _asked(check_evidence(session, named, principal))
    if not line.can_tell("instansi"):
        return found
    addressee = await _asked(check_addressee(session, code, principal, clock=clock))
    addressee = addressee or await _asked(check_concerned(session, code, receiver))
    if not addressee and line.can_tell("petugas"):
        found += await _asked(check_owner(session, wanted.owner, code, clock=clock))
    return found + addressee


async def _asked(check: Awaitable[None]) -> list[Refusal]:
    """Return what a check refuses."""
    try:
        await check
    except (NotFound, Forbidden, Unprocessable) as error:
        return [*error.errors]
    return []


async def _present(
    session: Session, rows: Sequence[_Row]
) -> Mapping[str, Sequence[KeptRecommendation]]:
    codes = {row.line.recommendation.agency_code for row in rows}
    found: dict[str, list[KeptRecommendation]] = {code: [] for code in codes}
    for kept in await store.of_agencies(session, codes):
        found[kept.recommendation.agency_code].append(kept)
    return found


def _beyond(
    rows: Sequence[_Row], present: Mapping[str, Sequence[KeptRecommendation]]
) -> Iterator[Refusal]:
    counts = {code: len(found) for code, found in present.items()}
    for row in rows:
        if not row.line.can_tell("instansi"):
            continue
        code = row.line.recommendation.agency_code
        counts[code] += 1
        if counts[code] > MOST_RECOMMENDATIONS:
            most = MOST_RECOMMENDATIONS
            text = Text(f"paling banyak {most} rekomendasi", f"has at most {most} recommendations")
            yield row.record.refusal("instansi", text)


def _intake(
    rows: Sequence[_Row],
    known: Mapping[_Key, KeptReport],
    present: Mapping[str, Sequence[KeptRecommendation]],
) -> ReportIntake:
    """Return what is new. A row that is there, or stands above already, changes nothing."""
    there = {
        each.recommendation
        for found in present.values()
        for each in found
        if each.state != "withdrawn"
    }
    intake, seen = ReportIntake(), set[tuple[_Key, Recommendation]]()
    for record, line in rows:
        key, wanted = line.report.key, line.recommendation
        kept = known.get(key)
        is_there = (key, wanted) in seen or (kept and _of(wanted, kept.report_id) in there)
        seen.add((key, wanted))
        intake.rows.append(Taken(record.number, line, "unchanged" if is_there else "created"))
    intake.new_reports = len({row.line.report.key for row in intake.rows} - known.keys())
    return intake


async def _store(
    session: Session,
    intake: ReportIntake,
    known: Mapping[_Key, KeptReport],
    principal: Principal,
    *,
    clock: Clock,
) -> None:
    ids = {key: kept.report_id for key, kept in known.items()}
    told: set[str] = set()
    for _, line, effect in intake.rows:
        report = line.report
        if report.key not in ids:
            made = await add_report(session, report, principal, clock=clock)
            ids[report.key] = made.report_id
        if effect == "created":
            wanted = _of(line.recommendation, ids[report.key])
            await add_recommendation(session, wanted, principal, clock=clock)
            told.add(wanted.agency_code)
    await tell_standings(session, told, clock=clock)


def _of(wanted: Recommendation, report_id: UUID) -> Recommendation:
    return replace(wanted, origin=replace(wanted.origin, report_id=report_id))


def _at(row: _Row, refusal: Refusal) -> Refusal:
    return row.record.refusal(COLUMN_OF.get(refusal.pointer, "instansi"), refusal.text)


def _too_many() -> Refusal:
    return Refusal("/rows", Text(f"paling banyak {MOST_ROWS} baris", f"has at most {MOST_ROWS}"))


_ENTERED: Final = Text("surat ini sudah dicatat dengan isi lain", "is entered and says otherwise")
_PARTS: Final = ("number", "dated", "author_kind", "author", "title", "evidence_id")
# Stands for the report of a row, which may have no id yet.
_OF_ROWS: Final = Origin(kind="report", report_id=UUID(int=0))
