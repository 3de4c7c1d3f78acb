"""Crosswalks in requests."""

from typing import Any, Final

from instrument.documents.api.bodies import described_body

_CROSSWALK: Final = {
    "crosswalk_code": "kelurahan-2025--kelurahan-2026",
    "from_edition": "kinerja-kelurahan-2025",
    "to_edition": "kinerja-kelurahan-2026",
    "title": {"id": "Dari 2025 ke 2026", "en": "From 2025 to 2026"},
    "source": "Contoh",
    "certainty": "verified",
    "flows": [{"from_code": "1", "to_code": "1", "share": "1"}],
    "dropped": [],
    "gaps": [],
}


def crosswalk_body() -> dict[str, Any]:
    """Return what OpenAPI says of a crosswalk in a request."""
    return described_body(
        "A crosswalk as `GET /api/v1/crosswalks/{crosswalk_code}` shows it; the shares of every old"
        " indicator add up to 1",
        _CROSSWALK,
        yaml="crosswalk_code: kelurahan-2025--kelurahan-2026\nflows:\n- from_code: '1'\n",
    )
