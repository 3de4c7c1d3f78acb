"""What scoring tells is kept: the newest score of an assessment, and each outcome once."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from contracts.events.score import (
    ResultPublishedV2,
    ResultRefusedV1,
    ScoreChangedV2,
    TrackScore,
)
from contracts.values import Text
from submission.scores.store import scores as store

ASSESSMENT = UUID("0199f0c2-7c1a-7d10-9a44-5d1c7e0a4b22")
OTHER = UUID("0199f0c2-7c1a-7d10-9a44-5d1c7e0a4b23")
PUBLICATION = UUID("0199f0c2-7c1a-7d10-9a44-5d1c7e0a4b24")
AT = datetime(2026, 3, 1, tzinfo=UTC)


def changed(revision: int, *tracks: TrackScore, about: UUID = ASSESSMENT) -> ScoreChangedV2:
    return ScoreChangedV2(
        assessment_id=about,
        revision=revision,
        campaign_code="spbe-2026",
        agency_code="9901",
        edition_code="spbe",
        edition_hash="a" * 64,
        derivation_set_version=1,
        period="2026",
        changed_at=AT,
        tracks=tracks,
    )


def track(name: str, exact: str | None, **told: Any) -> TrackScore:
    return TrackScore(track=name, exact=exact, coverage="1/3", **told)


async def kept(service: Any, about: UUID = ASSESSMENT) -> dict[str, Any]:
    async with service.database.reading() as session:
        found = await store.of_assessments(session, [about])
    return {name: each.exact for name, each in found.get(about, {}).items()}


async def test_the_newest_score_stays_with_all_its_tracks(empty: Any) -> None:
    await empty.hear(changed(1, track("self", "2"), track("dokumen", "3")))
    fair = Text(id="Cukup", en="Fair")
    await empty.hear(
        changed(3, track("self", "7/3", announced="2.33", predicate=fair)),
        changed(2, track("self", "9"), track("reviu", "9")),
        changed(1, track("self", None, not_judged="below_floor"), about=OTHER),
    )
    # What is older comes again: in another order, and in a batch of its own.
    await empty.hear(changed(2, track("self", "9"), track("reviu", "9")))
    await empty.hear(changed(3, track("self", "7/3", announced="2.33", predicate=fair)))
    async with empty.database.reading() as session:
        found = await store.of_assessments(session, [ASSESSMENT, OTHER])
    (one,) = found[ASSESSMENT].values()
    assert (str(one.exact), one.announced, one.predicate and one.predicate.id) == (
        "7/3",
        "2.33",
        "Cukup",
    )
    assert str(one.coverage) == "1/3"
    other = found[OTHER]["self"]
    assert (other.exact, other.not_judged) == (None, "below_floor")


async def test_reading_the_topic_again_from_its_beginning_gives_the_same(empty: Any) -> None:
    for revision in (1, 2, 3):
        await empty.hear(changed(revision, track("self", str(revision))))
    before = await kept(empty)
    await empty.execute("DELETE FROM assessment_score")
    await empty.execute("DELETE FROM consumer_offset WHERE consumer_group = 'submission-scores'")
    await empty.hear()
    assert await kept(empty) == before == {"self": 3}


async def test_an_outcome_of_a_publication_is_kept_once(empty: Any) -> None:
    published = ResultPublishedV2(
        assessment_id=ASSESSMENT,
        agency_code="9901",
        revision=2,
        result_hash="e" * 64,
        exact="7/3",
        announced="2.33",
        published_at=AT,
        sequence=8,
    )
    refused = ResultRefusedV1(
        assessment_id=ASSESSMENT,
        revision=4,
        publication_id=OTHER,
        agency_code="9901",
        campaign_code="spbe-2026",
        track="self",
        reasons=(Text(id="Keadaan berbeda.", en="The state differs."),),
        refused_at=AT,
    )
    asked = ResultPublishedV2(**{**_members(published), "publication_id": PUBLICATION})
    await empty.hear(published, refused, asked)
    await empty.hear(asked, refused)
    assert await empty.count("publication_outcome") == 2
    async with empty.database.reading() as session:
        found = await store.outcomes(session, [PUBLICATION, OTHER])
    assert (found[PUBLICATION].outcome, found[PUBLICATION].sequence) == ("published", 8)
    assert [each.id for each in found[OTHER].reasons] == ["Keadaan berbeda."]


def _members(event: ResultPublishedV2) -> dict[str, Any]:
    return {name: getattr(event, name) for name in event.__struct_fields__}
