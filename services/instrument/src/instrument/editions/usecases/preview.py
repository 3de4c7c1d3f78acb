"""Preview an edition: its own defects, and what is published already.

Creating or replacing a draft refuses it for the same reasons, by the same functions.
"""

from asyncio import to_thread
from collections.abc import Mapping
from typing import Any

from instrument.documents.usecases.check import Checked
from instrument.editions.domain.code import check_code, published_already
from instrument.editions.domain.model import Edition
from instrument.editions.store import editions
from instrument.editions.usecases.read import check_edition_document
from kit.database import Session


async def preview_edition(session: Session, document: Mapping[str, Any]) -> Checked[Edition]:
    """Return what is wrong with an edition; what is published as it is has no defect."""
    checked = await to_thread(check_edition_document, document)
    if wrong := check_code(document):
        return checked.beside(wrong)
    code = str(document["edition_code"])
    there = await editions.find(session, code)
    if there is None or there.content_hash == checked.content_hash:
        return checked
    return checked.beside([published_already(code)])
