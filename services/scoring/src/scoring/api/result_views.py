"""From stored results to the JSON."""

from typing import Any

from scoring.api import result_schemas, schemas
from scoring.documents.record import IndicatorPart, Record, decode_record
from scoring.documents.signature import Keys
from scoring.domain.flaw import Flaw
from scoring.store.result import StoredResult
from scoring.usecases.check_results import CheckedChain
from scoring.usecases.verify_package import Verified


def item(stored: StoredResult) -> result_schemas.ResultItem:
    """Return a result as a list shows it."""
    return result_schemas.ResultItem.model_validate(_head(stored, _record(stored)))


def result(stored: StoredResult) -> result_schemas.ResultView:
    """Return a result with its nodes and indicators."""
    record = _record(stored)
    return result_schemas.ResultView.model_validate(
        {
            **_head(stored, record),
            "nodes": record.content.nodes,
            "indicators": [_indicator(part) for part in record.content.indicators],
        }
    )


def verification(found: Verified | Flaw) -> result_schemas.VerificationView:
    """Return whether a package is as it was published."""
    if isinstance(found, Flaw):
        return result_schemas.VerificationView(whole=False, flaw=_flaw(found))
    record = found.record
    return result_schemas.VerificationView(
        whole=True,
        flaw=None,
        assessment_id=record.assessment_id,
        revision=record.revision,
        agency_code=record.content.agency_code,
        announced=record.content.index.announced,
        result_hash=found.result_hash,
        key_id=found.key.key_id,
        key_is_known=found.is_trusted,
    )


def stored_verification(stored: StoredResult, flaw: Flaw | None) -> result_schemas.VerificationView:
    """Return whether a stored result is as it was published."""
    return result_schemas.VerificationView(
        whole=flaw is None,
        flaw=_flaw(flaw),
        assessment_id=stored.assessment_id,
        revision=stored.revision,
        agency_code=stored.agency_code,
        result_hash=stored.result_hash,
        key_id=stored.key_id,
        key_is_known=flaw is None or None,
    )


def keys(held: Keys) -> result_schemas.KeysView:
    """Return the public keys of the publisher."""
    return result_schemas.KeysView(
        items=[
            result_schemas.KeyView(
                key_id=key.key_id,
                algorithm="Ed25519",
                state="active" if held.is_active(key) else "earlier",
                pem=key.pem.decode(),
            )
            for key in held.published()
        ]
    )


def chain(checked: CheckedChain) -> result_schemas.ChainView:
    """Return whether the chain is whole."""
    at = checked.at
    return result_schemas.ChainView(
        whole=checked.flaw is None,
        length=checked.length,
        head=checked.head,
        flaw=_flaw(checked.flaw),
        assessment_id=at.assessment_id if at else None,
        revision=at.revision if at else None,
        sequence=at.sequence if at else None,
    )


def published_track(stored: StoredResult) -> schemas.TrackView:
    """Return a result as a track of its score."""
    record = _record(stored)
    index = record.content.index
    return schemas.TrackView.model_validate(
        {
            "track": "published",
            "exact": index.exact,
            "announced": index.announced,
            "coverage": index.coverage,
            "predicate": index.predicate,
            "maturity_level": index.maturity_level,
            "oldest_fact_at": index.oldest_fact_at,
            "stale_since": index.stale_since,
            "nodes": record.content.nodes,
            "indicators": [_with_ages(part) for part in record.content.indicators],
            "result": {
                "revision": stored.revision,
                "of_track": record.content.track,
                "published_at": stored.published_at,
                "result_hash": stored.result_hash,
                "reason": record.reason,
            },
        }
    )


def _record(stored: StoredResult) -> Record:
    return decode_record(stored.body)


def _head(stored: StoredResult, record: Record) -> dict[str, Any]:
    content = record.content
    rules = content.derivation_set
    names = ("exact", "announced", "predicate", "maturity_level", "coverage")
    places = ("assessment_id", "revision", "sequence", "published_at", "key_id", "signature")
    hashes = ("result_hash", "previous_hash", "previous_service_hash")
    return {
        **{name: getattr(stored, name) for name in (*places, *hashes)},
        **{name: getattr(content.index, name) for name in names},
        "agency_code": content.agency_code,
        "agency_name": content.agency_name,
        "campaign_code": content.campaign_code,
        "period": content.period,
        "track": content.track,
        "edition_code": content.edition.code,
        "edition_hash": content.edition.content_hash,
        "certainty": content.edition.certainty,
        "caveat": content.edition.caveat,
        "derivation_set_version": rules.version if rules else None,
        "reason": record.reason,
    }


def _indicator(part: IndicatorPart) -> dict[str, Any]:
    names = ("code", "kind", "name", "parent_code", "weight", "level", "announced", "level_name")
    by_rule = part.derivation if part.source == "derivation" else None
    return {
        **{name: getattr(part, name) for name in (*names, "source", "covered")},
        "stage": part.decision.stage if part.decision else None,
        "rule_code": by_rule.rule_code if by_rule else None,
    }


def _with_ages(part: IndicatorPart) -> dict[str, Any]:
    by_rule = part.derivation if part.source == "derivation" else None
    stale_since = by_rule.stale_since if by_rule else None
    return {
        **_indicator(part),
        "stale": stale_since is not None,
        "oldest_fact_at": by_rule.oldest_fact_at if by_rule else None,
        "stale_since": stale_since,
    }


def _flaw(flaw: Flaw | None) -> result_schemas.FlawView | None:
    return None if flaw is None else result_schemas.FlawView.model_validate(flaw)
