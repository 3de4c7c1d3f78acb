"""A credential travels only on a connection whose certificate is of the host that is asked."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from guard import targets
from integration.reading.adapters.client import make_client
from kit.outbound import HttpClient, Unreachable

ONE, OTHER = "one.test", "other.test"
_USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
_SIGNS_CERTIFICATES = x509.KeyUsage(**{use: use == "key_cert_sign" for use in _USES})


@dataclass
class Authority:
    """A certificate authority of this test; `folder` takes what it makes."""

    folder: Path
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def __post_init__(self) -> None:
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
        self.certificate = self._sign(
            self.name, self.key, x509.BasicConstraints(ca=True, path_length=0), _SIGNS_CERTIFICATES
        )
        self.file = self._write("authority", self.certificate)

    def server_context(self, host: str) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        alternative = x509.SubjectAlternativeName([x509.DNSName(host)])
        file = self._write(host, self._sign(name, key, alternative), key)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _sign(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, *extensions: x509.ExtensionType
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            # From Python 3.13 on, a certificate that does not say who signed it is refused.
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
        )
        for extension in extensions:
            builder = builder.add_extension(extension, critical=True)
        return builder.sign(self.key, hashes.SHA256())

    def _write(
        self,
        name: str,
        certificate: x509.Certificate,
        key: ec.EllipticCurvePrivateKey | None = None,
    ) -> Path:
        file = self.folder / f"{name}.pem"
        secret = (
            b""
            if key is None
            else key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
        return file


@dataclass
class Server:
    """One address; `contexts` has the certificate of each name. Says what came on which name."""

    contexts: dict[str, ssl.SSLContext]
    port: int = 0
    handshakes: list[str] = field(default_factory=list)
    heard: list[tuple[str, str]] = field(default_factory=list)

    def choose(self, connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        self.handshakes.append(str(name))
        connection.context = self.contexts.get(str(name), self.contexts[ONE])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected_as = self.handshakes[-1]
        while head := await _head(reader):
            (host,) = (line[6:] for line in head.splitlines() if line.lower().startswith("host: "))
            self.heard.append((connected_as, host.partition(":")[0]))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            await writer.drain()
        writer.close()


async def _head(reader: asyncio.StreamReader) -> str:
    try:
        return (await reader.readuntil(b"\r\n\r\n")).decode()
    except (asyncio.IncompleteReadError, ConnectionError):
        return ""


def client() -> HttpClient:
    return make_client(max_body_bytes=1_000, allowed_targets=())


Start = Callable[..., Any]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Give tests a server with the certificates of some names, which all lead to its address."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    monkeypatch.setattr(targets, "is_public", lambda _: True)

    @asynccontextmanager
    async def started(*names: str) -> AsyncIterator[Server]:
        server = Server({name: authority.server_context(name) for name in names})
        server.contexts[ONE].sni_callback = server.choose
        listener = await asyncio.start_server(server.serve, "127.0.0.1", ssl=server.contexts[ONE])
        server.port = listener.sockets[0].getsockname()[1]

        async def resolve(*_: Any, **__: Any) -> list[Any]:
            return [(0, 0, 0, "", ("127.0.0.1", server.port))]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
        async with listener:
            yield server

    return started


async def test_two_names_of_one_address_share_no_connection(start: Start) -> None:
    async with start(ONE, OTHER) as server, client() as http:
        for host in (ONE, OTHER, ONE, OTHER):
            answer = await http.get(
                f"https://{host}:{server.port}/", headers={"Authorization": "Bearer secret"}
            )
            assert answer.text == "ok"
    assert server.heard == [(ONE, ONE), (OTHER, OTHER), (ONE, ONE), (OTHER, OTHER)]
    assert server.handshakes == [ONE, OTHER]  # each name keeps its connection


async def test_a_name_without_a_certificate_is_not_heard_on_another_s_connection(
    start: Start,
) -> None:
    async with start(ONE) as server, client() as http:
        assert (await http.get(f"https://{ONE}:{server.port}/")).text == "ok"
        with pytest.raises(Unreachable):
            await http.get(
                f"https://{OTHER}:{server.port}/", headers={"Authorization": "Bearer secret"}
            )
    assert server.heard == [(ONE, ONE)]


async def test_connections_of_a_host_that_is_asked_no_more_are_closed(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "_IDLE_SECONDS", 0.0)
    async with start(ONE, OTHER) as server, client() as http:
        for host in (ONE, OTHER, ONE):
            await http.get(f"https://{host}:{server.port}/")
    assert server.handshakes == [ONE, OTHER, ONE]
