import httpx
from starlette.applications import Starlette
from starlette.routing import Route

from kit.observe import health_endpoints


async def test_a_failed_check_makes_it_unready_and_keeps_its_reason_to_itself() -> None:
    async def well() -> None:
        pass

    async def unwell() -> None:
        raise ConnectionError("postgresql://user:password@host")

    endpoints = health_endpoints({"a": well, "b": unwell})
    app = Starlette(routes=[Route(path, answer) for path, answer in endpoints.items()])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {
        "status": "unavailable",
        "checks": {"a": "ok", "b": "ConnectionError"},
    }
