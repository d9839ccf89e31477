"""Orders of which a file holds only some lines, as at the seams of an export in parts.

The loader tells from the lines of one file whether an order is a sample or cancelled as a whole.
Where other lines of it are stored, they have a say too, whichever part comes first.
"""

from dataclasses import replace
from typing import Final

import polars as pl

from loaders.order_lines import least_advanced
from loaders.storing.conform import Rows, latest
from loaders.storing.transaction import Transaction

ORDER: Final = ("shop_id", "order_id")
LINE: Final = (*ORDER, "line_id")
OF_WHOLE: Final = ("cancelled_at", "cancelled_by", "cancel_reason", "cancel_fault")
IN_DOUBT: Final = (pl.col("status") == "cancelled") | (pl.col("order_kind") == "sample")
IS_OPEN: Final = (pl.col("status") != "cancelled").fill_null(value=True)


def seen_whole(tx: Transaction, orders: Rows, lines: Rows) -> Rows:
    """`orders` of one file as their stored lines and its own `lines` together tell them.

    Derived columns of the orders that change are left to be derived anew.
    """
    told = ["status", "order_kind"]
    was = tx.columns("orders", orders.frame.select(ORDER), [*ORDER, *told, "version_at", "made_at"])
    if was.is_empty():
        return orders
    doubted = pl.concat(frame.filter(IN_DOUBT).select(ORDER) for frame in (orders.frame, was))
    wanted = [*LINE, "status", "is_gift"]
    stored = tx.columns("order_lines", doubted.unique(), wanted)
    if stored.is_empty():
        return orders
    others = stored.join(lines.frame, on=LINE, how="anti").group_by(ORDER).agg(
        other_status=least_advanced(), other_gifts=pl.col("is_gift").all()
    )  # fmt: skip
    fresh = lines.frame.join(stored, on=LINE, how="anti").group_by(ORDER).agg(
        fresh_open=IS_OPEN.any(), fresh_paid=~pl.col("is_gift").all()
    )  # fmt: skip
    frame = orders.frame
    for more in (others, fresh):
        frame = frame.join(more, on=ORDER, how="left", maintain_order="left")
    frame = frame.join(was, on=ORDER, how="left", suffix="__was", maintain_order="left")
    return replace(orders, frame=_not_outdone(_told(frame)).select(orders.frame.columns))


def _told(frame: pl.DataFrame) -> pl.DataFrame:
    """Not cancelled where another line isn't, and no sample where another line is paid."""
    open_elsewhere = (pl.col("other_status") != "cancelled").fill_null(value=False)
    reopened = (pl.col("status") == "cancelled").fill_null(value=False) & open_elsewhere
    paid_elsewhere = (~pl.col("other_gifts")).fill_null(value=False)
    frame = frame.with_columns(reopened=reopened).with_columns(
        pl.when("reopened").then("other_status").otherwise("status").alias("status"),
        *(pl.when(~pl.col("reopened")).then(name).alias(name) for name in OF_WHOLE),
        pl.when((pl.col("order_kind") == "sample") & paid_elsewhere)
        .then(pl.lit("normal"))
        .otherwise("order_kind")
        .alias("order_kind"),
    )
    version = pl.when("reopened").then(latest("orders", frame)).otherwise("version_at")
    return frame.with_columns(version_at=version)


def _not_outdone(frame: pl.DataFrame) -> pl.DataFrame:
    """A part that is older, but has the first line that says otherwise than the stored ones."""
    reopens = (
        (pl.col("status__was") == "cancelled")
        & (pl.col("other_status") == "cancelled")
        & pl.col("fresh_open")
    )
    sold = (pl.col("order_kind__was") == "sample") & pl.col("other_gifts") & pl.col("fresh_paid")
    wins = (reopens | sold).fill_null(value=False)
    return frame.with_columns(
        pl.when(wins).then(pl.max_horizontal(c, f"{c}__was")).otherwise(c).alias(c)
        for c in ("version_at", "made_at")
    )
