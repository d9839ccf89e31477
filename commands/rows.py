"""`rows`: the rows behind a number, each with the file and row that it came from."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.options import where_of, words
from commands.saying import Refused, home_notes
from loaders.settings import open_home
from metrics.period import resolve

if TYPE_CHECKING:
    import polars as pl

    from metrics.behind import Tally


@click.command()
@click.argument("metric_id", metavar="METRIC")
@click.argument("period")
@click.option(
    "--side",
    type=click.Choice(["value", "per"]),
    default="value",
    show_default=True,
    help="What it counts, or what it is divided by.",
)
@click.option("--where", multiple=True, callback=where_of, metavar="DIM=VALUE")
@click.option("--shop", "shops", multiple=True, callback=words, metavar="ID,…")
@click.option("--clock", metavar="WORD", help="Dates sales by another day of the order.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table")
@click.pass_obj
def rows(
    folder: Path,
    metric_id: str,
    period: str,
    side: str,
    where: dict[str, list[str | None]],
    shops: list[str],
    clock: str | None,
    limit: int,
    offset: int,
    form: str,
) -> None:
    """The rows behind METRIC in PERIOD: what each adds, and the file and row that it is from."""
    from loaders.facts import facts_of
    from metrics.behind import page, tallies
    from metrics.catalog import find

    home = open_home(folder)
    metric, *others = find([metric_id])
    if others:
        names = ", ".join([metric.name, *(one.name for one in others)])
        raise Refused(f"{metric_id} is several metrics: choose one of {names}.")
    if shops:
        where = where | {"shop": [*where.get("shop", []), *shops]}
    span = resolve(period, home.today(), home.settings.calendar)
    facts = facts_of(home)
    for name in where.get("shop", []):
        if name and name not in facts.shops():
            home.settings.shop(name)
    for note in home_notes(home, is_empty=not facts.coverage):
        click.echo(note, err=True)
    asked: dict[str, Any] = {"where": where, "clock": clock}
    told = tallies(facts, metric, span, **asked)
    found = page(facts, metric, span, side=side, offset=offset, limit=limit, **asked)
    found = found.select(one for one in found if one.null_count() < one.len() or one.name == "part")
    if not told:
        click.echo(f"Nothing is known of {metric.name} for these days and shops.", err=True)
    if form == "json":
        click.echo(json.dumps(_as_json(metric.name, told, found), ensure_ascii=False, indent=2))
        return
    for tally in told:
        click.echo(_said(tally), err=True)
    click.echo(_as_text(found, form))


def _as_json(metric: str, told: "list[Tally]", found: "pl.DataFrame") -> dict[str, Any]:
    sides = [
        {
            "side": one.side,
            "rows": one.rows,
            "unknown": one.unknown,
            "sums": [{"currency": currency, "total": total} for currency, total in one.sums],
        }
        for one in told
    ]
    import polars as pl

    texts = found.with_columns(pl.col("day").cast(pl.String))
    return {"metric": metric, "sides": sides, "rows": texts.to_dicts()}


def _as_text(found: "pl.DataFrame", form: str) -> str:
    if form == "csv":
        return found.write_csv(float_scientific=False).removesuffix("\n")
    from reports import terminal

    cells = [["" if one is None else str(one) for one in row] for row in found.iter_rows()]
    return terminal.table(found.columns, cells)


def _said(tally: "Tally") -> str:
    """`value: 3 rows, 12.5 USD`."""
    sums = [f"{total:,} {currency or ''}".strip() for currency, total in tally.sums]
    unknown = [f"{tally.unknown:,} unknown"] if tally.unknown else []
    return f"{tally.side}: {', '.join([f'{tally.rows:,} rows', *sums, *unknown])}"
