"""Check that an author stands at or above the agency that a document belongs to."""

from instrument.agencies import store
from instrument.agencies.domain import Author
from instrument.documents.domain.refusals import NotOwnerError
from kit.database import Session
from rules.text import Text
from rules.tree import reaches


async def require_owner(
    session: Session, owner_code: str | None, author: Author, *, what: str, part: str
) -> None:
    """Require that the author stands at or above the owner of `what`.

    `owner_code` is None for what is the product's own.

    Raises:
        NotOwnerError: Everybody else, who may read it. Nobody changes what is the product's own.
    """
    if owner_code is None:
        raise _of_the_product(what, part)
    if author.agency_code == owner_code:  # its event may not have come yet
        return
    if not reaches(author.agency_code, await store.line(session, owner_code)):
        raise _of_another(what, owner_code, part)


async def require_set_owner(
    session: Session, edition_owner: str | None, author: Author, *, edition_code: str
) -> None:
    """Require that the author may write the derivation sets of an edition.

    Those who stand at or above the owner of the edition; for an edition of the product, those at or
    above the agency that the installation appoints.

    Raises:
        NotOwnerError: Everybody else.
    """
    owner_code = edition_owner or author.appointed_code
    try:
        await require_owner(session, owner_code, author, what=edition_code, part="edition_code")
    except NotOwnerError as error:
        if edition_owner is None and owner_code is not None:
            raise _of_the_appointed(edition_code, owner_code) from error
        raise


def _of_the_product(what: str, part: str) -> NotOwnerError:
    return NotOwnerError(
        Text(
            f"{what} merupakan bawaan aplikasi, diterbitkan bersama rilis, dan tidak dapat diubah"
            " melalui API.",
            f"{what} belongs to the product: it comes with the release and is not changed here.",
        ),
        part,
        Text("bawaan aplikasi", "is the product's own"),
        owner_code=None,
    )


def _of_the_appointed(edition_code: str, owner_code: str) -> NotOwnerError:
    """Which agency is appointed is a setting; no edition shows it, and nor does this sentence."""
    return NotOwnerError(
        Text(
            f"Set turunan edisi {edition_code} hanya disusun oleh instansi yang ditunjuk untuk itu"
            " dan yang di atasnya.",
            f"Derivation sets of {edition_code} are written by the agency appointed for it and"
            " those above it.",
        ),
        "edition_code",
        Text("disusun oleh instansi yang ditunjuk", "is for the appointed agency"),
        owner_code=owner_code,
    )


def _of_another(what: str, owner_code: str, part: str) -> NotOwnerError:
    return NotOwnerError(
        Text(
            f"{what} milik instansi {owner_code}; hanya instansi tersebut dan instansi di"
            " atasnya yang dapat mengubahnya.",
            f"{what} belongs to the agency {owner_code}; only that agency and those above it"
            " change it.",
        ),
        part,
        Text(f"milik {owner_code}", f"belongs to {owner_code}"),
        owner_code=owner_code,
    )
