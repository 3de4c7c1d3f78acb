"""Derivation sets in requests."""

from typing import Any, Final

from instrument.documents.api.bodies import described_body

_RULES: Final = {
    "rules": [
        {
            "code": "kelurahan-1",
            "indicator_code": "1",
            "derivation": {
                "kind": "measure",
                "formula": "ratio",
                "fact": "budgeting.realisation",
                "against": "budgeting.cash_plan",
                "text": {"id": "Realisasi terhadap rencana kas", "en": "Realised of the plan"},
            },
        }
    ]
}


def derivations_body() -> dict[str, Any]:
    """Return what OpenAPI says of a derivation set in a request."""
    return described_body(
        "A derivation set as `GET …/derivations/{version}` shows it; edition and version may be"
        " left out",
        _RULES,
        yaml="rules:\n- code: kelurahan-1\n  indicator_code: '1'\n",
    )
