"""What people write after the words of the command, as values."""

import re
from collections.abc import Sequence
from pathlib import Path

import click


def words(_context: click.Context, _option: click.Parameter, given: Sequence[str]) -> list[str]:
    """Options repeat or take commas."""
    return [word.strip() for text in given for word in text.split(",") if word.strip()]


def where_of(
    _context: click.Context, _option: click.Parameter, given: Sequence[str]
) -> dict[str, list[str | None]]:
    """The same dimension twice is OR; nothing after `=` is null."""
    chosen: dict[str, list[str | None]] = {}
    for text in given:
        dimension, equals, value = text.partition("=")
        if not equals or not dimension.strip():
            raise click.BadParameter(f"{text!r}: write DIM=VALUE, such as country=US.")
        chosen.setdefault(dimension.strip(), []).append(value or None)
    return chosen


def pause(_context: click.Context, _option: click.Parameter, given: str | None) -> float | None:
    """15m, 90s, 2h: in seconds."""
    if given is None:
        return None
    match = re.fullmatch(r"(\d+)([smh])", given)
    if not match or not int(match[1]):
        raise click.BadParameter(f"{given!r}: write 90s, 15m or 2h.")
    return int(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]]


def currency_of(_context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    return given and given.upper()


def format_of(form: str | None, out: Path | None) -> str:
    """The format as said, else by the suffix of the file."""
    if form or out is None:
        return form or "table"
    suffix = out.suffix.lower().lstrip(".")
    if suffix not in ("csv", "json"):
        raise click.BadParameter(f"{out}: end it in .csv or .json, or say --format.")
    return suffix
