import pytest

from sandbox.servers.databases import Databases, client_environment


def test_a_password_goes_by_environment_and_not_by_argument() -> None:
    found = client_environment("postgresql://admin:p%40ss@db.test:6543/postgres?sslmode=require")
    assert found["PGHOST"] == "db.test"
    assert found["PGPORT"] == "6543"
    assert found["PGUSER"] == "admin"
    assert found["PGPASSWORD"] == "p@ss"
    assert found["PGSSLMODE"] == "require"


@pytest.mark.parametrize("name", ["", "Tolok", "a;b", 'a"b', "1a", "a" * 64])
def test_a_name_that_needs_quoting_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no name here"):
        Databases("postgresql://127.0.0.1/postgres").create_role(name)
