"""What tests of published results share: keys, documents with true hashes, a score to publish."""

import hashlib
import json
from typing import Any

import msgspec
from tests.component.scoring.region import (
    DINAS,
    NO_FLOORS,
    agencies,
    decided,
    derivations,
    edition,
    observed,
    opened,
)

from contracts.envelope import Event
from contracts.events.derivations import ContradictionRule, RelatedClaims
from contracts.registry import encode
from contracts.values import EvaluationTrack, Text
from scoring.publication.domain.signing_keys import SigningKey

KEY = SigningKey(b"\x01" * 32)
OLD_KEY = SigningKey(b"\x02" * 32)
_ENVELOPE = {"revision", "content_hash", "published_at"}


def content_hash(event: Event) -> str:
    """Return the hash of what an edition or a derivation set says."""
    content = {k: v for k, v in json.loads(encode(event)).items() if k not in _ENVELOPE}
    text = json.dumps(_known(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def documents(floors: dict[EvaluationTrack, str] | None = NO_FLOORS) -> list[Event]:
    """Return the edition and its derivation set, each with its true hash.

    `floors`: those of the set; None: those of the product. It is a contradiction to claim 4 for
    indicator 1 while indicator 2 is below 3.
    """
    text = Text(id="Indikator {indicator}: {claimed}", en="Indicator {indicator}: {claimed}")
    check = RelatedClaims(indicator_code="1", level="4", other_code="2", other_level="3")
    rule = ContradictionRule(code="related", severity="major", text=text, check=check)
    chosen = msgspec.structs.replace(derivations(), contradictions=(rule,), coverage_floors=floors)
    return [
        edition(content_hash=content_hash(edition())),
        msgspec.structs.replace(chosen, content_hash=content_hash(chosen)),
    ]


def scored() -> list[list[Event]]:
    """Return batches that end in a score of 2.9: people's levels 3 and 4, and 2 from facts."""
    return [
        [*documents(), *agencies(), opened()],
        [decided("1", "3", revision=2), decided("2", "4", revision=3)],
        [observed(code, code != DINAS[1]) for code in DINAS],
    ]


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _known(part) for name, part in value.items() if part is not None}
    return [_known(part) for part in value] if isinstance(value, list) else value
