"""Every defect of a crosswalk is named by its place; each file `defects/crosswalk-…` is one."""

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from tests.support.library import read_yaml

from instrument.crosswalks.domain import check
from instrument.crosswalks.usecases.read import read_crosswalk
from instrument.documents.domain.defect import DefectiveError
from instrument.editions.usecases.read import read_edition

HERE = Path(__file__).parents[1] / "samples"
GOOD = {
    name: read_yaml((HERE / "crosswalks" / f"{name}.yaml").read_text("utf-8"))
    for name in ("old", "new", "crosswalk")
}
DEFECTS = {
    file.stem: read_yaml(file.read_text("utf-8"))
    for file in sorted((HERE / "defects").glob("crosswalk-*.yaml"))
}


def read(documents: dict[str, Any]) -> None:
    editions = [read_edition("edition.yaml", documents[name]) for name in ("old", "new")]
    known = {edition.edition_code: edition for edition in editions}
    read_crosswalk("crosswalk.yaml", documents["crosswalk"], editions=known)


def test_good_crosswalk_has_no_defect() -> None:
    read(GOOD)


@pytest.mark.parametrize("name", DEFECTS)
def test_defect_is_named_by_its_place(name: str) -> None:
    case = DEFECTS[name]
    documents = deepcopy(GOOD)
    for pointer, value in case.get("new", {}).items():
        put(documents["new"], pointer, value)
    for pointer, value in case.get("set", {}).items():
        put(documents["crosswalk"], pointer, value)
    for pointer in case.get("remove", ()):
        parent, key = place(documents["crosswalk"], pointer)
        del parent[key]
    with pytest.raises(DefectiveError) as raised:
        read(documents)
    named = {(found.pointer, found.text.en) for found in raised.value.defects}
    assert set(case["expect"].items()) <= named
    assert all(found.text.id for found in raised.value.defects)


def test_every_message_has_a_file_that_shows_it() -> None:
    source = Path(check.__file__).read_text("utf-8")
    shown = "\n".join(message for case in DEFECTS.values() for message in case["expect"].values())
    # The longest plain part of each English sentence of the module, which follows the Indonesian.
    sentences = re.findall(r'Text\(\s*f?"[^"]+"(?:\s*f?"[^"]+")?,\s*f?"([^"]+)"', source)
    assert len(sentences) == source.count("Text(")
    for sentence in sentences:
        plain = max(re.split(r"\{[^}]*\}", sentence), key=len)
        assert plain.strip() in shown


def put(document: Any, pointer: str, value: Any) -> None:
    parent, key = place(document, pointer)
    if key == "-":
        parent.append(value)
    else:
        parent[key] = value


def place(document: Any, pointer: str) -> tuple[Any, Any]:
    *above, last = pointer.removeprefix("/").split("/")
    for part in above:
        document = document[int(part) if isinstance(document, list) else part]
    return document, int(last) if isinstance(document, list) and last != "-" else last
