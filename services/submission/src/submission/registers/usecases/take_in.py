"""Take in a register: all of its rows or none. The preview is the same without storing."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import refuse
from rules.refusal import Refusal, place_in_list
from rules.text import Text
from rules.tree import upwards
from submission.agencies import store as agencies
from submission.agencies.domain import (
    Agency,
    AgencyKind,
    AgencyRevision,
    check_agency,
    check_end,
)
from submission.agencies.usecases.check_reach import AGENCIES, check_free, check_reach
from submission.agencies.usecases.save_change import Occasion, save_change
from submission.people.usecases.find import check_employed
from submission.registers.domain.order import from_the_top
from submission.registers.domain.place import check_life, is_placed, stays_of
from submission.registers.domain.recorded import Recorded, check_recorded
from submission.registers.domain.row import Defaults, read_row, warnings_of
from submission.registers.usecases.check_place import (
    MOVES,
    Change,
    check_days,
    find_recorded,
    moves_assessed,
)
from tables.columns import Record, Records

_HOW: Final = Occasion("imported")
_DECIDED_ABOVE: Final = Text("ditentukan dari atas", "is decided above")

RowEffect = Literal["created", "changed"]


@dataclass(frozen=True, slots=True)
class Warned:
    """What is odd about a row, and does not hinder."""

    row: int
    code: str
    text: Text


@dataclass(slots=True)
class Intake:
    """What a register changes: which agencies, in the order in which they are stored."""

    row_count: int
    effects: list[tuple[Agency, RowEffect]] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as an agency; `wrong`: the columns of which nobody can say what they mean."""

    record: Record
    agency: Agency
    wrong: frozenset[str]


class _Register:
    """The rows as agencies, over what is there."""

    def __init__(self, root: str, present: Mapping[str, AgencyRevision]) -> None:
        self.root = root
        self.present = present
        self.wanted: dict[str, Agency] = {}
        self.records: dict[str, Record] = {}
        self.recorded = Recorded()
        self.rows: list[_Row] = []
        self.doubts: dict[str, set[str]] = {}
        self.faults: list[Refusal] = []

    def state_of(self, code: str) -> Agency | None:
        """Return an agency as it will be."""
        kept = self.present.get(code)
        told = self.recorded.present(code) if kept is None else kept.agency
        return self.wanted.get(code) or told

    def add(self, row: _Row) -> None:
        """Add a row; what is wrong with it makes its columns doubtful for the rows below it."""
        self.rows.append(row)
        self.doubts.setdefault(row.agency.code, set()).update(row.wrong)

    def parent_of(self, code: str) -> str | None:
        """Return who will be above an agency."""
        state = self.state_of(code)
        return None if state is None else state.parent_code


async def take_in(
    session: Session,
    records: Records,
    defaults: Defaults,
    principal: Principal,
    *,
    is_preview: bool,
    clock: Clock,
) -> Intake:
    """Return what a register changes, under the lock on the tree.

    Raises:
        NotFound, Forbidden: The agency above all is not within reach; or see `check_employed`.
        Unprocessable: Rows are wrong; each is named, and nothing is stored.
        Conflict: New codes are taken out of reach. A preview does not say so.
    """
    await check_employed(session, principal.subject, clock=clock)
    root = AGENCIES.root_of(principal)
    await agencies.lock_tree(session)
    await check_reach(session, principal, defaults.under, pointer="under")
    register = _Register(root, await agencies.revisions_in(session, root))
    register.faults += records.faults
    _read(register, records.all, defaults)
    register.recorded = await find_recorded(session, _changes(register))
    register.faults += [*_misplaced(register), *_contradicting(register), *_alike(register)]
    register.faults += [each async for each in _moved(session, register)]
    refuse(sorted(register.faults, key=place_in_list))
    if not is_preview:
        await check_free(session, _new_in(register), all_at="/rows")
    intake = Intake(len(records.items))
    for agency in from_the_top(register.wanted):
        kept = register.present.get(agency.code)
        number = register.records[agency.code].number
        found = warnings_of(agency, defaults)
        intake.warnings += [Warned(number, agency.code, text) for text in found]
        if kept is None or kept.agency != agency:
            intake.effects.append((agency, "created" if kept is None else "changed"))
            if not is_preview:
                await save_change(session, agency, kept, principal, occasion=_HOW, clock=clock)
    return intake


