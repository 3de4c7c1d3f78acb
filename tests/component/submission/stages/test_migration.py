"""Assessments that were there get sound stages: closed up to the last one with a decision."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest

from kit.database import migrations
from sandbox.servers.databases import Databases
from sandbox.settings import CHECKOUT

FOLDER = CHECKOUT / "services" / "submission" / "migrations"
FILL = """
INSERT INTO agency (agency_code, revision, name, agency_kind, valid_from, changed_at, changed_by,
    is_assessed) VALUES ('9901', 1, 'Kabupaten', 'regency', '2017-01-01', now(), 'x', true);
INSERT INTO campaign (campaign_code, agency_code, name, kind, edition_code, period,
    assessment_count, opened_at, opened_by) VALUES
    ('spbe', '9901', 'SPBE', 'evaluation', 'e1', '2026', 1, '2026-01-01Z', 'opener'),
    ('fresh', '9901', 'SPBE', 'evaluation', 'e2', '2026', 1, '2026-01-01Z', 'opener'),
    ('akip', '9901', 'AKIP', 'akip', 'e3', '2026', 1, '2026-01-01Z', 'opener');
INSERT INTO assessment (assessment_id, campaign_code, agency_code, edition_code, period, revision,
    opened_at) SELECT ('00000000-0000-0000-0000-00000000000' || number)::uuid, code, '9901',
    edition, '2026', 5, '2026-01-01Z'
    FROM (VALUES (1, 'spbe', 'e1'), (2, 'fresh', 'e2'), (3, 'akip', 'e3'))
    AS part (number, code, edition);
INSERT INTO level_decision (assessment_id, revision, indicator_code, stage, level, explanation,
    decided_by, decided_at, recorded_at)
    SELECT ('00000000-0000-0000-0000-00000000000' || number)::uuid, revision, '1', stage, '2', 'x',
    who, day::timestamptz, day::timestamptz FROM (VALUES
    (1, 2, 'mandiri', 'agency', '2026-02-01Z'), (1, 3, 'interviu', 'assessor', '2026-03-01Z'),
    (1, 4, 'mandiri', 'late', '2026-04-01Z'), (3, 2, 'usulan', 'agency', '2026-02-01Z'))
    AS decision (number, revision, stage, who, day);
"""
STATES = """
SELECT stage, state, revision, opened_by, closed_by FROM assessment_stage
WHERE assessment_id = ('00000000-0000-0000-0000-00000000000' || $1)::uuid ORDER BY position
"""
PASSED = """
SELECT number, stage, passage, passed_by FROM stage_passage
WHERE assessment_id = '00000000-0000-0000-0000-000000000001' ORDER BY number
"""


@pytest.fixture
def before(databases: Databases) -> Iterator[str]:
    """Return the URL of a database of the release before, and drop it in the end."""
    name = f"submission_before_{secrets.token_hex(3)}"
    url = databases.create_database(name, name)
    migrate(url, "0007")
    yield url
    databases.drop_database(name)


async def test_stages_up_to_the_last_decision_are_closed_and_that_one_is_open(before: str) -> None:
    connection: Any = await asyncpg.connect(before.replace("+asyncpg", ""))
    await connection.execute(FILL)
    migrate(before, "head")
    spbe, fresh, akip = [
        [tuple(row) for row in await connection.fetch(STATES, number)] for number in ("1", "2", "3")
    ]
    assert spbe == [
        ("mandiri", "closed", 3, "opener", "assessor"),
        ("dokumen", "closed", 3, "assessor", "assessor"),
        ("interviu", "open", 1, "assessor", None),
        ("visitasi", "waiting", 0, None, None),
        ("reviu", "waiting", 0, None, None),
    ]
    assert [row[:2] for row in fresh][:2] == [("mandiri", "open"), ("dokumen", "waiting")]
    assert [row[1] for row in akip] == ["open", "waiting", "waiting", "waiting"]
    assert [tuple(row) for row in await connection.fetch(PASSED)] == [
        (1, "mandiri", "opened", "opener"),
        (2, "mandiri", "submitted", "assessor"),
        (3, "mandiri", "closed", "assessor"),
        (4, "dokumen", "opened", "assessor"),
        (5, "dokumen", "submitted", "assessor"),
        (6, "dokumen", "closed", "assessor"),
        (7, "interviu", "opened", "assessor"),
    ]
    await connection.close()


def migrate(url: str, revision: str) -> None:
    # In a thread of its own: it runs an event loop, and the test may be inside one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(migrations.upgrade, url, FOLDER, revision).result()
