from __future__ import annotations


class GatewayError(Exception):
    """Stripe did not do what it was asked."""


class GatewayDown(GatewayError):
    """No answer, or none that says anything: whether it was done is unknown. Ask again with the same key."""


class GatewayRefused(GatewayError):
    """Stripe answered no, and would again. `code` is Stripe's; for a card, `decline_code` is the bank's."""

    def __init__(self, code: str, message: str, decline_code: str = "") -> None:
        self.code, self.message, self.decline_code = code, message, decline_code
        super().__init__(f"{code}: {message}")


class BadSignature(GatewayError):
    """Not written by Stripe, altered on the way, or sent again long after."""
