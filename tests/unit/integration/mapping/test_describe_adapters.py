"""The list of adapters says what the code reads: it is made by letting the code read."""

from dataclasses import replace

import pytest
from tests.contract.adapter_cases import CASES

from contracts.facts import FACTS
from integration.mapping.domain.advice import advice_on
from integration.mapping.domain.description import FieldDescription, ListingDescription
from integration.mapping.usecases.describe_adapters import describe_adapters
from integration.reading.adapters.collection import ADAPTERS, adapter_of
from integration.reading.domain.row_error import SENTENCES
from integration.sources.domain.keys import USUAL_KEYS
from integration.sources.domain.source import GENERIC, SYSTEMS

ALL = {adapter.name: adapter for adapter in describe_adapters()}


def listing(adapter: str, name: str) -> ListingDescription:
    return next(each for each in ALL[adapter].listings if each.name == name)


def field(adapter: str, name: str, of: str) -> FieldDescription:
    return next(each for each in listing(adapter, of).fields if each.name == name)


def test_every_adapter_is_described_and_every_key_that_it_reads() -> None:
    assert ALL.keys() == ADAPTERS.keys()
    for adapter in ALL.values():
        for each in adapter.listings:
            if adapter.name == "e-sakip-documents":
                continue
            usual = USUAL_KEYS[each.system]  # type: ignore[index] # it is one of the systems
            assert {item.name: item.usual_key for item in each.fields} == usual[each.name]


@pytest.mark.parametrize("name", CASES)
def test_every_listing_of_an_adapter_is_described(name: str) -> None:
    case = CASES[name]  # type: ignore[index] # it is one of them
    read = {item.name for item in adapter_of(case.source).resources(case.source)}
    assert read <= {each.name for each in ALL[name].listings}


def test_the_listings_of_a_generic_make_are_those_of_all_systems() -> None:
    assert {each.system for each in ALL[GENERIC].listings} == {*SYSTEMS}
    usual = [each for adapter in ALL.values() if adapter.is_usual for each in adapter.listings]
    named = [each for each in usual if each not in ALL[GENERIC].listings]
    assert [replace(each, path=None) for each in named] == ALL[GENERIC].listings


def test_every_fact_of_a_system_rests_on_some_field() -> None:
    named = {name for each in ALL[GENERIC].listings for item in each.fields for name in item.facts}
    assert named == {name for name, fact in FACTS.items() if {*SYSTEMS} & {*fact.systems}}


def test_types_bounds_and_words_are_those_of_the_code() -> None:
    month = field("e-program", "month", "realisations")
    assert (month.type, month.least, month.most) == ("whole_number", 1, 12)
    assert field("e-sakip-iku", "programmes", "key-indicators").type == "programme_list"
    planned = field("e-program", "planned", "realisations")
    assert (planned.type, planned.least, planned.may_be_empty) == ("number", 0, True)
    assert field("e-program", "spent", "realisations").least is None
    assert field("e-sakip-iku", "direction", "achievements").words == ("naik", "turun")
    assert field("e-program", "code", "sub-activities").type == "sub_activity_code"
    assert field("e-planning", "held_on", "consultations").type == "day"
    assert field("e-sakip-iku", "targets", "key-indicators").type == "numbers_by_year"


def test_a_note_has_no_facts_and_other_columns_those_that_would_be_unknown() -> None:
    assert field("e-program", "obstacles", "realisations").facts == []
    assert field("e-program", "physical", "realisations").facts == [
        "budgeting.physical_realisation"
    ]
    assert field("e-planning", "agreed", "consultations").facts == ["planning.ict_consulted"]


def test_what_a_request_says_no_row_needs() -> None:
    assert listing("e-sakip-documents", "documents").said_by_request == ["unit"]
    assert listing("e-sakip-iku", "documents").said_by_request == []
    assert listing("e-sakip-iku", "achievements").parts == ("year", "quarter")


def test_there_is_something_to_do_about_every_row_error() -> None:
    for code in SENTENCES:
        assert advice_on(code).id != advice_on(code).en
