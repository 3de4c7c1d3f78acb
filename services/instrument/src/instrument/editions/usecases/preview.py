"""Preview an edition: its own defects, and what is published already.

Creating or replacing a draft refuses it for the same reasons, by the same functions.
"""

from collections.abc import Mapping
from typing import Any

from instrument.documents.usecases.check import Checked
from instrument.editions.domain.code import check_code, published_already
from instrument.editions.domain.model import Edition
from instrument.editions.store import editions
from instrument.editions.usecases.find import check_in_thread
from kit.database import Session


async def preview_edition(session: Session, document: Mapping[str, Any]) -> Checked[Edition]:
    """Return the defects of an edition; one that is published with this content has none."""
    checked = await check_in_thread(document)
    if wrong := check_code(document):
        return checked.with_defects(wrong)
    code = str(document["edition_code"])
    present = await editions.find(session, code)
    if present is None or present.content_hash == checked.content_hash:
        return checked
    return checked.with_defects([published_already(code)])
