"""Bodies about limits of a source, and when it is read."""

from typing import Annotated

from pydantic import Field

from integration.sources.domain.limits import DriftLimits, Schedule, SourceLimits
from kit.fields import ONE_LINE, Body


class ScheduleBody(Body):
    """When the source is read: cron with five fields, in the local time of a zone."""

    cron: Annotated[str, ONE_LINE] = Field(
        min_length=9, max_length=100, description="Minute, hour, day, month, weekday: 0 2 * * 1-5"
    )
    timezone: Annotated[str, ONE_LINE] = Field(
        "Asia/Jakarta", max_length=60, description="Zone of the schedule's local times"
    )

    def schedule(self) -> Schedule:
        """Return the schedule."""
        return Schedule(self.cron, self.timezone)


class LimitsBody(Body):
    """What the source may cost, where that is less than the settings allow; null: as they say."""

    concurrency: int | None = Field(
        None, ge=1, le=16, description="Most requests at a time; null: as set for all"
    )
    requests_per_minute: int | None = Field(
        None, ge=1, le=6000, description="Most requests a minute; null: as set for all"
    )
    body_bytes: int | None = Field(
        None,
        ge=1024,
        le=1_073_741_824,
        description="Largest answer, decompressed; null: as set for all",
    )
    pages: int | None = Field(
        None, ge=1, le=100_000, description="Most pages of one listing; null: as set for all"
    )
    rows: int | None = Field(
        None, ge=1, le=10_000_000, description="Most rows of one listing; null: as set for all"
    )
    row_bytes: int | None = Field(
        None,
        ge=100,
        le=65_536,
        description="Most characters of one row; a longer one is broken; null: as set for all",
    )
    depth: int | None = Field(
        None,
        ge=3,
        le=200,
        description="Most levels of an answer's arrays and objects; null: as set for all",
    )

    def limits(self) -> SourceLimits:
        """Return the limits."""
        return SourceLimits(**self.model_dump())


class DriftBody(Body):
    """From when on a reading is quarantined; null: as set for all."""

    broken_percent: int | None = Field(
        None,
        ge=0,
        le=100,
        description="Share of a listing's own rows that may be unreadable; null: as set for all",
    )
    failed_percent: int | None = Field(
        None,
        ge=0,
        le=100,
        description="Share of own rows that may be of no use for any reason; null: as set for all",
    )
    kept_percent: int | None = Field(
        None,
        ge=0,
        le=100,
        description="Share of its rows of before that a listing must have; null: as set for all",
    )
    grown_times: int | None = Field(
        None,
        ge=1,
        le=100_000,
        description="How many times its rows of before a listing may have; null: as set for all",
    )
    new_fields: int | None = Field(
        None,
        ge=0,
        le=300,
        description="New fields of a listing that are let pass; null: as set for all",
    )
    missing_fields: int | None = Field(
        None,
        ge=0,
        le=300,
        description="Missing fields of a listing that are let pass; null: as set for all",
    )
    retyped_fields: int | None = Field(
        None,
        ge=0,
        le=300,
        description="Fields with values of another kind that are let pass; null: as set for all",
    )
    zero_fields: int | None = Field(
        None,
        ge=0,
        le=300,
        description="Fields whose values all became zero that are let pass; null: as set for all",
    )
    silent_days: int | None = Field(
        None,
        ge=1,
        le=3660,
        description="Days without any change, after which it is silent; null: as set for all",
    )
    least_rows: int | None = Field(
        None,
        ge=1,
        le=100_000,
        description="Shorter listings are not compared by their fields; null: as set for all",
    )

    def limits(self) -> DriftLimits:
        """Return the limits."""
        return DriftLimits(**self.model_dump())
