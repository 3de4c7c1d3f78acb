"""How people are shown."""

from typing import Any

from kit.web import etag
from submission.people.api import schemas
from submission.people.domain import PersonRevision


def view_of(kept: PersonRevision) -> schemas.PersonView:
    """Return a person as answers show them."""
    person = kept.person
    return schemas.PersonView(
        subject=person.subject,
        revision=kept.revision,
        agency_code=person.agency_code,
        name=person.name,
        position=person.position,
        valid_from=person.valid_from,
        valid_until=person.valid_until,
        changed_at=kept.changed_at,
    )


def current_of(present: PersonRevision | None) -> tuple[str, Any]:
    """Return the ETag and the body of the present state; both empty without a person."""
    if present is None:
        return "", None
    return etag(present.revision), view_of(present).model_dump(mode="json")
