"""Alembic's entry: the tables of every wing, run with the kit's time-outs."""

import submission.agencies.store
import submission.approvals.store
import submission.assessments.store.decisions
import submission.assessments.store.drafts
import submission.assessments.store.visited
import submission.assignments.store
import submission.calendars.store
import submission.campaigns.store.stages
import submission.campaigns.store.tables
import submission.consequences.store.acknowledgements
import submission.consequences.store.rule_sets
import submission.editions.store
import submission.followups.store
import submission.minutes.store.minutes
import submission.minutes.store.verdicts
import submission.offers.store
import submission.people.store
import submission.performance.store.tables
import submission.progress.store.period_reminders
import submission.progress.store.reminders
import submission.recommendations.store.findings
import submission.recommendations.store.standings
import submission.recommendations.store.tables
import submission.reports.store
import submission.scores.store.scores
import submission.scores.store.targets
import submission.signatures.store
import submission.stages.store  # noqa: F401 - each declares its tables
from kit.database import migrations
from submission.tables import Table

migrations.run(Table.metadata)
