"""What is no HTTP is refused in words that people and programs read."""

import pytest
from tests.component.kit.process.test_doors import Shop, shop  # noqa: F401 - a fixture
from tests.support.doors import answer_to, is_a_problem


@pytest.mark.parametrize(
    "request_",
    [
        b"nonsense\r\n\r\n",
        b"GET /who SMTP/1.1\r\n\r\n",
        b"GET /who HTTP/1.1\r\nHost: a\r\nNo colon\r\n\r\n",
        b"POST /open HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        b"POST /open HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET \xff HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
)
async def test_what_is_no_http_gets_a_problem_document(
    shop: Shop,  # noqa: F811 - the fixture
    request_: bytes,
) -> None:
    await shop.start()
    answer = await answer_to(shop.port, request_)
    assert answer.startswith(b"HTTP/1.1 400 ")
    is_a_problem(answer, "urn:tolok:problem:invalid")
