"""Publish the documents of the library that are not published yet."""

from operator import attrgetter

from instrument.crosswalks.usecases.publish import publish_crosswalk
from instrument.derivations.usecases.publish import publish_derivation_set
from instrument.editions.usecases.publish import publish_edition
from instrument.library.usecases.read import Library
from kit.clock import Clock
from kit.database import Session


async def publish_documents(
    session: Session, library: Library, *, own_of: str | None, clock: Clock
) -> list[str]:
    """Publish all documents; return which editions and derivation sets are new.

    `own_of`: the agency that the documents of the installation's own folder belong to; those of the
    release belong to the product.

    Raises:
        ChangedContentError: A code is published with other content; nothing is published then.
    """

    def owner_of(code: str) -> str | None:
        return own_of if code in library.own else None

    published = [
        document.edition_code
        for document in sorted(library.editions, key=attrgetter("edition_code"))
        if (
            await publish_edition(
                session, document, owner_code=owner_of(document.edition_code), clock=clock
            )
        )[1]
    ]
    published += [
        f"{document.edition_code} derivations {document.derivation_set_version}"
        for document in sorted(
            library.derivation_sets, key=attrgetter("edition_code", "derivation_set_version")
        )
        if (await publish_derivation_set(session, document, clock=clock))[1]
    ]
    for document in library.crosswalks:
        owner = owner_of(document.crosswalk_code)
        await publish_crosswalk(session, document, owner_code=owner, clock=clock)
    return published
