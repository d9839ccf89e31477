"""The order export of each market whose header is known, from file to typed rows."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from loaders import kinds, seller_center
from loaders.settings import Shop
from loaders.sheet import Given, Parsed

FIRST = (
    "Order ID|Order Status|Order Substatus|Cancelation/Return Type|Normal or Pre-order|SKU ID|"
    "Seller SKU|Product Name|Variation|Quantity|Sku Quantity of return|SKU Unit Original Price|"
    "SKU Subtotal Before Discount|SKU Platform Discount|SKU Seller Discount|"
    "SKU Subtotal After Discount|Shipping Fee After Discount|Original Shipping Fee|"
    "Shipping Fee Seller Discount|Shipping Fee Platform Discount|Payment platform discount|Taxes|"
    "{fee}Order Amount|Order Refund Amount|Created Time|Paid Time|RTS Time|Shipped Time|"
    "Delivered Time|Cancelled Time|Cancel By|Cancel Reason|Fulfillment Type|Warehouse Name|"
    "Tracking ID|Delivery Option|Shipping Provider Name|Buyer Message|Buyer Username|Recipient|"
    "Phone #|"
)
LAST = "|Payment Method|Weight(kg)|Product Category|Package ID|Seller Note"
DESCRIPTION = {"Order ID": "Platform unique order ID.", "Quantity": "Units sold."}


def exported(path: Path, address: str, place: dict[str, str], money: str, fee: str = "") -> None:
    """A CSV with a description row and one order of two units."""
    header = (FIRST.format(fee=f"{fee}|" if fee else "") + address + LAST).split("|")
    cells = {
        "Order ID": "576000000000000001\t",
        "Order Status": "Shipped",
        "Order Substatus": "In transit",
        "SKU ID": "1729000000000000001\t",
        "Seller SKU": "S-1",
        "Product Name": "Made-up cup",
        "Quantity": "2",
        "Created Time": "03/04/2026 23:30:00\t",
        "Paid Time": "03/04/2026 23:31:00\t",
        "Shipped Time": "04/04/2026 10:00:00\t",
        "Payment Method": "Cash on delivery",
        "Buyer Username": "made.up",
        "Fulfillment Type": "Fulfillment by seller",
    } | place
    amounts = {
        "SKU Unit Original Price": "10",
        "SKU Subtotal Before Discount": "20",
        "SKU Platform Discount": "1",
        "SKU Seller Discount": "2.5",
        "SKU Subtotal After Discount": "16.5",
        "Order Amount": "18.5",
        **({fee: "2"} if fee else {}),
    }
    cells |= {name: money.format(amount) for name, amount in amounts.items()}
    rows = [header, [DESCRIPTION.get(c, "") for c in header], [cells.get(c, "") for c in header]]
    text = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    path.write_text(text, "utf-8-sig")


def parsed(path: Path, shop: Shop) -> Parsed:
    now = datetime(2026, 4, 9, tzinfo=UTC)
    sheet, *_ = seller_center.sheets(seller_center.files([str(path)])[0])
    kind = kinds.recognise(sheet)
    assert kind.name == "orders"
    rows = kinds.rows_of(sheet, kind)
    return kind.parse(rows, Given(shop, now, now, b"secret"), sheet.preamble)


@pytest.mark.parametrize(
    ("shop", "address", "place", "region", "money", "fee"),
    [
        (
            Shop("ph", "PH", "PH", "PHP", "Asia/Manila"),
            "Country|Region|Province|Municipality|Barangay|Detail Address|"
            "Additional address information",
            {"Country": "Philippines", "Region": "Metro Manila", "Province": "Metro Manila"},
            "Metro Manila",
            "PHP {}",
            "",
        ),
        (
            Shop("my", "MY", "MY", "MYR", "Asia/Kuala_Lumpur"),
            "Country|State|Post Town|Detail Address|Additional address information",
            {"Country": "Malaysia", "State": "Selangor"},
            "Selangor",
            "RM {}",
            "",
        ),
        (
            Shop("sg", "SG", "SG", "SGD", "Asia/Singapore"),
            "Country|Detail Address|Additional address information",
            {"Country": "Singapore"},
            None,
            "SGD {}",
            "",
        ),
        (
            Shop("th", "TH", "TH", "THB", "Asia/Bangkok"),
            "Zipcode|Country|Province|District|Detail Address|Additional address information",
            {"Country": "Thailand", "Province": "Chiang Mai"},
            "Chiang Mai",
            "{} ฿",
            "Small Order Fee",
        ),
    ],
    ids=["PH", "MY", "SG", "TH"],
)
def test_an_export_of_the_market_is_read(
    tmp_path: Path,
    shop: Shop,
    address: str,
    place: dict[str, str],
    region: str | None,
    money: str,
    fee: str,
) -> None:
    path = tmp_path / "All order.csv"
    exported(path, address, place, money, fee)
    found = parsed(path, shop)
    assert found.refused.is_empty()
    order = found.tables["orders"].row(0, named=True)
    line = found.tables["order_lines"].row(0, named=True)
    assert order["created_at"].date() == datetime(2026, 4, 3, tzinfo=UTC).date()
    assert (order["status"], order["is_cod"], order.get("region")) == ("in_transit", True, region)
    assert (order["order_amount_e4"], order.get("buyer_fees_e4")) == (
        185_000,
        20_000 if fee else None,
    )
    assert (line["quantity"], line["list_e4"], line["item_amount_e4"]) == (2, 200_000, 165_000)
