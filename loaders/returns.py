"""After-sales requests (refunds, returns, exchanges), from Seller Center's returns export.

Quirks of the source (seller-center-exports.md, section 2):
- one row is one SKU of one request; days stand before months in all markets, also in US files;
  times are in the shop's zone;
- there is no refund amount: "Return unit price" was seen as the whole refund of the row, whatever
  its quantity, so it is taken as that and marked as estimated, for the goods too;
- a filled refund time does not mean that the refund is completed: the status does;
- reasons are labels in the market's language.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from loaders import faults
from loaders.errors import LoadError
from loaders.reading import quick, values
from loaders.reading.instants import dialect, to_utc
from loaders.reading.merge import merge
from loaders.reading.refusals import Why
from loaders.reading.refuse import refuse
from loaders.return_words import kind, status
from loaders.sheet import Field, Given, Kind, Parsed
from metrics.metric import N_

DAY_FIRST: Final = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M:%S")
MONTH_FIRST: Final = ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M")
_TIMES: Final = ("requested_at", "refunded_at")
_TEXTS: Final = ("seller_sku", "kind", "status", "substatus", "reason")


def parse(rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...] = ()) -> Parsed:
    """Table `returns`; rows of one request with the same SKU are summed.

    Raises:
        LoadError: the file's dates have months first, or mix both orders.
    """
    read, refused = _read(rows, given)
    times = [name for name in _TIMES if name in read.columns]
    read = to_utc(read, times, given.shop.time_zone)
    told = {"is_estimated": pl.lit(value=True), "sku_id": _sku(read.columns)}
    if "reason" in read.columns:
        told["fault"] = faults.of_return(pl.col("reason"))
    if "refund_e4" in read.columns:
        told["goods_e4"] = pl.col("refund_e4")
    read = read.with_columns(**told).drop("substatus", strict=False)
    merged, keys = merge(read, ["return_id", "sku_id"], ["quantity", "refund_e4", "goods_e4"])
    return Parsed({"returns": merged}, "returns", refused, keys)


def _read(rows: pl.LazyFrame, given: Given) -> tuple[pl.DataFrame, pl.DataFrame]:
    names = rows.collect_schema().names()
    layouts = _layouts(rows)
    columns = [
        *(quick.identifier(name) for name in ("return_id", "order_id", "sku_id") if name in names),
        *(quick.wall_time(name, layouts) for name in _TIMES if name in names),
        *(quick.money(name, given.shop.currency) for name in ("refund_e4",) if name in names),
        *(quick.whole(name) for name in ("quantity",) if name in names),
    ]
    texts = [values.text(name) for name in _TEXTS if name in names]
    read, refused = quick.read(rows, columns, texts)
    said = read.with_columns(status=status(read.columns), kind=kind(pl.col("kind")))
    return refuse(said, refused, _rules(said.columns))


def _layouts(rows: pl.LazyFrame) -> Sequence[str]:
    best = dialect(rows, "requested_at", [*DAY_FIRST, *MONTH_FIRST])
    if best in MONTH_FIRST:
        raise LoadError(
            N_(
                "dates have the month first, but returns exports have the day first in all "
                "markets: the file was saved by another program. Export it again and load it "
                "unopened."
            )
        )
    return best, *DAY_FIRST


def _rules(names: Sequence[str]) -> dict[str, pl.Expr]:
    times = [pl.col(name).is_null() for name in _TIMES if name in names]
    negative = [name for name in ("quantity", "refund_e4") if name in names]
    return {
        Why.MISSING.format(column="return_id"): pl.col("return_id").is_null(),
        Why.RETURN_ID: ~pl.col("return_id").str.contains(r"^\d+$"),
        Why.UNDATED_RETURN: pl.all_horizontal(times),
        Why.RETURN_STATUS: pl.col("status").is_null(),
        Why.RETURN_TYPE: pl.col("kind").is_null(),
        **{Why.NEGATIVE.format(column=name): pl.col(name) < 0 for name in negative},
    }


def _sku(names: Sequence[str]) -> pl.Expr:
    """As in the order export: the seller's SKU where there is no id; "" is the whole order."""
    return pl.coalesce(*(pl.col(n) for n in ("sku_id", "seller_sku") if n in names), pl.lit(""))


KINDS: Final = (
    Kind(
        name="returns",
        tables=("returns",),
        source=N_("Seller Center → Orders → Manage returns → Export"),
        fields=(
            Field("return_id", ("Return Order ID", "退货单号"), required=True),
            Field("order_id", ("Order ID",), required=True),
            Field("sku_id", ("SKU ID",)),
            Field("seller_sku", ("Seller SKU",)),
            Field("kind", ("Return Type",), required=True),
            Field("requested_at", ("Time Requested",), required=True),
            Field("reason", ("Return Reason",)),
            Field("refund_e4", ("Return unit price",)),
            Field("quantity", ("Return Quantity",)),
            Field("status", ("Return Status",), required=True),
            Field("substatus", ("Return Sub Status", "Return Substatus")),
            Field("refunded_at", ("Refund Time",)),
        ),
        parse=parse,
    ),
)
