"""Which options each system reads: every option is tried with every system.

What the table of the domain says is what a registration takes (component tests), and what the
adapters and observers do (here): an option that a system reads changes something, another nothing.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import httpx
import pytest
from tests.contract.recordings import (
    UNITS,
    a_source,
    hashes,
    observed,
    read,
    recorded,
    well_written,
)

from integration.reading.adapters.failures import SourceFailure
from integration.sources.api.options import OptionsBody
from integration.sources.domain.keys import USUAL_KEYS
from integration.sources.domain.rest import ListingPlace, Rest
from integration.sources.domain.source import (
    GENERIC,
    NUMBER_FORMATS,
    READERS,
    SYSTEMS,
    Options,
    Source,
    System,
    unread_options,
)

# Read where sides are joined: tests/unit/integration/reconciliation/test_other_sides.py.
JOINING = {"programmes_by_title"}
EVERY = [(name, system) for name in READERS for system in SYSTEMS]

_TITLED = ("sub-activities", "achievements")
NUMBERS: Mapping[System, Any] = {
    "e-planning": {"ceilings": {"amount": "indonesian"}},
    "e-program": {"sub-activities": {"amount": "plain"}},
    "e-sakip": {"achievements": {"target": "plain"}},
}
WORDS: Mapping[System, Any] = {
    "e-planning": {"ceilings": {"approved": {"1": 0}}},
    "e-program": {"sub-activities": {"locked": {"1": 0}}},
    "e-sakip": {"achievements": {"direction": {"Naik": "turun"}}},
}


def unusual(name: str, system: System) -> Any:
    """Return another value than the usual one, which the recordings show if it is read."""
    listing = next(iter(USUAL_KEYS[system]))
    values: Mapping[str, Any] = {
        "timezone": "Asia/Jayapura",
        "number_format": "indonesian" if NUMBER_FORMATS[system] == "plain" else "plain",
        "paging": "pages",
        "page_size": 7,
        "ict_programmes": ("1.02.02",),
        "ignored_units": frozenset({UNITS[system]}),
        "exchange_targets": ("nobody",),
        "key_indicator_periods": ("2020-2024",),
        "fields": {listing: {"id": "another_key"}},
        "cumulative_columns": frozenset({"spent"}),
        "budget_multiple": "0.0001",
        "code_translations": {"2.16.03.2.02.0007": "2.16.03.2.02.08"},
        "achievement_multiple": "0.5",
        "achievement_cap": "0.5",
        "programmes_by_title": True,
        "date_format": "day-first",
        "number_formats": NUMBERS[system],
        "constants": {listing: {"title": "always"} for listing in ("ceilings", *_TITLED)},
        "words": WORDS[system],
        "holds": "e-planning" if system != "e-planning" else "e-sakip",
        "rest": Rest(),
        "listings": (ListingPlace(listing=listing, path="/elsewhere"),),
    }
    return values[name]


async def picture(source: Source) -> Any:
    """Return all that is asked of a source, read and observed."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return recorded(source.holds, **well_written(source.holds))(request)

    try:
        found = await read(source, answer)
    except SourceFailure as failure:
        return sorted(asked), failure.reason.code
    states = [(item.key, item.status, item.value) for item in observed(source, found)]
    return sorted(asked), hashes(found), [item.errors for item in found], states


def test_the_table_names_every_option_and_the_document_says_who_reads_it() -> None:
    assert list(READERS) == [field.name for field in fields(Options)]
    assert READERS.keys() == OptionsBody.model_fields.keys()
    for name, systems in READERS.items():
        said = OptionsBody.model_fields[name].description or ""
        named = [system for system in SYSTEMS if system in said]
        read_by = [system for system in systems if system in SYSTEMS]
        assert named == ([] if systems == SYSTEMS else read_by), name
        assert (GENERIC in said) is (GENERIC in systems), name


@pytest.mark.parametrize(("name", "system"), EVERY)
async def test_an_option_changes_something_exactly_where_it_is_read(
    name: str, system: System
) -> None:
    # How many rows are on a page is asked for where pages are.
    paging: Any = "pages" if name == "page_size" else "all"
    usual = a_source(system, options=Options(number_format=NUMBER_FORMATS[system], paging=paging))
    other = replace(usual, options=replace(usual.options, **{name: unusual(name, system)}))
    is_read = system in READERS[name]
    assert (await picture(usual) != await picture(other)) == (is_read and name not in JOINING)
    assert (name in unread_options(other)) != is_read


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_usual_options_are_never_unread(system: System) -> None:
    assert list(unread_options(a_source(system))) == []
