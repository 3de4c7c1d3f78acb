"""What the benchmark sends: assessments, levels and updates, repeatable from a seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from contracts.events.assessment import AssessmentOpenedV2, LevelDecidedV2, Stage

ASSESSMENTS = 640
CAMPAIGN = "bench-2026"
EDITION = "permenpanrb-59-2020"
INDICATORS = tuple(str(number) for number in range(1, 48))
HIGHEST_LEVEL = 5
_STAGES = (
    Stage(code="mandiri", track="self"),
    *(Stage(code=code, track=code) for code in ("dokumen", "interviu", "visitasi", "reviu")),
)
_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Workload:
    """The levels that result from the sent events; each event raises its assessment's revision."""

    seed: int
    assessments: int = ASSESSMENTS
    ids: list[UUID] = field(init=False)
    levels: dict[UUID, dict[str, int]] = field(init=False)
    revisions: dict[UUID, int] = field(init=False)
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        """Draw the assessments' ids."""
        self._random = random.Random(self.seed)  # noqa: S311  repeatable, not secret
        self.ids = [
            UUID(int=self._random.getrandbits(128), version=4) for _ in range(self.assessments)
        ]
        self.levels = {item: {} for item in self.ids}
        self.revisions = dict.fromkeys(self.ids, 0)

    def opened(self) -> Iterator[AssessmentOpenedV2]:
        """Open every assessment."""
        for number, assessment in enumerate(self.ids):
            yield AssessmentOpenedV2(
                assessment_id=assessment,
                revision=self._next_revision(assessment),
                campaign_code=CAMPAIGN,
                agency_code=f"bench-{number:04d}",
                edition_code=EDITION,
                derivation_set_version=None,
                period="2026",
                opened_at=_MOMENT,
                kind="evaluation",
                stages=_STAGES,
            )

    def initial_load(self) -> Iterator[LevelDecidedV2]:
        """W1: every indicator of every assessment, sorted by assessment."""
        for assessment in self.ids:
            for indicator in INDICATORS:
                yield self._decide(assessment, indicator, self._random.randint(1, HIGHEST_LEVEL))

    def steady(self, count: int) -> Iterator[LevelDecidedV2]:
        """W2: updates of random indicators of random assessments."""
        for _ in range(count):
            yield self.update(self._random.choice(self.ids))

    def burst(self, count: int, assessments: int) -> Iterator[LevelDecidedV2]:
        """W4: many updates of few assessments."""
        chosen = self.ids[:assessments]
        for _ in range(count):
            yield self.update(self._random.choice(chosen))

    def update(self, assessment: UUID) -> LevelDecidedV2:
        """Give a random indicator of `assessment` a level that it does not have."""
        indicator = self._random.choice(INDICATORS)
        before = self.levels[assessment].get(indicator, 0)
        others = [level for level in range(1, HIGHEST_LEVEL + 1) if level != before]
        return self._decide(assessment, indicator, self._random.choice(others))

    def pick(self) -> UUID:
        """Return a random assessment."""
        return self._random.choice(self.ids)

    def _decide(self, assessment: UUID, indicator: str, level: int) -> LevelDecidedV2:
        self.levels[assessment][indicator] = level
        return LevelDecidedV2(
            assessment_id=assessment,
            revision=self._next_revision(assessment),
            indicator_code=indicator,
            stage="mandiri",
            level=str(level),
            explanation="Beban uji.",
            decided_by="bench",
            decided_at=_MOMENT,
        )

    def _next_revision(self, assessment: UUID) -> int:
        self.revisions[assessment] += 1
        return self.revisions[assessment]
