"""Fees on parcels by destination: dated rules, in `fees.toml`, off until they are confirmed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from metrics.errors import UnknownNameError
from metrics.values import E4


class Per(StrEnum):
    """What a fee is charged for."""

    PRODUCT = "product"
    """Each distinct product of a parcel."""
    UNIT = "unit"
    PARCEL = "parcel"


@dataclass(frozen=True, kw_only=True)
class FeeRule:
    """One fee. Countries are codes of ISO 3166; from `local` ones nothing is due.

    `limit_e4`: only parcels with goods up to this value, in `currency`; null: all parcels.
    """

    name: str
    destinations: frozenset[str]
    local: frozenset[str]
    since: date
    amount_e4: int
    currency: str
    per: Per
    limit_e4: int | None = None
    cross_border_only: bool = True
    confirmed: bool = False
    source: str = ""

    def always(self) -> "FeeRule":
        """The same as if it held on every day."""
        return replace(self, since=date.min)


@cache
def presets() -> Mapping[str, FeeRule]:
    """Name → rule, confirmed or not."""
    said = _file()
    return {one["name"]: _rule(one, said["areas"]) for one in said["rules"]}


def preset(name: str) -> FeeRule:
    """Raises: UnknownNameError."""
    if name not in presets():
        raise UnknownNameError("fee rule", name, presets())
    return presets()[name]


def in_force(day: date) -> list[FeeRule]:
    """The confirmed rules that hold on a day."""
    return [one for one in presets().values() if one.confirmed and one.since <= day]


@cache
def country_codes() -> Mapping[str, str]:
    """A country as files write it, in small letters → its code."""
    named = {name: code for code, names in _file()["countries"].items() for name in names}
    codes = {code: code for code in _file()["countries"]}
    return {name.lower(): code for name, code in (named | codes).items()}


def _file() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("fees.toml").read_text("utf-8"))


def _rule(said: Mapping[str, Any], areas: Mapping[str, list[str]]) -> FeeRule:
    def countries(key: str) -> frozenset[str]:
        value = said[key]
        return frozenset(areas[value] if isinstance(value, str) else value)

    def amount(text: str) -> int:
        return int(Decimal(text) * E4)

    return FeeRule(
        name=said["name"],
        destinations=countries("destinations"),
        local=countries("local"),
        since=said["from"],
        amount_e4=amount(said["amount"]),
        currency=said["currency"],
        per=Per(said["per"]),
        limit_e4=amount(said["limit"]) if "limit" in said else None,
        cross_border_only=said["cross_border_only"],
        confirmed=said["confirmed"],
        source=said["source"],
    )
