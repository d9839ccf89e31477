"""Targets by metric, shop and period: set, listed, removed, and handed to `kpis`."""

from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.saying import PLAIN_OR_JSON, Refused, print_rows
from loaders.settings import Home, open_home
from metrics.period import resolve, whole

if TYPE_CHECKING:
    from metrics.judgement.targets import Target
    from records.records import Records


def targets_of(home: Home) -> list["Target"]:
    """The targets that hold."""
    from metrics.judgement.targets import Target

    if not home.path.is_dir():
        return []
    with records_of(home) as records:
        return [
            Target(
                one.metric, one.shop_id, one.label, one.first, one.last, Decimal(one.value),
                one.currency,
            )
            for one in records.targets()
        ]  # fmt: skip


@contextmanager
def records_of(home: Home) -> Generator["Records"]:
    """The database, closed afterwards; what it has to say is said without the statement."""
    from sqlalchemy.exc import DBAPIError

    from records.records import Records

    home.path.mkdir(parents=True, exist_ok=True)
    try:
        with closing(Records(home.records_url(), home.now)) as records:
            yield records
    except DBAPIError as error:
        said = str(error.orig).partition("\n")[0]
        raise Refused(f"The database of targets and notes can't be used: {said}") from error


@click.group()
def target() -> None:
    """Targets by metric, shop and period, kept in the database."""


def _of_target(command: Callable[..., None]) -> Callable[..., None]:
    """What names a target."""
    shop = click.option("--shop", "shop_id", metavar="ID", help="Default: all shops together.")
    period = click.argument("period", metavar="PERIOD")
    return click.argument("metric_id", metavar="METRIC")(period(shop(command)))


@target.command("set")
@_of_target
@click.argument("value", metavar="VALUE")
@click.option("--currency", metavar="CUR", help="Of money; default: that of the shop.")
@click.option("--author", envvar=["SHOPPULSE_AUTHOR", "USER", "USERNAME"], default="")
@click.pass_obj
def set_target(
    folder: Path,
    metric_id: str,
    period: str,
    value: str,
    shop_id: str | None,
    currency: str | None,
    author: str,
) -> None:
    """Sets a target: 120000, or 0.035 for a share of 3.5 %. One set before is kept as history."""
    from metrics.judgement.targets import read_target

    home = open_home(folder)
    currencies = {one.id: one.currency for one in home.settings.shops.values()}
    if shop_id:
        home.settings.shop(shop_id)
    calendar = home.settings.calendar
    today = home.today()
    new = read_target(metric_id, period, value, shop_id, currency, currencies, today, calendar)
    with records_of(home) as records:
        records.set_target(
            new.metric, new.shop, new.label, new.first, new.last, str(new.value), new.currency,
            author,
        )  # fmt: skip
    said = f"{new.metric} {new.first} to {new.last}: {new.value} {new.currency or ''}".rstrip()
    click.echo(f"{said} ({shop_id or 'all shops'})", err=True)


@target.command("list")
@click.option("--history", is_flag=True, help="Those that were replaced or removed.")
@click.option("--format", "form", type=PLAIN_OR_JSON, default="table")
@click.pass_obj
def listtargets_of(folder: Path, history: bool, form: str) -> None:
    """Lists the targets that hold."""
    with records_of(open_home(folder)) as records:
        rows = [
            {
                "metric": one.metric,
                "shop": one.shop_id,
                "period": one.label,
                "from": str(one.first),
                "to": str(one.last),
                "value": one.value if form == "table" else _number(one.value),
                "currency": one.currency,
                "author": one.author,
                "set_at": one.set_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
            for one in records.targets(replaced=history)
        ]
    print_rows(rows, "metric shop period from to value currency author set_at".split(), form)


@target.command()
@_of_target
@click.pass_obj
def remove(folder: Path, metric_id: str, period: str, shop_id: str | None) -> None:
    """Removes a target; it stays in the history."""
    from metrics.judgement.targets import one_metric

    home, metric = open_home(folder), one_metric(metric_id)
    calendar = home.settings.calendar
    span = whole(resolve(period, home.today(), calendar, may_lie_ahead=True))
    with records_of(home) as records:
        if not records.remove_target(metric.name, shop_id, span.first, span.last):
            raise Refused(
                f"There is no target of {metric.name} for {span} ({shop_id or 'all shops'}). "
                "See: shoppulse target list"
            )


def _number(text: str) -> int | float:
    """A whole number stays one."""
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)
