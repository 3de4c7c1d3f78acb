"""Canonical records with all their versions."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path

from integration.agencies.api.reach import visible_to
from integration.records.api import schemas
from integration.records.store import records as store
from integration.sources.api.access import SourceCode, source_for
from integration.sources.domain.source import OWN_CODE
from kit.auth import PrincipalDep
from kit.database import ReadSessionDep
from kit.errors import missing
from kit.fields import ONE_LINE
from kit.web import IdempotentRoute
from rules.text import Text

router = APIRouter(
    prefix="/api/v1/sources/{source_code}/records", tags=["sources"], route_class=IdempotentRoute
)


@router.get(
    "/{kind}/{record_id}",
    operation_id="read_record",
    responses={404: {"description": "The source never held such a record"}},
)
async def read_record(
    source_code: SourceCode,
    kind: Annotated[str, Path(max_length=100, examples=["consultation"]), ONE_LINE],
    record_id: Annotated[str, Path(max_length=200, examples=["2026:17"]), ONE_LINE],
    session: ReadSessionDep,
    principal: PrincipalDep,
) -> schemas.RecordView:
    """Read a record: what a fact was read from, in every version."""
    if source_code != OWN_CODE:
        await source_for(session, source_code, principal)
    found = await store.find(session, source_code, kind, record_id)
    # What this product knows itself is no region's: its records are those of their agencies.
    if source_code == OWN_CODE and found is not None:
        visible = await visible_to(session, principal)
        found = found if found.record.agency_code in visible else None
    if found is None:
        raise missing(
            "path/record_id",
            Text(
                f"{source_code} tidak memiliki rekaman {kind} {record_id}.",
                f"{source_code} has no record {kind} {record_id}.",
            ),
        )
    return schemas.RecordView.model_validate(
        {
            **asdict(found.record),
            "source_code": found.source_code,
            "former_id": found.former_id,
            "gone": found.gone,
            "versions": [asdict(version) for version in found.versions],
        }
    )
