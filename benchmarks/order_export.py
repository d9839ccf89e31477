"""A US order export of any size: the 63 columns of the real file, made-up rows."""

from pathlib import Path

import polars as pl

HEADER = (
    "Order ID|Order Status|Order Substatus|Cancelation/Return Type|Normal or Pre-order|SKU ID|"
    "Seller SKU|Product ID|Product Name|Variation| Virtual Bundle Seller SKU|Quantity|"
    "Sku Quantity of return|SKU Unit Original Price|SKU Subtotal Before Discount|"
    "SKU Platform Discount|SKU Seller Discount|SKU Subtotal After Discount|"
    "Shipping Fee After Discount|Original Shipping Fee|Shipping Fee Seller Discount|"
    "Co-Funded Shipping Fee Discount|Shipping Fee Platform Discount|Payment platform discount|"
    "Retail Delivery Fee|Taxes|Order Amount|Order Refund Amount|Created Time|Paid Time|RTS Time|"
    "Shipped Time|Delivered Time|Cancelled Time|Cancel By|Cancel Reason|Fulfillment Type|"
    "Warehouse Name|Tracking ID|Delivery Option Type|Delivery Option|Shipping Provider Name|"
    "Buyer Message|Buyer Nickname|Buyer Username|Recipient|Phone #|Country|State|City|Zipcode|"
    "Address Line 1|Address Line 2|Delivery Instruction|Payment Method|Weight(kg)|"
    "Product Category|Package ID|Seller Note|Shipping Information|Combined Listing|Order Channel|"
    "Creator Handle"
).split("|")


def write(path: Path, lines: int) -> None:
    """`lines` rows, two to an order, spread over 90 days up to 2026-10-31."""
    row = pl.col("row")
    order = row // 2
    minute = order * (90 * 24 * 60) // (lines // 2 + 1)
    created = pl.datetime(2026, 8, 2) + pl.duration(minutes=minute)
    sku = (row * 7919) % 500
    quantity = 1 + row % 3
    price = (999 + (sku * 137) % 4000) / 100
    before = (price * quantity).round(2)
    platform = (before * 0.05).round(2)
    seller = (before * 0.1).round(2)
    cancelled = order % 20 == 0

    def at(hours: float, *, unless_cancelled: bool = True) -> pl.Expr:
        time = (created + pl.duration(minutes=int(hours * 60))).dt.strftime(
            "%m/%d/%Y %I:%M:%S %p\t"
        )
        return pl.when(cancelled).then(pl.lit("")).otherwise(time) if unless_cancelled else time

    def money(amount: pl.Expr) -> pl.Expr:
        return amount.round(2).cast(pl.String)

    cells = {name: pl.lit("") for name in HEADER} | {
        "Order ID": pl.format("{}\t", 577_000_000_000_000_000 + order),
        "Order Status": pl.when(cancelled).then(pl.lit("Canceled")).otherwise(pl.lit("Completed")),
        "Order Substatus": pl.when(cancelled)
        .then(pl.lit("Canceled"))
        .otherwise(pl.lit("Completed")),
        "Cancelation/Return Type": pl.when(cancelled).then(pl.lit("Cancel")).otherwise(pl.lit("")),
        "Normal or Pre-order": pl.lit("Normal"),
        "SKU ID": pl.format("{}\t", 1_729_000_000_000_000_000 + sku),
        "Seller SKU": pl.format("SKU-{}", sku),
        "Product ID": pl.format("{}\t", 1_728_000_000_000_000_000 + sku // 5),
        "Product Name": pl.format(
            "Made-up product number {}, with a long and telling name", sku // 5
        ),
        "Variation": pl.format("Colour {}, Size {}", sku % 5, sku % 4),
        "Quantity": quantity.cast(pl.String),
        "Sku Quantity of return": pl.lit("0"),
        "SKU Unit Original Price": money(price),
        "SKU Subtotal Before Discount": money(before),
        "SKU Platform Discount": money(platform),
        "SKU Seller Discount": money(seller),
        "SKU Subtotal After Discount": money(before - platform - seller),
        "Shipping Fee After Discount": pl.lit("4.99"),
        "Original Shipping Fee": pl.lit("6.99"),
        "Shipping Fee Seller Discount": pl.lit("2"),
        "Co-Funded Shipping Fee Discount": pl.lit("0"),
        "Shipping Fee Platform Discount": pl.lit("0"),
        "Payment platform discount": pl.lit("0"),
        "Retail Delivery Fee": pl.lit("0"),
        "Taxes": pl.lit("2.5"),
        "Order Amount": pl.lit("50.5"),
        "Order Refund Amount": pl.lit("0"),
        "Created Time": at(0, unless_cancelled=False),
        "Paid Time": at(0.1, unless_cancelled=False),
        "RTS Time": at(8),
        "Shipped Time": at(20),
        "Delivered Time": at(96),
        "Cancelled Time": pl.when(cancelled)
        .then(at(2, unless_cancelled=False))
        .otherwise(pl.lit("")),
        "Cancel By": pl.when(cancelled).then(pl.lit("User")).otherwise(pl.lit("")),
        "Cancel Reason": pl.when(cancelled).then(pl.lit("No longer needed")).otherwise(pl.lit("")),
        "Fulfillment Type": pl.lit("Fulfillment by seller"),
        "Warehouse Name": pl.lit("East"),
        "Tracking ID": pl.format("9400100000{}\t", order),
        "Delivery Option": pl.lit("Standard shipping"),
        "Shipping Provider Name": pl.lit("USPS"),
        "Buyer Nickname": pl.format("Buyer {}", order % 300_000),
        "Buyer Username": pl.format("buyer{}", order % 300_000),
        "Recipient": pl.lit("M*** U***"),
        "Phone #": pl.lit("(+1)000*****00"),
        "Country": pl.lit("United States"),
        "State": pl.format("State {}", order % 50),
        "City": pl.lit("Town"),
        "Zipcode": pl.lit("00000"),
        "Address Line 1": pl.lit("*** Made-up Street"),
        "Payment Method": pl.lit("Credit/debit card"),
        "Weight(kg)": pl.lit("0.5"),
        "Product Category": pl.lit("Home"),
        "Package ID": pl.format("{}\t", 1_160_000_000_000_000_000 + order),
    }
    rows = pl.LazyFrame({"row": range(lines)})
    table = rows.select(expr.alias(name) for name, expr in cells.items())
    table.collect().write_csv(path, include_bom=True, line_terminator="\r\n", quote_style="always")
