"""Answers as Stripe shapes them: expanded references, lists in pages."""

from __future__ import annotations

from typing import Any

from devtools.stripe_sandbox.refusals import ApiError, missing
from devtools.stripe_sandbox.world import Account, Thing, shown

PAGE, LONGEST_PAGE = 10, 100
COMPARISONS = {
    "gt": lambda found, asked: found > asked,
    "gte": lambda found, asked: found >= asked,
    "lt": lambda found, asked: found < asked,
    "lte": lambda found, asked: found <= asked,
}


def expanded(at: Account, answer: Thing, paths: list[str]) -> Thing:
    answer = shown(answer)
    for path in paths:
        _expand(at, answer, path.split("."), path)
    return answer


def _expand(at: Account, answer: Thing, names: list[str], path: str) -> None:
    name, *rest = names
    if answer.get("object") == "list" and name == "data":
        for thing in answer["data"]:
            _expand(at, thing, rest, path)
        return
    if name not in answer:
        raise ApiError(400, f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(answer[name], str) and answer[name] in at.things:
        answer[name] = shown(at.things[answer[name]])
    if rest and isinstance(answer[name], dict):
        _expand(at, answer[name], rest, path)


def page(things: list[Thing], params: Thing, url: str) -> Thing:
    """`things`: the newest first."""
    things = [thing for thing in things if _within(thing, params)]
    if after := params.get("starting_after"):
        ids = [thing["id"] for thing in things]
        if after not in ids:
            raise missing("object", after, "starting_after")
        things = things[ids.index(after) + 1 :]
    limit = params.get("limit", PAGE)
    if not 1 <= limit <= LONGEST_PAGE:
        raise ApiError(400, f"Invalid limit: {limit}", param="limit")
    return {"object": "list", "data": things[:limit], "has_more": len(things) > limit, "url": url}


def _within(thing: Thing, params: Thing) -> bool:
    return all(_compares(thing[name], params[name]) for name in ("created", "arrival_date") if name in params)


def _compares(found: int, asked: Any) -> bool:
    if isinstance(asked, dict):
        return all(COMPARISONS[word](found, bound) for word, bound in asked.items())
    return bool(found == asked)
