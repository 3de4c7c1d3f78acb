"""Compare the ministry's own result with the newest published one of ours."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kit.auth import Principal
from kit.database import Session, end_reading
from kit.errors import missing
from kit.threads import TRIALS
from rules.edition import NOT_APPLICABLE, Edition
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
from scoring.results.store import StoredResult
from scoring.scores.usecases.find import find_score
from scoring.state.store.memory import Memory
from scoring.state.usecases.load import load_editions
from scoring.trials.usecases.in_time import in_time


@dataclass(frozen=True, slots=True)
class Compared:
    """Both results. Without a published result of ours, nothing differs from nothing."""

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
    """Return what differs, and what could explain it. The session only reads, and is ended."""
    body = json.loads(stored.body)
    code = body["edition_code"]
    await load_editions(session, [code], memory)
    newest = await results.newest(session, stored.assessment_id)
    await end_reading(session)
    # Many levels are tried: nothing else must wait for that.
    edition = memory.editions[code].edition
    return await in_time(lambda _: compare_results(body, edition, newest), limiter=TRIALS)


def compare_results(
    body: Mapping[str, Any], edition: Edition, newest: StoredResult | None
) -> Compared:
    """Compare the ministry's result, as it is stored, with the newest of ours."""
    written = {
        node: Written(parse(value["value"]), value["decimals"])
        for node, value in body["values"].items()
    }
    record = None if newest is None else decode_record(newest.body)
    own, levels = _own(record)
    nodes = differences(edition, own, written)
    explained = [] if record is None else explanations(edition, nodes, levels)
    revision = None if newest is None else newest.revision
    keys = {node: value["key"] for node, value in body["values"].items()}
    return Compared(body["about"], keys, revision, tuple(nodes), tuple(explained))


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
