"""A source with a part of its system's listings tells of fewer facts, and none looks better.

What it has no listing of is not absent: nothing is said of it.
"""

from dataclasses import replace
from itertools import combinations

import pytest
from tests.contract.looks import DATA, Row, assert_no_better, goodness
from tests.contract.recordings import AGENCY, FILES, UNITS, a_source

from contracts.facts import FACTS
from integration.facts.domain.observers import facts_told_by
from integration.reading.adapters.collection import adapter_of
from integration.records.domain.kinds import OF_LISTINGS
from integration.sources.domain.keys import PARTS, USUAL_KEYS
from integration.sources.domain.rest import ListingPlace
from integration.sources.domain.source import SYSTEMS, Source, System

TRUTHS = {name.partition(".")[2] for name, fact in FACTS.items() if fact.type == "boolean"}


def generic(system: System, listings: tuple[str, ...], **changes: object) -> Source:
    source = a_source(system, **changes)
    places = tuple(ListingPlace(listing=name, path=f"/{name}") for name in listings)
    options = replace(source.options, holds=system, listings=places)
    return replace(source, system="generic-rest", options=options)


def by_key(system: System) -> dict[str, list[Row]]:
    """Return the rows of the system by the keys of their listings, wherever these are."""
    named = a_source(system)
    adapter = adapter_of(named)
    found = {}
    for resource in adapter.resources(named):
        path = f"{adapter.base_path}{resource.path}"
        if path == "/api/capaian":
            path += f"?triwulan={resource.params['triwulan']}"
        found[resource.key] = DATA[system].get(FILES[system][path], [])
    return found


def parts(system: System) -> list[tuple[str, ...]]:
    """Return each listing alone, and all but one."""
    names = [*PARTS[system]]
    return [part for size in (1, len(names) - 1) for part in combinations(names, size)]


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_tables_of_listings_are_those_of_the_adapters(system: System) -> None:
    found = {item.name: item for item in adapter_of(a_source(system)).resources(a_source(system))}
    assert found.keys() == PARTS[system].keys() == USUAL_KEYS[system].keys()
    for name, resource in found.items():
        assert tuple(resource.parts) == PARTS[system][name]
        assert resource.kind == OF_LISTINGS[system][name]


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_source_with_all_listings_tells_all_facts(system: System) -> None:
    whole = generic(system, tuple(PARTS[system]))
    assert facts_told_by(whole) is None
    assert goodness(system, by_key(system), source=whole) == goodness(system, DATA[system])


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_part_of_a_system_looks_better_than_all_of_it(system: System) -> None:
    rows, whole = by_key(system), goodness(system, DATA[system])
    for listings in parts(system):
        told = goodness(system, rows, source=generic(system, listings))
        assert_no_better(told, whole, listings)
        assert told.keys() <= whole.keys()


@pytest.mark.parametrize("system", SYSTEMS)
def test_of_two_units_the_one_without_a_row_is_not_covered_by_the_other(system: System) -> None:
    """Which units work, other listings tell; without them each unit that is mapped does."""
    rows = by_key(system)
    for listings in parts(system):
        units = {UNITS[system]: AGENCY, "another": AGENCY}
        told = goodness(system, rows, source=generic(system, listings, units=units))
        assert [name for name, value in told.items() if value == 1 and name[0] in TRUTHS] == []


def test_documents_alone_prove_documents_and_nothing_else() -> None:
    documents = a_source("e-sakip", adapter="e-sakip-documents")
    names = ("action_plan_set", "agreement_signed", "report_published")
    assert facts_told_by(documents) == frozenset(f"accountability.{name}" for name in names)


def test_realisations_alone_prove_nothing() -> None:
    """Nobody could tell which sub-activities were left out."""
    assert facts_told_by(generic("e-program", ("realisations",))) == frozenset()
