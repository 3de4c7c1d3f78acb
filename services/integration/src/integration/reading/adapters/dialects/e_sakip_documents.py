"""The e-SAKIP dialect of document lists: one list for each type, year and unit; rows say neither.

`GET /api/dokumen/{type}?tahun=2026&opd=12` answers with records of `file_url`, `kategori`,
`keterangan`, `periode` and `tanggal_publish`, as a list or in the envelope of the other dialect.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, Self

from integration.reading.adapters.adapter import Envelope, Resource
from integration.reading.adapters.dialects.documents import documents_of
from integration.reading.adapters.e_sakip import ESakip
from integration.sources.domain.source import Source

_DESCRIBING: Final = ("file_url", "kategori", "keterangan", "periode")
_LETTERS: Final = 32


class ESakipDocuments:
    """Reads an e-SAKIP system that holds documents and nothing else."""

    version: Final = "e-sakip-documents@1"
    base_path: Final = "/api"

    def __init__(self) -> None:
        self._other = ESakip()

    def of(self, _source: Source) -> Self:
        """Return the adapter: all that differs are keys and formats."""
        return self

    def headers(self, secret: str) -> Mapping[str, str]:
        """Return the headers that carry the credential."""
        return self._other.headers(secret)

    def resources(self, source: Source) -> Sequence[Resource]:
        """Return the lists of documents of each unit, type and year."""
        lists = [item for year in source.years for item in documents_of(source, year)]
        return [_of_unit(item, unit) for unit in source.units for item in lists]

    def page_params(self, _page: int | None, _size: int) -> Mapping[str, str]:
        """Return nothing: this system has no pages."""
        return {}

    def unwrap(self, path: str, document: object) -> Envelope:
        """Return the rows of a list, each with an id: this system gives it none."""
        if isinstance(document, list):
            return Envelope([_with_id(row) for row in document])
        found = self._other.unwrap(path, document)
        return replace(found, rows=[_with_id(row) for row in found.rows])


def _of_unit(documents: Resource, unit: str) -> Resource:
    return replace(
        documents,
        part=f"{documents.part}/{unit}",
        params={**documents.params, "opd": unit},
        said={"unit": unit},
    )


def _with_id(row: object) -> object:
    """Return a row with an id made of what describes it; its day of publication may change."""
    if not isinstance(row, Mapping) or "id" in row:
        return row
    text = json.dumps([str(row.get(name)) for name in _DESCRIBING])
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LETTERS]
    return {**row, "id": digest}
