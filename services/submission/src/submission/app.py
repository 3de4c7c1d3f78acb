"""The submission service's web application."""

from fastapi import APIRouter, FastAPI

from kit.database import Database
from kit.messaging import Broker, KafkaBroker
from kit.web import build_app
from operations.services import Service
from operations.table import table_of
from submission.agencies.api import routes as agencies
from submission.approvals.api import routes as approvals
from submission.assessments.api import answers, assessments, drafts, indicators, lists, stages
from submission.assignments.api import conflicts, forgetting
from submission.assignments.api import routes as assignments
from submission.calendars.api import routes as calendars
from submission.campaigns.api import announcements, planning, team, visits
from submission.campaigns.api import routes as campaigns
from submission.consequences.api import routes as consequences
from submission.consequences.api import rules as consequence_rules
from submission.disagreement.api import files as disagreement_files
from submission.disagreement.api import routes as disagreement
from submission.evidence.api import contents, uploads
from submission.evidence.api import routes as evidence
from submission.followups.api import routes as followups
from submission.library import library_of
from submission.links.api import of_evidence as links_of_evidence
from submission.links.api import routes as links
from submission.minutes.api import routes as minutes
from submission.minutes.api import verdicts
from submission.offers.api import routes as offers
from submission.people.api import routes as people
from submission.performance.api import periods
from submission.performance.api import routes as performance
from submission.progress.api import not_improving, progress, reminders
from submission.publication.api import routes as publication
from submission.recommendations.api import findings
from submission.recommendations.api import routes as recommendations
from submission.recommendations.api import tables as recommendation_tables
from submission.registers.api import entering
from submission.registers.api import routes as registers
from submission.reorganisations.api import routes as reorganisations
from submission.reports.api import routes as reports
from submission.settings import SubmissionSettings
from submission.stages.api import disputes
from submission.stages.api import routes as steps
from submission.worksheets.api import routes as worksheets


def create_app(settings: SubmissionSettings, *, broker: Broker | None = None) -> FastAPI:
    """Return the application; its own connection to Kafka unless another broker is given."""
    database = Database(settings.database_url, pool_size=settings.pool_size)
    app = build_app(
        settings,
        title="Tolok submission",
        routers=_routers(),
        table=table_of(Service.SUBMISSION),
        database=database,
        broker=broker or KafkaBroker(settings.kafka_bootstrap_servers, client_id="submission-api"),
    )
    app.state.library = library_of(settings, database)
    return app


def _routers() -> list[APIRouter]:
    return [
        registers.router,
        agencies.router,
        entering.router,
        offers.router,
        *(each.router for each in (people, forgetting)),
        campaigns.router,
        planning.router,
        team.router,
        visits.router,
        announcements.router,
        calendars.router,
        assignments.router,
        conflicts.router,
        *(each.router for each in (uploads, contents, evidence)),
        reorganisations.router,
        assessments.router,
        answers.router,
        stages.router,
        lists.router,
        drafts.router,
        *(each.router for each in (links, links_of_evidence)),
        worksheets.router,
        *(each.router for each in (minutes, verdicts)),
        approvals.router,
        publication.router,
        *(each.router for each in (progress, reminders, not_improving)),
        *(each.router for each in (disagreement, disagreement_files)),
        indicators.router,
        steps.router,
        disputes.router,
        recommendation_tables.imports,
        recommendation_tables.exports,
        *(each.router for each in (reports, recommendations, findings, followups)),
        *(each.router for each in (performance, periods)),
        *(each.router for each in (consequences, consequence_rules)),
    ]
