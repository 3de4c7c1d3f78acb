"""The merged OpenAPI document at `/openapi.json`, and a page that shows it at `/docs`."""

import json
import tomllib
from importlib import resources
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from starlette.responses import HTMLResponse

from gateway.description.usecases.renew import MergedDocument

_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'"
)

router: Final = APIRouter(include_in_schema=False)


def install(app: FastAPI, merged: MergedDocument) -> None:
    """Show the merged document at the app's `/openapi.json`, and this page at `/docs`."""
    app.openapi = merged.document  # type: ignore[method-assign] # FastAPI's way to extend it
    app.include_router(router)


def examples() -> dict[str, dict[str, Any]]:
    """Return an answer of each operation, taken from the sample region; lists are shortened."""
    read: dict[str, dict[str, Any]] = json.loads(_page("examples.json"))
    return read


def descriptions() -> dict[str, dict[str, str]]:
    """Return what fields and parameters mean, by section and name."""
    read: dict[str, dict[str, str]] = tomllib.loads(_page("descriptions.toml"))
    return read


@router.get("/docs")
async def read_docs() -> HTMLResponse:
    """Show the page."""
    return HTMLResponse(_page("docs.html"), headers={"Content-Security-Policy": _POLICY})


@router.get("/docs/script.js")
async def read_script() -> HTMLResponse:
    """Show the page's script."""
    return HTMLResponse(_page("docs.js"), media_type="text/javascript")


def _page(name: str) -> str:
    return resources.files("gateway.description.api").joinpath(name).read_text(encoding="utf-8")
