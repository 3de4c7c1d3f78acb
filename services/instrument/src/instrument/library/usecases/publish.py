"""Publish the documents of the library that are not published yet."""

from operator import attrgetter

from instrument.crosswalks.usecases.publish import publish_crosswalk
from instrument.derivations.usecases.publish import publish_derivation_set
from instrument.editions.usecases.publish import publish_edition
from instrument.library.usecases.read import Library
from kit.clock import Clock
from kit.database import Session


async def publish_documents(session: Session, library: Library, *, clock: Clock) -> list[str]:
    """Publish all documents; return which editions and derivation sets are new.

    Raises:
        ChangedContentError: A code is published with other content; nothing is published then.
    """
    published = [
        document.edition_code
        for document in sorted(library.editions, key=attrgetter("edition_code"))
        if (await publish_edition(session, document, clock=clock))[1]
    ]
    published += [
        f"{document.edition_code} derivations {document.derivation_set_version}"
        for document in sorted(
            library.derivation_sets, key=attrgetter("edition_code", "derivation_set_version")
        )
        if (await publish_derivation_set(session, document, clock=clock))[1]
    ]
    for document in library.crosswalks:
        await publish_crosswalk(session, document, clock=clock)
    return published
