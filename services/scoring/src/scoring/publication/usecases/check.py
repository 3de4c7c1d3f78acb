"""Check results where they are kept: one with its package, or the whole chain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from anyio import to_thread

from kit.database import Database, Session, end_reading
from kit.threads import TRIALS
from scoring import metrics
from scoring.publication.domain.chain import Chain, Link
from scoring.publication.domain.signing_keys import PublicKey
from scoring.publication.usecases.verify import check_places, verify_package
from scoring.publication.usecases.write_package import SIGNATURE
from scoring.results import store as results
from scoring.results.domain.canonical import canonical, sha256
from scoring.results.domain.flaw import Flaw, FlawFound, flaw_found, require_same
from scoring.results.domain.record import Record, plain, read_record
from scoring.results.store import Head, StoredResult

_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class CheckedChain:
    """The whole chain. `flaw` is the first thing that is wrong, `at` the result it is in."""

    length: int
    head: str | None
    flaw: Flaw | None
    at: StoredResult | None


async def check_result(
    session: Session, stored: StoredResult, keys: Mapping[str, PublicKey]
) -> Flaw | None:
    """Return the first thing that is wrong with a stored result or its package.

    The session only reads, and is ended.
    """
    package = await results.package(session, stored.assessment_id, stored.revision)
    await end_reading(session)
    flaw = await to_thread.run_sync(_check_one, stored, package or b"", keys, limiter=TRIALS)
    metrics.record_verified(is_intact=flaw is None)
    return flaw


async def check_chain(database: Database, keys: Mapping[str, PublicKey]) -> CheckedChain:
    """Follow every result from the first one on, and stop at the first that is wrong.

    Some are read at a time, and no transaction is open while they are checked.
    """
    chain = Chain()
    head, rows = await _page(database, chain)
    while rows:
        found = await to_thread.run_sync(_follow, chain, rows, keys, limiter=TRIALS)
        if found is not None:
            metrics.record_verified(is_intact=False)
            return CheckedChain(chain.length, chain.head, *found)
        head, rows = await _page(database, chain)
    flaw = None
    try:
        chain.end(length=head.sequence, head=head.result_hash)
    except FlawFound as found_flaw:
        flaw = found_flaw.flaw
    metrics.record_verified(is_intact=flaw is None)
    return CheckedChain(chain.length, chain.head, flaw, None)


async def _page(database: Database, chain: Chain) -> tuple[Head, Sequence[StoredResult]]:
    """Return what is written of the chain's end, and the results that follow, as of one moment."""
    async with database.reading() as session:
        rows = await results.page(session, after=chain.length, limit=_PAGE)
        return await results.head(session), rows


def _check_one(stored: StoredResult, package: bytes, keys: Mapping[str, PublicKey]) -> Flaw | None:
    try:
        _check_row(stored, keys)
        verified = verify_package(package, keys)
        require_same(
            "package", "result_hash", expected=stored.result_hash, found=verified.result_hash
        )
    except FlawFound as found:
        return found.flaw
    return None


def _follow(
    chain: Chain, rows: Sequence[StoredResult], keys: Mapping[str, PublicKey]
) -> tuple[Flaw, StoredResult] | None:
    for row in rows:
        try:
            chain.follow(_link(row), file=_name(row))
            _check_row(row, keys)
        except FlawFound as found:
            return found.flaw, row
    return None


def _check_row(row: StoredResult, keys: Mapping[str, PublicKey]) -> Record:
    """Compare a row with its record, and the record with its hash and signature."""
    file, body = _name(row), row.body.encode()
    require_same(file, "result_hash", expected=sha256(body), found=row.result_hash)
    record = read_record(body, file=file)
    for field, expected in _columns(record).items():
        require_same(file, field, expected=expected, found=getattr(row, field))
    key = keys.get(row.key_id)
    if key is None:
        known = " or ".join(sorted(keys)) or "no key at all"
        raise flaw_found(file, "key_id", expected=known, found=row.key_id)
    check_places(record, key_id=key.key_id, file=file)
    if not key.verifies(body, row.signature):
        expected = f"{SIGNATURE.removesuffix('.json')} by key {key.key_id}"
        raise flaw_found(file, "signature", expected=expected, found=row.signature)
    return record


def _columns(record: Record) -> dict[str, object]:
    return {
        "assessment_id": record.assessment_id,
        "revision": record.revision,
        "sequence": record.sequence,
        "agency_code": record.content.agency_code,
        "campaign_code": record.content.campaign_code,
        "content_hash": sha256(canonical(plain(record.content))),
        "previous_hash": record.previous_hash,
        "previous_service_hash": record.previous_service_hash,
        "key_id": record.key_id,
        "published_at": record.published_at,
    }


def _link(row: StoredResult) -> Link:
    return Link(
        row.sequence,
        row.assessment_id,
        row.revision,
        row.result_hash,
        row.previous_hash,
        row.previous_service_hash,
    )


def _name(row: StoredResult) -> str:
    return f"result {row.assessment_id}/{row.revision}"
