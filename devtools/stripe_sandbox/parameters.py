"""Parameters of a request, held to the types that the SDK ships: what Stripe would refuse is refused here."""

import re
import sys
import types
import typing
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin
from urllib.parse import parse_qsl

import stripe
import typing_extensions
from stripe._stripe_object import UntypedStripeObject

from devtools.stripe_sandbox.refusals import ApiError

OPTIONS_OF_THE_SDK = set(stripe.RequestOptions.__annotations__)
NO_LONGER_TAKEN = "payment_method_types"
KEYS, KEY_LENGTH, VALUE_LENGTH = 50, 40, 500
# Names that the SDK imports for type checkers only.
FOR_TYPE_CHECKERS = {"StripeContext": object, "Mapping": typing.Mapping}


def decoded(form: str) -> dict[str, Any]:
    """`a[b][0]=1` -> {"a": {"b": {"0": "1"}}}: lists become lists once their type is known."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        *path, last = re.findall(r"[^\[\]]+", name)
        inner = found
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = value
    return found


def checked(kind: type | None, given: dict[str, Any]) -> dict[str, Any]:
    """The parameters with their types, or ApiError as Stripe words it."""
    if kind is None:
        kind = NoParameters
    return _structure(given, kind, "")


class NoParameters(typing_extensions.TypedDict):
    expand: typing_extensions.NotRequired[list[str]]


@cache
def _types(kind: Any) -> dict[str, Any]:
    names = vars(sys.modules[kind.__module__])
    found = typing.get_type_hints(kind, names, FOR_TYPE_CHECKERS)
    return {name: hint for name, hint in found.items() if name not in OPTIONS_OF_THE_SDK}


def _structure(given: Any, kind: Any, where: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise ApiError(400, f"Invalid object at {where}", param=where)
    hints = _types(kind)
    for name in given:
        if name not in hints:
            _refuse_name(_inside(where, name))
    for name in sorted(kind.__required_keys__ & hints.keys()):
        if name not in given:
            full = _inside(where, name)
            raise ApiError(400, f"Missing required param: {full}.", code="parameter_missing", param=full)
    return {name: _typed(value, hints[name], _inside(where, name)) for name, value in given.items()}


def _refuse_name(name: str) -> None:
    if name == NO_LONGER_TAKEN:
        raise ApiError(
            400,
            "payment_method_types is no longer supported: use allowed_payment_method_types.",
            code="payment_method_types_no_longer_supported",
            param=name,
        )
    raise ApiError(400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


def _inside(where: str, name: str) -> str:
    return f"{where}[{name}]" if where else name


def _typed(value: Any, hint: Any, where: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _one_of(value, get_args(hint), where)
    if origin is Literal:
        return _named(value, get_args(hint), where)
    if origin is list:
        return _listed(value, get_args(hint)[0], where)
    if typing_extensions.is_typeddict(hint):
        return _structure(value, hint, where)
    if origin in (dict, UntypedStripeObject):
        return _notes(value, where)
    return _plain(value, hint, where)


def _one_of(value: Any, hints: tuple[Any, ...], where: str) -> Any:
    """An enumeration that the SDK types as open (`Literal[…] | str`) is closed at Stripe."""
    if isinstance(value, dict):
        inner = [hint for hint in hints if hint not in (str, int, bool) and get_origin(hint) is not Literal]
        return _typed(value, inner[0], where) if inner else _plain(value, str, where)
    if bool in hints and value in ("true", "false"):
        return value == "true"
    named = [name for hint in hints if get_origin(hint) is Literal for name in get_args(hint)]
    if value in named:
        return value
    if any(named):
        return _named(value, tuple(named), where)
    plain = [hint for hint in hints if hint in (str, int, bool)]
    if not plain:
        raise ApiError(400, f"Invalid object at {where}", param=where)
    return _plain(value, plain[0], where)


def _named(value: Any, names: tuple[Any, ...], where: str) -> Any:
    if value not in names:
        allowed = ", ".join(str(name) for name in names if name)
        raise ApiError(400, f"Invalid {where}: must be one of {allowed}", param=where)
    return value


def _listed(value: Any, hint: Any, where: str) -> list[Any]:
    if value == "":
        return []
    if not isinstance(value, dict) or sorted(value, key=int) != [str(n) for n in range(len(value))]:
        raise ApiError(400, f"Invalid array at {where}", param=where)
    return [_typed(value[str(n)], hint, f"{where}[{n}]") for n in range(len(value))]


def _notes(value: Any, where: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ApiError(400, f"Invalid object at {where}", param=where)
    for name, note in value.items():
        too_long = len(name) > KEY_LENGTH or not isinstance(note, str) or len(note) > VALUE_LENGTH
        if len(value) > KEYS or too_long:
            raise ApiError(400, f"Metadata at {where} is too long", param=f"{where}[{name}]")
    return value


def _plain(value: Any, hint: Any, where: str) -> Any:
    if not isinstance(value, str):
        raise ApiError(400, f"Invalid string at {where}", code="parameter_invalid_string", param=where)
    if hint is int:
        if not re.fullmatch(r"-?[0-9]+", value):
            raise ApiError(400, f"Invalid integer: {value}", code="parameter_invalid_integer", param=where)
        return int(value)
    if hint is bool:
        if value not in ("true", "false"):
            raise ApiError(400, f"Invalid boolean: {value}", param=where)
        return value == "true"
    if hint in (float, Decimal):
        return _decimal(value, where)
    if value == "":
        raise ApiError(
            400, f"You passed an empty string for '{where}'.", code="parameter_invalid_empty", param=where
        )
    return value


def _decimal(value: str, where: str) -> str:
    try:
        Decimal(value)
    except InvalidOperation:
        raise ApiError(400, f"Invalid decimal: {value}", param=where) from None
    return value
