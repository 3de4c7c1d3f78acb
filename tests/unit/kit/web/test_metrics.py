from collections.abc import Callable

import httpx
from prometheus_client import REGISTRY


def requests(method: str, route: str, status: int) -> float:
    labels = {"method": method, "route": route, "status": str(status)}
    return REGISTRY.get_sample_value("tolok_http_requests_total", labels) or 0


async def test_requests_are_counted_by_route_not_by_address(
    client: httpx.AsyncClient, bearer: Callable[..., dict[str, str]]
) -> None:
    route = "/api/v1/orders/{number}"
    before = requests("GET", route, 200)

    for number in range(3):
        await client.get(f"/api/v1/orders/{number}", headers=bearer("leader"))

    assert requests("GET", route, 200) == before + 3


async def test_invented_addresses_and_methods_are_one_label(client: httpx.AsyncClient) -> None:
    before = requests("GET", "none", 404)
    other = requests("OTHER", "none", 404)

    for number in range(3):
        await client.get(f"/invented/{number}")
        await client.request(f"INVENTED{number}", f"/invented/{number}")

    assert requests("GET", "none", 404) == before + 3
    assert requests("OTHER", "none", 404) == other + 3


async def test_what_breaks_is_counted(
    client: httpx.AsyncClient, bearer: Callable[..., dict[str, str]]
) -> None:
    route = "/api/v1/orders/{number}/ship"
    before = requests("POST", route, 500)

    await client.post("/api/v1/orders/0/ship", headers=bearer("leader"))

    assert requests("POST", route, 500) == before + 1
