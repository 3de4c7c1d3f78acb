"""The defects of a document as the API shows them."""

from collections.abc import Sequence
from typing import Any

from instrument.documents.api import schemas
from instrument.documents.domain.places import LocatedDefect
from instrument.documents.store.uploads import Upload
from instrument.documents.usecases.check import Checked
from kit.errors import MOST_ERRORS
from kit.fields import TextView
from rules.text import all_seen


def preview_of(upload: Upload, checked: Checked[Any]) -> schemas.CheckReport:
    """Return the report on a document that was sent, with places in its workbook."""
    defects = upload.locate(checked.defects)
    return schemas.CheckReport(
        edition_code=_text(upload.document.get("edition_code")),
        crosswalk_code=_text(upload.document.get("crosswalk_code")),
        derivation_set_version=_version(upload.document.get("derivation_set_version")),
        publishable=not defects,
        content_hash=None if defects else checked.content_hash,
        defect_count=len(defects),
        defects=_views(defects),
        warnings=[] if defects else _views(upload.locate(checked.warnings)),
        rows=upload.rows(),
    )


def validation_of(
    edition_code: str, checked: Checked[Any], *, version: int | None = None
) -> schemas.CheckReport:
    """Return the report on a draft."""
    return schemas.CheckReport(
        edition_code=edition_code,
        derivation_set_version=version,
        publishable=checked.sound is not None,
        content_hash=checked.content_hash,
        defect_count=len(checked.defects),
        defects=_views(Upload({}).locate(checked.defects)),
        warnings=_views(Upload({}).locate(checked.warnings)),
    )


def no_defect(
    edition_code: str, content_hash: str, *, version: int | None = None
) -> schemas.CheckReport:
    """Return the report on a published document: it has no defect."""
    return schemas.CheckReport(
        edition_code=edition_code,
        derivation_set_version=version,
        publishable=True,
        content_hash=content_hash,
        defects=[],
    )


def _views(defects: Sequence[LocatedDefect]) -> list[schemas.DefectView]:
    return [
        schemas.DefectView(
            pointer=located.defect.pointer,
            message=TextView(
                id=all_seen(located.defect.text.id), en=all_seen(located.defect.text.en)
            ),
            **({} if located.place is None else located.place._asdict()),
        )
        for located in defects[:MOST_ERRORS]
    ]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _version(value: object) -> int | None:
    return value if isinstance(value, int) else None
