"""Why rows are refused: every text there is, and the way back from what was kept of them.

Reasons are worked out where rows are (in Polars) and kept with them as English text, several of a
row together. Where people read them, `told` finds the texts again, to be said in their language.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import Final

from loaders.errors import LISTED
from metrics.errors import Reason, as_it_stands, joined
from metrics.metric import N_


class Why(StrEnum):
    """What is wrong with a row. Of two that fit a text the first is meant."""

    NO_SUCH_SHOP = N_('shop_id: "{text}" is not in [shops] of the settings')
    UNREADABLE = N_('{column}: "{text}" is not {what}')
    NO_SHOP = N_("no shop: select shop_id, or give the source a shop")
    ORDER_ID = N_("order_id: an order id has digits only")
    RETURN_ID = N_("return_id: a return order id has digits only")
    NO_SKU = N_("the line has neither a SKU ID nor a seller SKU")
    UNDATED_RETURN = N_("neither a time of request nor of refund")
    UNDATED_ANSWER = N_("requested_at and refunded_at are empty")
    RETURN_STATUS = N_("Return Status is missing or not known")
    RETURN_TYPE = N_("Return Type is missing or not known")
    EMPTY = N_("{column} is empty")
    MISSING = N_("{column} is missing")
    NEGATIVE = N_("{column} is negative")
    TOO_LOW = N_("{column} is below what is allowed")
    TOO_HIGH = N_("{column} is above what is allowed")
    NOT_ABOVE_ZERO = N_("{column} must be above zero")
    WRONG_TYPE = N_("{column} can't be read")
    NO_NUMBER = N_("{column} is no number")
    NO_CURRENCY = N_("{column} is not a known currency code")
    SEEN_BEFORE_CREATED = N_("created before it was seen does not hold")
    TWICE = N_("its key ({key}) is in the file twice")
    ROWS_DIFFER = N_("several rows of this {key} differ: select one")
    STATES_DIFFER = N_("the rows of this SKU differ in their status: select a line_id too")
    ANOTHER_ROW = N_("another row of this order was refused")
    SAME_KEY = N_("it makes one row with another one that was refused")


class What(StrEnum):
    """What the text of a cell should have been."""

    ID = N_("an id: a spreadsheet has cut its digits, export the file again and load it unopened")
    WHOLE = N_("a whole number")
    AMOUNT = N_("an amount")
    AMOUNT_IN = N_("an amount in {currency}")
    NUMBER = N_("a number")
    DAY = N_("a day ({layout})")
    DAY_FIRST = N_("a day (YYYY-MM-DD): load the export unopened")
    TIME = N_("a date and time ({layout})")
    DURATION = N_("a duration (1h20m, 80m10s or seconds)")
    CURRENCY = N_("a currency code that we know (USD, VND, …)")
    OWN_CURRENCY = N_("{currency}, the shop's currency: is it a file of another shop?")
    TEXT = N_("a text")
    WHOLE_ID = N_("an id that has all its digits: select it as text")
    PLAIN_AMOUNT = N_("a plain amount of 0 or more, such as 1234.50")
    PLAIN_WHOLE = N_("a whole number of 0 or more")
    STARS = N_("a whole number from 1 to 5")
    FLAG = N_("true or false")
    INSTANT = N_("an instant: write YYYY-MM-DD HH:MM:SS, with an offset where it isn't shop time")
    ONE_OF = N_("one of {words}")
    CODE = N_("a currency code such as USD")


BETWEEN: Final = "; "
"""What stands between the reasons of one row."""
_ANYTHING, _NAMES = ".*?", '[^;"]*?'
"""What can stand in the place of a cell's text, and in all other places."""


def unreadable(column: str, what: str) -> str:
    """Why a cell is refused that is not `what`; its text is still to be filled into `{}`."""
    return Why.UNREADABLE.format(column=column, text="{}", what=what)


def told(text: str) -> Reason:
    """The reasons of a row, as they were kept; what is none of ours stays as it is."""
    found: list[Reason] = []
    while text:
        reason, text = _first(text)
        found.append(reason)
    return joined(found, LISTED)


def _first(text: str) -> tuple[Reason, str]:
    for template, pattern in _patterns(Why):
        if match := pattern.match(text):
            about: dict[str, object] = match.groupdict()
            if "what" in about:
                about["what"] = _what(match["what"])
            return Reason(template, about), text[match.end() :]
    return as_it_stands(text), ""


def _what(text: str) -> Reason:
    for template, pattern in _patterns(What):
        if match := pattern.fullmatch(text):
            return Reason(template, match.groupdict())
    return as_it_stands(text)


@cache
def _patterns(texts: Iterable[StrEnum]) -> list[tuple[str, re.Pattern[str]]]:
    """Each text, and what finds it at the beginning of reasons."""
    end = rf"(?:{re.escape(BETWEEN)}|\Z)"
    return [(str(one), re.compile(_pattern(one) + end, re.DOTALL)) for one in texts]


def _pattern(text: str) -> str:
    parts = re.split(r"{(\w+)}", text)
    places = [f"(?P<{one}>{_ANYTHING if one == 'text' else _NAMES})" for one in parts[1::2]]
    plain = [re.escape(part) for part in parts[::2]]
    return "".join(part for pair in zip(plain, [*places, ""], strict=True) for part in pair)
