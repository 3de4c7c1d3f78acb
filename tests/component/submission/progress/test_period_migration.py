"""After the upgrade no event tells of periods that were over long ago; lists show them."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest
from alembic.script import ScriptDirectory

from kit.database import migrations
from sandbox.servers.databases import Databases
from sandbox.settings import CHECKOUT

FOLDER = CHECKOUT / "services" / "submission" / "migrations"
FILL = """
INSERT INTO agency (agency_code, revision, name, agency_kind, valid_from, changed_at, changed_by,
    is_assessed) VALUES ('9901', 1, 'Kabupaten', 'regency', '2017-01-01', now(), 'x', true);
INSERT INTO edition (edition_code, period_kind, retired) VALUES
    ('b', 'month', false), ('e', 'year', false);
INSERT INTO campaign (campaign_code, agency_code, name, kind, edition_code, period,
    assessment_count, opened_at, opened_by) VALUES
    ('old', '9901', 'Bulan', 'monthly', 'b', '2020-01', 1, '2020-01-01Z', 'opener'),
    ('closed', '9901', 'Bulan', 'monthly', 'b', '2020-02', 1, '2020-01-01Z', 'opener'),
    ('new', '9901', 'Bulan', 'monthly', 'b', '2020-03', 1, '2020-01-01Z', 'opener'),
    ('year', '9901', 'SPBE', 'evaluation', 'e', '2020', 1, '2020-01-01Z', 'opener');
INSERT INTO assessment (assessment_id, campaign_code, agency_code, edition_code, period, revision,
    opened_at) SELECT ('00000000-0000-0000-0000-00000000000' || number)::uuid, campaign_code,
    '9901', edition_code, period, 1, opened_at
    FROM (SELECT *, row_number() OVER (ORDER BY period) AS number FROM campaign) AS each;
INSERT INTO campaign_stage (campaign_code, stage, last_day) VALUES
    ('old', 'mandiri', '2020-02-10'), ('closed', 'mandiri', '2020-03-10'),
    ('new', 'mandiri', current_date - 30), ('year', 'mandiri', '2020-02-10');
INSERT INTO performance_passage (assessment_id, number, step, revision, reason, role, done_by,
    done_at) SELECT assessment_id, 1, 'closed', 1, '', 'leader', 'x', now()
    FROM assessment WHERE campaign_code = 'closed';
"""
TOLD = """
SELECT campaign_code, rounds, threshold FROM period_reminder JOIN assessment USING (assessment_id)
ORDER BY period
"""


@pytest.fixture
def before(databases: Databases) -> Iterator[str]:
    """Return the URL of a database of the release before, and drop it in the end."""
    name = f"submission_periods_{secrets.token_hex(3)}"
    url = databases.create_database(name, name)
    scripts = ScriptDirectory.from_config(migrations.configuration(FOLDER)).walk_revisions()
    (made,) = [each for each in scripts if each.path.endswith("_remind_of_periods.py")]
    migrate(url, str(made.down_revision))
    yield url
    databases.drop_database(name)


async def test_what_was_over_long_ago_is_noted_as_told(before: str) -> None:
    connection: Any = await asyncpg.connect(before.replace("+asyncpg", ""))
    await connection.execute(FILL)
    migrate(before, "head")
    told = [tuple(row) for row in await connection.fetch(TOLD)]
    await connection.close()
    assert told == [("old", 0, "passed"), ("closed", 1, "passed")]


def migrate(url: str, revision: str) -> None:
    # In a thread of its own: it runs an event loop, and the test may be inside one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(migrations.upgrade, url, FOLDER, revision).result()
