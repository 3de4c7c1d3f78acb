"""Published results are verified, by the public too; submission asks for them to be published."""

from functools import partial
from typing import Final

from fastapi import APIRouter, Request

from kit.auth import PrincipalDep
from kit.database import ReadSessionDep, end_reading
from kit.errors import Invalid
from kit.threads import UPLOADS
from rules.refusal import Refusal
from rules.text import Text
from scoring import metrics
from scoring.publication.api import schemas, views
from scoring.publication.domain.signing_keys import Keys
from scoring.publication.usecases.check import Start, check_chain, check_result
from scoring.publication.usecases.verify import Verified, verify_package
from scoring.results.api import schemas as result_schemas
from scoring.results.api.routes import BINARY, ZIP
from scoring.results.domain.flaw import Flaw, FlawFound
from scoring.results.usecases.find import find_result
from scoring.state.api.addresses import AddressedRoute
from scoring.state.api.parameters import AssessmentId
from scoring.state.api.responses import NOT_FOUND
from scoring.trials.domain.deadline import Deadline
from scoring.trials.usecases.in_time import in_time

# Results are checked for so long in one answer; then it says how far it came.
_CHAIN_SECONDS: Final = 1.0

router = APIRouter(prefix="/api/v1/results", tags=["results"], route_class=AddressedRoute)

_PACKAGE: Final = {**BINARY, "schema": {"type": "string", "format": "binary", "minLength": 1}}


@router.post(
    "/verify",
    operation_id="verify_package",
    openapi_extra={"requestBody": {"required": True, "content": {ZIP: _PACKAGE}}},
)
async def post_verification(session: ReadSessionDep, request: Request) -> schemas.VerificationView:
    """Verify an uploaded package with the keys of this service; nothing is stored."""
    data = await request.body()
    if not data:
        raise Invalid(
            Text("Kirim paket yang hendak diperiksa.", "Send the package that is to be verified."),
            errors=[Refusal("", Text("kosong", "is empty"))],
        )
    await end_reading(session)  # it is there for the answers that are stored
    found = await in_time(partial(_verify, data, _keys(request)), limiter=UPLOADS)
    metrics.record_verified(is_intact=isinstance(found, Verified))
    return views.verification(found)


@router.get("/chain", operation_id="verify_chain")
async def read_chain(
    request: Request, *, after: schemas.AfterQuery = None, head: schemas.HeadQuery = None
) -> schemas.ChainView:
    """Follow the chain of results, and name the first that is not as it was published.

    An answer follows it for a second or so. One that is not complete says how far it came; ask on
    with its `length` as `after`, and with its `head`.
    """
    start = None
    if after is not None and head is not None:
        start = Start(after, head)
    elif after is not None or head is not None:
        raise Invalid(
            Text(
                "Sebutkan `after` dan `head` bersama: nomor dan hash hasil yang sudah diperiksa.",
                "Name `after` and `head` together: number and hash of the last checked result.",
            ),
            errors=[Refusal("query/after", Text("bersama `head`", "together with `head`"))],
        )
    database, keys = request.app.state.database, _keys(request).known
    return views.chain(await check_chain(database, keys, Deadline(_CHAIN_SECONDS), start=start))


@router.get("/keys", operation_id="list_result_keys")
async def list_keys(request: Request) -> schemas.KeysView:
    """List the public keys that verify results; they come from the service, not from a package."""
    return views.keys(_keys(request))


@router.get("/{assessment_id}/{revision}/verify", operation_id="verify_result", responses=NOT_FOUND)
async def read_verification(
    assessment_id: AssessmentId,
    revision: result_schemas.ResultRevision,
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
) -> schemas.VerificationView:
    """Verify a stored result and its package."""
    stored = await find_result(session, assessment_id, revision, principal)
    flaw = await check_result(session, stored, _keys(request).known)
    return views.stored_verification(stored, flaw)


def _verify(data: bytes, keys: Keys, deadline: Deadline) -> Verified | Flaw:
    try:
        return verify_package(data, keys.known or None, deadline=deadline)
    except FlawFound as found:
        return found.flaw


def _keys(request: Request) -> Keys:
    keys: Keys = request.app.state.keys
    return keys
