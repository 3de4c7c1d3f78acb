"""Bodies and answers about sources."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic.config import JsonDict

from integration.sources.api.fields import (
    MULTIPLE,
    Code,
    FieldKey,
    FiveYears,
    Programme,
    Slug,
    SubActivity,
    Unit,
    Year,
)
from integration.sources.domain.addresses import normal_form
from integration.sources.domain.reason import Reason
from integration.sources.domain.source import (
    NUMBER_FORMATS,
    USUAL_ACHIEVEMENT,
    WAYS,
    CumulativeColumn,
    NumberFormat,
    Options,
    Paging,
    Source,
    System,
    Way,
)
from kit.fields import ONE_LINE, Body, Key, Name, refused
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


class OptionsBody(Body):
    """How this region's system differs from the usual shape; everything has a default.

    An option that a system does not read is refused unless it says the usual.
    """

    timezone: Annotated[str, ONE_LINE] = Field(
        "Asia/Jakarta", max_length=60, description="Zone of its local times"
    )
    number_format: NumberFormat | None = Field(
        None, description="plain: 1250000.00; indonesian: 1.250.000,00; null: that of the system"
    )
    paging: Paging = Field(
        "all", description="Everything in one answer, or page by page (e-planning, e-program)"
    )
    page_size: int = Field(
        100, ge=1, le=1000, description="How many rows a page has (e-planning, e-program)"
    )
    ict_programmes: list[Programme] = Field(
        ["2.16.03"],
        min_length=1,
        max_length=50,
        description="Programmes whose activities count as ICT (e-planning, e-program)",
    )
    ignored_units: list[Key] = Field(
        [], max_length=1000, description="Units that are left out on purpose"
    )
    exchange_targets: list[Code] | None = Field(
        None,
        min_length=1,
        max_length=20,
        description="Systems an exchange must go to; null: the usual ones",
    )
    key_indicator_periods: list[FiveYears] = Field(
        [],
        max_length=5,
        description="Five-year periods, e.g. 2025-2029; default: of the years (e-sakip)",
    )
    fields: dict[Code, dict[Code, FieldKey]] = Field(
        {}, max_length=20, description="Other keys of its rows: listing -> our name -> its key"
    )

    cumulative_columns: list[CumulativeColumn] = Field(
        [],
        max_length=2,
        description="Columns of monthly realisations that hold the sum since January, not the "
        "month's own amount; one that falls is a finding (e-program)",
    )
    budget_multiple: Annotated[str, Field(pattern=MULTIPLE)] = Field(
        "1",
        description="How many times the locked budget of a sub-activity its realisation may come "
        "to; more is a finding (e-program)",
    )
    code_translations: dict[SubActivity, SubActivity] = Field(
        {},
        max_length=10_000,
        description="Codes of sub-activities of one code set that are a code of the other: "
        "the first is read as the second (e-program)",
    )
    achievement_multiple: Annotated[str, Field(pattern=MULTIPLE)] = Field(
        USUAL_ACHIEVEMENT,
        description="How many times the target of an indicator its achievement may come to; more "
        "is a finding (e-sakip)",
    )
    achievement_cap: Annotated[str, Field(pattern=MULTIPLE)] | None = Field(
        None,
        description="At how many times its target an achievement is cut before the mean, e.g. 1.2; "
        "null: it is not cut, and a mean in which others cover a failed indicator is a finding "
        "(e-sakip)",
    )

    def of(self, system: System) -> Options:
        """Return the options, with the system's own number format unless another is declared."""
        return Options(
            timezone=self.timezone,
            number_format=self.number_format or NUMBER_FORMATS[system],
            paging=self.paging,
            page_size=self.page_size,
            ict_programmes=tuple(self.ict_programmes),
            ignored_units=frozenset(self.ignored_units),
            exchange_targets=None
            if self.exchange_targets is None
            else tuple(self.exchange_targets),
            key_indicator_periods=tuple(self.key_indicator_periods),
            fields=self.fields,
            cumulative_columns=frozenset(self.cumulative_columns),
            budget_multiple=self.budget_multiple,
            code_translations=self.code_translations,
            achievement_multiple=self.achievement_multiple,
            achievement_cap=self.achievement_cap,
        )


class SourceBody(Body):
    """A source's registration. The credential is named here and held in the settings only."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    code: Slug
    system: System
    name: Name = Field(max_length=200)
    region_code: Code
    ways: list[Way] = Field(
        ["pull"],
        min_length=1,
        max_length=3,
        description="How its rows come: it is asked for them, it pushes them, files are dropped",
    )
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

    @field_validator("years")
    @classmethod
    def _each_once(cls, years: list[int]) -> list[int]:
        if len(set(years)) != len(years):
            raise refused(Text("satu tahun disebut dua kali", "a year is named twice"))
        return sorted(years)

    def source(self, revision: int = 1) -> Source:
        """Return the source it describes."""
        return Source(
            code=self.code,
            system=self.system,
            name=self.name,
            region_code=self.region_code,
            # What is no address is refused by its name, as it was sent.
            base_url=normal_form(self.base_url or "") or self.base_url or "",
            secret_name=self.secret_name or "",
            interval_seconds=self.interval_seconds,
            timeout_seconds=self.timeout_seconds,
            years=tuple(self.years),
            units=self.units,
            options=self.options.of(self.system),
            revision=revision,
            ways=tuple(sorted(set(self.ways), key=WAYS.index)),
            push_secret_name=self.push_secret_name,
            revision_keys=self.revision_keys,
        )


class ReasonView(BaseModel):
    """Why, in both languages; the code never changes."""

    code: str
    id: str
    en: str

    @classmethod
    def of(cls, reason: Reason) -> Self:
        """Return what the API shows of a reason."""
        return cls(code=reason.code, id=reason.text.id, en=reason.text.en)


class HealthView(BaseModel):
    """How a source is doing. `unread`: no reading has ended yet."""

    health: Literal["unread", "up", "failed"]
    last_success_at: datetime | None
    failed_at: datetime | None
    failures: int
    failure: ReasonView | None
    next_due_at: datetime
    reading: bool


class IdleUnitView(BaseModel):
    """A unit that is not read today, because the agency that it is mapped to is not there."""

    unit: str
    agency_code: str
    reason: ReasonView


class SourceView(BaseModel):
    """A source: its registration, its revision and its health."""

    code: str
    system: System
    name: str
    region_code: str
    ways: list[Way]
    base_url: str
    secret_name: str
    push_secret_name: str | None
    revision_keys: dict[str, str]
    interval_seconds: int
    timeout_seconds: int
    years: list[int]
    units: dict[str, str]
    options: dict[str, Any]
    revision: int
    idle_units: list[IdleUnitView]
    state: HealthView | None = None
