"""Bodies and answers about sources."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic.config import JsonDict

from integration.sources.api.fields import Code, FieldKey, Slug, Unit, Year
from integration.sources.api.limits import DriftBody, LimitsBody, ScheduleBody
from integration.sources.api.options import OptionsBody
from integration.sources.api.reasons import ErrorGroupView, ReasonView
from integration.sources.domain.addresses import normal_form
from integration.sources.domain.source import MAKES, AdapterName, Make, Source, Way
from kit.fields import ONE_LINE, Body, Name, refused
from rules.text import Text

_EXAMPLE: JsonDict = {
    "code": "e-planning-9901",
    "system": "e-planning",
    "name": "E-Planning Kabupaten Sagara Wening",
    "region_code": "9901",
    "base_url": "https://e-planning.sagarawening.example",
    "secret_name": "e-planning-9901",
    "interval_seconds": 300,
    "timeout_seconds": 30,
    "years": [2025, 2026],
    "units": {"2.16.01": "9901.2.16.01"},
    "options": {"timezone": "Asia/Jakarta"},
}


class SourceBody(Body):
    """A source's registration. The credential is named here and held in the settings only."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    code: Slug
    system: Make
    adapter: AdapterName | None = Field(None, description="Dialect; null: the usual of the system")
    ways: list[Way] = Field(
        ["pull"],
        min_length=1,
        max_length=3,
        description="How its records come in; only what is pulled has an address and a credential",
    )
    name: Name = Field(max_length=200)
    region_code: Code
    base_url: Annotated[str, ONE_LINE] | None = Field(None, min_length=8, max_length=500)
    secret_name: Code | None = None
    push_secret_name: Code | None = Field(
        None, description="Name of the key that signs what it pushes; null: tokens only"
    )
    revision_keys: dict[Code, FieldKey] = Field(
        {},
        max_length=20,
        description="The key that holds the revision of a row, where rows say one: listing -> key",
    )
    interval_seconds: int = Field(300, ge=1, le=86_400)
    timeout_seconds: int = Field(30, ge=1, le=300)
    years: list[Year] = Field(min_length=1, max_length=10)
    units: dict[Unit, Code] = Field(min_length=1, max_length=2000)
    options: OptionsBody = OptionsBody()
    schedule: ScheduleBody | None = Field(
        None, description="When it is read; null: at its interval"
    )
    limits: LimitsBody = Field(LimitsBody(), description="What it may cost at most")
    drift: DriftBody = Field(DriftBody(), description="From when on a reading is quarantined")

    @field_validator("years")
    @classmethod
    def _each_once(cls, years: list[int]) -> list[int]:
        if len(set(years)) != len(years):
            raise refused(Text("satu tahun disebut dua kali", "a year is named twice"))
        return sorted(years)

    @field_validator("ways")
    @classmethod
    def _each_way_once(cls, ways: list[Way]) -> list[Way]:
        if len(set(ways)) != len(ways):
            raise refused(Text("satu cara disebut dua kali", "a way is named twice"))
        return sorted(ways)

    def source(self, revision: int = 1) -> Source:
        """Return the source it describes."""
        return Source(
            code=self.code,
            system=self.system,
            name=self.name,
            region_code=self.region_code,
            adapter=self.adapter or MAKES[self.system][0],
            ways=tuple(self.ways),
            push_secret_name=self.push_secret_name,
            revision_keys=self.revision_keys,
            # What is no address is refused by its name, as it was sent.
            base_url=normal_form(self.base_url or "") or self.base_url or "",
            secret_name=self.secret_name or "",
            interval_seconds=self.interval_seconds,
            timeout_seconds=self.timeout_seconds,
            years=tuple(self.years),
            units=self.units,
            options=self.options.of(self.system),
            revision=revision,
            schedule=None if self.schedule is None else self.schedule.schedule(),
            limits=self.limits.limits(),
            drift=self.drift.limits(),
        )


class HealthView(BaseModel):
    """How a source is doing.

    `unread`: no reading has ended yet. `quarantined`: the last one drifted and counts for nothing.
    """

    health: Literal["unread", "up", "failed", "quarantined"]
    last_success_at: datetime | None
    failed_at: datetime | None
    failures: int
    failure: ReasonView | None
    next_due_at: datetime
    reading: bool
    changed_at: datetime | None
    error_groups: list[ErrorGroupView]


class IdleUnitView(BaseModel):
    """A unit that is not read today, because the agency that it is mapped to is not there."""

    unit: str
    agency_code: str
    reason: ReasonView


class SourceView(BaseModel):
    """A source: its registration, its revision and its health."""

    code: str
    system: Make
    adapter: AdapterName
    ways: list[Way]
    name: str
    region_code: str
    base_url: str | None
    secret_name: str | None
    push_secret_name: str | None
    revision_keys: dict[str, str]
    interval_seconds: int
    timeout_seconds: int
    years: list[int]
    units: dict[str, str]
    options: dict[str, Any]
    schedule: ScheduleBody | None
    limits: LimitsBody
    drift: DriftBody
    revision: int
    idle_units: list[IdleUnitView]
    state: HealthView | None = None
