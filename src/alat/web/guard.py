"""What every response carries, and which requests are not answered at all."""

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

Next = Callable[[Request], Awaitable[Response]]

SECURITY_HEADERS = {
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def guard(hosts: Sequence[str]) -> Callable[[Request, Next], Awaitable[Response]]:
    """Return a middleware that sets the security headers and answers to no host name but ours.

    A page elsewhere can point a name of its own at this machine and so read what it serves (DNS rebinding); such a
    request arrives with that name as its host.

    Parameters
    ----------
    hosts
        Host names that are ours, without port; an IPv6 address in brackets.
    """
    ours = frozenset(hosts)

    async def guarded(request: Request, answer: Next) -> Response:
        if _host_name(request.headers.get("host", "")) in ours:
            response = await answer(request)
        else:
            refusal = {"error": "MisdirectedRequest", "message": "this host name is not served here"}
            response = JSONResponse(refusal, HTTPStatus.MISDIRECTED_REQUEST)
        response.headers.update(SECURITY_HEADERS)
        return response

    return guarded


def _host_name(host: str) -> str:
    name, mark, port = host.rpartition(":")
    return (name if mark and port.isdecimal() else host).lower()
