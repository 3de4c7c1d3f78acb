"""After every run: the sent events, the database and the score topic must tell the same story."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import asyncpg
import msgspec

from bench import oracle
from bench.stage import Stage, plain_url
from bench.workloads import Workload
from contracts.envelope import Header
from contracts.events.edition import EditionPublishedV1
from contracts.events.score import ScoreChangedV1, TrackScore
from contracts.registry import decode
from contracts.topics import SCORE
from kit.messaging import Record, TopicPartition

_TRACK = "self"
_tracks = msgspec.json.Decoder(tuple[TrackScore, ...]).decode


class Reconciliation(msgspec.Struct, frozen=True):
    """How many scores were compared, and how many were lost, wrong or stale on the topic."""

    compared: int
    lost: int
    wrong: int
    stale: int

    @property
    def clean(self) -> bool:
        """Tell whether nothing was lost, wrong or stale."""
        return not (self.lost or self.wrong or self.stale)


async def reconcile(
    stage: Stage, workload: Workload, edition: EditionPublishedV1
) -> Reconciliation:
    """Compare every assessment's index with the oracle, in the database and on the topic."""
    expected = {
        assessment: oracle.exact(oracle.index_of(edition, levels))
        for assessment, levels in workload.levels.items()
    }
    stored = await _stored(stage)
    newest = await _newest_on_topic(stage)
    return Reconciliation(
        compared=len(expected),
        lost=sum(assessment not in stored for assessment in expected),
        wrong=sum(stored.get(assessment, value) != value for assessment, value in expected.items()),
        stale=sum(newest.get(assessment) != value for assessment, value in expected.items()),
    )


async def _stored(stage: Stage) -> Mapping[UUID, str]:
    connection = await asyncpg.connect(plain_url(stage.scoring_url))
    try:
        rows = await connection.fetch(
            "SELECT assessment_id, tracks FROM score WHERE tracks IS NOT NULL"
        )
    finally:
        await connection.close()
    return {row["assessment_id"]: _exact(_tracks(row["tracks"])) for row in rows}


async def _newest_on_topic(stage: Stage) -> Mapping[UUID, str]:
    client = stage.broker.consumer(None)
    ends = await stage.broker.end_offsets([SCORE.name])
    await client.assign(list(ends))
    for partition in ends:
        client.seek(partition, 0)
    newest: dict[UUID, tuple[int, str]] = {}
    at: dict[TopicPartition, int] = dict.fromkeys(ends, 0)
    while any(at[partition] < end for partition, end in ends.items()):
        for partition, records in (await client.getmany(max_records=5000, timeout_ms=200)).items():
            for record in records:
                at[partition] = record.offset + 1
                event = decode(_event_type(record), record.value or b"")
                if isinstance(event, ScoreChangedV1):
                    _take(newest, event)
    await client.stop()
    return {assessment: exact for assessment, (_, exact) in newest.items()}


def _event_type(record: Record) -> str:
    return next(value for name, value in record.headers if name == Header.TYPE).decode()


def _take(newest: dict[UUID, tuple[int, str]], event: ScoreChangedV1) -> None:
    if event.revision > newest.get(event.assessment_id, (0, ""))[0]:
        newest[event.assessment_id] = (event.revision, _exact(event.tracks))


def _exact(tracks: Iterable[TrackScore]) -> str:
    return next((track.exact or "" for track in tracks if track.track == _TRACK), "")
