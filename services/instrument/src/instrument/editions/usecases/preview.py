"""Preview an edition: its own defects, and what is published already.

Creating or replacing a draft refuses it for the same reasons, by the same functions.
"""

from collections.abc import Mapping
from typing import Any

from instrument.agencies.domain import Author
from instrument.documents.domain.refusals import NotOwnerError
from instrument.documents.usecases.check import Checked
from instrument.editions.domain.code import check_code, published_already
from instrument.editions.domain.model import Edition
from instrument.editions.store import editions
from instrument.editions.usecases.find import check_in_thread
from instrument.editions.usecases.require_instrument import require_instrument
from kit.database import Session, end_reading
from rules.refusal import Refusal


async def preview_edition(
    session: Session, document: Mapping[str, Any], *, author: Author | None
) -> Checked[Edition]:
    """Return the defects of an edition; one that is published with this content has none.

    `author`: None for who could store nothing. The session only reads, and is ended.
    """
    wrong, code = check_code(document), str(document.get("edition_code"))
    present = None if wrong else await editions.find(session, code)
    foreign = []
    if author is not None and present is None and not wrong:
        foreign = await _foreign(session, document, author)
    await end_reading(session)
    checked = await check_in_thread(document)
    if wrong or foreign:
        return checked.with_defects(wrong or foreign)
    if present is None or present.content_hash == checked.content_hash:
        return checked
    return checked.with_defects([published_already(code)])


async def _foreign(session: Session, document: Mapping[str, Any], author: Author) -> list[Refusal]:
    """Return that the instrument is another's."""
    try:
        await require_instrument(session, document, author)
    except NotOwnerError as error:
        return [Refusal(error.part, error.text)]
    return []
