"""How answers are cut: dimensions, filters, clocks, and what is refused."""

from collections.abc import Callable, Sequence
from datetime import date

import polars as pl
import pytest

from metrics.calendar import Calendar
from metrics.catalog import CATALOG, available, find
from metrics.compute import compute
from metrics.cut import Cut
from metrics.dimensions import DIMENSIONS
from metrics.errors import (
    ClockError,
    FilterError,
    MetricError,
    MissingDimensionError,
    UnknownNameError,
)
from metrics.facts import Facts
from metrics.period import Span
from metrics.tables import TABLES
from metrics.views import VIEWS
from metrics.views.question import Question

MakeFacts = Callable[..., Facts]
MONDAY, TUESDAY = date(2026, 10, 5), date(2026, 10, 6)
DAYS = Span(MONDAY, TUESDAY, "2026-10-05..2026-10-06")


@pytest.mark.parametrize("name", DIMENSIONS)
def test_every_dimension_is_a_column(make_facts: MakeFacts, name: str) -> None:
    if name in VIEWS:
        cut = Cut(tuple(DIMENSIONS[name]), {})
        question = Question(make_facts(**{table: [] for table in TABLES}), [DAYS], cut)
        columns = VIEWS[name](question).columns
    else:
        columns = TABLES[name].create_empty().columns
    assert set(DIMENSIONS[name].values()) <= set(columns)


def test_orders_by_product_count_once_in_each_product_they_hold(make_facts: MakeFacts) -> None:
    """order 1: p p q, order 2: q -> orders 2, of p 1, of q 2."""
    line = {"placed_on": MONDAY, "order_key": 1, "customer_key": 1, "item_amount_e4": 10_000}
    second = line | {"order_key": 2, "product_id": "q"}
    lines = [line | {"product_id": p} for p in "ppq"] + [second]
    orders = [{"placed_on": MONDAY, "order_key": key, "customer_key": 1} for key in (1, 2)]
    facts = make_facts(orders=orders, order_lines=lines)
    metrics = find(["orders", "customers", "aov"])
    assert compute(metrics, facts, DAYS)["value"].to_list() == [2, 1, 2]
    by_product = compute(metrics, facts, DAYS, ["product"])
    assert by_product["value"].to_list() == [1, 2, 1, 1, 2, 1]
    only_p = compute(metrics, facts, DAYS, where={"product": ["p"]})
    assert only_p["value"].to_list() == [1, 1, 2]


@pytest.mark.parametrize(
    ("where", "orders"),
    [
        ({"region": ["CA"]}, 2),
        ({"region": ["CA", "TX"]}, 3),
        ({"region": [None]}, 1),
        ({"region": ["TX", None]}, 2),
        ({"region": ["CA"], "hour": ["9"]}, 1),
        ({"shop": ["b"]}, 1),
        ({"market": ["US"]}, 3),
        ({"weekday": ["1"]}, 3),
        ({"day": ["2026-10-06"]}, 1),
        ({"week": ["2026-W41"], "hour": ["9"]}, 2),
        ({"region": ["nowhere"]}, 0),
    ],
)
def test_a_filter_keeps_any_of_its_values_and_all_filters_hold(
    make_facts: MakeFacts, where: dict[str, Sequence[str | None]], orders: int
) -> None:
    facts = make_facts(
        orders=[
            {"placed_on": MONDAY, "region": "CA", "hour": 9},
            {"placed_on": TUESDAY, "region": "CA", "hour": 10},
            {"placed_on": MONDAY, "region": "TX", "hour": 9, "shop_id": "b"},
            {"placed_on": MONDAY, "region": None},
        ]
    )
    assert compute(find(["orders"]), facts, DAYS, where=where)["value"].to_list() == [orders]


def test_values_of_groups_are_text_but_for_weekday_and_hour(make_facts: MakeFacts) -> None:
    line = {"placed_on": MONDAY, "affiliate": True, "hour": 9, "item_amount_e4": 10_000}
    facts = make_facts(order_lines=[line, line | {"affiliate": None}])
    words = ["affiliate", "market", "hour", "weekday"]
    rows = compute(find(["gmv"]), facts, DAYS, words, {"weekday": ["1"]})
    assert rows.select(words).rows() == [("true", "US", 9, 1), (None, "US", 9, 1)]


