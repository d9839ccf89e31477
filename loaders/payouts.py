"""What was paid out to the bank: from the sheet `Withdrawal records` of the income export.

Source: Seller Center → Finance → Transactions → Settled → Export: reference sections 3 and 3.1.

Quirks of the source:
- the sheet lists every movement of the shop's wallet; only withdrawals are payouts. Earnings put
  into the wallet, and early settlement with `/` for a type, are settlements seen again;
- a withdrawal takes from the wallet (negative); a payout is what the bank gets (positive);
- a withdrawal without a success time isn't paid yet: it is dated by its request;
- wall times in the shop's zone; the bank account is never read.
"""

from typing import Final

import polars as pl

from loaders.reading import amounts, cells, values
from loaders.reading.instants import to_utc
from loaders.reading.values import clean
from loaders.sheet import Field, Given, Kind, Parsed
from metrics.errors import Reason
from metrics.metric import N_

WITHDRAWN: Final = ("withdrawal", "withdraw", "penarikan", "penarikan dana", "rút tiền", "提现")
STATUS: Final = {
    **dict.fromkeys(("success", "successful", "completed", "berhasil", "thành công"), "paid"),
    **dict.fromkeys(("failed", "failure", "gagal", "thất bại"), "failed"),
    **dict.fromkeys(
        ("processing", "in progress", "pending", "diproses", "đang xử lý"), "processing"
    ),
}

NO_PAYOUTS: Final = N_(
    "{others} movements inside the wallet (earnings, early settlement) are no payouts."
)


def parse(rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...]) -> Parsed:
    """One movement a row → one `payouts` row a withdrawal."""
    shop = given.shop
    paid_out, others = _withdrawals(rows)
    columns = [
        values.identifier("payment_id"),
        amounts.currency(),
        amounts.reader(rows, shop.currency)("amount_e4", "amount"),
        values.text("status"),
        cells.wall_time("requested_at"),
        cells.wall_time("paid_at"),
    ]
    read, refused = cells.read_present(
        paid_out, columns, ("payment_id", "amount_e4", "requested_at")
    )
    if "paid_at" not in read.columns:
        read = read.with_columns(paid_at=pl.lit(None, dtype=pl.Datetime("us")))
    dated = to_utc(read, ["requested_at", "paid_at"], shop.time_zone)
    local = pl.coalesce("paid_at", "requested_at").dt.convert_time_zone(shop.time_zone)
    status = pl.col("status").str.to_lowercase().replace(STATUS)
    payouts = dated.with_columns(
        pl.col("amount_e4").abs(),
        *([status] if "status" in read.columns else []),
        paid_on=local.dt.date(),
    )
    told = (Reason(NO_PAYOUTS, {"others": others}),) if others else ()
    return Parsed({"payouts": payouts}, "payouts", refused, warnings=told)


def _withdrawals(rows: pl.LazyFrame) -> tuple[pl.LazyFrame, int]:
    """The rows that are withdrawals, and how many others there are."""
    if "type" not in rows.collect_schema().names():
        return rows, 0
    is_withdrawal = clean("type").str.to_lowercase().is_in(WITHDRAWN).fill_null(value=False)
    others = rows.select((~is_withdrawal).sum()).collect().item()
    return rows.filter(is_withdrawal), others


WITHDRAWALS: Final = Kind(
    name="withdrawals",
    tables=("payouts",),
    source=N_(
        "Seller Center → Finance → Transactions → Settled → Export (sheet Withdrawal records)"
    ),
    fields=(
        Field("payment_id", ("Reference ID", "ID Referensi", "ID tham chiếu"), required=True),
        Field(
            "requested_at",
            ("Request time", "Waktu permintaan", "Thời gian yêu cầu"),
            required=True,
        ),
        Field("amount", ("Amount", "Jumlah", "Số tiền"), required=True),
        Field("paid_at", ("Success time", "Waktu berhasil", "Thời gian thành công")),
        Field("type", ("Transaction type", "Type", "Jenis transaksi", "Loại giao dịch")),
        Field("status", ("Status", "Trạng thái")),
        Field("currency", ("Currency", "Mata uang", "Đơn vị tiền tệ")),
    ),
    parse=parse,
)
