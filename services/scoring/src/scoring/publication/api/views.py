"""From stored results to the JSON."""

from kit.fields import TextView
from scoring.publication.api import schemas
from scoring.publication.domain.signing_keys import Keys
from scoring.publication.usecases.check import CheckedChain
from scoring.publication.usecases.verify import Verified
from scoring.results.domain.flaw import Flaw
from scoring.results.domain.record import Record, decode_record
from scoring.results.domain.told import told_of
from scoring.results.store import StoredResult


def verification(found: Verified | Flaw) -> schemas.VerificationView:
    """Return whether a package is as it was published."""
    if isinstance(found, Flaw):
        return schemas.VerificationView(whole=False, flaw=_flaw(found))
    record = found.record
    return schemas.VerificationView(
        whole=True,
        flaw=None,
        assessment_id=record.assessment_id,
        revision=record.revision,
        agency_code=record.content.agency_code,
        announced=record.content.index.announced,
        note=_note(record),
        result_hash=found.result_hash,
        key_id=found.key.key_id,
        key_is_known=found.is_trusted,
    )


def stored_verification(stored: StoredResult, flaw: Flaw | None) -> schemas.VerificationView:
    """Return whether a stored result is as it was published."""
    record = decode_record(stored.body) if flaw is None else None
    return schemas.VerificationView(
        whole=flaw is None,
        flaw=_flaw(flaw),
        assessment_id=stored.assessment_id,
        revision=stored.revision,
        agency_code=stored.agency_code,
        announced=None if record is None else record.content.index.announced,
        note=None if record is None else _note(record),
        result_hash=stored.result_hash,
        key_id=stored.key_id,
        key_is_known=flaw is None or None,
    )


def keys(held: Keys) -> schemas.KeysView:
    """Return the public keys of the publisher."""
    return schemas.KeysView(
        items=[
            schemas.KeyView(
                key_id=key.key_id,
                algorithm="Ed25519",
                state="active" if held.is_active(key) else "earlier",
                pem=key.pem.decode(),
            )
            for key in held.published()
        ]
    )


def chain(checked: CheckedChain) -> schemas.ChainView:
    """Return whether the chain is whole."""
    at = checked.at
    return schemas.ChainView(
        whole=checked.flaw is None if checked.is_complete else None,
        is_complete=checked.is_complete,
        length=checked.length,
        head=checked.head,
        flaw=_flaw(checked.flaw),
        assessment_id=at.assessment_id if at else None,
        revision=at.revision if at else None,
        sequence=at.sequence if at else None,
    )


def _note(record: Record) -> TextView | None:
    note = told_of(record.content).note
    return None if note is None else TextView.model_validate(note, from_attributes=True)


def _flaw(flaw: Flaw | None) -> schemas.FlawView | None:
    return None if flaw is None else schemas.FlawView.model_validate(flaw)
