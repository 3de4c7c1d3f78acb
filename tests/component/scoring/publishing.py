"""What tests of published results share: keys, documents with true hashes, a score to publish.

Submission asks for a stage to be published; `publish` asks as it does and waits for the result,
`refusal` for the reasons why there is none.
"""

from __future__ import annotations

import hashlib
import json
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import msgspec
from tests.component.scoring.region import (
    AT,
    DINAS,
    NO_FLOORS,
    SPBE,
    agencies,
    decided,
    derivations,
    edition,
    observed,
    opened,
)

from contracts.events.assessment import (
    AssessmentPublishedV2,
    LinkedEvidence,
    LinkReview,
    Signature,
    SignedMinutes,
)
from contracts.events.derivations import ContradictionRule, RelatedClaims
from contracts.events.score import ResultPublishedV2, ResultRefusedV1
from contracts.registry import encode
from contracts.values import Text
from kit.database import DatabaseClock
from rules.assessment_state import (
    AssessmentState,
    StateDecision,
    StateLink,
    StateReview,
    contents_of,
    state_hash,
)
from scoring.publication.domain.signing_keys import Keys, SigningKey
from scoring.publication.usecases.answer import Publisher

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

    from contracts.envelope import Event
    from contracts.values import EvaluationTrack

KEY = SigningKey(b"\x01" * 32)
OLD_KEY = SigningKey(b"\x02" * 32)
EVIDENCE = ("c" * 64, "b" * 64)
MINUTES = SignedMinutes(
    minutes_id=UUID(int=70),
    kind="interview",
    sha256="d" * 64,
    signatures=(
        Signature(subject="koordinator", role="coordinator", sha256="d" * 64, signed_at=AT),
        Signature(subject="asesor", role="external_assessor", sha256="d" * 64, signed_at=AT),
    ),
)
FILE = LinkedEvidence(
    link_id=UUID(int=81),
    indicator_code="1",
    stage="mandiri",
    evidence_id=UUID(int=91),
    version=2,
    origin="file",
    source_sha256=None,
    sha256="c" * 64,
    review=LinkReview(number=1, stage="dokumen", state="accepted"),
)
RECORD = LinkedEvidence(
    link_id=UUID(int=80),
    indicator_code="1",
    stage="mandiri",
    evidence_id=UUID(int=92),
    version=1,
    origin="record",
    source_sha256="a" * 64,
    sha256=None,
    review=None,
)
_ENVELOPE = {"revision", "content_hash", "published_at"}
_revisions = count(1_000)


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


async def score(service: Service) -> None:
    """Let an assessment have a score that can be published."""
    worker = service.worker()
    for batch in scored():
        await worker.apply(*batch)


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


async def asked(
    service: Service, assessment: UUID = SPBE, *, track: str = "provisional", **more: Any
) -> AssessmentPublishedV2:
    """Return the request of submission to publish a track as the service holds it now.

    `stage`: that of the track, the last one for `provisional`. `more`: what else it says.
    """
    ((edition_code, period, agency_code, stages, version),) = await service.rows(
        "SELECT edition_code, period, agency_code, stages::text, derivation_set_version"  # noqa: S608 - the test's own text
        " FROM assessment"
        f" WHERE assessment_id = '{assessment}'"
    )
    pairs = json.loads(stages)
    of_track = [code for code, made in pairs if made == track]
    stage = more.pop("stage", of_track[0] if of_track else pairs[-1][0])
    links = [_state_link(each) for each in more.get("links", ())]
    evidence = more.pop("evidence", contents_of(links) if links else EVIDENCE)
    minutes = more.pop("minutes", (MINUTES,))
    codes = [code for code, _ in pairs]
    place = codes.index(stage) if stage in codes else 0
    state = state_hash(
        AssessmentState(
            assessment_id=assessment,
            edition_code=edition_code,
            period=period,
            agency_code=agency_code,
            track=pairs[place][1],
            stage=codes[place],
            derivation_set_version=version,
            decisions=await _decisions(service, assessment, codes[: place + 1]),
            minutes=tuple(each.sha256 for each in minutes),
            evidence=evidence,
            links=links,
            withdrawn=more.get("withdrawn", ()),
        )
    )
    given = more.pop("state_hash", state)
    approval = Signature(subject="penyetuju", role="approver", sha256=given, signed_at=AT)
    said = {
        "revision": next(_revisions),
        "publication_id": uuid4(),
        "approvals": (approval,),
        "consent": None,
        "published_by": "someone",
        "published_at": AT,
        **more,
    }
    return AssessmentPublishedV2(
        assessment_id=assessment,
        stage=stage,
        track=track,
        state_hash=given,
        evidence=evidence,
        minutes=minutes,
        **said,
    )


