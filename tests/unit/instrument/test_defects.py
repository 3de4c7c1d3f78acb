"""Every defect is named by its place. Each file in `defects/` is one, done to a good document."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from instrument.documents.reading import read_derivations, read_edition
from instrument.domain.defect import DefectiveError
from instrument.events import fact_catalogue

HERE = Path(__file__).parent
GOOD = {
    name: yaml.safe_load((HERE / "documents" / f"{name}.yaml").read_text("utf-8"))
    for name in ("edition", "derivations")
}
DEFECTS = sorted((HERE / "defects").glob("*.yaml"))


def read(edition: dict[str, Any], derivations: dict[str, Any]) -> None:
    known = read_edition("edition.yaml", edition)
    read_derivations(
        "derivations.yaml",
        derivations,
        editions={known.edition_code: known},
        catalogue=fact_catalogue(),
    )


def test_good_documents_have_no_defect() -> None:
    read(GOOD["edition"], GOOD["derivations"])


@pytest.mark.parametrize("file", DEFECTS, ids=lambda file: file.stem)
def test_defect_is_named_by_its_place(file: Path) -> None:
    case = yaml.safe_load(file.read_text("utf-8"))
    documents = deepcopy(GOOD)
    for pointer, value in case.get("set", {}).items():
        parent, key = place(documents[case["document"]], pointer)
        parent[key] = value
    for pointer in case.get("remove", ()):
        parent, key = place(documents[case["document"]], pointer)
        del parent[key]
    with pytest.raises(DefectiveError) as raised:
        read(documents["edition"], documents["derivations"])
    named = {(defect.pointer, defect.message.en) for defect in raised.value.defects}
    assert set(case["expect"].items()) <= named
    assert all(defect.message.id for defect in raised.value.defects)
    assert raised.value.document == f"{case['document']}.yaml"


def test_all_defects_are_named_at_once() -> None:
    edition = deepcopy(GOOD["edition"])
    edition["nodes"][2]["weight"] = "39"
    edition["nodes"][3]["scale_code"] = "grades"
    edition["predicates"][1]["maximum"] = "1"
    with pytest.raises(DefectiveError) as raised:
        read_edition("edition.yaml", edition)
    assert [defect.pointer for defect in raised.value.defects] == [
        "/nodes/1/weight",
        "/nodes/3/scale_code",
        "/predicates/0/minimum",
    ]
    assert "edition.yaml has 3 defect(s):\n  /nodes/1/weight: the weights" in str(raised.value)


def place(document: Any, pointer: str) -> tuple[Any, Any]:
    *above, last = pointer.removeprefix("/").split("/")
    for part in above:
        document = document[int(part) if isinstance(document, list) else part]
    return document, int(last) if isinstance(document, list) else last
