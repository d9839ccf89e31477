"""What goes in: shops, made-up data, files, sources."""

import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from commands.options import pause
from commands.saying import PLAIN_OR_JSON, print_rows
from loaders.settings import Shop, add_shop, holds_rows, open_home, real_home


@click.group()
def shop() -> None:
    """Shops in the settings."""


@shop.command()
@click.argument("shop_id", metavar="ID")
@click.option("--name", required=True)
@click.option("--market", required=True, help="Country code of ISO 3166: US, GB, VN, …")
@click.option("--currency", required=True, help="ISO 4217: USD, GBP, VND, …")
@click.option("--time-zone", required=True, help="America/Los_Angeles, Asia/Bangkok, …")
@click.pass_obj
def add(folder: Path, shop_id: str, name: str, market: str, currency: str, time_zone: str) -> None:
    """Adds a shop to shoppulse.toml."""
    add_shop(folder, Shop(shop_id, name, market.upper(), currency.upper(), time_zone))
    click.echo(f"{folder / 'shoppulse.toml'}: added shop {shop_id}", err=True)


@click.command()
@click.option("--orders", type=click.IntRange(1), default=60_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day; default yesterday.")
@click.option("--if-empty", is_flag=True, help="Only where the home holds no data, real or demo.")
@click.pass_obj
def demo(folder: Path, orders: int, seed: int, until: datetime | None, if_empty: bool) -> None:
    """Fills an empty home with made-up shops: two years of orders."""
    if if_empty and holds_rows(open_home(folder)):
        return
    from loaders.demo.fill import fill
    from reports.terminal import Bar

    with Bar() as bar:
        fill(folder, orders, seed, until.date() if until else None, bar)
    click.echo(f"Made-up shops are in {folder / 'demo'}.", err=True)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--shop", "shop_id", metavar="ID", help="Needed where there are several.")
@click.option("--kind", help="Kind of file; by default recognised by its columns.")
@click.option("--format", "form", type=PLAIN_OR_JSON, default="table")
@click.pass_obj
def load(
    folder: Path, paths: tuple[str, ...], shop_id: str | None, kind: str | None, form: str
) -> None:
    """Loads export files, folders, globs and zips."""
    from loaders.load import load_paths
    from reports.terminal import Bar

    with Bar() as bar:
        reports = load_paths(real_home(folder), paths, shop=shop_id, kind=kind, progress=bar)
    columns = "file kind shop read inserted updated unchanged refused refused_file".split()
    print_rows([report.to_json() for report in reports], columns, form)
    for report in reports:
        if report.said:
            click.echo(report.said, err=True)
    if any(report.refused or report.failed for report in reports):
        click.get_current_context().exit(1)


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE…]")
@click.option("--every", callback=pause, metavar="15m", help="Again and again, until stopped.")
@click.option("--format", "form", type=PLAIN_OR_JSON, default="table")
@click.pass_obj
def sync(folder: Path, sources: tuple[str, ...], every: float | None, form: str) -> None:
    """Pulls what is new from the configured sources."""
    from loaders.sync import sync as pull
    from reports.terminal import Bar

    columns = "source table read inserted updated unchanged refused".split()
    while True:
        with Bar() as bar:
            reports = pull(real_home(folder), sources, bar)
        print_rows([asdict(report) for report in reports], columns, form)
        for report in reports:
            if report.error:
                click.echo(report.error, err=True)
            elif report.refused:
                files = ", ".join(report.refused_files)
                said = f"{report.source}, {report.table}: {report.message}"
                click.echo(f"{said} (to correct and load again: {files})", err=True)
        if every is None:
            break
        time.sleep(every)
    failed = [report for report in reports if report.error]
    if failed or any(report.refused for report in reports):
        click.get_current_context().exit(2 if len(failed) == len(reports) else 1)
