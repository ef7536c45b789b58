"""Errors as Stripe words them."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str = "",
        param: str = "",
        **more: Any,
    ) -> None:
        self.status = status
        self.error: dict[str, Any] = {"type": kind, "message": message} | more
        self.error |= {name: value for name, value in (("code", code), ("param", param)) if value}
        super().__init__(message)


def missing(kind: str, identifier: str, param: str = "id") -> ApiError:
    return ApiError(404, f"No such {kind}: '{identifier}'", code="resource_missing", param=param)