def test_groups_of_days_are_those_of_the_companys_calendar(make_facts: MakeFacts) -> None:
    """Weeks from Saturday, months from the 26th, years from February."""
    days = [date(2026, 9, 25), date(2026, 9, 26), date(2026, 10, 25), date(2026, 10, 26)]
    facts = make_facts(orders=[{"placed_on": day} for day in days])
    calendar = Calendar(week_start=5, month_start=26, year_start=2)
    span = Span(date(2026, 9, 20), date(2026, 10, 31), "", calendar=calendar)

    def counted(word: str) -> dict[str, int]:
        rows = compute(find(["orders"]), facts, span, [word]).filter(pl.col("value") > 0)
        return dict(rows.select(word, "value").rows())

    assert counted("week") == {"2026-W39": 1, "2026-W40": 1, "2026-W44": 2}
    assert counted("month") == {"2026-09": 1, "2026-10": 2, "2026-11": 1}
    assert counted("quarter") == {"2026-Q3": 3, "2026-Q4": 1}
    assert counted("year") == {"2026": 4}
    october = compute(find(["orders"]), facts, span, where={"month": ["2026-10"]})
    assert october["value"].to_list() == [2]


def test_reviews_by_rating(make_facts: MakeFacts) -> None:
    facts = make_facts(reviews=[{"created_on": MONDAY, "rating": n} for n in (5, 1, 5)])
    rows = compute(find(["reviews"]), facts, DAYS, ["rating"])
    assert rows.select("rating", "value").rows() == [("1", 1), ("5", 2)]
    assert compute(find(["reviews"]), facts, DAYS, where={"rating": ["5"]})["value"][0] == 2


def test_another_clock_dates_the_same_paid_orders(make_facts: MakeFacts) -> None:
    order = {"placed_on": date(2026, 9, 1), "shipped_on": MONDAY, "created_on": MONDAY}
    facts = make_facts(orders=[order, order | {"placed_on": None}])
    metrics = find(["orders"])
    assert compute(metrics, facts, DAYS)["value"][0] == 0
    assert compute(metrics, facts, DAYS, clock="shipped")["value"][0] == 1
    assert compute(metrics, facts, DAYS, clock="created")["value"][0] == 1


def test_only_sales_metrics_change_their_clock(make_facts: MakeFacts) -> None:
    with pytest.raises(ClockError, match="not refund_rate, cpm"):
        compute(find(["gmv", "refund_rate", "cpm"]), make_facts(), DAYS, clock="shipped")
    with pytest.raises(UnknownNameError, match="no clock 'paid'"):
        compute(find(["gmv"]), make_facts(), DAYS, clock="paid")


def test_a_metric_that_lacks_a_dimension_is_refused_with_those_it_has(
    make_facts: MakeFacts,
) -> None:
    with pytest.raises(MissingDimensionError, match="'refund_rate' can't be cut by 'product'"):
        compute(find(["refund_rate"]), make_facts(), DAYS, ["product"])
    with pytest.raises(MissingDimensionError, match=r"its tables have day, .*shop.*region"):
        compute(find(["refund_rate"]), make_facts(), DAYS, where={"campaign": ["c"]})


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: find(["gvm"]), "no metric 'gvm'. Did you mean gmv"),
        (lambda: available(["prodct"]), "no dimension 'prodct'. Did you mean product"),
        (lambda: available(where={"hour": ["noon"]}), "'noon' is no value of hour: 0 to 23"),
        (lambda: available(where={"day": ["1 Oct"]}), "write it as 2026-10-17"),
        (lambda: available(where={"affiliate": ["yes"]}), "true or false"),
    ],
)
def test_what_is_wrong_is_named_with_what_is_right(ask: Callable[[], object], message: str) -> None:
    with pytest.raises(MetricError, match=message):
        ask()


def test_without_names_every_metric_with_the_dimensions_is_meant() -> None:
    assert available() == list(CATALOG.values())
    names = [metric.name for metric in available(["campaign"])]
    assert names[:5] == ["ad_cost", "impressions", "clicks", "conversions", "cpm"]
    assert "ad_cost_share" not in names
    assert {"gmv", "orders", "refund_rate_units"} <= {m.name for m in available(["product"])}


def test_an_empty_key_is_no_value(make_facts: MakeFacts) -> None:
    ad = {"date": MONDAY, "campaign_id": "c", "adgroup_id": "", "cost_e4": 10_000}
    facts = make_facts(ad_performance=[ad, ad | {"adgroup_id": "g", "cost_e4": 20_000}])
    by = compute(find(["ad_cost"]), facts, DAYS, ["adgroup"])
    assert by.select("adgroup", "value").rows() == [("g", 2), (None, 1)]
    of = compute(find(["ad_cost"]), facts, DAYS, where={"adgroup": [None]})
    assert of["value"].to_list() == [1]


def test_a_table_is_not_kept_to_a_word_that_it_lacks(make_facts: MakeFacts) -> None:
    cut = Cut.read((), {"agent": ["x"]})
    with pytest.raises(FilterError, match=r"orders aren't known by agent: take that filter back"):
        cut.filters("orders", make_facts())
