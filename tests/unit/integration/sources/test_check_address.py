import pytest

from integration.reading.adapters.reader import base_url_of
from integration.sources.domain.addresses import normal_form
from integration.sources.usecases.check_address import objection_to


@pytest.mark.parametrize(
    ("url", "objection"),
    [
        ("https://e-planning.example", None),
        ("https://8.8.8.8/api", None),
        ("http://e-planning.example", "not_https"),
        ("http://127.0.0.1:9000", None),
        ("http://10.1.2.3", None),
        ("http://10.1.2.3:81", "not_https"),
        ("https://127.0.0.2", "not_public"),
        ("https://192.168.1.1", "not_public"),
        ("https://169.254.169.254", "not_public"),
        ("https://[::1]", "not_public"),
        ("https://[fe80::1]", "not_public"),
        ("https://[::ffff:10.0.0.1]", "not_public"),
        ("https://localhost", "not_public"),
        ("https://db.internal", "not_public"),
        ("https://a:b@e-planning.example", "not_a_url"),
        ("https://e-planning.example?key=1", "not_a_url"),
        ("https://e-planning.example#x", "not_a_url"),
        ("https://", "not_a_url"),
        ("https://e-planning.example:99999", "not_a_url"),
        ("https://[::1", "not_a_url"),
        ("file:///etc/passwd", "not_a_url"),
        ("gopher://e-planning.example", "not_a_url"),
        ("https://127.1", "not_a_url"),
        ("https://0x7f.1", "not_a_url"),
        ("https://2130706433", "not_a_url"),
        ("https://e-planning.example\n", "not_a_url"),
        ("https://e-planning\n.example", "not_a_url"),
        ("https://e-planning.example/a\tb", "not_a_url"),
        (" https://e-planning.example", "not_a_url"),
        ("https://@e-planning.example", "not_a_url"),
        ("https://e-planning.example?", "not_a_url"),
        ("https://e-planning.example\\x", "not_a_url"),
        ("https://e-planning.example:0", "not_a_url"),
        ("https://e..example", "not_a_url"),
        ("https://[fe80::1%25eth0]", "not_a_url"),
        ("https://e-planning.example/%2e%2e/admin", "not_a_url"),
        ("https://\uff41.example", "not_a_url"),
        ("https://e-planning.example//a", "not_a_url"),
        ("https://e-planning.example/a//b", "not_a_url"),
        ("https://LOCALHOST.", "not_public"),
    ],
)
def test_an_address_is_judged_before_anything_is_sent(url: str, objection: str | None) -> None:
    assert objection_to(url, {"127.0.0.1", "10.1.2.3:80"}) == objection


@pytest.mark.parametrize(
    ("registered", "expected"),
    [
        ("https://a.example", "https://a.example/api/v1"),
        ("https://a.example/", "https://a.example/api/v1"),
        ("https://a.example/planning/api", "https://a.example/planning/api"),
        ("http://127.0.0.1:8101", "http://127.0.0.1:8101/api/v1"),
    ],
)
def test_a_url_without_a_path_gets_the_usual_one(registered: str, expected: str) -> None:
    assert base_url_of(registered, "/api/v1") == expected


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("HTTPS://E-Planning.Example.:443/api/", "https://e-planning.example/api"),
        ("https://e-planning.example:8443//", "https://e-planning.example:8443"),
        ("http://10.1.2.3:80", "http://10.1.2.3"),
        ("https://[::0:1]/", "https://[::1]"),
        ("https://a.example/%7ex%2fy", "https://a.example/%7Ex%2Fy"),
        ("https://a.example:", "https://a.example"),
    ],
)
def test_an_address_has_one_normal_form(given: str, kept: str) -> None:
    assert normal_form(given) == kept
    assert normal_form(kept) == kept
