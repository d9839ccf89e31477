"""Which way of counting GMV ties to what Seller Center shows for the shop, and by how much.

Every variant of `gmv_variants` is compared day by day with the shop's own Compass figure. The one
with the least median daily gap ties, if it was compared for a week and is off by 1 % at most.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import narwhals as nw
import polars as pl

from metrics.compute import compute_spans
from metrics.cut import Cut
from metrics.errors import UnknownNameError
from metrics.facts import Facts
from metrics.judgement.gmv_variants import VARIANTS
from metrics.metric import N_
from metrics.period import Span
from metrics.values import E4

FEWEST_DAYS: Final = 7
WIDEST_GAP: Final = 0.01
ORDER: Final = {metric.name: place for place, metric in enumerate(VARIANTS)}

TIED: Final = N_("{variant} ties: it is off by {gap} on the median of {days} days.")
NO_FIGURES: Final = N_(
    "No GMV of Seller Center is loaded for {shop}: export it from Analytics → Shop Analytics → Key "
    "metrics, and load it."
)
TOO_FEW: Final = N_(
    "Nothing ties yet: {days} days can be compared (days that are over, on both sides), 7 are "
    "needed."
)
TOO_FAR: Final = N_(
    "Nothing ties: the nearest, {variant}, is off by {gap} on the median of {days} days, which is "
    "more than one per cent."
)


@dataclass(frozen=True, eq=False)
class Verdict:
    """`tied` names the variant that ties; None where nothing does.

    `says` is the reason in words, to be filled with the shop and with `days`, `gap` (a share) and
    `variant`, which are those of the nearest. `same`: other variants with the same amounts on all
    of its days.
    """

    tied: str | None
    says: str
    variant: str | None
    gap: float | None
    days: int
    same: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Ties:
    """`days`: a row a day and variant: variant, date, made_at (of the figure), platform_e4,
    ours_e4, residual_e4 (ours less theirs), gap (its share of theirs; null where theirs is 0).
    """

    shop: str
    currency: str | None
    days: pl.DataFrame
    verdict: Verdict


def ties(facts: Facts, shop: str, span: Span | None = None) -> Ties:
    """The variants of GMV beside the platform's, on the days of `span` (of all figures) to compare.

    Raises:
        UnknownNameError: a shop without data.
    """
    if shop not in facts.shops():
        raise UnknownNameError("shop", shop, facts.shops())
    theirs = _figures(facts, shop, span)
    currency = _currency(theirs, facts, shop)
    theirs = theirs.filter(
        (pl.col("currency") == pl.lit(currency, pl.String)).fill_null(value=True)
    )
    days = _compared(_ours(facts, shop, currency, theirs), theirs)
    nothing = Verdict(None, NO_FIGURES, None, None, 0, ())
    return Ties(shop, currency, days, nothing if theirs.is_empty() else verdict(days))


def said(found: Ties, translated: Callable[[str], str] = str) -> str:
    """The verdict as a sentence, in the language of `translated`."""
    nearest, gap = found.verdict.variant, found.verdict.gap
    labels = {metric.name: metric.label for metric in VARIANTS}
    return translated(found.verdict.says).format(
        shop=found.shop,
        variant=translated(labels[nearest]) if nearest else "",
        gap=f"{gap:.2%}" if gap is not None else "",
        days=found.verdict.days,
    )


def verdict(days: pl.DataFrame) -> Verdict:
    """Which variant ties, by `Ties.days`."""
    ranked = (
        days.drop_nulls("gap")
        .group_by("variant")
        .agg(gap=pl.col("gap").median(), days=pl.len())
        .sort("gap", pl.col("variant").replace_strict(ORDER))
    )
    known = ranked.filter(pl.col("days") >= FEWEST_DAYS)
    if known.is_empty():
        return Verdict(None, TOO_FEW, None, None, max(ranked["days"].to_list(), default=0), ())
    variant, gap, count = known.row(0)
    tied, says = (variant, TIED) if gap <= WIDEST_GAP else (None, TOO_FAR)
    return Verdict(tied, says, variant, gap, count, _same(days, variant))


def _same(days: pl.DataFrame, variant: str) -> tuple[str, ...]:
    mine = days.filter(variant=variant).select("date", mine="ours_e4")
    other = days.filter(pl.col("variant") != variant).join(mine, on="date")
    equal = (pl.col("ours_e4") == pl.col("mine")).all() & (pl.len() == mine.height)
    found = other.group_by("variant").agg(equal=equal).filter("equal")["variant"].to_list()
    return tuple(sorted(found, key=ORDER.__getitem__))


def _figures(facts: Facts, shop: str, span: Span | None) -> pl.DataFrame:
    """date, platform_e4, currency, made_at: of days that were over when the figure was made."""
    schema = {"date": pl.Date, "platform_e4": pl.Int64, "currency": pl.String}
    empty = pl.DataFrame(schema=schema | {"made_at": pl.Datetime("us", "UTC")})
    if "platform_figures" not in facts.tables:
        return empty
    mine = (nw.col("shop_id") == shop) & (nw.col("figure") == "gmv") & (nw.col("scope") == "shop")
    if span:
        mine &= nw.col("date").is_between(span.first, span.last)
    stored = facts.table("platform_figures").filter(mine, ~nw.col("value").is_null())
    figures = facts.read(stored.select("date", "value", "currency", "made_at")).sort("date")
    exact = (pl.col("value") * E4).round().cast(pl.Int64)
    figures = figures.with_columns(platform_e4=exact).select(empty.columns)
    over = [made >= end_of(day, facts, shop) for day, made in figures["date", "made_at"].rows()]
    return pl.concat([empty, figures.filter(pl.Series(over, dtype=pl.Boolean))])


def end_of(day: date, facts: Facts, shop: str) -> datetime:
    """The instant at which a day of the shop is over."""
    zone = ZoneInfo(facts.zones.get(shop, "UTC"))
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def _currency(theirs: pl.DataFrame, facts: Facts, shop: str) -> str | None:
    """What the figures are in; the shop's own currency, or the newest, should there be several."""
    found = theirs["currency"].drop_nulls().to_list()
    own = facts.currencies.get(shop)
    return own if own in found or not found else found[-1]


