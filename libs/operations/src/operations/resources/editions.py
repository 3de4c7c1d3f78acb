"""Editions of instruments, and the derivation sets of each."""

from typing import Final

from operations.parties import ADMINISTRATORS
from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS

_EDITIONS: Final = Resource(Service.INSTRUMENT, "/api/v1/editions")
_EDITION: Final = Resource(Service.INSTRUMENT, "/api/v1/editions/{edition_code}")
_SETS: Final = Resource(Service.INSTRUMENT, "/api/v1/editions/{edition_code}/derivations")

ROWS: Final[tuple[Operation, ...]] = (
    _EDITIONS.get("list_editions", "", READERS, "everyone"),
    _EDITIONS.post("create_edition", "", ADMINISTRATORS, "owner"),
    _EDITIONS.post("preview_edition", "/preview", ADMINISTRATORS, "owner", kind="trial"),
    _EDITIONS.get("read_edition_template", "/template.xlsx", READERS, "everyone"),
    _EDITION.get("read_edition_json", ".json", READERS, "everyone"),
    _EDITION.get("read_edition_yaml", ".yaml", READERS, "everyone"),
    _EDITION.get("read_edition_xlsx", ".xlsx", READERS, "everyone"),
    _EDITION.get("read_edition", "", READERS, "everyone"),
    _EDITION.put("replace_edition", "", ADMINISTRATORS, "owner"),
    _EDITION.delete("delete_edition", "", ADMINISTRATORS, "owner"),
    _EDITION.post("validate_edition", "/validate", ADMINISTRATORS, "owner", kind="trial"),
    _EDITION.post("publish_edition", "/publish", ADMINISTRATORS, "owner"),
    _EDITION.post("retire_edition", "/retire", ADMINISTRATORS, "owner"),
    _EDITION.get("read_indicator", "/indicators/{indicator_code}", READERS, "everyone"),
    _EDITION.get("compare_editions", "/diff/{other_code}", READERS, "everyone"),
    _EDITION.post("evaluate_levels", "/evaluate", READERS, "everyone", kind="trial"),
    _SETS.get("list_derivations", "", READERS, "everyone"),
    _SETS.post("create_derivations", "", ADMINISTRATORS, "owner"),
    _SETS.post("preview_derivations", "/preview", ADMINISTRATORS, "owner", kind="trial"),
    _SETS.get("read_derivations_yaml", "/{version}.yaml", READERS, "everyone"),
    _SETS.get("read_derivations", "/{version}", READERS, "everyone"),
    _SETS.put("replace_derivations", "/{version}", ADMINISTRATORS, "owner"),
    _SETS.delete("delete_derivations", "/{version}", ADMINISTRATORS, "owner"),
    _SETS.post(
        "validate_derivations", "/{version}/validate", ADMINISTRATORS, "owner", kind="trial"
    ),
    _SETS.post("publish_derivations", "/{version}/publish", ADMINISTRATORS, "owner"),
)
