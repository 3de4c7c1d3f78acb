"""Compare the ministry's own result with the newest published one of ours."""

import asyncio
import json
from dataclasses import dataclass
from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from kit.errors import missing
from rules.edition import NOT_APPLICABLE
from rules.exact import Number, parse
from rules.text import Text
from scoring.publication.domain.national import (
    Explanation,
    NodeDifference,
    Written,
    differences,
    explanations,
)
from scoring.publication.store import national
from scoring.publication.store.national import StoredNational
from scoring.results import store as results
from scoring.results.domain.record import Record, decode_record
from scoring.scores.usecases.find import find_score
from scoring.state.store.memory import Memory
from scoring.state.usecases.load import load_editions


@dataclass(frozen=True, slots=True)
class Compared:
    """Both results. Without a published result of ours, nothing differs from nothing."""

    stored: StoredNational
    about: dict[str, str]
    keys: dict[str, str]
    result_revision: int | None
    nodes: tuple[NodeDifference, ...]
    explanations: tuple[Explanation, ...]


async def find_national(
    session: Session, assessment_id: UUID, principal: Principal, revision: int | None
) -> StoredNational:
    """Return a result of the ministry; without a revision the newest.

    Raises:
        NotFound: None was imported, or as for the score.
    """
    await find_score(session, assessment_id, principal)
    found = await national.find(session, assessment_id, revision)
    if found is None:
        raise missing(
            "assessment_id",
            Text("Belum ada hasil nasional yang diimpor.", "No national result was imported."),
        )
    return found


async def compare_national(session: Session, stored: StoredNational, memory: Memory) -> Compared:
    """Return what differs, and what could explain it."""
    body = json.loads(stored.body)
    code = body["edition_code"]
    await load_editions(session, [code], memory)
    edition = memory.editions[code].edition
    written = {
        node: Written(parse(each["value"]), each["decimals"])
        for node, each in body["values"].items()
    }
    newest = await results.newest(session, stored.assessment_id)
    record = None if newest is None else decode_record(newest.body)
    own, levels = _own(record)
    nodes = differences(edition, own, written)
    explained = []
    if record is not None:  # many tries: nothing else must wait for them
        explained = await asyncio.to_thread(explanations, edition, nodes, levels)
    revision = None if newest is None else newest.revision
    keys = {node: each["key"] for node, each in body["values"].items()}
    return Compared(stored, body["about"], keys, revision, tuple(nodes), tuple(explained))


def _own(
    record: Record | None,
) -> tuple[dict[str, Number | None], dict[str, Number | None]]:
    """Return the values of our nodes and the levels of our indicators."""
    if record is None:
        return {}, {}
    content = record.content
    nodes = {node.code: _number(node.exact) for node in content.nodes}
    levels = {part.code: _number(part.level) for part in content.indicators}
    return nodes, levels


def _number(text: str | None) -> Number | None:
    return None if text in (None, NOT_APPLICABLE.value) else parse(text or "")
