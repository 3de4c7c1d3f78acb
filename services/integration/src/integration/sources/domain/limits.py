"""How much of a source is taken at most, when it counts as drifted, and when it is read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLimits:
    """What one source may cost; None: as the settings say, and never more than they say.

    `concurrency`: requests at a time. `requests_per_minute`: None: as many as it answers.
    `body_bytes`: the largest answer, decompressed. `row_bytes`: the longest row. `depth`: levels of
    an answer's arrays and objects.
    """

    concurrency: int | None = None
    requests_per_minute: int | None = None
    body_bytes: int | None = None
    pages: int | None = None
    rows: int | None = None
    row_bytes: int | None = None
    depth: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftLimits:
    """From when on a reading of this source counts as drifted; None: as the settings say.

    `broken_percent`, `failed_percent`: of the rows of its own units, those that cannot be read, and
    those that cannot be used for whatever reason. `kept_percent`: of the rows of before.
    `grown_times`: the rows of before. `new_fields`, `missing_fields`, `retyped_fields`,
    `zero_fields`: so many of a listing are let pass. `silent_days`: without any change.
    `least_rows`: shorter listings are not compared by their fields.
    """

    broken_percent: int | None = None
    failed_percent: int | None = None
    kept_percent: int | None = None
    grown_times: int | None = None
    new_fields: int | None = None
    missing_fields: int | None = None
    retyped_fields: int | None = None
    zero_fields: int | None = None
    silent_days: int | None = None
    least_rows: int | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a source is read: five fields of cron, in the local time of a zone."""

    cron: str
    timezone: str
