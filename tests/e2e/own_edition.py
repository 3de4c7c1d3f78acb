"""An edition of one's own: the packaged one with an indicator more, and rules for it."""

from io import BytesIO
from typing import Any

import yaml
from openpyxl import load_workbook

CODE = "spbe-daerah"
ADDED = "48"
TITLE = {"id": "SPBE daerah", "en": "The region's own e-government"}
NAME = {"id": "Kebijakan internal tata kelola AI", "en": "Internal policy on governing AI"}
RENAMED = {"id": "Kebijakan Internal Peta Jalan SPBE", "en": "Policy on the SPBE road map"}
# The aspect weighs what it weighed; its ten indicators make room for the eleventh.
WEIGHT = "13/11"

Place = tuple[str, int, str]
"""Sheet, row and column."""

LEVELS = {str(number): str(1 + number * 7 % 5) for number in range(1, 49)} | {"17": "n/a"}


def own_edition(packaged: str) -> dict[str, Any]:
    """Return the document of the own edition, made of the packaged one's YAML."""
    document: dict[str, Any] = yaml.safe_load(packaged)
    document |= {"edition_code": CODE, "instrument_code": CODE, "title": TITLE}
    nodes = document["nodes"]
    siblings = [node for node in nodes if node.get("parent_code") == "A1"]
    for node in siblings:
        node["weight"] = WEIGHT
    siblings[1]["name"] = RENAMED
    added = {
        "code": ADDED,
        "kind": "indicator",
        "parent_code": "A1",
        "name": NAME,
        "weight": WEIGHT,
        "scale_code": "process",
        "levels": [
            {"value": str(value), "text": {"id": f"Tingkat {value}.", "en": f"Level {value}."}}
            for value in range(1, 6)
        ],
        "evidence": [
            {"code": "perbup-ai", "name": {"id": "Peraturan AI", "en": "AI rule"}, "level": "3"}
        ],
    }
    nodes.insert(nodes.index(siblings[-1]) + 1, added)
    return document


def with_cells(workbook: bytes, code: str, **cells: str) -> tuple[bytes, dict[str, Place]]:
    """Return a workbook with other cells in the row of a node, and where each of them is."""
    book = load_workbook(BytesIO(workbook))
    sheet = book["nodes"]
    columns = {str(cell.value): place for place, cell in enumerate(sheet[1], start=1)}
    codes = [str(sheet.cell(row, columns["code"]).value) for row in range(1, sheet.max_row + 1)]
    row = codes.index(code) + 1
    places: dict[str, Place] = {}
    for heading, value in cells.items():
        cell = sheet.cell(row, columns[heading], value)
        places[heading] = (sheet.title, cell.row, cell.column_letter)
    written = BytesIO()
    book.save(written)
    return written.getvalue(), places


def own_derivations(*, proven: str = "2") -> dict[str, Any]:
    """Return a derivation set with an example that says level `proven` follows from some facts."""
    fact = "planning.ict_consulted"
    consulted = {
        "kind": "fact",
        "fact": fact,
        "operator": "==",
        "value": True,
        "scope": "subtree",
        "subtree_kind": "agency",
    }
    conditions = [
        {"kind": "all", "conditions": []},
        {**consulted, "quantifier": "any"},
        {**consulted, "quantifier": "all"},
    ]
    steps = [
        {
            "level": str(level),
            "condition": asked,
            "text": {"id": f"T{level}", "en": f"L{level}"},
        }
        for level, asked in enumerate(conditions, start=1)
    ]
    return {
        "rules": [
            {
                "code": "own-48",
                "indicator_code": ADDED,
                "derivation": {"kind": "ladder", "steps": steps},
            }
        ],
        "contradictions": [
            {
                "code": "own-48-derived",
                "severity": "major",
                "text": {
                    "id": "Dinilai {claimed}, terbukti {derived}.",
                    "en": "Claimed at {claimed}, proven {derived}.",
                },
                "check": {"kind": "claim_against_derived", "indicator_code": ADDED, "by": "1"},
            }
        ],
        "examples": [
            {
                "text": "some were consulted",
                "indicator_code": ADDED,
                "level": proven,
                "agencies": {"self": {}, "A": {fact: True}, "B": {fact: "absent"}},
            },
            {
                "text": "nothing was read",
                "indicator_code": ADDED,
                "level": None,
                "agencies": {"self": {}, "A": {fact: "unknown"}},
            },
        ],
    }
