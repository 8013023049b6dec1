"""The application: its addresses, and how each way of failing is told."""

import logging
from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from alat.data import datasets
from alat.errors import AlatError, BadInput, CorruptSnapshot, NoRoute, NotCovered
from alat.web import answers
from alat.web.guard import SECURITY_HEADERS, guard

API = "/api/v1"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
STATUS_OF: tuple[tuple[type[AlatError], HTTPStatus], ...] = (
    (BadInput, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NotCovered, HTTPStatus.NOT_FOUND),
    (NoRoute, HTTPStatus.NOT_FOUND),
    (CorruptSnapshot, HTTPStatus.SERVICE_UNAVAILABLE),
)

Name = Annotated[str, Path(max_length=100, description="A country: name, alias, ISO code or M49 number.")]
Party = Annotated[str, Path(max_length=100, description="A country, or a bloc such as latin-america.")]
StudyId = Annotated[str, Path(max_length=100, description="The id of a shipped study.")]
Codes = Annotated[str, Query(max_length=400, description="Codes with commas between.")]
Day = Annotated[date | None, Query(description="Day on which a bloc's members count, such as 2025-04-18.")]
Cargo = Annotated[str, Query(max_length=40, description="How goods travel: container, dry_bulk ...")]

_log = logging.getLogger(__name__)


class Answer(BaseModel):
    """The envelope of every answer, the same as ``--json`` of the command."""

    alat: str
    command: str
    inputs: dict[str, object]
    result: object
    sources: list[dict[str, str | None]]
    notes: list[str]


class Problem(BaseModel):
    """What went wrong: the kind of error and one line for a person."""

    error: str
    message: str


def create_app(*, hosts: Sequence[str] = LOOPBACK) -> FastAPI:
    """Build the application.

    Parameters
    ----------
    hosts
        Host names it answers to, without port; requests for another name are refused.

    Returns
    -------
    FastAPI
        Answers under ``/api/v1`` as JSON; nothing is loaded from elsewhere and nothing is written.
    """
    app = FastAPI(
        title="Alat",
        summary="The answers of the alat command as JSON.",
        version="1",
        openapi_url=f"{API}/openapi.json",
        # The interactive pages of FastAPI load scripts from a content network.
        docs_url=None,
        redoc_url=None,
    )
    app.middleware("http")(guard(hosts))
    app.add_exception_handler(AlatError, _told)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _broken)
    problems: dict[int | str, dict[str, object]] = {int(status): {"model": Problem} for _, status in STATUS_OF}
    for path, endpoint in (
        ("/profile/{first}/{second}", profile),
        ("/lanes/{origin}/{destination}", lanes),
        ("/claims/{study}", claims),
        ("/countries", countries),
    ):
        app.add_api_route(API + path, endpoint, response_model=Answer, responses=problems, methods=["GET"])
    app.add_api_route("/health", health, methods=["GET"], responses=problems)
    return app


def profile(first: Name, second: Party, *, on: Day = None) -> JSONResponse:
    """Trade between two countries, or of a country with each member of a bloc, on every basis there is."""
    return JSONResponse(answers.profile(first, second, on=on))


def lanes(
    origin: Name,
    destination: Name,
    *,
    cargo: Cargo = "container",
    avoid: Codes = "",
    close: Codes = "",
    reopen: Annotated[Codes, Query(alias="open")] = "",
) -> JSONResponse:
    """Ways for goods from one country to another: money, time, emissions, ship changes and parties."""
    answer = answers.lanes(origin, destination, cargo=cargo, avoid=avoid, close=close, reopen=reopen)
    return JSONResponse(answer)


def claims(study: StudyId) -> JSONResponse:
    """Every claim of a study against the data on every basis."""
    return JSONResponse(answers.claims(study))


def countries() -> JSONResponse:
    """Countries and territories that can be asked about."""
    return JSONResponse(answers.every_country())


def health() -> dict[str, str | int]:
    """Say whether the shipped data can be read."""
    return {"status": "ok", "tables": len(datasets())}


def _told(request: Request, error: Exception) -> JSONResponse:
    status = next((status for kind, status in STATUS_OF if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("%s: %s", request.url.path, error)
    return _problem(type(error).__name__, " ".join(str(error).split()), status=status)


def _malformed(_request: Request, error: Exception) -> JSONResponse:
    lines = error.errors() if isinstance(error, RequestValidationError) else []
    message = "; ".join(f"{line['loc'][-1]}: {line['msg']}" for line in lines)
    return _problem("BadInput", message, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _refused(_request: Request, error: Exception) -> JSONResponse:
    status = HTTPStatus(error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR)
    return _problem(status.phrase.replace(" ", ""), status.description or status.phrase, status=status)


def _broken(request: Request, error: Exception) -> JSONResponse:
    # What went wrong stays in the log: a stranger learns nothing of the machine.
    _log.error("%s: %s", request.url.path, type(error).__name__)
    return _problem("InternalServerError", "an error of Alat's own; please report it", status=HTTPStatus(500))


def _problem(kind: str, message: str, *, status: HTTPStatus) -> JSONResponse:
    # Errors that nothing handled are answered outside the guard, so the headers are set here as well.
    return JSONResponse({"error": kind, "message": message}, int(status), headers=SECURITY_HEADERS)
