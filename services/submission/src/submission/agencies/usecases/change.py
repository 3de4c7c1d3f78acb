"""Create an agency or change one, and tell the other services its whole new state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import refuse
from kit.outbox import emit
from rules.refusal import Refusal
from rules.revision import OutdatedChange, SeenRevisions, is_repeated
from submission.agencies import events, store
from submission.agencies.domain import Agency, AgencyRevision, check_agency
from submission.agencies.events import SOURCE
from submission.agencies.usecases.check_reach import AGENCIES, hears_of_absence


@dataclass(frozen=True, slots=True)
class Start:
    """What a change starts from: no agency at all, or the revisions that its writer has seen."""

    must_be_new: bool
    seen: SeenRevisions | None


class AgencyExists(Exception):
    """The agency was to be new, and is not."""

    def __init__(self, present: AgencyRevision) -> None:
        super().__init__(f"the agency {present.agency.code} exists")
        self.present = present


async def change_agency(
    session: Session, wanted: Agency, start: Start, principal: Principal, *, clock: Clock
) -> tuple[AgencyRevision, bool]:
    """Return the agency as it is now, and whether it is new. The same state again changes nothing.

    Raises:
        Forbidden: It is, or would be, outside the subtree of the token's agency.
        NotFound: The writer has seen a revision of an agency that does not exist (Forbidden below
            the top of the tree).
        AgencyExists: It was to be new.
        OutdatedChange: The change does not start from the present state.
        Unprocessable: The parent is unknown or below it, or the dates are in the wrong order.
    """
    await store.lock_tree(session)
    present = await store.find(session, wanted.code)
    line = [] if wanted.parent_code is None else await store.line(session, wanted.parent_code)
    await _check_reach(session, wanted, present, principal, line=line)
    if present is None:
        await _require_absence(session, wanted, start, principal)
    elif _is_repetition(wanted, start, present):
        return present, False
    refuse(await check_place(session, wanted, line=line))
    return await save_change(session, wanted, present, principal, clock=clock), present is None


async def check_place(
    session: Session, wanted: Agency, *, line: Sequence[str]
) -> Iterable[Refusal]:
    """Return what is wrong with an agency; `line` is its parent and all above the parent."""
    parent = (await store.find_all(session, line)).get(wanted.parent_code or "")
    return check_agency(wanted, parent, line=line)


async def save_change(
    session: Session,
    wanted: Agency,
    present: AgencyRevision | None,
    principal: Principal,
    *,
    clock: Clock,
) -> AgencyRevision:
    """Store the new state of an agency under the lock on the tree, and tell the other services."""
    changed = AgencyRevision(
        agency=wanted,
        revision=1 if present is None else present.revision + 1,
        changed_at=clock.now(),
    )
    await store.save(session, changed, changed_by=principal.subject)
    event = events.agency_changed(changed)
    await emit(session, [event], source=SOURCE, clock=clock)
    return changed


async def _check_reach(
    session: Session,
    wanted: Agency,
    present: AgencyRevision | None,
    principal: Principal,
    *,
    line: Sequence[str],
) -> None:
    """Let pass who reaches both the present and the new place of the agency.

    Nobody moves the agency of their own token: its parent is out of their reach.
    """
    root = AGENCIES.root_of(principal)
    if present is not None and root not in await store.line(session, wanted.code):
        raise AGENCIES.out_of_reach(wanted.code, pointer="agency_code")
    if wanted.code == root:
        if wanted.parent_code != (None if present is None else present.agency.parent_code):
            raise AGENCIES.out_of_reach(wanted.parent_code or root, pointer="/parent_code")
    elif wanted.parent_code is None:
        raise AGENCIES.out_of_reach(wanted.code, pointer="agency_code")
    elif root not in line and (
        line or not await hears_of_absence(session, principal, wanted.parent_code)
    ):
        raise AGENCIES.out_of_reach(wanted.parent_code, pointer="/parent_code")


async def _require_absence(
    session: Session, wanted: Agency, start: Start, principal: Principal
) -> None:
    if start.seen is not None:
        if await hears_of_absence(session, principal, wanted.code):
            raise AGENCIES.absent(wanted.code, pointer="agency_code")
        raise AGENCIES.out_of_reach(wanted.code, pointer="agency_code")
    if not start.must_be_new:
        raise OutdatedChange(None)


def _is_repetition(wanted: Agency, start: Start, present: AgencyRevision) -> bool:
    """Say whether the wanted state is the present one; otherwise the change must start from it."""
    if start.must_be_new:
        raise AgencyExists(present)
    return is_repeated(start.seen, present, is_same=present.agency == wanted)
