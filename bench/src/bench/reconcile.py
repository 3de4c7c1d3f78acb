"""After every run: compare the scores in the database and on the topic with the sent events."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import asyncpg
import msgspec

from bench import oracle
from bench.environment import Environment, plain_url
from bench.workloads import Workload
from contracts.envelope import Header
from contracts.events.edition import EditionPublishedV1
from contracts.events.score import ScoreChangedV2, TrackScore
from contracts.registry import decode
from contracts.topics import SCORE
from kit.messaging import Record, TopicPartition

_TRACK = "self"
_tracks = msgspec.json.Decoder(tuple[TrackScore, ...]).decode


class Reconciliation(msgspec.Struct, frozen=True):
    """How many scores were compared; how many of them were lost, wrong, or stale on the topic."""

    compared: int
    lost: int
    wrong: int
    stale: int

    @property
    def clean(self) -> bool:
        """Whether no score was lost, wrong or stale."""
        return not (self.lost or self.wrong or self.stale)


async def reconcile(
    environment: Environment, workload: Workload, edition: EditionPublishedV1
) -> Reconciliation:
    """Compare every assessment's index with the oracle, in the database and on the topic."""
    expected = {
        assessment: oracle.exact(oracle.index_of(edition, levels))
        for assessment, levels in workload.levels.items()
    }
    stored = await _stored(environment)
    newest = await _newest_on_topic(environment)
    return Reconciliation(
        compared=len(expected),
        lost=sum(assessment not in stored for assessment in expected),
        wrong=sum(stored.get(assessment, value) != value for assessment, value in expected.items()),
        stale=sum(newest.get(assessment) != value for assessment, value in expected.items()),
    )


async def _stored(environment: Environment) -> Mapping[UUID, str]:
    connection = await asyncpg.connect(plain_url(environment.scoring_url))
    try:
        rows = await connection.fetch(
            "SELECT assessment_id, tracks FROM score WHERE tracks IS NOT NULL"
        )
    finally:
        await connection.close()
    return {row["assessment_id"]: _exact(_tracks(row["tracks"])) for row in rows}


async def _newest_on_topic(environment: Environment) -> Mapping[UUID, str]:
    client = environment.broker.consumer(None)
    ends = await environment.broker.end_offsets([SCORE.name])
    await client.assign(list(ends))
    for partition in ends:
        client.seek(partition, 0)
    newest: dict[UUID, tuple[int, str]] = {}
    read: dict[TopicPartition, int] = dict.fromkeys(ends, 0)
    while any(read[partition] < end for partition, end in ends.items()):
        for partition, records in (await client.getmany(max_records=5000, timeout_ms=200)).items():
            for record in records:
                read[partition] = record.offset + 1
                event = decode(_event_type(record), record.value or b"")
                if isinstance(event, ScoreChangedV2):
                    _keep_newest(newest, event)
    await client.stop()
    return {assessment: exact for assessment, (_, exact) in newest.items()}


def _event_type(record: Record) -> str:
    return next(value for name, value in record.headers if name == Header.TYPE).decode()


def _keep_newest(newest: dict[UUID, tuple[int, str]], event: ScoreChangedV2) -> None:
    if event.revision > newest.get(event.assessment_id, (0, ""))[0]:
        newest[event.assessment_id] = (event.revision, _exact(event.tracks))


def _exact(tracks: Iterable[TrackScore]) -> str:
    return next((track.exact or "" for track in tracks if track.track == _TRACK), "")