def _ours(facts: Facts, shop: str, currency: str | None, theirs: pl.DataFrame) -> pl.DataFrame:
    """variant, date, ours_e4: where all parts of a variant are known, on days that are over."""
    empty = pl.DataFrame(schema={"variant": pl.String, "date": pl.Date, "ours_e4": pl.Int64})
    if theirs.is_empty() or "orders" not in facts.tables:
        return empty
    first, last = theirs["date"][0], theirs["date"][-1]
    where = {"shop": [shop]} | ({"currency": [currency]} if currency else {})
    span = Span(first, last, f"{first}..{last}")
    computed = compute_spans(VARIANTS, facts, [span], Cut.read(["day"], where))
    of_shop = facts.table("orders").filter(nw.col("shop_id") == shop)
    newest = facts.read(of_shop.select(nw.col("seen_at").max()))["seen_at"].item()
    seen = min(newest or datetime.min.replace(tzinfo=UTC), facts.now or facts.as_of)
    over = [day for day in span.each_day() if end_of(day, facts, shop) <= seen]
    rows = computed.frames[0].select(
        "covers", "complete", variant="metric", ours_e4="e4", date=pl.col("day").str.to_date()
    )
    whole = pl.col("complete") & pl.col("covers").is_null() & pl.col("ours_e4").is_not_null()
    return rows.filter(whole, pl.col("date").is_in(over)).select(empty.columns)


def _compared(ours: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    residual = pl.col("ours_e4") - pl.col("platform_e4")
    has_sales = pl.col("platform_e4") != 0
    both = ours.join(theirs, on="date").with_columns(
        residual_e4=residual,
        gap=pl.when(has_sales).then(residual.abs() / pl.col("platform_e4").abs()),
    )
    return both.select(
        "variant", "date", "made_at", "platform_e4", "ours_e4", "residual_e4", "gap"
    ).sort(pl.col("variant").replace_strict(ORDER), "date")
