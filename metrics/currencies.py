"""The currencies that amounts may be in."""

from typing import Final

CURRENCIES: Final = frozenset(
    "AED ARS AUD BDT BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR JPY KES "
    "KHR KRW KWD LAK LKR MAD MMK MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RUB SAR SEK SGD THB "
    "TRY TWD UAH USD VND ZAR".split()
)
