"""The options of a registration: how a region's own system differs from the usual shape."""

from typing import Annotated

from pydantic import Field

from integration.sources.api.fields import (
    MULTIPLE,
    Code,
    FieldKey,
    FiveYears,
    Programme,
    SubActivity,
)
from integration.sources.api.rest import ConstantValue, ListingPlaceBody, RestBody
from integration.sources.domain.rest import ListingPlace, Rest
from integration.sources.domain.source import (
    NUMBER_FORMATS,
    USUAL_ACHIEVEMENT,
    CumulativeColumn,
    DateFormat,
    Make,
    NumberFormat,
    Options,
    Paging,
    System,
    system_of,
)
from kit.fields import ONE_LINE, Body, Key


class OptionsBody(Body):
    """How this region's system differs from the usual shape; everything has a default.

    An option that a system does not read is refused unless it says the usual.
    """

    timezone: Annotated[str, ONE_LINE] = Field(
        "Asia/Jakarta", max_length=60, description="Zone of its local times"
    )
    number_format: NumberFormat | None = Field(
        None,
        description="plain: 1250000.00; indonesian: 1.250.000,00; "
        "english: 1,250,000.00; null: that of the system",
    )
    paging: Paging = Field(
        "all",
        description="Everything in one answer, or page by page (e-planning, e-program, "
        "generic-rest)",
    )
    page_size: int = Field(
        100,
        ge=1,
        le=1000,
        description="How many rows a page has (e-planning, e-program, generic-rest)",
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
    programmes_by_title: bool = Field(
        False,
        description="Whether programmes that support an indicator, and have no code, are those of "
        "the plan with the same title; otherwise nothing joins them (e-sakip)",
    )
    date_format: DateFormat = Field(
        "iso", description="iso: 2026-01-31, with or without a time; day-first: 31/01/2026"
    )
    number_formats: dict[Code, dict[Code, NumberFormat]] = Field(
        {},
        max_length=20,
        description="Fields whose numbers are written in another way: listing -> our name -> "
        "number_format",
    )
    constants: dict[Code, dict[Code, ConstantValue]] = Field(
        {},
        max_length=20,
        description="What no row says and is true of all: listing -> our name -> value",
    )
    words: dict[Code, dict[Code, dict[Key, ConstantValue]]] = Field(
        {},
        max_length=20,
        description="Other words than the usual ones: listing -> our name -> its word -> the "
        "usual word",
    )
    holds: System | None = Field(
        None,
        description="The system whose records it has, and whose facts; null: its own "
        "(generic-rest, generic-table)",
    )
    rest: RestBody | None = Field(
        None, description="How it is asked and wraps its answers; null: the usual (generic-rest)"
    )
    listings: list[ListingPlaceBody] = Field(
        [],
        max_length=20,
        description="Its listings, and where each is (generic-rest, generic-table)",
    )

    def of(self, make: Make) -> Options:
        """Return the options, with the system's own number format unless another is declared."""
        return Options(
            timezone=self.timezone,
            number_format=self.number_format or NUMBER_FORMATS[system_of(make, self.holds)],
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
            programmes_by_title=self.programmes_by_title,
            date_format=self.date_format,
            number_formats=self.number_formats,
            constants=self.constants,
            words=self.words,
            holds=self.holds,
            rest=None if self.rest is None else Rest(**self.rest.model_dump()),
            listings=tuple(ListingPlace(**place.model_dump()) for place in self.listings),
        )
