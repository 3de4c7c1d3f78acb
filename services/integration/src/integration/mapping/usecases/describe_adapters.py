"""Describe every adapter, from the code that reads and from the code that observes facts."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from typing import Final

from integration.facts.domain.observers import OBSERVERS, facts_told_by
from integration.facts.domain.resting import facts_resting_on
from integration.mapping.domain.description import (
    AdapterDescription,
    FieldDescription,
    ListingDescription,
)
from integration.mapping.domain.meanings import LISTINGS, meaning_of
from integration.mapping.usecases.trace_fields import FieldReading, trace_fields
from integration.reading.adapters.adapter import Resource
from integration.reading.adapters.collection import ADAPTERS, adapter_of
from integration.sources.domain.keys import PARTS
from integration.sources.domain.rest import ListingPlace
from integration.sources.domain.source import (
    GENERICS,
    MAKES,
    NUMBER_FORMATS,
    READERS,
    SYSTEMS,
    AdapterName,
    Make,
    Options,
    Source,
    System,
    system_of,
)

_YEAR: Final = 2026


@cache
def describe_adapters() -> tuple[AdapterDescription, ...]:
    """Return every adapter with its listings and their fields, by its system and name."""
    return tuple(_described(make, name) for make, names in MAKES.items() for name in names)


def _described(make: Make, name: AdapterName) -> AdapterDescription:
    holds = SYSTEMS if make in GENERICS else (system_of(make, None),)
    samples = [_sample(make, name, system) for system in holds]
    generic = make in GENERICS
    return AdapterDescription(
        name=name,
        version=ADAPTERS[name].version,
        system=make,
        is_usual=MAKES[make][0] == name,
        base_path=None if generic else ADAPTERS[name].base_path,
        number_format=None if generic else NUMBER_FORMATS[holds[0]],
        options=[option for option, systems in READERS.items() if {make, *holds} & {*systems}],
        listings=[item for sample in samples for item in _listings(sample)],
    )


def _sample(make: Make, name: AdapterName, holds: System) -> Source:
    """Return a source that has all listings of a system."""
    places = tuple(ListingPlace(listing=listing, path=f"/{listing}") for listing in PARTS[holds])
    generic = make in GENERICS
    return Source(
        code=name,
        system=make,
        name=name,
        region_code="?",
        base_url="",
        secret_name="",
        interval_seconds=1,
        timeout_seconds=1,
        years=(_YEAR,),
        units={"1": "?"},
        options=Options(
            number_format=NUMBER_FORMATS[holds],
            holds=holds if generic else None,
            listings=places if generic else (),
        ),
        revision=1,
        adapter=name,
    )


def _listings(source: Source) -> Iterator[ListingDescription]:
    resources = adapter_of(source).resources(source)
    for name, parts in groupby(resources, key=lambda resource: resource.name):
        yield _listing(source, name, list(parts))


def _listing(source: Source, name: str, parts: list[Resource]) -> ListingDescription:
    """Describe a listing; its parts (years, quarters, types) are read alike."""
    first = parts[0]
    read = trace_fields(first, source)
    return ListingDescription(
        name=name,
        system=source.holds,
        meaning=LISTINGS[name],
        kind=first.kind,
        path=None if source.system in GENERICS else first.path,
        parts=PARTS[source.holds][name],
        said_by_request=sorted(first.said),
        facts=_facts(source, parts, None),
        fields=[_field(source, parts, field, read) for field in first.keys],
    )


def _field(
    source: Source, parts: list[Resource], name: str, read: Mapping[str, FieldReading]
) -> FieldDescription:
    first, field = parts[0], read[name]
    return FieldDescription(
        name=name,
        meaning=meaning_of(first.name, name),
        type=field.type,
        usual_key=first.keys[name],
        may_be_empty=field.may_be_empty,
        least=field.least,
        most=field.most,
        words=field.words,
        facts=[] if name in first.notes else _facts(source, parts, name),
    )


def _facts(source: Source, parts: list[Resource], column: str | None) -> list[str]:
    """Return the facts that would be unknown without a column, or without all rows."""
    observer, told = OBSERVERS[source.holds], facts_told_by(source)
    found = set[str]()
    for part in parts:
        apart = {"column": column} if column in part.apart else {}
        known = {**part.covers, **part.asked, **apart}
        found |= facts_resting_on(observer, part.kind, known)
    return sorted(found if told is None else found & told)
