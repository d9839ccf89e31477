"""A year by day and shop in pandas."""

from collections.abc import Callable, Sequence

import pandas as pd
import pyarrow.compute as pc

from benchmarks.peers.panda import GMV_MAX, NORMAL, Reader, known, own, summed, true
from benchmarks.peers.panda_orders import within
from benchmarks.peers.setting import Setting, covered
from benchmarks.peers.totals import Answer, by_day_and_shop

TABLES = ("orders", "order_lines", "returns", "ad_performance")
KEYS = ["day", "shop_id"]
IS_REFUND = pc.field("kind").isin(["refund", "return"])
COMPLETED = NORMAL & ~pc.field("is_cancelled") & (pc.field("status") == "completed") & IS_REFUND
OF_ORDERS = (
    "placed_on", "shop_id", "customer_key", "is_cancelled", "minutes_to_ship", "minutes_seen",
    "minutes_to_cancel", "shipped_on", "status", "fulfilment_type",
)  # fmt: skip
OF_LINES = (
    "placed_on", "shop_id", "item_amount_e4", "list_e4", "seller_discount_e4", "quantity",
    "is_cancelled",
)  # fmt: skip
OF_ADS = ("date", "shop_id", "campaign_type", "cost_e4", "impressions", "conversions")


def year(setting: Setting, metrics: Sequence[str]) -> Callable[[], Answer]:
    """The headline numbers; the mapping is made of the frame afterwards."""
    reader = Reader.of(setting, TABLES)
    parts = [part(reader) for part in (lines, orders, came_back, refunds, ads)]
    groups = pd.concat(parts, axis=1).rename_axis(KEYS)
    frame = values(groups.reindex(grid(setting)), reader)[[*KEYS, "currency", *metrics]]
    return lambda: by_day_and_shop(
        [
            {name: None if pd.isna(cell) else cell for name, cell in row.items()}
            for row in frame.to_dict("records")
        ]
    )


def inside(reader: Reader, clock: str) -> pc.Expression:
    """Rows of the year."""
    span = reader.setting.span
    return (pc.field(clock) >= span.first) & (pc.field(clock) <= span.last)


def grid(setting: Setting) -> pd.MultiIndex:
    """Every day of every shop."""
    days = pd.date_range(setting.span.first, setting.span.last)
    return pd.MultiIndex.from_product([days, [shop.id for shop in setting.shops]], names=KEYS)


def lines(reader: Reader) -> pd.DataFrame:
    """What lines sum up to."""
    rows = reader.read("order_lines", OF_LINES, NORMAL & inside(reader, "placed_on"))
    amount, cancelled = rows["item_amount_e4"], true(rows["is_cancelled"])
    revenue = rows["list_e4"] - rows["seller_discount_e4"]
    return summed(
        rows,
        ["placed_on", "shop_id"],
        gmv=amount,
        units=rows["quantity"],
        kept_revenue=revenue.where(~cancelled | revenue.isna(), 0),
        kept_gmv=amount.where(~cancelled, 0),
    )


def orders(reader: Reader) -> pd.DataFrame:
    """What orders count up to."""
    rows = reader.read("orders", OF_ORDERS, NORMAL & inside(reader, "placed_on"))
    in_48h, judged = within(rows, 2880)
    keys = ["placed_on", "shop_id"]
    counts = summed(
        rows,
        keys,
        orders=known(rows["placed_on"]),
        cancelled=true(rows["is_cancelled"]),
        in_48h=in_48h,
        judged=judged,
        known_buyers=known(rows["customer_key"]),
    )
    groups = rows.groupby(keys, observed=True)
    buyers = groups["customer_key"].nunique().where(counts["known_buyers"] > 0)
    mine = rows[own(rows)].groupby(keys, observed=True)
    return counts.assign(buyers=buyers, minutes_to_ship=mine["minutes_to_ship"].median())


def came_back(reader: Reader) -> pd.DataFrame:
    """Refunds by the day of the order."""
    columns = ("placed_on", "shop_id", "counted_goods_e4", "counted_revenue_e4")
    rows = reader.read("returns", columns, COMPLETED & inside(reader, "placed_on"))
    return summed(
        rows,
        ["placed_on", "shop_id"],
        returns=known(rows["placed_on"]),
        back_goods=rows["counted_goods_e4"],
        back_revenue=rows["counted_revenue_e4"],
    )


