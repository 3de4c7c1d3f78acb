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
    """Return the defects of a crosswalk; one that is published with this content has none.

    The session only reads, and is ended.
    """
    code = document.get("crosswalk_code")
    present = await crosswalks.find(session, code) if isinstance(code, str) else None
    checked = await check_crosswalk_of(session, document)
    if present is None or present.content_hash == checked.content_hash:
        return checked
    return checked.with_defects([published_otherwise(present.crosswalk_code)])
