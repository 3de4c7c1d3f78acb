"""Equal content has one hash, however it was written down."""

import json
import re
from collections.abc import Mapping
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.library import packaged_library

from instrument.derivations.domain.model import DerivationSet
from instrument.derivations.events import fact_catalogue
from instrument.derivations.usecases.read import read_derivations
from instrument.documents.domain.canonical import canonical, content_hash
from instrument.documents.domain.publication import ChangedContentError, require_unchanged
from instrument.documents.store.yaml_text import read_yaml
from instrument.editions.domain.model import Edition
from instrument.editions.usecases.read import read_edition
from rules.exact import text_of

HERE = Path(__file__).parents[1] / "samples" / "documents"
GOOD, DERIVATIONS = (
    yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))
    for name in ("edition", "derivations")
)
EDITION = read_edition("edition.yaml", GOOD)
LIBRARY = packaged_library()


def hash_of(document: Mapping[str, Any]) -> str:
    return content_hash(canonical(read(document)))


def read(document: Mapping[str, Any]) -> Edition | DerivationSet:
    if "rules" not in document:
        return read_edition("edition.yaml", document)
    editions = {edition.edition_code: edition for edition in (*LIBRARY.editions, EDITION)}
    return read_derivations(
        "derivations.yaml", document, editions=editions, catalogue=fact_catalogue()
    )


def shuffled(value: Any, random: Any) -> Any:
    if isinstance(value, list):
        return [shuffled(part, random) for part in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    random.shuffle(keys)
    return {key: shuffled(value[key], random) for key in keys}


@settings(max_examples=20, deadline=None)  # each reads a whole document
@given(random=st.randoms(), document=st.sampled_from([GOOD, DERIVATIONS]))
def test_order_of_keys_does_not_matter(random: Any, document: dict[str, Any]) -> None:
    assert hash_of(shuffled(document, random)) == hash_of(document)


@settings(max_examples=20, deadline=None)
@given(
    random=st.randoms(),
    document=st.sampled_from([GOOD, DERIVATIONS]),
    layout=st.fixed_dictionaries(
        {
            "indent": st.integers(2, 9),
            "width": st.integers(20, 300),
            "default_flow_style": st.sampled_from([True, False, None]),
            "explicit_start": st.booleans(),
            "allow_unicode": st.booleans(),
            "line_break": st.sampled_from(["\n", "\r\n"]),
        }
    ),
)
def test_layout_of_a_file_does_not_matter(
    random: Any, document: dict[str, Any], layout: dict[str, Any]
) -> None:
    # An alias is shorthand for what stands elsewhere; a document is written out.
    plain = json.loads(json.dumps(shuffled(document, random)))
    text = yaml.safe_dump(plain, sort_keys=False, **layout)
    assert hash_of(read_yaml("again.yaml", f"# A remark.\n{text}\n\n")) == hash_of(document)


@settings(max_examples=20, deadline=None)
@given(random=st.randoms(), document=st.sampled_from([GOOD, DERIVATIONS]), indent=st.integers(0, 8))
def test_json_and_yaml_of_one_document_are_the_same(
    random: Any, document: dict[str, Any], indent: int
) -> None:
    text = json.dumps(shuffled(document, random), indent=indent or None)
    assert hash_of(json.loads(text)) == hash_of(document)


@settings(max_examples=50, deadline=None)
@given(
    anchor=st.fractions(0, 100, max_denominator=10**6),
    factor=st.integers(1, 1000),
    noughts=st.integers(0, 5),
)
def test_way_of_writing_a_number_does_not_matter(
    anchor: Fraction, factor: int, noughts: int
) -> None:
    shortest = text_of(anchor)
    ways = {shortest, f"{anchor.numerator * factor}/{anchor.denominator * factor}"}
    if "/" not in shortest:
        ways.add(f"{shortest if '.' in shortest else f'{shortest}.0'}{'0' * noughts}")
    hashes = set()
    for way in ways:
        other = deepcopy(GOOD)
        other["nodes"][5]["anchor"] = way
        hashes.add(hash_of(other))
    assert len(hashes) == 1


def test_way_of_writing_a_weight_and_a_default_does_not_matter() -> None:
    other = deepcopy(GOOD)
    other["nodes"][1]["weight"] = "60.00"
    other["nodes"][5]["weight"] = "40/6"
    other["predicates"][0]["minimum_inclusive"] = True
    other["in_force_from"] = None
    assert hash_of(other) == hash_of(GOOD)


def test_way_of_writing_a_number_in_an_example_does_not_matter() -> None:
    other = deepcopy(DERIVATIONS)
    other["examples"][3]["agencies"]["self"]["budgeting.ceiling_amount"] = "1000/2"
    assert hash_of(other) == hash_of(DERIVATIONS)


@pytest.mark.parametrize("change", ["title", "order", "page"])
def test_every_change_of_content_changes_the_hash(change: str) -> None:
    other = deepcopy(GOOD)
    if change == "title":
        other["title"]["en"] = "Examples"
    elif change == "order":
        other["nodes"][5:7] = reversed(other["nodes"][5:7])
    else:
        other["nodes"][2]["page"] = 4
    assert hash_of(other) != hash_of(GOOD)


@pytest.mark.parametrize("change", ["condition", "sentence", "example"])
def test_every_change_of_a_set_changes_the_hash(change: str) -> None:
    other = deepcopy(DERIVATIONS)
    if change == "condition":
        other["rules"][0]["derivation"]["steps"][2]["condition"]["conditions"].reverse()
    elif change == "sentence":
        other["contradictions"][0]["text"]["id"] = "{indicator}: {claimed}"
    else:
        other["examples"].reverse()
    assert hash_of(other) != hash_of(DERIVATIONS)


@pytest.mark.parametrize(
    "document",
    [EDITION, read(DERIVATIONS), *LIBRARY.editions, *LIBRARY.derivation_sets],
    ids=lambda each: f"{each.edition_code}-{type(each).__name__}",
)
def test_canonical_form_is_a_document_again(document: Edition | DerivationSet) -> None:
    text = canonical(document)
    again = json.loads(text)
    assert canonical(read(again)) == text
    assert json.dumps(again, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == text
    assert "null" not in re.sub(r'"(\\.|[^"\\])*"', "", text)


def test_published_content_is_accepted_again_and_no_other() -> None:
    require_unchanged("contoh", "{}", published_hash=content_hash("{}"))
    with pytest.raises(ChangedContentError, match="contoh is published with content 44136fa355b3"):
        require_unchanged("contoh", '{"a":1}', published_hash=content_hash("{}"))
