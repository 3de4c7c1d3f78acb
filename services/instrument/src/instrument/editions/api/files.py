"""Editions in answers as files."""

from collections.abc import Mapping
from typing import Any

import msgspec

from instrument.documents.api.bodies import XLSX, YAML
from instrument.documents.domain.defect import DefectiveError
from instrument.documents.store.uploads import Kind
from instrument.documents.store.yaml_text import write_yaml
from instrument.editions.store.workbook.writing import write_workbook
from kit.errors import Conflict
from rules.text import Text


def accepted(accept: str | None) -> Kind | None:
    """Return the kind of document that an Accept header names, None for the API's own answer."""
    for part in (accept or "").split(","):
        name = part.partition(";")[0].strip().lower()
        if name == XLSX:
            return "xlsx"
        if name in (YAML, "application/x-yaml", "text/yaml"):
            return "yaml"
    return None


def written(document: Mapping[str, Any], kind: Kind) -> bytes:
    """Return an edition as a file of a kind.

    Raises:
        Conflict: A draft without the shape of an edition cannot be written as a workbook.
    """
    if kind == "json":
        return msgspec.json.encode(document)
    if kind == "yaml":
        return write_yaml(dict(document)).encode()
    try:
        return write_workbook(document)
    except DefectiveError as error:
        raise Conflict(
            Text(
                "Bentuk draf ini belum sesuai dengan bentuk edisi, jadi tidak dapat ditulis sebagai"
                " lembar kerja. Bacalah sebagai JSON atau YAML.",
                "The draft has not the shape of an edition yet and fits no workbook. Read it as"
                " JSON or YAML.",
            ),
            errors=error.defects,
        ) from error
