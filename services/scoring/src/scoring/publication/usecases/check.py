"""Check results where they are kept: one with its package, or the whole chain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

from kit.database import Database, Session, end_reading
from kit.threads import TRIALS
from rules.canonical import sha256
from rules.text import Text
from scoring import metrics
from scoring.publication.domain.chain import Chain, Link
from scoring.publication.domain.signing_keys import PublicKey
from scoring.publication.usecases.verify import check_places, verify_package
from scoring.results import store as results
from scoring.results.domain.flaw import Flaw, FlawFound, any_of, flaw_found, require_same
from scoring.results.domain.record import Record, content_of, read_record
from scoring.results.store import Head, StoredResult
from scoring.trials.domain.deadline import Deadline
from scoring.trials.usecases.in_time import in_time

_PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class CheckedChain:
    """The chain as far as it was followed, up to result number `length` with the hash `head`.

    `flaw` is the first thing that is wrong, `at` the result it is in. `is_complete`: it was
    followed to its end, or to the flaw.
    """

    length: int
    head: str | None
    flaw: Flaw | None
    at: StoredResult | None
    is_complete: bool = True


class Start(NamedTuple):
    """A result behind which the chain is followed: its number, and the hash that it must have."""

    sequence: int
    result_hash: str


async def check_result(
    session: Session, stored: StoredResult, keys: Mapping[str, PublicKey]
) -> Flaw | None:
    """Return the first thing that is wrong with a stored result or its package.

    The session only reads, and is ended.

    Raises:
        Unavailable: It takes too long.
    """
    package = await results.package(session, stored.assessment_id, stored.revision)
    await end_reading(session)
    checking = partial(_check_one, stored, package or b"", keys)
    flaw = await in_time(checking, limiter=TRIALS)
    metrics.record_verified(is_intact=flaw is None)
    return flaw


async def check_chain(
    database: Database,
    keys: Mapping[str, PublicKey],
    deadline: Deadline,
    *,
    start: Start | None = None,
) -> CheckedChain:
    """Follow results until the deadline, and stop at the first that is wrong.

    They are followed from the first one on, or from behind one whose hash the caller knows. What
    stands before a start was followed before, so whoever goes on from `length` and `head` until
    the end has followed all. Some are read at a time, and no transaction is open while they are
    checked.
    """
    chain = Chain() if start is None else Chain(start.sequence, start.result_hash)
    head, rows = await _page(database, chain)
    while rows:
        following = partial(_follow, chain, rows, keys)
        found = await in_time(following, limiter=TRIALS)
        if found is not None:
            metrics.record_verified(is_intact=False)
            return CheckedChain(chain.length, chain.head, *found)
        if deadline.is_over and chain.length < head.sequence:
            return CheckedChain(chain.length, chain.head, None, None, is_complete=False)
        head, rows = await _page(database, chain)
    flaw = None
    try:
        chain.end(length=head.sequence, head=head.result_hash)
    except FlawFound as found_flaw:
        flaw = found_flaw.flaw
    metrics.record_verified(is_intact=flaw is None)
    return CheckedChain(chain.length, chain.head, flaw, None)


async def _page(database: Database, chain: Chain) -> tuple[Head, Sequence[StoredResult]]:
    """Return what is written of the chain's end, and the results that follow, as of one moment.

    Of assessments that were met before a start only, the newest result is read again.
    """
    async with database.reading() as session:
        rows = await results.page(session, after=chain.length, limit=_PAGE)
        unknown = {row.assessment_id for row in rows if row.revision > 1} - chain.newest.keys()
        known = await results.newest_until(session, unknown, sequence=chain.length)
        chain.newest.update(known)
        return await results.head(session), rows


def _check_one(
    stored: StoredResult, package: bytes, keys: Mapping[str, PublicKey], deadline: Deadline
) -> Flaw | None:
    try:
        _check_row(stored, keys)
        verified = verify_package(package, keys, deadline=deadline)
        require_same(
            "package", "result_hash", expected=stored.result_hash, found=verified.result_hash
        )
    except FlawFound as found:
        return found.flaw
    return None


def _follow(
    chain: Chain,
    rows: Sequence[StoredResult],
    keys: Mapping[str, PublicKey],
    deadline: Deadline,
) -> tuple[Flaw, StoredResult] | None:
    for row in rows:
        deadline.require()
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
    for field, expected in _columns(record, body).items():
        require_same(file, field, expected=expected, found=getattr(row, field))
    key = keys.get(row.key_id)
    if key is None:
        known = any_of(sorted(keys))
        raise flaw_found(file, "key_id", expected=known, found=row.key_id)
    check_places(record, key_id=key.key_id, file=file)
    if not key.verifies(body, row.signature):
        expected = Text(f"tanda tangan kunci {key.key_id}", f"signature by key {key.key_id}")
        raise flaw_found(file, "signature", expected=expected, found=row.signature)
    return record


def _columns(record: Record, body: bytes) -> dict[str, object]:
    return {
        "assessment_id": record.assessment_id,
        "revision": record.revision,
        "sequence": record.sequence,
        "agency_code": record.content.agency_code,
        "campaign_code": record.content.campaign_code,
        "content_hash": sha256(content_of(body)),
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
