"""What a stage rests on: each link in the version and with the review that it had there."""

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.submission.links.test_risk import MADE, link, reviewed

from rules.assessment_state import StateReview, source_hash
from submission.evidence.domain.fetch import Fetch, Seen
from submission.evidence.domain.item import AddressSource, FileSource
from submission.links.domain.link import Link, Withdrawal
from submission.links.domain.stage_evidence import NO_EVIDENCE, evidence_of, unread_of

SEEN = Seen(sha256="a" * 64, size=3, media_type=None)
ADDRESS = AddressSource(address="https://jdih.contoh.go.id/7")


def of(source: Any, fetch: Fetch | None = None) -> Link:
    made = link()
    version = replace(made.proof.version, version=4, source=source, fetch=fetch)
    return replace(made, proof=replace(made.proof, version=version))


@pytest.mark.parametrize(
    ("made", "content", "source"),
    [
        (of(FileSource(sha256="f" * 64, name="a.pdf")), "f" * 64, None),
        (of(ADDRESS, Fetch(first=SEEN)), "a" * 64, source_hash(address=ADDRESS.address)),
        (of(ADDRESS, Fetch()), None, source_hash(address=ADDRESS.address)),
        (
            link(),
            None,
            source_hash(system="jdih", reference="1", adapter_version=None),
        ),
    ],
)
def test_a_version_is_known_by_its_content_and_by_what_it_names(
    made: Link, content: str | None, source: str | None
) -> None:
    (told,) = evidence_of([made], unread=None).links
    assert (told.sha256, told.source_sha256) == (content, source)
    assert (told.link_id, told.evidence_id) == (made.link_id, made.evidence_id)
    assert told.version == made.proof.version.version


def test_what_an_address_gives_counts_unless_nobody_had_read_it_at_the_submission() -> None:
    waiting, read = of(ADDRESS, Fetch()), of(ADDRESS, Fetch(first=SEEN))
    assert [*unread_of([waiting, read, link()])] == [(waiting.evidence_id, 4)]
    since = replace(waiting, proof=read.proof)
    (told,) = evidence_of([since], unread=frozenset({(waiting.evidence_id, 4)})).links
    assert told.sha256 is None
    (other,) = evidence_of([since], unread=frozenset({(waiting.evidence_id, 3)})).links
    assert other.sha256 == "a" * 64


def test_what_another_link_has_taken_the_place_of_counts_no_more() -> None:
    old = link()
    newer = replace(link(), replaces=old.link_id)
    assert [each.link_id for each in evidence_of([newer, old], unread=None).links] == [
        newer.link_id
    ]
    rejected = reviewed(newer, "rejected")
    both = evidence_of([rejected, old], unread=None)
    assert {each.link_id for each in both.links} == {old.link_id, newer.link_id}
    review = StateReview(number=1, stage="dokumen", state="rejected")
    assert [each.review for each in both.links if each.link_id == newer.link_id] == [review]


def test_an_item_that_was_withdrawn_is_named_once() -> None:
    one, other = link(), link("2")
    proof = replace(one.proof, withdrawal=Withdrawal(reason="Dicabut.", withdrawn=MADE))
    linked = [replace(one, proof=proof), replace(other, evidence_id=one.evidence_id, proof=proof)]
    told = evidence_of(linked, unread=None)
    assert (told.withdrawn, told.contents) == ((one.evidence_id,), ())
    assert evidence_of([], unread=None) == NO_EVIDENCE
