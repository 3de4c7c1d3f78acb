"""Claims are put where the settings say that they are looked for."""

from gateway.issuer.domain import token_claims, with_claim


def test_a_dot_makes_an_object() -> None:
    claims = token_claims(
        "x",
        roles=["leader"],
        roles_claim="realm_access.roles",
        agency_code="9901",
        agency_claim="realm_access.agency",
    )

    assert claims == {"sub": "x", "realm_access": {"roles": ["leader"], "agency": "9901"}}


def test_nothing_that_was_there_is_lost_or_changed() -> None:
    before = {"a": {"b": 1}}

    assert with_claim(before, "a.c", value=2) == {"a": {"b": 1, "c": 2}}
    assert before == {"a": {"b": 1}}
