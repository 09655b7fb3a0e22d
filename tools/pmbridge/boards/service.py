"""A small status service to talk to: it answers requests as a real one does, from the case's own jobs."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

ALLOWED = 5
"""Requests that are answered before the service asks for a pause."""
PAUSE_SECONDS = 30

REASONS = {
    200: "OK",
    400: "Bad Request",
    404: "Not Found",
    429: "Too Many Requests",
    500: "Internal Server Error",
}
IN_WORDS = {
    200: "It worked. The body below is what you asked for.",
    400: "The service does not understand the question. The fault is on your side of the line.",
    404: "There is nothing at this address. Perhaps it is mistyped, perhaps it is gone.",
    429: "You ask too often. Wait as long as Retry-After says, and ask less.",
    500: "The service broke while it worked on this. The fault is on its side: your question may be fine.",
}
_FILTERS = ("status", "item")


class Reply(NamedTuple):
    """What came back: a status code, headers, and a body of plain data."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def reason(self) -> str:
        """The words that belong to the code, such as Not Found."""
        return REASONS[self.status]


class Service:
    """The simulated status service.

    >>> service = Service(case.api_response())
    >>> service.get("/jobs/J-873").status
    200
    """

    def __init__(self, response: Mapping[str, Any], broken: bool = False) -> None:
        self._response = response
        self.broken = broken
        self.asked = 0

    def wait(self) -> None:
        """Wait until the service answers again; nobody really waits."""
        self.asked = 0

    def get(self, path: str) -> Reply:
        """Return the reply to a request for ``path``, such as ``/jobs?status=booked``."""
        self.asked += 1
        if self.asked > ALLOWED:
            headers = {"Retry-After": str(PAUSE_SECONDS)}
            return _reply(429, {"error": f"more than {ALLOWED} requests without a pause"}, headers)
        if self.broken:
            return _reply(500, {"error": "internal error", "trace": "c7f1"})
        return self._found(path)

    def _found(self, path: str) -> Reply:
        parts = urlsplit(path.strip())
        way = [part for part in parts.path.split("/") if part]
        jobs: list[dict[str, Any]] = self._response["jobs"]
        if way == ["jobs"]:
            wanted = dict(parse_qsl(parts.query, keep_blank_values=True))
            strange = [key for key in wanted if key not in _FILTERS]
            if strange:
                said = f"unknown filter {strange[0]}; known are {' and '.join(_FILTERS)}"
                return _reply(400, {"error": said})
            kept = [job for job in jobs if all(job[key] == wanted[key] for key in wanted)]
            return _reply(200, {**self._response, "count": len(kept), "jobs": kept})
        if len(way) == 2 and way[0] == "jobs":
            for job in jobs:
                if job["id"] == way[1]:
                    return _reply(200, job)
            return _reply(404, {"error": f"no job {way[1]}"})
        return _reply(404, {"error": f"nothing at {parts.path or '/'}"})


def _reply(status: int, body: Any, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, {"Content-Type": "application/json", **(headers or {})}, body)
