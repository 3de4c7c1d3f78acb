"""Create an agency or change one, and tell everybody its whole new state."""

from collections.abc import Sequence
from dataclasses import dataclass

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import FieldError, PreconditionFailed
from kit.languages import Text
from kit.outbox import emit
from kit.web import etag, require_match, starts_before
from submission.agencies import events, store
from submission.agencies.domain import Agency, check_agency
from submission.agencies.events import SOURCE
from submission.agencies.store import AgencyRow
from submission.agencies.usecases.check_reach import absent, hears_of_absence, out_of_reach, root_of
from submission.agencies.usecases.refuse_broken_rules import refuse_broken_rules


@dataclass(frozen=True, slots=True)
class Start:
    """Where a change starts from: nothing (If-None-Match: *), or the version in If-Match."""

    must_be_new: bool
    if_match: str | None


async def change_agency(
    session: Session, wanted: Agency, start: Start, principal: Principal, *, clock: Clock
) -> tuple[AgencyRow, bool]:
    """Return the agency as it is now, and whether it is new. The same state again changes nothing.

    Raises:
        Forbidden: It is, or would be, outside the subtree of the token's agency.
        NotFound: If-Match names a version of an agency that does not exist (Forbidden below the
            top of the tree).
        PreconditionRequired, PreconditionFailed: It does not start from the present state.
        Unprocessable: The parent is unknown or below it, or the dates are turned round.
    """
    await store.lock_tree(session)
    present = await store.find(session, wanted.code)
    line = [] if wanted.parent_code is None else await store.line(session, wanted.parent_code)
    await _check_reach(session, wanted, present, principal, line=line)
    if present is None:
        await _require_absence(session, wanted, start, principal)
    elif _is_repetition(wanted, start, present):
        return present, False
    parent = (await store.find_all(session, line)).get(wanted.parent_code or "")
    refuse_broken_rules(check_agency(wanted, parent, line=line))
    revision = 1 if present is None else present.revision + 1
    now = clock.now()
    row = await store.save(
        session, wanted, revision=revision, changed_at=now, changed_by=principal.subject
    )
    event = events.agency_changed(wanted, revision=revision, changed_at=now)
    await emit(session, [event], source=SOURCE, clock=clock)
    return row, present is None


async def _check_reach(
    session: Session,
    wanted: Agency,
    present: AgencyRow | None,
    principal: Principal,
    *,
    line: Sequence[str],
) -> None:
    """Let pass who reaches the agency where it is and where it is to be.

    The root of the reach stays where it is, for its own parent is out of reach.
    """
    root = root_of(principal)
    if present is not None and root not in await store.line(session, wanted.code):
        raise out_of_reach(wanted.code, pointer="path/agency_code")
    if wanted.code == root:
        if wanted.parent_code != (None if present is None else present.parent_code):
            raise out_of_reach(wanted.parent_code or root, pointer="/parent_code")
    elif wanted.parent_code is None:
        raise out_of_reach(wanted.code, pointer="path/agency_code")
    elif root not in line and (
        line or not await hears_of_absence(session, principal, wanted.parent_code)
    ):
        raise out_of_reach(wanted.parent_code, pointer="/parent_code")


async def _require_absence(
    session: Session, wanted: Agency, start: Start, principal: Principal
) -> None:
    if start.if_match is not None:
        if await hears_of_absence(session, principal, wanted.code):
            raise absent(wanted.code, pointer="path/agency_code")
        raise out_of_reach(wanted.code, pointer="path/agency_code")
    if not start.must_be_new:
        require_match(None, "", None)


def _is_repetition(wanted: Agency, start: Start, present: AgencyRow) -> bool:
    """Say whether the wanted state is the present one; otherwise the change must start from it."""
    current = etag(present.revision)
    body = present.model_dump(mode="json", exclude={"changed_by"})
    if start.must_be_new:
        raise PreconditionFailed(
            Text(f"Instansi {wanted.code} sudah ada.", f"The agency {wanted.code} exists."),
            errors=[FieldError("header/If-None-Match", Text("sudah ada", "exists already"))],
            headers={"ETag": current},
            extra={"current": {"etag": current, "body": body}},
        )
    unchanged = store.to_domain(present) == wanted
    if unchanged and starts_before(start.if_match, present.revision):
        return True
    require_match(start.if_match, current, body)
    return False
