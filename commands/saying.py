"""How the command speaks: the answer to stdout, all else to stderr, errors as one message."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import click

from loaders.errors import LoadError
from loaders.settings import ADD_SHOP, Home, SettingsError
from metrics.errors import MetricError
from metrics.period import PeriodError

KNOWN_ERRORS: Final = (LoadError, SettingsError, MetricError, PeriodError)
"""What a person can act on: shown as one message, without a traceback."""

PLAIN_OR_JSON: Final = click.Choice(["table", "json"])


class Refused(click.ClickException):
    """Nothing was done."""

    exit_code = 2


class Commands(click.Group):
    """The one place where known errors become messages."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KNOWN_ERRORS as error:
            raise Refused(str(error)) from error


def home_notes(home: Home, *, is_empty: bool) -> Iterator[str]:
    if home.is_demo:
        yield "Demo data: made-up shops."
    if is_empty:
        load = "shoppulse load PATH…" if home.settings.shops else ADD_SHOP
        yield f"{home.path} holds no data yet. Begin with: {load}"


def print_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], form: str) -> None:
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    from reports import terminal

    cells = [["" if row[c] is None else str(row[c]) for c in columns] for row in rows]
    click.echo(terminal.table(columns, cells))
