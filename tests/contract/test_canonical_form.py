"""An event carries the whole document: its content hash can be computed from it again."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.support.library import packaged_library

from contracts.registry import encode
from instrument.derivations.domain.model import DerivationSet
from instrument.derivations.events import derivations_published
from instrument.documents.domain.canonical import canonical, content_hash
from instrument.editions.domain.model import Edition
from instrument.editions.events import edition_published
from rules.published import derivation_set_of, edition_of

AT = datetime(2026, 1, 1, tzinfo=UTC)
LIBRARY = packaged_library()
NOT_CONTENT = {"revision", "content_hash", "published_at"}


@pytest.mark.parametrize("edition", LIBRARY.editions, ids=lambda each: each.edition_code)
def test_an_editions_event_is_its_canonical_form(edition: Edition) -> None:
    content = canonical(edition)
    digest = content_hash(content)
    body = encode(edition_published(content, content_hash=digest, revision=1, published_at=AT))

    assert hash_of(body) == digest
    assert len(edition_of(body.decode()).nodes) == len(edition.nodes)


@pytest.mark.parametrize("derivations", LIBRARY.derivation_sets, ids=lambda each: each.edition_code)
def test_a_derivation_sets_event_is_its_canonical_form(derivations: DerivationSet) -> None:
    content = canonical(derivations)
    digest = content_hash(content)
    body = encode(derivations_published(content, content_hash=digest, published_at=AT))

    assert hash_of(body) == digest
    assert len(derivation_set_of(body.decode()).rules) == len(derivations.rules)


def hash_of(body: bytes) -> str:
    content = {k: v for k, v in json.loads(body).items() if k not in NOT_CONTENT}
    text = json.dumps(known(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def known(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: known(part) for name, part in value.items() if part is not None}
    return [known(part) for part in value] if isinstance(value, list) else value
