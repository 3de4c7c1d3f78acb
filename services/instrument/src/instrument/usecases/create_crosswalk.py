"""Create a crosswalk between two published editions; it never changes afterwards."""

import json
from asyncio import to_thread

from instrument.documents.edition import EditionDocument
from instrument.documents.limits import check_size
from instrument.domain.canonical import canonical
from instrument.domain.crosswalk import Crosswalk
from instrument.domain.crosswalk_check import check_crosswalk
from instrument.domain.edition import Edition
from instrument.domain.publication import ChangedContentError
from instrument.store import edition
from instrument.store.tables import CrosswalkRow
from instrument.usecases.publish_crosswalks import publish_crosswalk
from instrument.usecases.refuse_defects import refusal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, FieldError
from kit.languages import Text


async def create_crosswalk(session: Session, found: Crosswalk, *, clock: Clock) -> CrosswalkRow:
    """Return the stored crosswalk; the same content again is nothing new.

    Raises:
        Unprocessable: It has defects, or an edition is not published; all are named.
        Conflict: Its code is published with other content.
    """
    editions: dict[str, Edition] = {}
    for code in {found.from_edition, found.to_edition}:
        published = await edition.find(session, code)
        if published is not None:
            editions[code] = await to_thread(_edition, published.content)
    defects = check_crosswalk(found, editions) + check_size(canonical(found))
    if defects:
        raise refusal(defects)
    try:
        row, _ = await publish_crosswalk(session, found, clock=clock)
    except ChangedContentError as error:
        code = found.crosswalk_code
        raise Conflict(
            Text(
                f"Pemetaan {code} sudah terbit dengan isi lain dan tidak berubah."
                " Terbitkan dengan kode baru.",
                f"The crosswalk {code} is published with other content and never changes."
                " Publish it under a new code.",
            ),
            errors=[FieldError("/crosswalk_code", Text("sudah dipakai", "is taken"))],
        ) from error
    return row


def _edition(content: str) -> Edition:
    return EditionDocument.model_validate(json.loads(content)).to_domain()
