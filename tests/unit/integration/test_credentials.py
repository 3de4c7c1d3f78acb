"""Credentials of a folder, as Kubernetes mounts it: read again, never told, never elsewhere."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from integration.credentials import Credentials
from integration.settings import SourceSecret

HOST = "planning.example"


def written(secret: str, **changes: Any) -> str:
    return json.dumps({"secret": secret, "agency_code": "9901", "hosts": [HOST]} | changes)


def mount(folder: Path, version: str, **files: str) -> None:
    """Lay files down as Kubernetes does: one link is exchanged, and all files are new at once."""
    folder.mkdir(exist_ok=True)
    real = folder / f"..{version}"
    real.mkdir()
    for name, content in files.items():
        (real / name).write_text(content)
        link = folder / name
        if not link.is_symlink():
            link.symlink_to(Path("..data") / name)
    fresh = folder / "..data_tmp"
    fresh.symlink_to(real.name)
    fresh.replace(folder / "..data")


def test_a_file_is_a_credential_with_its_owner_and_its_hosts(tmp_path: Path) -> None:
    mount(tmp_path, "1", planning=written("one"))
    found = Credentials(None, tmp_path)["planning"]
    assert (found.reveal(), found.agency_code, found.hosts) == ("one", "9901", frozenset({HOST}))


def test_a_new_version_counts_at_once(tmp_path: Path) -> None:
    mount(tmp_path, "1", planning=written("one"))
    credentials = Credentials(None, tmp_path)
    assert credentials["planning"].reveal() == "one"
    mount(tmp_path, "2", planning=written("two", hosts=["other.example"]))
    assert credentials["planning"].reveal() == "two"
    assert credentials["planning"].hosts == {"other.example"}


def test_a_file_that_is_gone_is_no_credential_any_more(tmp_path: Path) -> None:
    (tmp_path / "planning").write_text(written("one"))
    credentials = Credentials(None, tmp_path)
    assert credentials["planning"].reveal() == "one"
    (tmp_path / "planning").unlink()
    assert credentials.get("planning") is None
    (tmp_path / "planning").write_text(written("two"))
    assert credentials["planning"].reveal() == "two"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("the-secret-itself", "no_credential"),
        ("", "no_credential"),
        ('{"secret": "the-secret-itself"', "no_credential"),
        (json.dumps({"secret": "the-secret-itself"}), "wrong: agency_code, hosts"),
        (written("the-secret-itself", hosts="the-secret-itself"), "wrong: hosts"),
        (written("the-secret-itself", **{"the-secret-itself": 1}), "no_credential"),
        (written("the-secret-itself", note="x" * 70_000), "too_large"),
    ],
)
def test_a_broken_file_is_told_once_and_never_what_it_holds(
    tmp_path: Path, content: str, problem: str
) -> None:
    (tmp_path / "planning").write_text(content)
    credentials = Credentials(None, tmp_path)
    with capture_logs() as told:
        assert credentials.get("planning") is None
        assert credentials.get("planning") is None
    assert [(each["event"], each["credential"], each["problem"]) for each in told] == [
        ("credential_unusable", "planning", problem)
    ]
    assert "the-secret-itself" not in str(told)
    (tmp_path / "planning").write_text(written("right"))
    assert credentials["planning"].reveal() == "right"


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text(written("elsewhere"))
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link").symlink_to(outside)
    credentials = Credentials(None, folder)
    for name in ("../outside", str(outside), "link", ".", "..", "", "..data", "a/b", "nul\x00"):
        assert credentials.get(name) is None, name


def test_what_the_settings_hold_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    own = SourceSecret(secret=SecretStr("own"), agency_code="9901", hosts=frozenset({HOST}))
    (tmp_path / "planning").write_text(written("other", agency_code="9902"))
    (tmp_path / "more").write_text(written("more"))
    credentials = Credentials({"planning": own}, tmp_path)
    assert credentials["planning"] is own
    assert sorted(credentials) == ["more", "planning"]
    assert len(credentials) == 2


def test_without_a_folder_there_are_those_of_the_settings(tmp_path: Path) -> None:
    assert dict(Credentials()) == {}
    assert dict(Credentials(None, tmp_path / "not-mounted")) == {}
    assert Credentials(None, tmp_path / "not-mounted").get("planning") is None
