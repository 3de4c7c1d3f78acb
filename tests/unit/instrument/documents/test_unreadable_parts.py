"""A part that cannot be read hides nothing else, and nothing is told that hangs on it."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from instrument.crosswalks.store.document import CrosswalkDocument
from instrument.crosswalks.usecases.read import read_crosswalk
from instrument.derivations.events import fact_catalogue
from instrument.derivations.store.document import DerivationSetDocument
from instrument.derivations.usecases.read import read_derivations
from instrument.documents.domain.defect import DefectiveError
from instrument.documents.store.parts import Part
from instrument.documents.store.reading import shape_defects
from instrument.editions.store.document import EditionDocument
from instrument.editions.usecases.read import read_edition
from rules.refusal import Refusal

HERE = Path(__file__).parents[1] / "samples"
MODELS: Mapping[str, type[Part]] = {
    "edition": EditionDocument,
    "derivations": DerivationSetDocument,
    "crosswalk": CrosswalkDocument,
}


def loaded(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))
    return found


GOOD = {
    "edition": loaded("documents/edition"),
    "derivations": loaded("documents/derivations"),
    "crosswalk": loaded("crosswalks/crosswalk"),
}
EDITIONS = {
    found["edition_code"]: read_edition("edition.yaml", found)
    for found in (GOOD["edition"], loaded("crosswalks/old"), loaded("crosswalks/new"))
}
READ: Mapping[str, Callable[[dict[str, Any]], object]] = {
    "edition": lambda found: read_edition("", found),
    "derivations": lambda found: read_derivations(
        "", found, editions=EDITIONS, catalogue=fact_catalogue()
    ),
    "crosswalk": lambda found: read_crosswalk("", found, editions=EDITIONS),
}


def put(document: Any, pointer: str, value: Any) -> None:
    *above, last = pointer.removeprefix("/").split("/")
    for part in above:
        document = document[int(part) if isinstance(document, list) else part]
    if last == "-":
        document.append(value)
    elif value is ...:
        del document[int(last) if isinstance(document, list) else last]
    else:
        document[int(last) if isinstance(document, list) else last] = value


def bases() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the documents of `defects/` that have the shape of one."""
    for file in sorted((HERE / "defects").glob("*.yaml")):
        case = yaml.safe_load(file.read_text("utf-8"))
        kind = case["document"] if case["document"] in GOOD else "crosswalk"
        document = deepcopy(GOOD[kind])
        changes = case.get("set", {}) | dict.fromkeys(case.get("remove", ()), ...)
        for pointer, value in changes.items():
            put(document, pointer, value)
        if not shape_defects(MODELS[kind], document):
            yield file.stem, kind, document


BASES = [*bases(), *(("good", kind, document) for kind, document in GOOD.items())]


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield above
    keys: Any = ()
    if isinstance(value, dict):
        keys = value
    elif isinstance(value, list):
        keys = range(len(value))
    for key in keys:
        yield from places(value[key], (*above, key))


def at(document: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        document = document[key]
    return document


def injured(document: dict[str, Any], place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    result = deepcopy(document)
    holder = at(result, place[:-1])
    if value is ...:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value
    return result


def defects(kind: str, document: dict[str, Any]) -> set[Refusal]:
    try:
        READ[kind](document)
    except DefectiveError as error:
        return set(error.defects)
    return set()


def unforeseen(kind: str, base: dict[str, Any], document: dict[str, Any]) -> set[Refusal]:
    """Return what is told beside the shape, though it is not told of the mended document."""
    shape = set(shape_defects(MODELS[kind], document))
    if not shape:
        return set()  # what was dropped may be left out
    found = defects(kind, document)
    assert shape <= found
    return found - shape - defects(kind, base)


CASES = st.sampled_from(BASES).flatmap(
    lambda base: st.tuples(
        st.just(base), st.sampled_from([place for place in places(base[2]) if place])
    )
)
Case = tuple[tuple[str, str, dict[str, Any]], tuple[Any, ...]]


@settings(max_examples=300, deadline=None)
@given(CASES, st.sampled_from([..., {}, "abc!", 5.5, None, []]))
def test_what_is_told_beside_an_unreadable_part_is_true_of_the_mended(
    case: Case, value: object
) -> None:
    (_, kind, base), place = case
    last = place[-1]
    if value is ... and isinstance(last, int):
        value = {}  # what comes after a part that was dropped would have another place
    assert unforeseen(kind, base, injured(base, place, value)) == set()


@settings(max_examples=150, deadline=None)
@given(CASES)
@example((("good", "edition", GOOD["edition"]), ("scales",)))
def test_an_unknown_key_hides_nothing(case: Case) -> None:
    (_, kind, base), place = case
    while (
        not isinstance(at(base, place), dict)
        or place[-2:-1] == ("agencies",)
        or (place[-1:] == ("agencies",))
    ):
        place = place[:-1]
    document = injured(base, (*place, "bobot"), "x")
    unknown = set(shape_defects(MODELS[kind], document))
    assert len(unknown) == 1
    assert defects(kind, document) == unknown | defects(kind, base)
