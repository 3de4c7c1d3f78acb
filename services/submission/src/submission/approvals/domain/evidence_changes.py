"""What differs between the evidence that an approval has seen and that of now, in words."""

from collections.abc import Iterator, Mapping
from typing import Final, cast
from uuid import UUID

from rules.assessment_state import StateLink, StateReview
from rules.text import Text
from submission.assessments.domain.completeness import natural
from submission.links.domain.link import REVIEW_NAMES, ReviewState
from submission.links.domain.stage_evidence import NO_EVIDENCE, StageEvidence

_UNREVIEWED: Final = Text("belum dinilai", "not reviewed")


def evidence_changes(
    seen: StageEvidence | None, now: StageEvidence, titles: Mapping[UUID, str]
) -> Iterator[Text]:
    """Yield what differs; `seen`: None of an approval that bound no evidence.

    `titles`: of the items, by their ids.
    """
    if seen is None:
        if now != NO_EVIDENCE:
            yield _unbound(len(now.links))
        return
    one, other = _by_id(seen), _by_id(now)
    found = {each.link_id: each for each in (*seen.links, *now.links)}
    for link in sorted(
        found.values(), key=lambda each: (natural(each.indicator_code), each.link_id)
    ):
        before, after = one.get(link.link_id), other.get(link.link_id)
        yield from _of_link(before, after, _named(link, titles))
    for item in now.withdrawn:
        if item not in seen.withdrawn:
            title = titles.get(item, str(item))
            yield Text(
                f"data dukung \u201c{title}\u201d ditarik kembali oleh pemiliknya",
                f"the evidence \u201c{title}\u201d was withdrawn by its owner",
            )


def _of_link(before: StateLink | None, after: StateLink | None, named: Text) -> Iterator[Text]:
    if before is None:
        yield Text(f"{named.id} dikaitkan", f"{named.en} was linked")
    elif after is None:
        yield Text(f"{named.id} dihapus atau diganti", f"{named.en} was removed or replaced")
    else:
        if before.sha256 != after.sha256:
            yield Text(f"isi {named.id} lain", f"the content of {named.en} is another one")
        if before.review != after.review:
            yield _of_review(before.review, after.review, named)


def _of_review(before: StateReview | None, after: StateReview | None, named: Text) -> Text:
    was, now = _said(before), _said(after)
    if was == now:
        return Text(
            f"{named.id} dinilai kembali: {now.id}", f"{named.en} was reviewed again: {now.en}"
        )
    return Text(
        f"penilaian {named.id}: {was.id} menjadi {now.id}",
        f"the review of {named.en}: {was.en}, now {now.en}",
    )


def _said(review: StateReview | None) -> Text:
    return _UNREVIEWED if review is None else REVIEW_NAMES[cast("ReviewState", review.state)]


def _named(link: StateLink, titles: Mapping[UUID, str]) -> Text:
    title, code = titles.get(link.evidence_id, str(link.evidence_id)), link.indicator_code
    return Text(
        f"data dukung \u201c{title}\u201d (versi {link.version}) pada indikator {code}",
        f"the evidence \u201c{title}\u201d (version {link.version}) of the indicator {code}",
    )


def _unbound(count: int) -> Text:
    return Text(
        f"data dukung belum menjadi bagian dari yang disetujui; sekarang ada {count} kaitan",
        f"evidence was no part of what was approved; there are {count} links now",
    )


def _place(link: StateLink) -> tuple[object, UUID]:
    return natural(link.indicator_code), link.link_id


def _by_id(evidence: StageEvidence) -> Mapping[UUID, StateLink]:
    return {each.link_id: each for each in evidence.links}
