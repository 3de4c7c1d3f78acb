"""What the stories of offers do again and again: enter a root, offer it a place, name the offer."""

from typing import Any

PROVINCE = "9900"
REGION = "9901"


async def put_root(service: Any, code: str, headers: dict[str, str], **body: Any) -> Any:
    state = {"name": f"Provinsi {code}", "agency_kind": "province", "valid_from": "2017-01-01"}
    return await service.api.put(
        f"/agencies/{code}", json=state | body, headers=headers | {"If-None-Match": "*"}
    )


async def make(
    service: Any,
    headers: dict[str, str],
    *,
    parent: str = PROVINCE,
    agency: str = REGION,
    note: str | None = None,
) -> Any:
    body = {"agency_code": agency} | ({} if note is None else {"note": note})
    return await service.api.post(f"/agencies/{parent}/offers", json=body, headers=headers)


def address(offer: Any, *, of: str = REGION) -> str:
    return f"/agencies/{of}/offers/{offer.json()['offer_id']}"
