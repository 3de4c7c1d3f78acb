"""Every defect is named by its place. Each file in `defects/` is one, done to a good document."""

import ast
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from instrument.derivations.domain import checks as derivations_checks
from instrument.derivations.events import fact_catalogue
from instrument.derivations.usecases.read import read_derivations
from instrument.documents.domain.defect import DefectiveError
from instrument.editions.domain import checks as editions_checks
from instrument.editions.usecases.read import read_edition

HERE = Path(__file__).parents[1] / "samples"
GOOD = {
    name: yaml.safe_load((HERE / "documents" / f"{name}.yaml").read_text("utf-8"))
    for name in ("edition", "derivations")
}
CASES = {
    file.stem: case
    for file in sorted((HERE / "defects").glob("*.yaml"))
    if (case := yaml.safe_load(file.read_text("utf-8")))["document"] in GOOD
}
CHECKS = [
    module
    for checks in (derivations_checks, editions_checks)
    for module in sorted(Path(checks.__path__[0]).glob("*.py"))
    if module.name != "__init__.py"
]


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


@pytest.mark.parametrize("name", CASES)
def test_defect_is_named_by_its_place(name: str) -> None:
    case = CASES[name]
    documents = deepcopy(GOOD)
    for pointer, value in case.get("edition", {}).items():
        parent, key = place(documents["edition"], pointer)
        parent[key] = value
    for pointer, value in case.get("set", {}).items():
        parent, key = place(documents[case["document"]], pointer)
        if key == "-":
            parent.append(value)
        else:
            parent[key] = value
    for pointer in case.get("remove", ()):
        parent, key = place(documents[case["document"]], pointer)
        del parent[key]
    with pytest.raises(DefectiveError) as raised:
        read(documents["edition"], documents["derivations"])
    named = {(found.pointer, found.text.en) for found in raised.value.defects}
    assert set(case["expect"].items()) <= named
    assert all(found.text.id for found in raised.value.defects)
    assert raised.value.document == f"{case['document']}.yaml"


@pytest.mark.parametrize("module", CHECKS, ids=lambda module: module.stem)
def test_every_message_has_a_file_that_shows_it(module: Path) -> None:
    shown = [message for case in CASES.values() for message in case["expect"].values()]
    unshown = [
        pattern
        for pattern in messages(ast.parse(module.read_text("utf-8")))
        if not any(re.search(pattern, message) for message in shown)
    ]
    assert unshown == []


def test_all_defects_are_named_at_once() -> None:
    edition = deepcopy(GOOD["edition"])
    edition["nodes"][2]["weight"] = "39"
    edition["nodes"][3]["scale_code"] = "grades"
    edition["predicates"][1]["maximum"] = "1"
    with pytest.raises(DefectiveError) as raised:
        read_edition("edition.yaml", edition)
    assert [found.pointer for found in raised.value.defects] == [
        "/nodes/1/weight",
        "/nodes/3/scale_code",
        "/predicates/0/minimum",
    ]
    assert "edition.yaml has 3 defect(s):\n  /nodes/1/weight: the weights" in str(raised.value)


def messages(module: ast.Module) -> Iterator[str]:
    """Yield what every English text in the module looks like."""
    for node in ast.walk(module):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "Text"
        ):
            english = node.args[1]
            parts = english.values if isinstance(english, ast.JoinedStr) else [english]
            yield "".join(
                re.escape(part.value)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
                else ".+"
                for part in parts
            )


def place(document: Any, pointer: str) -> tuple[Any, Any]:
    *above, last = pointer.removeprefix("/").split("/")
    for part in above:
        document = document[int(part) if isinstance(document, list) else part]
    return document, int(last) if isinstance(document, list) and last != "-" else last