def refunds(reader: Reader) -> pd.DataFrame:
    """Refunds by their own day."""
    columns = ("refunded_on", "shop_id", "return_key", "refund_e4")
    rows = reader.read("returns", columns, COMPLETED & inside(reader, "refunded_on"))
    keys = ["refunded_on", "shop_id"]
    found = summed(rows, keys, refunded=rows["refund_e4"])
    return found.assign(refunds=rows.groupby(keys, observed=True)["return_key"].nunique())


def ads(reader: Reader) -> pd.DataFrame:
    """Ads of the finest level that was loaded."""
    rows = reader.read("ad_performance", OF_ADS, pc.field("counts") & inside(reader, "date"))
    cost = rows["cost_e4"]
    conversions = rows["conversions"].where(~rows["campaign_type"].isin(GMV_MAX))
    return summed(
        rows,
        ["date", "shop_id"],
        cost=cost,
        cost_of_impressions=cost.where(known(rows["impressions"])),
        impressions=rows["impressions"],
        cost_of_conversions=cost.where(known(conversions)),
        conversions=conversions,
    )


def values(found: pd.DataFrame, reader: Reader) -> pd.DataFrame:
    """The metrics: 0 of a day without a row, unknown of a day that isn't covered."""
    has = {table: covers(found.index, reader, table) for table in TABLES}
    empty = {
        "gmv": "units", "kept_revenue": "units", "kept_gmv": "units", "units": "units",
        "orders": "orders", "cancelled": "orders", "buyers": "orders", "back_goods": "returns",
        "back_revenue": "returns", "refunded": "refunds", "refunds": "refunds", "cost": "cost",
    }  # fmt: skip
    total = {name: column.astype("Float64") for name, column in found.items()}
    for name, beside in empty.items():
        total[name] = total[name].mask(found[beside].isna(), 0)

    def per(value: str, by: str) -> pd.Series:
        return total[value] / total[by].where(total[by] != 0)

    of_orders, of_lines = has["orders"], has["order_lines"]
    of_returns, of_ads = has["returns"], has["ad_performance"]
    net = total["kept_revenue"] - total["back_revenue"]
    metrics = {
        "gmv": (total["gmv"] / 10_000).where(of_lines),
        "net_revenue": (net / 10_000).where(of_lines & of_returns),
        "orders": total["orders"].where(of_orders),
        "units_sold": total["units"].where(of_lines),
        "customers": total["buyers"].where(of_orders),
        "aov": (per("gmv", "orders") / 10_000).where(of_orders & of_lines),
        "cancellation_rate": per("cancelled", "orders").where(of_orders),
        "refund_rate_amount": per("back_goods", "kept_gmv").where(of_lines & of_returns),
        "refunds": total["refunds"].where(of_returns),
        "refund_amount": (total["refunded"] / 10_000).where(of_returns),
        "fulfilment_hours_median": (total["minutes_to_ship"] / 60).where(of_orders),
        "shipped_within_48h": per("in_48h", "judged").where(of_orders),
        "ad_cost": (total["cost"] / 10_000).where(of_ads),
        "cpm": (per("cost_of_impressions", "impressions") / 10).where(of_ads),
        "cpa": (per("cost_of_conversions", "conversions") / 10_000).where(of_ads),
    }
    currencies = {shop.id: shop.currency for shop in reader.setting.shops}
    frame = pd.DataFrame(metrics)[of_orders | of_lines | of_returns | of_ads].reset_index()
    return frame.assign(day=frame["day"].dt.date, currency=frame["shop_id"].map(currencies))


def covers(index: pd.Index, reader: Reader, table: str) -> pd.Series:
    """Whether the table is known of the shop on the day."""
    spans = {shop: days for shop, _, *days in covered(reader.setting.store.manifest(), [table])}
    day, shop = index.get_level_values("day"), index.get_level_values("shop_id")
    nothing = (pd.NaT, pd.NaT)
    first = pd.DatetimeIndex([spans.get(name, nothing)[0] for name in shop])
    last = pd.DatetimeIndex([spans.get(name, nothing)[1] for name in shop])
    return pd.Series((day >= first) & (day <= last), index)
