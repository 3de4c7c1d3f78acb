"""Whatever is written in a document: it is read and can be evaluated, or its defects are named."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from instrument.derivations.events import fact_catalogue, rules_of
from instrument.derivations.usecases.read import read_derivations
from instrument.documents.domain.canonical import canonical, content_hash
from instrument.documents.domain.defect import DefectiveError
from instrument.editions.events import rules_edition
from instrument.editions.usecases.read import read_edition

HERE = Path(__file__).parents[1] / "samples" / "documents"
EDITION, DERIVATIONS = (
    yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))
    for name in ("edition", "derivations")
)
KNOWN = {"contoh": read_edition("edition.yaml", EDITION)}
WORDS = (
    *(
        "1",
        "2",
        "3",
        "0",
        "-1",
        "100",
        "1/2",
        "20/3",
        "9" * 30,
        "1/" + "9" * 30,
        "9" * 31,
        "",
        "n/a",
    ),
    *("A", "B", "index", "4", "4.1", "levels", "percent", "grade", "criterion", "indicator"),
    *("aspect", "sum", "mean", "minimum", "ladder", "weighted_mean", "anchor", "redistribute"),
    *("unverified", "month", "all", "any", "not", "share", "subtree", "agency", "region", "exists"),
    *("==", "<", "measure", "ratio", "value", "absent", "unknown", "self", "{claimed}", "{"),
    *("planning.ceiling_amount", "accountability.iku_set", "planning.documents_published"),
    *("a\x00b", "a\nb", "\ud800", "é" * 4000),
)
VALUES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from([None, True, False, 0, 1, -5, 1.5, 10**40, float("nan"), [], {}, [[]]]),
    st.builds(lambda name, value: {name: value}, st.sampled_from(WORDS), st.sampled_from(WORDS)),
)


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if above:
        yield above
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        yield from places(value[key], (*above, key))


def changes(document: Any) -> st.SearchStrategy[list[tuple[tuple[Any, ...], Any]]]:
    """Return what is put somewhere; `...` drops what stands there."""
    one = st.tuples(
        st.sampled_from(list(places(document))),
        st.one_of(st.just(...), VALUES, st.sampled_from(list(places(document)))),
    )
    return st.lists(one, min_size=1, max_size=3)


def changed(document: Any, change: list[tuple[tuple[Any, ...], Any]]) -> Any:
    """Return the document with other values in some places; a place as a value: what is there."""
    result = deepcopy(document)
    for place, value in change:
        holder = result
        try:
            for key in place[:-1]:
                holder = holder[key]
            if value is ...:
                del holder[place[-1]]
            else:
                holder[place[-1]] = at(document, value) if isinstance(value, tuple) else value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took it away
    return result


def at(document: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        document = document[key]
    return deepcopy(document)


class Named(Exception):
    """The document is defective, and its defects say so."""


@contextmanager
def naming_places(document: Any) -> Iterator[None]:
    """Turn a refusal with places that are there, or that miss one key, into `Named`."""
    try:
        yield
    except DefectiveError as error:
        if not error.defects:
            raise
        for found in error.defects:
            holder = document
            for part in found.pointer.split("/")[1:-1]:
                key = part.replace("~1", "/").replace("~0", "~")
                holder = holder[int(key)] if isinstance(holder, list) else holder[key]
        raise Named from error


@settings(max_examples=300, deadline=None)
@given(changes(EDITION))
@example([(("nodes",), [])])
@example([(("scales",), [])])
def test_any_edition_is_sound_or_defective(change: list[tuple[tuple[Any, ...], Any]]) -> None:
    document = changed(EDITION, change)
    with suppress(Named):
        with naming_places(document):
            edition = read_edition("edition.yaml", document)
        content = canonical(edition)
        assert rules_edition(content, content_hash(content)).code == edition.edition_code


@settings(max_examples=300, deadline=None)
@given(changes(DERIVATIONS))
def test_any_set_is_sound_or_defective(change: list[tuple[tuple[Any, ...], Any]]) -> None:
    document = changed(DERIVATIONS, change)
    with suppress(Named):
        with naming_places(document):
            derivations = read_derivations(
                "derivations.yaml", document, editions=KNOWN, catalogue=fact_catalogue()
            )
        assert len(rules_of(derivations)) == len(derivations.rules)


def test_an_empty_document_names_all_that_is_needed() -> None:
    with pytest.raises(DefectiveError) as raised:
        read_edition("edition.yaml", {})
    assert {found.text.en for found in raised.value.defects} == {"is required"}
    with pytest.raises(DefectiveError) as raised:
        read_derivations("d.yaml", {}, editions=KNOWN, catalogue=fact_catalogue())
    assert {found.text.en for found in raised.value.defects} == {"is required"}
