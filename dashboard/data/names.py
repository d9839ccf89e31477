"""What products, SKUs and campaigns are called: their ids mean nothing to people."""

from collections.abc import Mapping, Sequence
from typing import Final

import narwhals as nw
import polars as pl
import streamlit as st

from dashboard.data.answers import HOUR, facts
from dashboard.data.situation import Situation
from metrics.period import Span

NAMED_BY: Final[Mapping[str, Sequence[tuple[str, str, Sequence[str]]]]] = {
    "product": (("order_lines", "product_id", ("product_name",)),),
    "sku": (("order_lines", "sku_id", ("product_name", "variation")),),
    "campaign": (("ad_performance", "campaign_id", ("campaign_name",)),),
}
"""Word → where its names are: table, the column of the id, the columns that make the name."""

CLOCK: Final = {"order_lines": "placed_on", "ad_performance": "date"}


def called(at: Situation, word: str, values: Sequence[str], span: Span) -> dict[str, str]:
    """Id → name, as the rows of the span say it last; ids without a name are absent."""
    if word not in NAMED_BY or not values:
        return {}
    return _called(*at.version, word, tuple(sorted(set(values))), span, _at=at)


@st.cache_resource(max_entries=300, ttl=HOUR, show_spinner=False)
def _called(
    home: str, written_at: str, word: str, values: tuple[str, ...], span: Span, _at: Situation
) -> dict[str, str]:
    held = facts(_at)
    names: dict[str, str] = {}
    for table, key, parts in NAMED_BY[word]:
        if table not in held.tables:
            continue
        clock = CLOCK[table]
        rows = held.read(
            held.table(table)
            .filter(nw.col(clock).is_between(span.first, span.last), nw.col(key).is_in(values))
            .group_by(key, *parts)
            .agg(nw.col(clock).max())
        )
        newest = rows.sort(clock, *parts).group_by(key).agg(pl.col(*parts).drop_nulls().last())
        for found, *said in newest.iter_rows():
            if words := " · ".join(one for one in said if one):
                names.setdefault(found, words)
    return names
