"""What was settled and why, from the income export (SEA) and the statement export (US, EU, BR).

Source: Seller Center → Finance → Transactions → Settled → Export (`income_YYYYMMDD….xlsx`, sheet
`Order details`): reference section 3.

Quirks of the source:
- every cell is text; `/` is empty; costs and refunds are negative, and so are they kept;
- the income export has one row per order or adjustment, the statement export one per SKU;
- totals stand beside their parts. Fees are taken from the total, so that a fee that is new counts
  at once: what of it is no commission, transaction or affiliate fee is a service fee;
- total fees hold taxes and ads, in the income export seller shipping too: these are booked apart,
  so that settled = revenue + fees + shipping + ads + taxes + adjustment + reserve, row by row;
- payments of ads from GMV, withheld taxes and reserves are shown as adjustments: they are booked
  as what they are;
- one order settles in several rows; the same order, type and day in one file is one transaction;
- a workbook's other sheets: withdrawals are payouts (`loaders.payouts`), `Reports` and
  `Fee explanation` hold no rows of their own.
"""

from functools import partial
from typing import Final

import polars as pl

from loaders.payouts import WITHDRAWALS
from loaders.reading import amounts, cells, days, values
from loaders.reading.merge import merge
from loaders.reading.values import Column
from loaders.settlement_columns import COMMON, FEES, INCOME_DAY, REFUNDS, STATEMENT_DAY
from loaders.settlement_parts import booked, total, unbalanced, with_parts
from loaders.settlement_types import transaction_type
from loaders.sheet import Field, Given, Kind, Parsed
from metrics.metric import N_

KEY: Final = ("statement_id", "transaction_id", "type", "sku_id", "settled_on")
REFUND: Final = tuple(REFUNDS)
AMOUNTS: Final = (
    *("settled", "revenue", "total_fees", "adjustment", *REFUND),
    *(name for parts in FEES.values() for name in parts),
)


def parse(
    rows: pl.LazyFrame,
    given: Given,
    preamble: tuple[tuple[str, ...], ...],
    *,
    shipping_in_fees: bool,
) -> Parsed:
    """Rows of an order, SKU or adjustment → `settlements`; rows with the same key are summed."""
    money = amounts.reader(rows, given.shop.currency)
    columns = [
        *(values.identifier(name) for name in ("transaction_id", "related_id", "sku_id")),
        *(values.text(name) for name in ("statement_id", "payment_id")),
        Column("type", "type", transaction_type("type")),
        days.year_first("settled_on"),
        amounts.currency(),
        values.whole("quantity"),
        *(money(name, name) for name in AMOUNTS),
    ]
    read, refused = cells.read_present(rows, columns, ("transaction_id", "settled_on", "settled"))
    outside = () if shipping_in_fees else ("shipping_e4",)
    parted = booked(with_parts(read, outside), outside)
    table = _named(parted)
    sums = [name for name in table.columns if name.endswith("_e4") or name == "quantity"]
    merged, keys = merge(table, KEY, sums)
    return Parsed(
        {"settlements": merged}, "settlements", refused, keys, unbalanced(parted, outside)
    )


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns of `settlements`, under their names."""
    blank = pl.lit("")
    keys = {
        name: pl.col(name).fill_null("") if name in frame.columns else blank
        for name in ("statement_id", "sku_id", "type")
    }
    related = pl.col("related_id") if "related_id" in frame.columns else pl.lit(None, pl.String)
    is_order = keys["type"].is_in(["order", ""])
    refund = REFUND[:1] if REFUND[0] in frame.columns else REFUND[1:]
    amounts_ = {"settled_e4": "settled", "revenue_e4": "revenue", "adjustment_e4": "adjustment"}
    kept = ("payment_id", "currency", "quantity", "fees_e4", "service_e4", "reserve_e4", *FEES)
    return frame.select(
        "source_row",
        pl.col("transaction_id"),
        pl.col("settled_on"),
        **keys,
        order_id=pl.when(is_order).then("transaction_id").otherwise(related),
        **{name: pl.col(text) for name, text in amounts_.items() if text in frame.columns},
        **({"refund_e4": total(frame, refund)} if set(refund) & set(frame.columns) else {}),
        **{name: pl.col(name) for name in kept if name in frame.columns},
    )


INCOME: Final = Kind(
    name="income",
    tables=("settlements",),
    source=N_("Seller Center → Finance → Transactions → Settled → Export"),
    fields=(Field("settled_on", INCOME_DAY, required=True), *COMMON),
    parse=partial(parse, shipping_in_fees=True),
)
STATEMENT: Final = Kind(
    name="statement",
    tables=("settlements",),
    source=N_("Seller Center → Finance → Statements → Export"),
    fields=(
        Field("settled_on", STATEMENT_DAY, required=True),
        *COMMON,
        Field("statement_id", ("Statement ID", "ID do extrato")),
        Field("payment_id", ("Payment ID", "ID do pagamento")),
        Field("sku_id", ("SKU ID", "ID do SKU")),
        Field("quantity", ("Quantity", "Quantidade", "Qty")),
    ),
    parse=partial(parse, shipping_in_fees=False),
)

KINDS: Final = (INCOME, STATEMENT, WITHDRAWALS)
