"""What comes out: `kpis`, and the metric book."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.options import currency_of, format_of, where_of, words
from commands.saying import PLAIN_OR_JSON, Refused, home_notes, print_rows
from commands.targets import targets_of
from loaders.settings import Home, open_home
from metrics.period import COMPARISONS, Span, comparison, resolve

if TYPE_CHECKING:
    from metrics.answer import Answer


@click.command()
@click.argument("period")
@click.option("--compare", metavar="C", help=f"{', '.join(COMPARISONS)}, target or any period.")
@click.option("--by", multiple=True, callback=words, metavar="DIM,…")
@click.option("--where", multiple=True, callback=where_of, metavar="DIM=VALUE")
@click.option("--metric", "names", multiple=True, callback=words, metavar="ID,…")
@click.option("--shop", "shops", multiple=True, callback=words, metavar="ID,…")
@click.option("--currency", callback=currency_of, metavar="CUR", help="Converts all money.")
@click.option("--constant", is_flag=True, help="Also at the comparison's exchange rates.")
@click.option("--clock", metavar="WORD", help="Dates sales by another day of the order.")
@click.option("--engine", metavar="E", help="polars (default) or sc://HOST:PORT.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help=".csv or .json")
@click.pass_obj
def kpis(folder: Path, period: str, form: str | None, out: Path | None, **asked: Any) -> None:
    """The numbers of PERIOD: last-7-days, mtd, 2026-10, 2026-W46, 2026-10-01..2026-10-17, …"""
    form = format_of(form, out)
    from reports.terminal import Bar

    with Bar() as bar:
        bar(period, 0)
        answer, notes = _answer(open_home(folder), period, **asked)
    for note in notes:
        click.echo(note, err=True)
    text = _told(answer, form)
    if form == "csv":
        _say_spans(answer)
    if out is None:
        click.echo(text)
        return
    try:
        out.write_text(text + "\n", "utf-8", newline="\n")
    except OSError as error:
        raise Refused(f"{out} can't be written: {error.strerror}.") from error


def _answer(
    home: Home,
    period: str,
    compare: str | None,
    by: Sequence[str],
    where: dict[str, list[str | None]],
    names: Sequence[str],
    shops: Sequence[str],
    engine: str | None,
    clock: str | None,
    currency: str | None,
    constant: bool,
) -> tuple["Answer", list[str]]:
    """The answer, and what has to be said beside it."""
    from loaders.facts import facts_of
    from metrics.answer import ask
    from metrics.catalog import available, find
    from metrics.judgement.targets import COMPARISON, beside_targets
    from reports.terminal import remarks

    if shops:
        where = where | {"shop": [*where.get("shop", []), *shops]}
    today, markets = home.today(), _markets(home, where)
    span = resolve(period, today, home.settings.calendar)
    to_targets = compare is not None and compare.strip().lower() == COMPARISON
    other = comparison(span, compare, today, markets) if compare and not to_targets else None
    facts = facts_of(home, engine)
    for name in where.get("shop", []):
        if name and name not in facts.shops():
            home.settings.shop(name)
    metrics = find(names) if names else available(by, where)
    if clock and not names:
        metrics = [metric for metric in metrics if metric.redatable]
    answer = ask(
        metrics, facts, span, other, by, where, currency=currency, clock=clock, constant=constant
    )
    if to_targets:
        answer = beside_targets(answer, targets_of(home), where)
    return answer, [
        *home_notes(home, is_empty=not facts.coverage),
        *_strangers(other, markets),
        *remarks(answer, metrics, facts.coverage, where),
    ]


def _markets(home: Home, where: Mapping[str, Sequence[str | None]]) -> set[str]:
    """Where the shops that are asked for sell."""
    return {
        shop.market
        for shop in home.settings.shops.values()
        if shop.id in where.get("shop", [shop.id])
        and shop.market in where.get("market", [shop.market])
    }


def _strangers(other: Span | None, markets: set[str]) -> Iterator[str]:
    """Says which markets don't have the event that their shops are aligned by."""
    from metrics.events import without

    if other and other.event and (strangers := without(other.event.name, markets)):
        yield f"No {other.event.name} in {', '.join(strangers)}: compared with the same days there."


def _say_spans(answer: "Answer") -> None:
    """Both spans, where the answer itself has no place for them."""
    from metrics.answer import told_span
    from reports.terminal import spans

    other = told_span(answer.compare) if answer.compare else None
    for line in spans(told_span(answer.period), other, unfinished=answer.unfinished):
        click.echo(line, err=True)


def _told(answer: "Answer", form: str) -> str:
    from metrics.answer import to_csv, to_json
    from metrics.catalog import CATALOG
    from reports import terminal

    if form == "csv":
        return to_csv(answer).removesuffix("\n")
    told = to_json(answer)
    if form == "json":
        return json.dumps(told, ensure_ascii=False, indent=2)
    units = {name: metric.unit.value for name, metric in CATALOG.items()}
    return terminal.answer_text(told, units, unfinished=answer.unfinished)


@click.command()
@click.argument("metric_id", metavar="[ID]", required=False)
@click.option("--format", "form", type=PLAIN_OR_JSON, default="table")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en")
def metrics(metric_id: str | None, form: str, language: str) -> None:
    """The metric book: what each number means, and its rule."""
    from dashboard import text
    from metrics.book import EXAMPLES, TIKTOK
    from metrics.catalog import CATALOG, describe, find

    found = find([metric_id]) if metric_id else [*CATALOG.values()]
    text.speak(language)
    told = [
        describe(metric) | {"label": text._(metric.label), "meaning": text._(metric.meaning)}
        for metric in found
    ]
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif metric_id is None:
        print_rows(told, ["metric", "label", "unit", "better"], form)
    else:
        for metric, one in zip(found, told, strict=True):
            one["example"] = EXAMPLES[metric.name]
            if words := TIKTOK.get(metric.name):
                one["tiktok"] = text._(words)
        click.echo("\n\n".join(_entry(one) for one in told))


def _entry(told: Mapping[str, object]) -> str:
    """One metric of the book, a line a fact."""
    words = {key: ", ".join(v) if isinstance(v, list) else str(v) for key, v in told.items()}
    size = max(len(key) for key in words)
    return "\n".join(f"{key:{size}}  {text}" for key, text in words.items())
