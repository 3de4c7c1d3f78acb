"""Find links, what may be linked, and the stage that takes links now."""

from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import missing
from rules.text import Text
from submission.agencies.usecases.check_reach import AGENCIES
from submission.agencies.usecases.find_chain import find_chain
from submission.agencies.usecases.find_predecessors import find_predecessors
from submission.assessments.usecases.check_open_for_decisions import find_open_decisions, lacking
from submission.assessments.usecases.find_stage import Line, find_stages
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.store import stages
from submission.evidence.domain.item import Item, Version
from submission.evidence.store import items
from submission.links.domain.link import Link
from submission.links.store import links as store


async def find_link(session: Session, assessment_id: UUID, link_id: UUID) -> Link:
    """Return a link of an assessment within reach, a removed one too.

    Raises:
        NotFound: The assessment has no such link.
    """
    found = await store.find(session, assessment_id, link_id)
    if found is None:
        raise missing("link_id", Text("Kaitan ini tidak ada.", "There is no such link."))
    return found


async def reach_of(session: Session, principal: Principal, *, clock: Clock) -> store.Reach:
    """Return whose assessments the caller reaches."""
    root = AGENCIES.root_of(principal)
    return store.Reach(root_code=root, chain=await find_chain(session, root, clock=clock))


async def find_item(
    session: Session, evidence_id: UUID, principal: Principal, assessment: Assessment
) -> Item:
    """Return an item that may be linked in an assessment.

    It is within reach; or it belongs to a predecessor of the assessed agency or of the token's own:
    what those left proves what their successors go on with.

    Raises:
        NotFound: There is no such item.
    """
    root = AGENCIES.root_of(principal)
    for code in (root, *await find_predecessors(session, [assessment.agency_code, root])):
        found = await items.find(session, evidence_id, root_code=code)
        if found is not None:
            return found
    raise missing("/evidence_id", Text("Data dukung ini tidak ada.", "There is no such evidence."))


async def find_linked_version(session: Session, item: Item, version: int | None) -> Version:
    """Return a version of an item that is to be linked; None: its newest.

    Raises:
        NotFound: It has no such version.
    """
    if version in (None, item.newest.version):
        return item.newest
    found = await items.find_version(session, item.evidence_id, version or 0)
    if found is None:
        raise missing("/version", Text("Versi ini tidak ada.", "There is no such version."))
    return found


async def find_line_now(session: Session, assessment: Assessment) -> Line:
    """Return the stages of an assessment up to the one that is open or submitted, or ended last."""
    all_stages = await find_stages(session, assessment)
    states = await stages.of_assessment(session, assessment, all_stages)
    begun = [each.position for each in states if each.state not in ("waiting", "skipped")]
    return all_stages[: max(begun) + 1]


async def check_taken(session: Session, assessment: Assessment, line: Line, code: str) -> None:
    """Check that the last of these stages takes something about an indicator now.

    Raises:
        Conflict: It is submitted, closed, or open for other indicators only.
    """
    taken = await find_open_decisions(session, assessment, line)
    if lack := taken.lack_of(code, decides=False):
        raise lacking([lack], pointer="/indicator_code", state=taken.state)
