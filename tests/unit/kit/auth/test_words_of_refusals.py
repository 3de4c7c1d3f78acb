"""Why a token is refused, in words that its holder reads."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from tests.unit.kit.auth.test_tokens import ISSUER, VERIFIER, claims, signed

from gateway.issuer.store import SigningKey
from kit.errors import Unauthenticated
from rules.text import Text

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: "abc", "bukan JWT yang ditandatangani"),
        (lambda: SigningKey.generate().sign(claims()), "kuncinya bukan milik penerbitnya"),
        (
            lambda: SigningKey(SigningKey.generate().private, ISSUER.key.kid).sign(claims()),
            "tanda tangannya tidak cocok",
        ),
        (
            lambda: ISSUER.key.sign(claims(exp=datetime(2026, 1, 1, tzinfo=UTC))),
            "sudah kedaluwarsa",
        ),
        (lambda: ISSUER.key.sign(claims(aud=None)), "klaim aud tidak ada"),
        (
            lambda: ISSUER.key.sign(claims(roles=["x"])),
            "tidak memuat peran yang dikenal oleh sistem ini: x",
        ),
        (lambda: ISSUER.key.sign(claims(roles="x")), "klaim roles bukan daftar peran"),
        (lambda: ISSUER.key.sign(claims(agency=7)), "klaim agency bukan kode"),
        (lambda: signed({}, nonce="n"), "bukan token akses: memuat nonce"),
    ],
)
async def test_the_indonesian_refusal_is_indonesian_to_its_end(
    made: Callable[[], str], told: str
) -> None:
    token = made()  # now, so that it has not expired before its turn comes
    with pytest.raises(Unauthenticated) as caught:
        await VERIFIER.verify(token)

    assert isinstance(caught.value.detail, Text)
    assert caught.value.detail.id == f"Token ditolak: {told}."
