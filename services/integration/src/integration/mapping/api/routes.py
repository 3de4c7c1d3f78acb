"""Adapters: what each knows, and a dry run of a registration, so that nobody reads code."""

from typing import Annotated, Final

from anyio import to_thread
from fastapi import APIRouter, Depends, Request

from integration.agencies.api.reach import check_agency, root_of
from integration.mapping.api import schemas
from integration.mapping.api.trials import TrialBody, TrialView
from integration.mapping.usecases.describe_adapters import describe_adapters
from integration.mapping.usecases.try_source import listings_of, try_live, try_sample
from integration.reading.adapters.adapter import Resource
from integration.reading.adapters.reader import Client
from integration.records.domain.days import Today
from integration.sources import store
from integration.sources.api.access import AllowedDep
from integration.sources.domain.source import Source
from integration.sources.usecases.check_access import Allowed
from integration.sources.usecases.register import check_source
from kit.auth import Principal, PrincipalDep
from kit.clock import SystemClock
from kit.database import Database
from kit.errors import CHECK_THE_PARTS, Invalid
from kit.threads import JOBS
from kit.web import IdempotentRoute
from rules.refusal import Refusal
from rules.text import Text

router = APIRouter(prefix="/api/v1/sources", tags=["sources"], route_class=IdempotentRoute)

_CLOCK: Final = SystemClock()
_MOST_NAMED: Final = 20


def _client(request: Request) -> Client:
    client: Client = request.app.state.source_client
    return client


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


ClientDep = Annotated[Client, Depends(_client)]
DatabaseDep = Annotated[Database, Depends(_database)]


@router.get("/adapters", operation_id="list_adapters")
async def list_adapters() -> schemas.AdapterPage:
    """List the adapters with their listings, every field that each knows, and its facts."""
    return schemas.AdapterPage(
        items=[schemas.AdapterView.of(adapter) for adapter in describe_adapters()]
    )


@router.post(
    "/dry-run",
    operation_id="try_source",
    responses={404: {"description": "There is no such region"}},
)
async def dry_run(
    body: TrialBody,
    principal: PrincipalDep,
    allowed: AllowedDep,
    *,
    database: DatabaseDep,
    client: ClientDep,
) -> TrialView:
    """Try a registration on one answer of its system, or on a sample. Nothing is stored."""
    source = body.registration.source()
    allowed = allowed.of(source)
    await _check(database, principal, source, allowed)
    resource = _listing(source, body.listing)
    today = Today.at(_CLOCK.now(), source.options.timezone)
    if body.sample is not None:
        sample = body.sample.encode("utf-8", "surrogatepass")
        trial = await to_thread.run_sync(
            lambda: try_sample(source, resource, sample, today=today), limiter=JOBS
        )
    elif "pull" in source.ways:
        secret = allowed.credentials[source.secret_name].reveal()
        trial = await try_live(source, resource, client, secret=secret, today=today)
    else:
        raise _refused("/sample", _NEEDED)
    return TrialView.of(trial, body.limit)


_NEEDED: Final = Text(
    "wajib diisi: sumber ini tidak dibaca (ways tanpa pull)",
    "must be there: this source is not read (no pull among its ways)",
)


async def _check(
    database: Database, principal: Principal, source: Source, allowed: Allowed
) -> None:
    """Check all that registering checks, in a transaction that ends before anything is asked."""
    async with database.reading() as session:
        await check_agency(
            session, principal, source.region_code, pointer="/registration/region_code"
        )
        held = await store.find_within(session, source.code, root_code=root_of(principal))
        try:
            await check_source(session, source, allowed, held=held)
        except Invalid as error:
            error.errors = tuple(each.below("/registration") for each in error.errors)
            raise


def _listing(source: Source, wanted: str | None) -> Resource:
    listings = listings_of(source)
    if wanted is None:
        return next(iter(listings.values()))
    found = listings.get(wanted)
    if found is None:
        names = ", ".join([*listings][:_MOST_NAMED])
        raise _refused(
            "/listing",
            Text(
                f"bukan daftar sumber ini, yang dikenal: {names}",
                f"is no listing of this source; known are: {names}",
            ),
        )
    return found


def _refused(pointer: str, text: Text) -> Invalid:
    return Invalid(CHECK_THE_PARTS, errors=[Refusal(pointer, text)])
