"""What to doubt in the data: `check`."""

import json
from pathlib import Path
from typing import Any

import click

from commands.saying import PLAIN_OR_JSON, home_notes
from loaders.settings import Home, open_home


@click.command()
@click.option("--format", "form", type=PLAIN_OR_JSON, default="table")
@click.pass_obj
def check(folder: Path, form: str) -> None:
    """What the data covers, how fresh it is, and what to doubt in it."""
    from loaders.check import check as examine
    from reports.terminal import Bar, sections

    home = open_home(folder)
    with Bar() as bar:
        bar("checking", 0)
        told = examine(home) | {"ties": _ties(home)}
    for note in home_notes(home, is_empty=not told["coverage"]):
        click.echo(note, err=True)
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(sections(told))


def _ties(home: Home) -> list[dict[str, Any]]:
    """Which variant of GMV ties to Seller Center's own, by shop with figures."""
    from loaders.store import Store
    from metrics.judgement.ties import said, ties

    facts = Store(home.store).facts(home.settings.shops.values(), now=home.now())
    found = [ties(facts, shop) for shop in sorted(facts.coverage.get("platform_figures", {}))]
    return [
        {
            "shop": one.shop,
            "variant": one.verdict.tied,
            "days": one.verdict.days,
            "median_gap": one.verdict.gap,
            "says": said(one),
        }
        for one in found
    ]
