"""Check that the origin of a recommendation exists, and concerns the agency that it is for."""

from typing import Final

from kit.auth import Principal
from kit.database import Session
from kit.errors import Forbidden, NotFound, missing, refuse
from rules.exact import fraction
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.assessments.domain.stage import stage_level
from submission.assessments.store import decisions
from submission.assessments.usecases.check_assessor import check_assessor, check_once, check_role
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import Line, find_line
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.store import campaigns
from submission.editions import store as editions
from submission.editions.domain.edition import Edition
from submission.editions.domain.naming import check_named
from submission.recommendations.domain.recommendation import (
    Origin,
    Recommendation,
    check_deadline,
)
from submission.recommendations.store import findings
from submission.reports.usecases.find import find_report
from submission.scores.store import scores

ISSUERS: Final = frozenset({"coordinator", "inspectorate"})
_NO_ASSESSMENT: Final = Text("Penilaian ini tidak ada.", "There is no such assessment.")
_NOT_APPLICABLE: Final = "n/a"


async def check_origin_of(session: Session, wanted: Recommendation, principal: Principal) -> None:
    """Check where a recommendation comes from. Its parts are those of its kind.

    Raises:
        NotFound: There is no such assessment or report within reach.
        Forbidden: An assessor names something that is not of their stage.
        Unprocessable: The stage, indicator, finding or contradiction is not there, there is no gap,
            it does not concern the agency, or a monitoring has no recommendations.
    """
    if wanted.origin.kind == "report":
        await _check_report(session, wanted, principal)
    else:
        await _check_assessment(session, wanted, principal)


async def _check_report(session: Session, wanted: Recommendation, principal: Principal) -> None:
    report_id = wanted.origin.report_id
    if report_id is None:
        raise ValueError("an origin was not checked")
    if principal.roles.isdisjoint(ISSUERS):
        raise _not_for_assessors()
    try:
        report = (await find_report(session, report_id, principal)).report
    except NotFound as error:
        raise missing("/origin/report_id", _told(error)) from error
    await check_concerned(session, wanted.agency_code, report.agency_code)
    refuse(check_deadline(wanted, report))


async def _check_assessment(session: Session, wanted: Recommendation, principal: Principal) -> None:
    origin = wanted.origin
    if origin.assessment_id is None:
        raise ValueError("an origin was not checked")
    try:
        assessment = await find_assessment(session, origin.assessment_id, principal)
    except NotFound as error:
        raise missing("/origin/assessment_id", _told(error)) from error
    await check_concerned(session, wanted.agency_code, assessment.agency_code)
    if await campaigns.kind_of(session, assessment.campaign_code) == "monitoring":
        told = Text("pemantauan tidak menghasilkan rekomendasi", "a monitoring recommends nothing")
        refuse([Refusal("/origin/assessment_id", told)])
    if origin.kind == "contradiction":
        await _check_contradiction(session, origin, principal)
        return
    line = await find_line(session, assessment, origin.stage or "", pointer="/origin/stage")
    if principal.roles.isdisjoint(ISSUERS):
        check_role(principal, line[-1], "levels", pointer="/origin/stage")
        check_assessor(principal, assessment, line)
        await check_once(session, assessment, line[-1].code, principal, pointer="/origin/stage")
    if origin.kind == "aspect":
        await _check_finding(session, origin, assessment)
    else:
        await _check_gap(session, origin, assessment, line)


async def check_concerned(session: Session, agency_code: str, of: str) -> None:
    """Check that an agency is the one whose result or letter it is, or stands below it.

    Raises:
        Unprocessable: It is not.
    """
    if of not in await agencies.line(session, agency_code):
        told = Text(f"bukan {of} atau di bawahnya", f"is not {of} or below it")
        refuse([Refusal("/agency_code", told)])


async def _check_contradiction(session: Session, origin: Origin, principal: Principal) -> None:
    if principal.roles.isdisjoint(ISSUERS):
        raise _not_for_assessors()
    if origin.assessment_id is None or origin.rule_code is None:
        raise ValueError("an origin was not checked")
    found = await scores.find_contradiction(session, origin.assessment_id, origin.rule_code)
    if found is None or not found.is_open:
        told = Text(
            "tidak ada pertentangan terbuka menurut aturan ini",
            "there is no open contradiction by this rule",
        )
        refuse([Refusal("/origin/rule_code", told)])


async def _check_finding(session: Session, origin: Origin, assessment: Assessment) -> None:
    stage, node = origin.stage or "", origin.node_code or ""
    found = await findings.find(session, assessment.assessment_id, stage, aspect_code=node)
    if not found.revision:
        told = Text(
            f"belum ada catatan tentang aspek ini pada tahap {stage}",
            f"nothing is written about this aspect at the stage {stage}",
        )
        refuse([Refusal("/origin/node_code", told)])


async def _check_gap(session: Session, origin: Origin, assessment: Assessment, line: Line) -> None:
    code = origin.node_code or ""
    edition = await edition_of(session, assessment)
    refuse(check_named([code], edition, pointer="/origin/node_code"))
    newest = await decisions.of_indicator(session, assessment.assessment_id, code)
    level = stage_level(newest, code, [stage.code for stage in line]).counted.level
    indicator = edition.indicator(code)
    if level is None or indicator is None:
        return  # what has no level falls short
    if level == _NOT_APPLICABLE or fraction(level) >= indicator.scale.maximum:
        told = Text(
            f"tidak ada kekurangan: hasilnya {level}", f"does not fall short: its level is {level}"
        )
        refuse([Refusal("/origin/node_code", told)])


async def edition_of(session: Session, assessment: Assessment) -> Edition:
    """Return the edition of an assessment."""
    edition = await editions.find(session, assessment.edition_code)
    if edition is None:
        raise LookupError(f"the edition {assessment.edition_code} of an assessment is not known")
    return edition


def _told(error: NotFound) -> Text:
    return error.detail if isinstance(error.detail, Text) else _NO_ASSESSMENT


def _not_for_assessors() -> Forbidden:
    return Forbidden(
        Text(
            "Asesor eksternal membuat rekomendasi dari indikator atau aspek pada tahapnya;"
            " selebihnya oleh peran coordinator atau inspectorate.",
            "External assessors recommend about indicators and aspects of their stage; the rest is"
            " for the roles coordinator and inspectorate.",
        ),
        errors=[Refusal("/origin/kind", Text("memerlukan peran lain", "needs another role"))],
    )
