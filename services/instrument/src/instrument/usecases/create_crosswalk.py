"""Create a crosswalk between two published editions; it never changes afterwards."""

import json
from asyncio import to_thread
from collections.abc import Mapping
from typing import Any, Final

from instrument.documents.checked import Checked, check_crosswalk_document
from instrument.documents.edition import EditionDocument
from instrument.domain.crosswalk import Crosswalk
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

_BETWEEN: Final = ("from_edition", "to_edition")


async def create_crosswalk(
    session: Session, document: Mapping[str, Any], *, clock: Clock
) -> CrosswalkRow:
    """Return the stored crosswalk; the same content again is nothing new.

    Raises:
        Unprocessable: It has defects, or an edition is not published; all are named.
        Conflict: Its code is published with other content.
    """
    checked = await check_crosswalk_of(session, document)
    if checked.sound is None:
        raise refusal(checked.defects)
    try:
        row, _ = await publish_crosswalk(session, checked.sound.found, clock=clock)
    except ChangedContentError as error:
        code = checked.sound.found.crosswalk_code
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


async def check_crosswalk_of(session: Session, document: Mapping[str, Any]) -> Checked[Crosswalk]:
    """Return what is wrong with a crosswalk between two editions that are published."""
    editions: dict[str, Edition] = {}
    for code in {document[name] for name in _BETWEEN if isinstance(document.get(name), str)}:
        published = await edition.find(session, code)
        if published is not None:
            editions[code] = await to_thread(_edition, published.content)
    return await to_thread(check_crosswalk_document, document, editions)


def _edition(content: str) -> Edition:
    return EditionDocument.model_validate(json.loads(content)).to_domain()
