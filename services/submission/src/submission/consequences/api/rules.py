"""The rules of rewards and punishments: those of the release, and versions of regions."""

from typing import Annotated, Final

from fastapi import APIRouter, Body, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import IdempotentRoute, Page, PagingDep
from submission.agencies.api.responses import NOT_FOUND
from submission.agencies.api.schemas import AgencyCode
from submission.agencies.usecases.check_reach import AGENCIES, check_reach
from submission.consequences.api import schemas
from submission.consequences.api.views import rule_set_item, rule_set_view
from submission.consequences.domain.rule_set import place_of
from submission.consequences.store.packaged import packaged_document
from submission.consequences.usecases.find_rules import find_rules, list_rules
from submission.consequences.usecases.publish import NewVersion, publish_rule_set
from submission.recommendations.api.schemas import AgencyQuery

router = APIRouter(
    prefix="/api/v1/consequence-rules", tags=["consequences"], route_class=IdempotentRoute
)

_VERSION: Final = "/{agency_code}/versions/{version}"
_EXAMPLE: Final = {
    "rule_set_code": "aturan-kabupaten",
    "version": 1,
    "title": {"id": "Penghargaan dan sanksi", "en": "Rewards and punishments"},
    "rules": [
        {
            "code": "instruksi-terlambat",
            "effect": "punishment",
            "name": {"id": "Instruksi lewat tenggat", "en": "An instruction is overdue"},
            "basis": "Keputusan Bupati Nomor 12 Tahun 2026",
            "condition": {"kind": "instruction_overdue", "count": 1, "days": 7},
        }
    ],
}


@router.get("", operation_id="list_consequence_rules", responses=NOT_FOUND)
async def list_versions(
    principal: PrincipalDep,
    session: ReadSessionDep,
    paging: PagingDep,
    *,
    agency: AgencyQuery = None,
) -> Page[schemas.RuleSetItem]:
    """List the versions that an agency (or your own) and those above it have, and which counts.

    The newest version of the nearest region that is valid today is in force; without any, that of
    the release.
    """
    if agency is not None:
        await check_reach(session, principal, agency, pointer="query/agency")
    found, chosen = await list_rules(
        session, agency or AGENCIES.root_of(principal), clock=SystemClock()
    )
    begun = paging.after(tuple[str, int]) or ("", 0)
    rest = [each for each in found if place_of(each.rule_set) > begun]
    return paging.page(
        rest,
        item=lambda each: rule_set_item(each, chosen),
        position=lambda each: place_of(each.rule_set),
    )


@router.get("/standard", operation_id="read_standard_consequence_rules")
async def read_standard(principal: PrincipalDep) -> schemas.RuleSetView:  # noqa: ARG001 - names who may ask
    """Read the rules of the release, with their document."""
    return rule_set_view(packaged_document())


@router.get(_VERSION, operation_id="read_consequence_rules", responses=NOT_FOUND)
async def read_version(
    agency_code: AgencyCode,
    version: schemas.Version,
    principal: PrincipalDep,
    session: ReadSessionDep,
) -> schemas.RuleSetView:
    """Read a version of a region's rules, with its document; also of a region above yours."""
    return rule_set_view(await find_rules(session, agency_code, version, principal))


@router.put(
    _VERSION,
    operation_id="publish_consequence_rules",
    responses={
        **NOT_FOUND,
        201: {"model": schemas.RuleSetView, "description": "The version is new"},
        409: {"description": "The version says something else; it never changes"},
        422: {"description": "It is no next version of a region's rules; every defect is named"},
    },
)
async def put_version(
    agency_code: AgencyCode,
    version: schemas.Version,
    body: Annotated[schemas.RuleSetDocument, Body(examples=[_EXAMPLE])],
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.RuleSetView:
    """Publish the next version of a region's rules. It never changes; the same again is the same.

    It judges the periods that end today or later, of the region and of those below it; or from the
    day on that it names (`valid_from`). What earlier periods were judged by stays.
    """
    new = NewVersion(agency_code=agency_code, version=version, document=body)
    published, is_new = await publish_rule_set(session, new, principal, clock=SystemClock())
    response.status_code = 201 if is_new else 200
    return rule_set_view(published)
