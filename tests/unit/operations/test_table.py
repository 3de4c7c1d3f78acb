"""The table is whole, and its order is that of a router."""

from operations.row import Resource, Table, most_exact_first
from operations.services import GATEWAY, Service
from operations.table import OPERATIONS, TOKENS, table_of
from rules.roles import READERS, ROLES


def resource(path: str) -> str:
    return path.removeprefix("/api/v1/").partition("/")[0].partition(".")[0]


def test_the_table_is_whole() -> None:
    table = Table((*OPERATIONS, *TOKENS), ROLES)

    assert {row.service for row in table.rows} == {*Service, GATEWAY}
    assert sum(len(table_of(service).rows) for service in Service) == len(OPERATIONS) - 1
    assert READERS < ROLES


def test_only_what_gives_tokens_needs_none() -> None:
    assert [row.id for row in OPERATIONS if row.is_open] == []
    assert all(row.is_open for row in TOKENS)


def test_nobody_changes_what_they_may_not_read() -> None:
    readers: dict[str, frozenset[str]] = {}
    for row in OPERATIONS:
        if row.method == "GET":
            readers[resource(row.path)] = readers.get(resource(row.path), frozenset()) | row.roles
    for row in OPERATIONS:
        assert row.roles <= readers[resource(row.path)], row.id


def test_a_kind_fits_its_method() -> None:
    methods = {
        "read": {"GET"},
        "stream": {"GET"},
        "trial": {"POST"},
        "command": {"POST", "PUT", "DELETE"},
        "job": {"POST", "PUT"},
        "upload": {"PUT"},
        "download": {"GET"},
    }

    for row in OPERATIONS:
        assert row.method in methods[row.kind], row.id
        # What may be signed is known by its records instead.
        assert row.is_keyed == (row.method == "POST" and not row.is_signed)


def test_the_most_exact_path_comes_first() -> None:
    things = Resource("shop", "/things")
    rows = (
        things.get("read_part", "/{thing}/{part}", READERS),
        things.get("read_thing", "/{thing}", READERS),
        things.get("read_file", "/{thing}.json", READERS),
        things.get("read_all", "/all", READERS),
        things.get("list_parts", "/{thing}/parts", READERS),
        things.get("list_things", "", READERS),
    )

    assert [row.id for row in most_exact_first(rows)] == [
        "list_things",
        "read_all",
        "read_file",
        "read_thing",
        "list_parts",
        "read_part",
    ]


def test_the_roles_of_a_stage_are_among_those_of_the_operation() -> None:
    """They are said where a step of a stage is refused: this stage's, not those of all stages."""
    staged = [
        row
        for row in OPERATIONS
        if "{stage}" in row.path and row.roles != READERS and len(row.roles) > 1
    ]
    assert {row.id for row in staged} == {row.id for row in OPERATIONS if row.at_stage}
    for row in staged:
        for stage in row.at_stage:
            assert row.roles_at({"stage": stage}) <= row.roles
        assert row.roles_at({"stage": "lain"}) == row.roles == row.roles_at({})
    (submission,) = [row for row in OPERATIONS if row.id == "submit_stage"]
    assert submission.roles_at({"stage": "mandiri"}) == {"coordinator"}
