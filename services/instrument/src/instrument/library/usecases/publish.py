"""Publish what the library holds and is not published yet."""

from operator import attrgetter

from instrument.crosswalks.usecases.publish import publish_crosswalk
from instrument.derivations.usecases.publish import publish_derivation_set
from instrument.editions.usecases.publish import publish_edition
from instrument.library.usecases.read import Library
from kit.clock import Clock
from kit.database import Session


async def publish_documents(session: Session, library: Library, *, clock: Clock) -> list[str]:
    """Return which editions and derivation sets were published now; a second time there are none.

    Raises:
        ChangedContentError: A code is published with other content; nothing is published then.
    """
    published = [
        found.edition_code
        for found in sorted(library.editions, key=attrgetter("edition_code"))
        if (await publish_edition(session, found, clock=clock))[1]
    ]
    published += [
        f"{found.edition_code} derivations {found.derivation_set_version}"
        for found in sorted(
            library.derivation_sets, key=attrgetter("edition_code", "derivation_set_version")
        )
        if (await publish_derivation_set(session, found, clock=clock))[1]
    ]
    for found in library.crosswalks:
        await publish_crosswalk(session, found, clock=clock)
    return published
