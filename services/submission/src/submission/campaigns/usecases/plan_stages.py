"""Plan the stages of a campaign: their deadlines, and which indicators need a visit.

Once the campaign is open both change only with a reason, and deadlines are only extended.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, Forbidden, Unprocessable, refuse
from rules.refusal import Refusal
from rules.revision import SeenRevisions, is_repeated
from rules.text import Text
from submission.agencies.domain import today_in
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.domain.deadline import Deadline
from submission.campaigns.domain.stage_state import Act
from submission.campaigns.domain.stages import Stage, name_of, stages_of
from submission.campaigns.store import assessments, campaigns, deadlines, visits
from submission.campaigns.usecases.find import find_own_campaign, is_of_assessed, zone_of_campaign
from submission.campaigns.usecases.take_step import take_step
from submission.editions import store as editions
from submission.editions.domain.naming import check_named

_MOST_NAMED: Final = 10


async def set_deadline(
    session: Session,
    campaign_code: str,
    stage: str,
    principal: Principal,
    *,
    last_day: date,
    reason: str | None,
    seen: SeenRevisions | None,
    clock: Clock,
) -> KeptCampaign:
    """Return the campaign. The same again changes nothing.

    Raises:
        NotFound, Forbidden: See `find_own_campaign`.
        OutdatedChange, Conflict: It starts from another state, or the campaign is closed.
        Unprocessable: There is no such stage, or the day or the reason does not fit.
    """
    present = await find_own_campaign(session, campaign_code, principal, clock=clock, lock=True)
    _require_stage(present, stages_of(present.campaign.kind), stage)
    kept = await deadlines.of_campaign(session, campaign_code)
    wanted = deadlines.StageDeadline(Deadline(last_day), reason)
    if is_repeated(seen, present, is_same=kept.get(stage) == wanted):
        return present
    changed = take_step(present, "deadline")
    zone, now = await zone_of_campaign(session, present), clock.now()
    refuse(_wrong_deadline(present, stage, wanted, kept, today=today_in(zone, now)))
    await deadlines.save(session, campaign_code, stage, wanted)
    await campaigns.save(session, changed)
    await campaigns.add_step(
        session,
        changed,
        "deadline",
        stage=stage,
        last_day=last_day,
        reason=reason,
        act=Act(principal.subject, now),
    )
    return changed


async def set_visits(
    session: Session,
    campaign_code: str,
    codes: Sequence[str],
    principal: Principal,
    *,
    reason: str | None,
    seen: SeenRevisions | None,
    clock: Clock,
) -> KeptCampaign:
    """Return the campaign. The same again changes nothing.

    Its assessments are locked, so that no level is decided meanwhile.

    Raises:
        NotFound, Forbidden: See `find_own_campaign`; an open campaign assesses the token's agency,
            and visits are taken back.
        OutdatedChange, Conflict: It starts from another state, the campaign is closed, or nobody
            can make up for a visit any more.
        Unprocessable: Its kind has no visits, a code is no indicator, or an open one has no reason.
    """
    present = await find_own_campaign(session, campaign_code, principal, clock=clock, lock=True)
    wanted, kept = sorted(codes), await visits.of_campaign(session, campaign_code)
    if is_repeated(seen, present, is_same=wanted == kept):
        return present
    changed = take_step(present, "visits")
    _require_visiting(present)
    await _check_visits(session, present, codes, reason)
    await _check_taken_back(session, present, principal, sorted({*kept} - {*codes}))
    await assessments.lock_all(session, campaign_code)
    await _check_still_possible(session, present, sorted({*codes} - {*kept}))
    await visits.replace_all(session, campaign_code, wanted)
    await campaigns.save(session, changed)
    act = Act(principal.subject, clock.now())
    await campaigns.add_step(
        session, changed, "visits", reason=reason, indicator_codes=wanted, act=act
    )
    return changed


def _require_stage(present: KeptCampaign, stages: tuple[Stage, ...], code: str) -> None:
    if any(stage.code == code for stage in stages):
        return
    some = ", ".join(stage.code for stage in stages)
    campaign = present.campaign.code
    raise Unprocessable(
        Text(
            f"Kegiatan {campaign} tidak mempunyai tahap {code}.",
            f"The campaign {campaign} has no stage {code}.",
        ),
        errors=[Refusal("stage", Text(f"pilihan: {some}", f"choose from {some}"))],
    )


def _wrong_deadline(
    present: KeptCampaign,
    stage: str,
    wanted: deadlines.StageDeadline,
    kept: Mapping[str, deadlines.StageDeadline],
    *,
    today: date,
) -> Iterator[Refusal]:
    last_day = wanted.deadline.last_day
    by_stage = {code: each.deadline for code, each in kept.items()}
    yield from _wrong_day(last_day, today)
    yield from _wrong_place(stages_of(present.campaign.kind), stage, last_day, by_stage)
    yield from _unreasoned(present, wanted.reason)
    if present.state == "open":
        yield from _wrong_extension(by_stage.get(stage), last_day)


def _wrong_day(last_day: date, today: date) -> Iterator[Refusal]:
    if last_day < today:
        yield Refusal("/deadline", Text("sudah lewat", "has passed"))


def _wrong_place(
    stages: tuple[Stage, ...], code: str, last_day: date, kept: Mapping[str, Deadline]
) -> Iterator[Refusal]:
    codes = [stage.code for stage in stages]
    place = codes.index(code)
    for other in codes[:place]:
        if other in kept and kept[other].last_day > last_day:
            day = kept[other].last_day.isoformat()
            told = Text(f"tahap {other} baru berakhir {day}", f"the stage {other} ends on {day}")
            yield Refusal("/deadline", told)
    for other in codes[place + 1 :]:
        if other in kept and kept[other].last_day < last_day:
            day = kept[other].last_day.isoformat()
            told = Text(
                f"tahap {other} sudah berakhir {day}; perpanjang tahap itu lebih dahulu",
                f"the stage {other} ends on {day}; extend that one first",
            )
            yield Refusal("/deadline", told)


def _wrong_extension(kept: Deadline | None, last_day: date) -> Iterator[Refusal]:
    if kept is not None and last_day < kept.last_day:
        day = kept.last_day.isoformat()
        yield Refusal(
            "/deadline",
            Text(
                f"kegiatan sudah dibuka; batas {day} hanya dapat diperpanjang",
                f"the campaign is open: the deadline {day} can only be extended",
            ),
        )


async def _check_visits(
    session: Session, present: KeptCampaign, codes: Sequence[str], reason: str | None
) -> None:
    edition = await editions.find(session, present.campaign.edition_code)
    if edition is not None:
        refuse(check_named(codes, edition, pointer="/indicator_codes/{}"))
    refuse(_unreasoned(present, reason))


async def _check_taken_back(
    session: Session, present: KeptCampaign, principal: Principal, codes: Sequence[str]
) -> None:
    """Nobody of an assessed agency takes back what was to be visited once it is open."""
    if not codes or present.state == "planned":
        return
    if not await is_of_assessed(session, present, principal):
        return
    some = ", ".join(codes)
    raise Forbidden(
        Text(
            "Setelah kegiatan dibuka, kunjungan hanya dapat dibatalkan oleh koordinator yang"
            " instansinya tidak dinilai dalam kegiatan ini. Indikator dapat ditambahkan.",
            "Once the campaign is open, visits are taken back only by a coordinator whose agency is"
            " not assessed in it. Indicators can be added.",
        ),
        errors=[
            Refusal("/indicator_codes", Text(f"tidak memuat {some}", f"leaves {some} out")),
        ],
    )


async def _check_still_possible(
    session: Session, present: KeptCampaign, codes: Sequence[str]
) -> None:
    """Check that visits can still be made up for: no assessment has closed its last stage.

    Nothing opens that again, and what is closed takes no minutes.

    Raises:
        Conflict: Some have, without a visit to these indicators; they are named.
    """
    code, last = present.campaign.code, stages_of(present.campaign.kind)[-1]
    if not codes or present.state == "planned":
        return
    missed = await visits.never_visited(session, code, codes, closed=last.code)
    if not missed:
        return
    some = _counted([*missed])
    raise Conflict(
        Text(
            f"Tahap {last.code} sudah ditutup untuk instansi {some.id}, sehingga kunjungan tidak"
            " dapat dicatat lagi di sana. Rencanakan dalam kegiatan berikutnya; untuk instansi yang"
            f" tahap {last.code}-nya belum ditutup, asesor dapat mencatat kunjungan (berita acara)"
            " tanpa kewajiban ini.",
            f"The stage {last.code} is closed for the agencies {some.en}, so no visit can be"
            " recorded there any more. Plan it in the next campaign; for agencies whose stage"
            f" {last.code} is not closed, assessors can record a visit (minutes) without this"
            " duty.",
        ),
        errors=[*_never_visited(missed)],
    )


def _never_visited(missed: Mapping[str, Sequence[str]]) -> Iterator[Refusal]:
    for code in sorted({code for lacking in missed.values() for code in lacking}):
        where = _counted([agency for agency, lacking in missed.items() if code in lacking])
        yield Refusal(
            "/indicator_codes",
            Text(f"{code} tidak dikunjungi di {where.id}", f"{code} was not visited at {where.en}"),
        )


def _counted(codes: Sequence[str]) -> Text:
    """Return the first of some codes, and how many more there are."""
    shown, rest = ", ".join(codes[:_MOST_NAMED]), len(codes) - _MOST_NAMED
    if rest <= 0:
        return Text(shown, shown)
    return Text(f"{shown} dan {rest} lainnya", f"{shown} and {rest} more")


def _require_visiting(present: KeptCampaign) -> None:
    kind = present.campaign.kind
    if any(stage.minutes == "observation" for stage in stages_of(kind)):
        return
    code, name = present.campaign.code, name_of(kind)
    raise Unprocessable(
        Text(
            f"Kegiatan {code} adalah {name.id} dan tidak mempunyai tahap kunjungan.",
            f"The campaign {code} is {name.en}: it has no stage of visits.",
        ),
        errors=[
            Refusal("/indicator_codes", Text("tidak ada tahap kunjungan", "has no stage of visits"))
        ],
    )


def _unreasoned(present: KeptCampaign, reason: str | None) -> Iterator[Refusal]:
    if present.state == "open" and reason is None:
        yield Refusal(
            "/reason", Text("wajib bila kegiatan sudah dibuka", "is required once it is open")
        )
