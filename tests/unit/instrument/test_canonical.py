"""Equal content has one hash, however it was written down."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from instrument.documents.reading import read_edition
from instrument.domain.canonical import canonical, content_hash
from instrument.domain.publication import ChangedContentError, require_unchanged

GOOD = yaml.safe_load((Path(__file__).parent / "documents" / "edition.yaml").read_text("utf-8"))


def hash_of(document: dict[str, Any]) -> str:
    return content_hash(canonical(read_edition("edition.yaml", document)))


def shuffled(value: Any, random: Any) -> Any:
    if isinstance(value, list):
        return [shuffled(part, random) for part in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    random.shuffle(keys)
    return {key: shuffled(value[key], random) for key in keys}


@settings(max_examples=20)  # each reads a whole document
@given(st.randoms())
def test_order_of_keys_does_not_matter(random: Any) -> None:
    assert hash_of(shuffled(GOOD, random)) == hash_of(GOOD)


def test_way_of_writing_a_number_and_a_default_does_not_matter() -> None:
    other = deepcopy(GOOD)
    other["nodes"][1]["weight"] = "60.00"
    other["nodes"][5]["weight"] = "40/6"
    other["predicates"][0]["minimum_inclusive"] = True
    other["in_force_from"] = None
    assert hash_of(other) == hash_of(GOOD)


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


def test_canonical_form_is_a_document_again() -> None:
    text = canonical(read_edition("edition.yaml", GOOD))
    assert canonical(read_edition("again.yaml", json.loads(text))) == text
    assert not re.search(r'[,:\]}"] | ["\[{]', text)


def test_published_content_is_accepted_again_and_no_other() -> None:
    require_unchanged("contoh", "{}", published_hash=content_hash("{}"))
    with pytest.raises(ChangedContentError, match="contoh is published with content 44136fa355b3"):
        require_unchanged("contoh", '{"a":1}', published_hash=content_hash("{}"))
