"""Why rows are refused, found again in the text that was kept of them."""

import re

import pytest

from loaders.reading.refusals import BETWEEN, What, Why, told
from loaders.storing.conform import _words
from metrics.tables import TABLES

VALUES = {
    "column": "created_at", "text": 'a "b"; c', "currency": "VND", "layout": "%d/%m/%Y %H:%M",
    "key": "shop_id, order_id", "words": "unpaid, on_hold",
}  # fmt: skip
WHATS = [what.format(**VALUES) for what in What]
REASONS = [
    why.format(**VALUES, what=what)
    for why in Why
    for what in (WHATS if "{what}" in why else WHATS[:1])
]


def marked(text: str) -> str:
    """As if it were translated."""
    return re.sub(r"[a-zA-Z]+(?![^{]*})", "字", text)


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_is_found_in_its_text(reason: str) -> None:
    found = told(reason)
    assert found == reason
    others = re.sub("|".join(map(re.escape, VALUES.values())), "", found.said(marked))
    assert not re.search(r"[A-Za-z]{2}", others)


def test_several_reasons_of_a_row_are_told_one_by_one() -> None:
    several = BETWEEN.join(REASONS)
    assert told(several) == several
    assert told(several).said(marked) == BETWEEN.join(told(one).said(marked) for one in REASONS)


def test_what_is_none_of_ours_stays_as_it_is() -> None:
    kept = "sku is missing; the moon {was} full; sku is missing"
    assert (told(kept), told("")) == (kept, "")
    assert told(kept).said(marked) == "sku 字 字; the moon {was} full; sku is missing"


@pytest.mark.parametrize("table", TABLES)
def test_every_rule_of_a_table_has_words(table: str) -> None:
    shape = TABLES[table]
    for rule in (*shape._validation_rules(with_cast=True), "primary_key"):
        said = _words(shape, rule)
        assert told(said).text in [*Why], said
