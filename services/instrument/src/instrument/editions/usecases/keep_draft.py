"""Keep a draft of an edition: a new one, or another state of one that is there.

A draft may have defects; only its code must be one. Published editions are out of reach here.
"""

import json
import re
from asyncio import to_thread
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from instrument.documents.domain.canonical import content_hash
from instrument.documents.usecases.refuse_defects import conflict, refusal
from instrument.editions.store import drafts, editions
from instrument.editions.store.lock import lock_edition
from instrument.editions.store.tables import EditionDraftRow
from instrument.editions.usecases.read import check_edition_document
from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, NotFound, missing
from kit.web import etag, require_match
from rules.refusal import Refusal
from rules.text import Text
from rules.text import Text as DomainText

# A code is part of addresses, which end in the kind of the document that is asked for.
_CODE: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
_ENDINGS: Final = (".json", ".yaml", ".xlsx")
_LONGEST: Final = 4_000
_RESERVED: Final = frozenset({"template", "preview"})


async def create_draft(
    session: Session, document: Mapping[str, Any], principal: Principal, *, clock: Clock
) -> EditionDraftRow:
    """Store a document as the draft of a new edition.

    Raises:
        Unprocessable: Its code cannot be one.
        Conflict: The code is published, or a draft has it.
    """
    code = _code_of(document)
    await lock_edition(session, code)
    await require_unpublished(session, code)
    if await drafts.find(session, code) is not None:
        raise Conflict(
            Text(
                f"Draf {code} sudah ada. Ganti dengan PUT dan If-Match.",
                f"There is a draft {code} already. Replace it by PUT with If-Match.",
            ),
            errors=[Refusal("/edition_code", Text("sudah dipakai", "is taken"))],
        )
    return await _save(session, code, document, principal, revision=1, clock=clock)


async def replace_draft(
    session: Session,
    edition_code: str,
    document: Mapping[str, Any],
    principal: Principal,
    *,
    if_match: str | None,
    clock: Clock,
) -> EditionDraftRow:
    """Store a document in place of a draft. The same document again changes nothing.

    Raises:
        NotFound: There is no such draft.
        Conflict: The edition is published and never changes.
        PreconditionRequired, PreconditionFailed: It does not start from the present draft.
        Unprocessable: The document has another code.
    """
    present = await locked_draft(session, edition_code)
    if _code_of(document) != edition_code:
        what = DomainText(
            f"kode draf ini {edition_code}; kode lain adalah edisi lain",
            f"this draft is {edition_code}; another code is another edition",
        )
        raise refusal([Refusal("/edition_code", what)])
    if if_match is not None and present.document_hash == hash_of(document):
        return present
    require_match(if_match, etag(present.document_hash), json.loads(present.document))
    return await _save(
        session, edition_code, document, principal, revision=present.revision + 1, clock=clock
    )


async def locked_draft(session: Session, edition_code: str) -> EditionDraftRow:
    """Return a draft that nobody else changes until the transaction ends.

    Raises:
        NotFound: There is no such draft.
        Conflict: The edition is published and never changes.
    """
    await lock_edition(session, edition_code)
    await require_unpublished(session, edition_code)
    present = await drafts.find(session, edition_code)
    if present is None:
        raise absent_draft(edition_code)
    return present


def absent_draft(edition_code: str) -> NotFound:
    """Return the answer to who asks for a draft that is not there."""
    return missing(
        "path/edition_code",
        Text(f"Draf {edition_code} tidak ada.", f"There is no draft {edition_code}."),
    )


async def require_unpublished(session: Session, edition_code: str) -> None:
    """Let pass what is not published.

    Raises:
        Conflict: It is, and never changes.
    """
    row = await editions.find(session, edition_code)
    if row is not None:
        extra = {"content_hash": row.content_hash, "edition_status": row.status}
        raise conflict(published_already(edition_code), extra=extra)


def published_already(edition_code: str) -> Refusal:
    """Return what is wrong with other content under a code that is published."""
    return Refusal(
        "/edition_code",
        DomainText(
            f"Edisi {edition_code} sudah terbit dan tidak berubah lagi. Pakai kode baru.",
            f"The edition {edition_code} is published and never changes. Use a new code.",
        ),
    )


def code_defects(document: Mapping[str, Any]) -> list[Refusal]:
    """Return what is wrong with the code of an edition, without which no draft can be kept."""
    code = document.get("edition_code")
    good = isinstance(code, str) and _CODE.fullmatch(code) is not None
    if isinstance(code, str) and good and code not in _RESERVED and not code.endswith(_ENDINGS):
        return []
    what = DomainText(
        "perlu kode dari huruf, angka, titik, garis: permenpanrb-59-2020",
        "needs a code of letters, digits, dots and hyphens: permenpanrb-59-2020",
    )
    return [Refusal("/edition_code", what)]


def hash_of(document: Mapping[str, Any]) -> str:
    """Return the hash of a draft's state, whatever the order of its keys."""
    return content_hash(json.dumps(document, sort_keys=True, ensure_ascii=False))


async def _save(
    session: Session,
    edition_code: str,
    document: Mapping[str, Any],
    principal: Principal,
    *,
    revision: int,
    clock: Clock,
) -> EditionDraftRow:
    checked = await to_thread(check_edition_document, document)
    row = EditionDraftRow(
        edition_code=edition_code,
        document=json.dumps(document, ensure_ascii=False),
        document_hash=hash_of(document),
        content_hash=checked.content_hash,
        defect_count=len(checked.defects),
        revision=revision,
        changed_at=clock.now(),
        changed_by=principal.subject,
        **_said(document),
    )
    return await drafts.save(session, row)


def _code_of(document: Mapping[str, Any]) -> str:
    wrong = code_defects(document)
    if wrong:
        raise refusal(wrong)
    return str(document["edition_code"])


def _said(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what lists show of a document, None for what it does not say."""
    said: dict[str, Any] = {
        name: value if isinstance(value := document.get(name), str) else None
        for name in ("instrument_code", "certainty", "period_kind")
    }
    for name in ("title", "caveat"):
        part = document.get(name)
        for language in ("id", "en"):
            value = part.get(language) if isinstance(part, Mapping) else None
            good = isinstance(value, str) and len(value) <= _LONGEST
            said[f"{name}_{language}"] = value if good else None
    return said | {name: _day(document.get(name)) for name in ("in_force_from", "in_force_until")}


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
