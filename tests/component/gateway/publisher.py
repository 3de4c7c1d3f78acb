"""Puts events on the topics as the services would."""

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from tests.component.gateway.flaky_broker import FlakyBroker

from contracts.envelope import Event
from contracts.events.agency import AgencyChangedV2
from contracts.events.score import ScoreChangedV2
from contracts.registry import encode
from contracts.topics import TOPICS, partition_for
from kit.messaging import Record

TOPIC = "scoring.score"
AT = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class Publisher:
    """Puts events on the topics as the services would."""

    broker: FlakyBroker
    revision: int = 0

    async def agency(self, code: str, parent: str | None = None) -> None:
        """Publish an agency."""
        self.revision += 1
        await self.event(
            AgencyChangedV2(
                agency_code=code,
                revision=self.revision,
                name=f"Instansi {code}",
                agency_kind="agency" if parent else "regency",
                is_assessed=True,
                valid_from=date(2025, 1, 1),
                changed_at=AT,
                parent_code=parent,
            )
        )

    async def score(
        self, agency: str, *, campaign: str = "spbe-2026", revision: int = 1, number: int = 0
    ) -> None:
        """Publish a score; `number` names the assessment, else the agency has one of its own."""
        number = number or first_in_partition_0(agency)
        await self.event(
            ScoreChangedV2(
                assessment_id=UUID(int=number),
                revision=revision,
                campaign_code=campaign,
                agency_code=agency,
                edition_code="permenpanrb-59-2020",
                edition_hash="0" * 64,
                derivation_set_version=1,
                period="2026",
                changed_at=AT,
                tracks=(),
            )
        )

    async def event(self, event: Event, *, body: bytes | None = None) -> None:
        """Publish an event, or something else under its name."""
        topic = TOPICS[event.TOPIC]
        await self.broker.inner.send(
            [
                Record(
                    topic.name,
                    partition_for(event.key, topic.partitions),
                    event.key.encode(),
                    encode(event) if body is None else body,
                    headers=(
                        ("ce_type", event.TYPE.encode()),
                        ("ce_id", f"{event.subject}@{getattr(event, 'revision', 0)}".encode()),
                    ),
                )
            ]
        )


def first_in_partition_0(agency: str) -> int:
    """Return the number of an assessment; what tests publish without one keeps its order."""
    begin = int.from_bytes(agency.encode()) << 16
    partitions = TOPICS[ScoreChangedV2.TOPIC].partitions
    return next(
        number
        for number in itertools.count(begin)
        if partition_for(str(UUID(int=number)), partitions) == 0
    )


async def write(publish: Publisher, first: int, last: int) -> None:
    """Publish revisions, spread over the partitions."""
    for revision in range(first, last + 1):
        await publish.score("9901", revision=revision, number=revision % 17)
