"""A document is read before there is a transaction, because reading it takes long."""

from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from instrument.crosswalks.api.routes import router as crosswalks
from instrument.derivations.api.routes import router as derivations
from instrument.editions.api.drafts import router as editions

UPLOADS = {"_document", "_text_document"}
SESSIONS = {"_session", "_read_session"}


def test_an_upload_is_read_before_a_session_is_opened() -> None:
    found = []
    for router in (crosswalks, derivations, editions):
        for route in router.routes:
            assert isinstance(route, APIRoute)
            steps = [*_steps(route.dependant)]
            uploads = [place for place, step in enumerate(steps) if step in UPLOADS]
            sessions = [place for place, step in enumerate(steps) if step in SESSIONS]
            if uploads:
                assert max(uploads) < min(sessions), route.operation_id
                found.append(route.operation_id)

    assert len(found) == 8, found


def _steps(dependant: Dependant) -> Iterator[str]:
    """Yield the names of what is called for a request, in that order."""
    for below in dependant.dependencies:
        yield from _steps(below)
        yield getattr(below.call, "__name__", "")