def _read(register: _Register, records: Sequence[Record], defaults: Defaults) -> None:
    for record in records:
        code = (record.texts["code"] or "").strip()
        kept = register.present.get(code)
        agency, faults = read_row(record.texts, defaults, None if kept is None else kept.agency)
        register.faults += [
            record.refusal(each.column, each.text)
            for each in faults
            if each.column not in record.unread
        ]
        wrong = frozenset({*record.unread, *(each.column for each in faults)})
        if "code" in wrong:
            continue
        register.add(_Row(record, agency, wrong))
        if code in register.wanted:
            first = register.records[code].number
            register.faults.append(
                record.refusal(
                    "code",
                    Text(f"{code} sudah ada di baris {first}", f"{code} is in row {first} already"),
                )
            )
        else:
            register.wanted[code] = agency
            register.records[code] = record


def _changes(register: _Register) -> dict[str, Change]:
    """Return the agencies that are there and change."""
    return {
        code: Change(kept.agency, agency)
        for code, agency in register.wanted.items()
        if (kept := register.present.get(code)) is not None and kept.agency != agency
    }


def _new_in(register: _Register) -> Mapping[str, str]:
    new = register.wanted.keys() - register.present.keys()
    return {code: register.records[code].refusal("code", Text("", "")).pointer for code in new}


def _alike(register: _Register) -> Iterator[Refusal]:
    """Yield new codes that differ from another one in case only."""
    known = {code.lower(): code for code in register.present}
    for row in register.rows:
        code = row.agency.code
        first = known.setdefault(code.lower(), code)
        if first != code and code not in register.present:
            yield row.record.refusal(
                "code",
                Text(
                    f"hanya berbeda huruf besar dan kecil dari {first}",
                    f"differs from {first} in case only",
                ),
            )


def _misplaced(register: _Register) -> Iterator[Refusal]:
    children: dict[str, set[AgencyKind]] = {}
    for code, below in register.present.items():
        if code not in register.wanted and below.agency.parent_code is not None:
            children.setdefault(below.agency.parent_code, set()).add(below.agency.kind)
    for row in register.rows:
        code, above = row.agency.code, row.agency.parent_code or ""
        kept = register.present.get(code)
        ended = None if kept is None else check_end(kept.agency, row.agency)
        if ended is not None and "valid_until" not in row.wrong:
            yield row.record.refusal("valid_until", ended.text)
        if code == register.root and kept is not None:
            if above != (kept.agency.parent_code or "") and "parent_code" not in row.wrong:
                yield row.record.refusal("parent_code", _DECIDED_ABOVE)
            continue
        line = [*upwards(above, register.parent_of)]
        kinds = sorted(children.get(code, ()))
        parent = register.state_of(above)
        unsure = _unsure(register, row, line)
        faults = [*check_agency(row.agency, parent, line=line, children=kinds)]
        if not faults and is_placed(row.agency, None if kept is None else kept.agency):
            stays = stays_of(register.recorded.of(code), row.agency)
            faults += check_life(row.agency, parent, since=stays[-1].first_day)
        for wrong in faults:
            if _column_of(wrong) not in unsure:
                yield row.record.refusal(_column_of(wrong), wrong.text)


def _contradicting(register: _Register) -> Iterator[Refusal]:
    """Yield the rows whose first day contradicts what is recorded, or what is above or below."""

    def is_unsure(code: str) -> bool:
        return "valid_from" in register.doubts.get(code, ())

    def sure_state_of(code: str) -> Agency | None:
        return None if is_unsure(code) else register.state_of(code)

    known = register.recorded
    for code, change in _changes(register).items():
        if is_unsure(code):
            continue
        faults = [*check_recorded(change.after, change.before, known)]
        faults = faults or [*check_days(change, known, sure_state_of, root_code=register.root)]
        for wrong in faults:
            yield register.records[code].refusal("valid_from", wrong.text)


async def _moved(session: Session, register: _Register) -> AsyncIterator[Refusal]:
    """Yield the rows that would move an agency with assessments."""
    for row in register.rows:
        kept = register.present.get(row.agency.code)
        if kept is None or row.agency.code == register.root or "parent_code" in row.wrong:
            continue
        if await moves_assessed(session, row.agency, kept.agency):
            yield row.record.refusal("parent_code", MOVES)


def _unsure(register: _Register, row: _Row, line: Sequence[str]) -> set[str]:
    """Return the columns that may be right once those are that were named as wrong."""
    agency, unsure = row.agency, {*row.wrong}
    if "valid_from" in unsure:
        unsure.add("valid_until")
    above = agency.parent_code
    doubtful = unsure if above is None else unsure | register.doubts.get(above, set())
    is_there = above is not None and register.state_of(above) is not None
    if "valid_from" in doubtful:
        unsure.add("valid_from")
    if "kind" in doubtful and is_there and agency.code not in line:
        unsure.add("parent_code")
    return unsure


def _column_of(wrong: Refusal) -> str:
    column = wrong.pointer.removeprefix("/")
    return "kind" if column == "agency_kind" else column
