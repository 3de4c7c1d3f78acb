"""Preview a crosswalk: its own defects, and what is published already.

Creating one refuses it for the same reasons, by the same functions.
"""

from collections.abc import Mapping
from typing import Any

from instrument.crosswalks.domain.model import Crosswalk
from instrument.crosswalks.store import crosswalks
from instrument.crosswalks.usecases.create import check_crosswalk_of, published_otherwise
from instrument.documents.usecases.check import Checked
from kit.database import Session


async def preview_crosswalk(session: Session, document: Mapping[str, Any]) -> Checked[Crosswalk]:
    """Return what is wrong with a crosswalk; what is published as it is has no defect."""
    checked = await check_crosswalk_of(session, document)
    code = document.get("crosswalk_code")
    there = await crosswalks.find(session, code) if isinstance(code, str) else None
    if there is None or there.content_hash == checked.content_hash:
        return checked
    return checked.beside([published_otherwise(there.crosswalk_code)])
