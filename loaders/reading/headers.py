"""How one column is named across markets: the currency that Seller Center puts behind a name."""

from typing import Final

MARKS: Final = "Rp R$ $ US$ MX$ MXN £ € ₫ ฿ RM ₱ S$ ¥ USD BRL IDR MYR PHP SGD THB VND".split()


def with_currency(*names: str) -> tuple[str, ...]:
    """Each name bare and with every currency mark that files put behind it.

    >>> with_currency("Refunds")[:3]
    ('Refunds', 'Refunds (Rp)', 'Refunds (R$)')
    """
    return tuple(
        header for name in names for header in (name, *(f"{name} ({mark})" for mark in MARKS))
    )
