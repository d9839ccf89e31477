"""The `shoppulse` command: reads words, asks the packages, prints the answer.

Exit status: 0 the answer is complete; 1 some rows, files or sources were refused; 2 nothing was
done. The answer goes to stdout, everything else to stderr. Heavy imports stand where they are used.
"""

import json
import os
import re
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from loaders.errors import LoadError
from loaders.settings import (
    ADD_SHOP,
    Home,
    SettingsError,
    Shop,
    add_shop,
    holds_rows,
    home_path,
    open_home,
    real_home,
)
from metrics.errors import MetricError
from metrics.period import COMPARISONS, PeriodError, Span, comparison, resolve, whole

if TYPE_CHECKING:
    from metrics.answer import Answer
    from metrics.judgement.targets import Target
    from records.records import Records

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


def _words(_context: click.Context, _option: click.Parameter, given: Sequence[str]) -> list[str]:
    """Options repeat or take commas."""
    return [word.strip() for text in given for word in text.split(",") if word.strip()]


def _where(
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


def _pause(_context: click.Context, _option: click.Parameter, given: str | None) -> float | None:
    """15m, 90s, 2h: in seconds."""
    if given is None:
        return None
    match = re.fullmatch(r"(\d+)([smh])", given)
    if not match or not int(match[1]):
        raise click.BadParameter(f"{given!r}: write 90s, 15m or 2h.")
    return int(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]]


def _currency(_context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    return given and given.upper()


@click.group(cls=Commands)
@click.option(
    "--home", "folder", metavar="DIR", help="Default: $SHOPPULSE_HOME, else ./shoppulse-home."
)
@click.version_option(package_name="shoppulse")
@click.pass_context
def shoppulse(context: click.Context, folder: str | None) -> None:
    """Numbers of TikTok Shops, with their rules."""
    context.obj = home_path(folder)


def main() -> None:
    """Entry of the console script."""
    shoppulse(prog_name="shoppulse")


@shoppulse.group()
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


@shoppulse.command()
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


@shoppulse.command()
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
    _print_rows([report.to_json() for report in reports], columns, form)
    for report in reports:
        if report.said:
            click.echo(report.said, err=True)
    if any(report.refused or report.failed for report in reports):
        click.get_current_context().exit(1)


@shoppulse.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE…]")
@click.option("--every", callback=_pause, metavar="15m", help="Again and again, until stopped.")
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
        _print_rows([asdict(report) for report in reports], columns, form)
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


@shoppulse.command()
@click.argument("period")
@click.option("--compare", metavar="C", help=f"{', '.join(COMPARISONS)}, target or any period.")
@click.option("--by", multiple=True, callback=_words, metavar="DIM,…")
@click.option("--where", multiple=True, callback=_where, metavar="DIM=VALUE")
@click.option("--metric", "names", multiple=True, callback=_words, metavar="ID,…")
@click.option("--shop", "shops", multiple=True, callback=_words, metavar="ID,…")
@click.option("--currency", callback=_currency, metavar="CUR", help="Converts all money.")
@click.option("--constant", is_flag=True, help="Also at the comparison's exchange rates.")
@click.option("--clock", metavar="WORD", help="Dates sales by another day of the order.")
@click.option("--engine", metavar="E", help="polars (default) or sc://HOST:PORT.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help=".csv or .json")
@click.pass_obj
def kpis(folder: Path, period: str, form: str | None, out: Path | None, **asked: Any) -> None:
    """The numbers of PERIOD: last-7-days, mtd, 2026-10, 2026-W46, 2026-10-01..2026-10-17, …"""
    form = _form(form, out)
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


def _form(form: str | None, out: Path | None) -> str:
    """The format as said, else by the suffix of the file."""
    if form or out is None:
        return form or "table"
    suffix = out.suffix.lower().lstrip(".")
    if suffix not in ("csv", "json"):
        raise click.BadParameter(f"{out}: end it in .csv or .json, or say --format.")
    return suffix


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
        answer = beside_targets(answer, _targets(home), where)
    return answer, [
        *_notes(home, is_empty=not facts.coverage),
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


def _targets(home: Home) -> list["Target"]:
    """The targets that hold."""
    from metrics.judgement.targets import Target

    if not home.path.is_dir():
        return []
    with _records(home) as records:
        return [
            Target(
                one.metric, one.shop_id, one.label, one.first, one.last, Decimal(one.value),
                one.currency,
            )
            for one in records.targets()
        ]  # fmt: skip


@contextmanager
def _records(home: Home) -> Generator["Records"]:
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


def _notes(home: Home, *, is_empty: bool) -> Iterator[str]:
    if home.is_demo:
        yield "Demo data: made-up shops."
    if is_empty:
        load = "shoppulse load PATH…" if home.settings.shops else ADD_SHOP
        yield f"{home.path} holds no data yet. Begin with: {load}"


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


@shoppulse.group()
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
    with _records(home) as records:
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
def list_targets(folder: Path, history: bool, form: str) -> None:
    """Lists the targets that hold."""
    with _records(open_home(folder)) as records:
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
    _print_rows(rows, "metric shop period from to value currency author set_at".split(), form)


@target.command()
@_of_target
@click.pass_obj
def remove(folder: Path, metric_id: str, period: str, shop_id: str | None) -> None:
    """Removes a target; it stays in the history."""
    from metrics.judgement.targets import one_metric

    home, metric = open_home(folder), one_metric(metric_id)
    calendar = home.settings.calendar
    span = whole(resolve(period, home.today(), calendar, may_lie_ahead=True))
    with _records(home) as records:
        if not records.remove_target(metric.name, shop_id, span.first, span.last):
            raise Refused(
                f"There is no target of {metric.name} for {span} ({shop_id or 'all shops'}). "
                "See: shoppulse target list"
            )


def _number(text: str) -> int | float:
    """A whole number stays one."""
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)


@shoppulse.command()
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
        _print_rows(told, ["metric", "label", "unit", "better"], form)
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


@shoppulse.command()
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
    for note in _notes(home, is_empty=not told["coverage"]):
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


@shoppulse.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.pass_obj
def serve(folder: Path, port: int) -> None:
    """The dashboard, in the browser, for this machine only."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refused(f"port {port} is in use: choose another with --port.") from error
    from streamlit.web.cli import main as streamlit

    os.environ["SHOPPULSE_HOME"] = str(folder.resolve())
    click.echo(f"Shoppulse: http://127.0.0.1:{port} (Ctrl-C ends it)")
    app = str(Path(__file__).parent / "app.py")
    place = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    streamlit(["run", app, *place], prog_name="streamlit")


def _print_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], form: str) -> None:
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    from reports import terminal

    cells = [["" if row[c] is None else str(row[c]) for c in columns] for row in rows]
    click.echo(terminal.table(columns, cells))
