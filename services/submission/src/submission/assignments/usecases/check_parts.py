"""Check the agencies and the nodes that an assignment or a conflict of a campaign names."""

from collections.abc import Collection, Iterator, Mapping

from kit.database import Session
from rules.refusal import Refusal
from rules.text import Text
from rules.tree import upwards
from submission.agencies import store as agencies
from submission.campaigns.domain.campaign import KeptCampaign
from submission.editions import store as editions


async def nodes_of(session: Session, edition_code: str) -> Mapping[str, str | None]:
    """Return the nodes of an edition, each with the node above it."""
    edition = await editions.find(session, edition_code)
    return {} if edition is None else edition.parents


async def nodes_above(session: Session, edition_code: str, node_code: str) -> Collection[str]:
    """Return a node and all above it."""
    parents = await nodes_of(session, edition_code)
    return {*upwards(node_code, parents.get)}


async def strangers(
    session: Session, present: KeptCampaign, named: Mapping[str, str | None]
) -> Collection[Refusal]:
    """Return what is wrong with agencies, by their pointers: each is at or below the campaign's."""
    found: list[Refusal] = []
    for pointer, code in named.items():
        if code is None:
            continue
        if present.campaign.agency_code not in await agencies.line(session, code):
            found.extend(_not_there(pointer, code))
    return found


def _not_there(pointer: str, code: str) -> Iterator[Refusal]:
    yield Refusal(pointer, Text(f"instansi {code} tidak ada", f"there is no agency {code}"))
