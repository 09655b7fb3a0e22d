"""A board to send requests to the simulated status service and to read its answers."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from pmbridge.boards.kind import (
    Changed,
    Flaw,
    Kind,
    Settings,
    case_flaws,
    case_of,
    still_question,
    strange_keys,
    text_flaws,
)
from pmbridge.boards.service import ALLOWED, IN_WORDS, Service
from pmbridge.boards.widget import BoardWidget, make

_MOST = 200


def flaws(settings: Settings) -> list[Flaw]:
    """Return what is wrong with the settings of an API explorer."""
    found = strange_keys(settings, ("question", "help", "case"))
    found += case_flaws(settings)
    return found + text_flaws(settings, "question", "Write question: and what to look for.")


def read(settings: Settings, answer: Any) -> Any:
    """Return the last request, ``{"path": ...}``, or ``...`` before the first."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get("path"), str):
        return ...
    asked = answer.get("asked")
    return {
        "path": answer["path"][:_MOST],
        "broken": answer.get("broken") is True,
        "asked": asked if type(asked) is int and 0 <= asked <= 99 else 1,
    }


def fill(settings: Settings) -> Settings:
    """Put in the jobs that the service knows, and addresses to begin with."""
    response = case_of(settings).api_response()
    first = response["jobs"][0]["id"]
    return {
        **settings,
        "response": response,
        "allowed": ALLOWED,
        "examples": ["/jobs", f"/jobs/{first}", "/jobs?status=booked", "/jobs/J-999", "/repairers"],
    }


def answered(response: Mapping[str, Any], request: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the service says to a request, as the browser shows it."""
    service = Service(response, broken=request["broken"])
    service.asked = request["asked"] - 1
    reply = service.get(request["path"])
    return {
        "path": request["path"],
        "status": reply.status,
        "reason": reply.reason,
        "words": IN_WORDS[reply.status],
        "headers": list(reply.headers.items()),
        "body": reply.body,
    }


def widget(settings: Settings, answer: Any, changed: Changed) -> BoardWidget:
    """Return the board."""
    response = settings["response"]
    shown = {key: value for key, value in settings.items() if key != "response"}

    def translate(raw: Any) -> tuple[Any, dict[str, Any]]:
        request = read(settings, raw)
        return raw, {} if request is ... else answered(response, request)

    return make("api", shown, answer, changed, read, translate=translate)


def still(settings: Settings) -> tuple[str, str]:
    """Return one request and its answer, and one that goes wrong."""
    html, text = still_question(settings)
    filled = fill(settings)
    for path in filled["examples"][1:4:2]:
        reply = answered(filled["response"], {"path": path, "broken": False, "asked": 1})
        line = f"GET {path}  →  {reply['status']} {reply['reason']}"
        body = json.dumps(reply["body"], indent=2, ensure_ascii=False)
        html += f"<p><code>{escape(line)}</code><br>{escape(reply['words'])}</p><pre>{escape(body)}</pre>"
        text += f"\n{line}\n{reply['words']}\n{body}"
    return html, text


KIND = Kind(flaws, read, widget, still, fill)