async def publish(service: Service, assessment: UUID = SPBE, **more: Any) -> Any:
    """Ask for a result and return it as the API shows it; see `asked`."""
    answer = await answered(service, await asked(service, assessment, **more))
    assert isinstance(answer, ResultPublishedV2), answer
    shown = await service.api.get(f"/results/{answer.assessment_id}/{answer.revision}")
    assert shown.status_code == 200, shown.text
    return shown.json()


async def refusal(service: Service, assessment: UUID = SPBE, **more: Any) -> str:
    """Ask for a result that cannot be, and return the Indonesian reasons; see `asked`."""
    answer = await answered(service, await asked(service, assessment, **more))
    assert isinstance(answer, ResultRefusedV1), answer
    return "\n".join(reason.id for reason in answer.reasons)


async def answered(
    service: Service, request: AssessmentPublishedV2
) -> ResultPublishedV2 | ResultRefusedV1 | None:
    """Let the worker hear a request and answer it; None: it waits."""
    await service.worker().apply(request)
    await publisher(service).answer_requests()
    found = [
        event
        for event in await service.announced()
        if isinstance(event, ResultPublishedV2 | ResultRefusedV1)
        and event.publication_id == request.publication_id
    ]
    assert len(found) < 2, "a request was answered twice"
    return found[0] if found else None


def publisher(service: Service, **more: Any) -> Publisher:
    """Return what a worker publishes with; it has the keys of the API."""
    return Publisher(
        **{"database": service.database, "clock": DatabaseClock(), "keys": keys(service), **more}
    )


def keys(service: Service) -> Keys:
    """Return the keys that the service signs and verifies with."""
    found: Keys = service.api._transport.app.state.keys  # type: ignore[attr-defined]  # httpx hides its app
    return found


def set_keys(service: Service, given: Keys) -> None:
    """Let the service sign and verify with other keys."""
    service.api._transport.app.state.keys = given  # type: ignore[attr-defined]  # httpx hides its app


def _state_link(link: LinkedEvidence) -> StateLink:
    said = msgspec.structs.asdict(link)
    review = link.review
    if review is not None:
        said["review"] = StateReview(number=review.number, stage=review.stage, state=review.state)
    return StateLink(**said)


async def _decisions(
    service: Service, assessment: UUID, stages: list[str]
) -> tuple[StateDecision, ...]:
    """Return what counts of each indicator: the newest stage that says something, up to one."""
    rows = await service.rows(
        "SELECT indicator_code, stage, revision, level, body::jsonb ->> 'explanation',"  # noqa: S608 - the test's own text
        " body::jsonb ->> 'decided_by' FROM level_state"
        " JOIN level_history USING (assessment_id, indicator_code, stage, revision, level)"
        f" WHERE assessment_id = '{assessment}' AND stage < {len(stages)} ORDER BY 1, 2"
    )
    return tuple(
        {
            code: StateDecision(
                indicator_code=code,
                stage=stages[stage],
                level=level,
                explanation=explanation,
                decided_by=decided_by,
                revision=revision,
            )
            for code, stage, revision, level, explanation, decided_by in rows
        }.values()
    )
