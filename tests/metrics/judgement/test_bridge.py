"""From list price to the bank, against SQL and cases that can be checked by eye."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.demo.fill import fill
from loaders.settings import open_home
from loaders.store import Store
from metrics.catalog import find
from metrics.compute import compute
from metrics.errors import UnknownNameError
from metrics.facts import Facts
from metrics.judgement.bridge import KINDS, Amounts, bridge, gmv_branch
from metrics.judgement.bridge_amounts import Placed, placed
from metrics.judgement.bridge_rows import KIND_COLUMNS
from metrics.judgement.steps import Step
from metrics.period import Span
from tests.metrics.conftest import ALWAYS, AS_OF, MARKETS, table

MakeFacts = Callable[..., Facts]
DAY = date(2026, 10, 5)
WEEK = Span(date(2026, 10, 1), date(2026, 10, 7), "2026-10-01..2026-10-07")


def line(key: int, **more: Any) -> dict[str, Any]:
    """An order of one line: list 100, seller discount 10, platform discount 5."""
    row = {
        "order_key": key, "order_id": str(key), "line_id": "1", "placed_on": DAY,
        "delivered_on": date(2026, 10, 20), "list_e4": 1_000_000, "seller_discount_e4": 100_000,
        "platform_discount_e4": 50_000, "item_amount_e4": 850_000,
    }  # fmt: skip
    return row | more


def statement(key: int, **more: Any) -> dict[str, Any]:
    """90 of revenue: 4 for shipping, 6 commission, 2 affiliate, so 78 are settled."""
    row = {
        "shop_id": "a", "statement_id": "s", "transaction_id": str(key), "type": "order",
        "sku_id": "", "settled_on": date(2026, 10, 20), "order_key": key, "currency": "USD",
        "payment_id": "p", "revenue_e4": 900_000, "shipping_e4": -40_000, "fees_e4": -80_000,
        "platform_commission_e4": -60_000, "affiliate_e4": -20_000, "settled_e4": 780_000,
    }  # fmt: skip
    return row | more


PAYOUT = {
    "shop_id": "a", "payment_id": "p", "paid_on": date(2026, 10, 22), "currency": "USD",
    "amount_e4": 780_000, "status": "paid",
}  # fmt: skip


def amounts_of(steps: Sequence[Step]) -> dict[str, float | None]:
    return {
        step.name: None if step.amount_e4 is None else step.amount_e4 / 10_000 for step in steps
    }


def one(facts: Facts, span: Span = WEEK) -> Placed:
    (found,) = placed(facts, span)
    return found


LINES = [line(1), line(2), line(3, is_cancelled=True), line(4, quantity=2)]
BACK = {
    "return_id": "r", "order_key": 4, "placed_on": DAY, "refunded_on": DAY, "order_known": True,
    "counted_revenue_e4": 450_000,
}  # fmt: skip


def test_the_chain_runs_from_list_price_to_the_bank(make_facts: MakeFacts) -> None:
    """Four orders of 90: one settled and paid, one on its way, one cancelled, one half refunded."""
    facts = make_facts(
        order_lines=LINES, returns=[BACK], settlements=[statement(1)], payouts=[PAYOUT]
    )
    found = one(facts)
    assert amounts_of(bridge(found.amounts)) == {
        "list_sales": 400, "seller_discount": -40, "seller_revenue": 360,
        "cancelled": -90, "refunded": -45, "net_revenue": 225,
        "statement_difference": 0, "shipping": -4, "platform_commission": -6, "affiliate_fees": -2,
        "other": 0,
        # Orders 2 and 4 hold 135 of it; 78 of 90 are settled so far, so 117 of 135 are to come.
        "expected_deductions": -18, "due": 195,
        "not_yet_settled": -117, "settled": 78,
        "not_yet_paid": 0, "paid_out": 78,
    }  # fmt: skip
    assert amounts_of(gmv_branch(found.amounts)) == {
        "seller_revenue": 360, "platform_discount": -20, "other": 0, "gmv": 340,
    }  # fmt: skip
    assert [step.name for step in bridge(found.amounts) if step.is_estimate] == [
        "expected_deductions", "due", "not_yet_settled",
    ]  # fmt: skip
    assert (found.settled_e4, found.paid_out_e4) == (0, 0), "of the first week of October"
    later = Span(date(2026, 10, 5), date(2026, 10, 31), "2026-10-05..2026-10-31")
    assert (one(facts, later).settled_e4, one(facts, later).paid_out_e4) == (780_000, 780_000)


def test_what_statements_hold_that_no_kind_names_is_never_hidden(make_facts: MakeFacts) -> None:
    kept = statement(1, revenue_e4=880_000, taxes_e4=-10_000, settled_e4=700_000)
    facts = make_facts(order_lines=[line(1)], returns=[], settlements=[kept], payouts=[])
    steps = amounts_of(bridge(one(facts).amounts))
    assert steps["statement_difference"] == -2
    assert steps["taxes"] == -1
    assert steps["other"] == -5, "88 - 4 - 6 - 2 - 1 - 5 = 70"
    assert steps["settled"] == 70


def test_an_order_with_several_statements_counts_all_of_them_and_other_rows_none(
    make_facts: MakeFacts,
) -> None:
    rows = [
        statement(1),
        statement(1, type="logistics_reimbursement", settled_e4=30_000, revenue_e4=None,
                  shipping_e4=None, fees_e4=None, platform_commission_e4=None, affiliate_e4=None,
                  adjustment_e4=30_000),
        statement(0, order_key=None, type="gmv_payment_for_ads", ads_e4=-500_000),
    ]  # fmt: skip
    facts = make_facts(order_lines=[line(1)], returns=[], settlements=rows, payouts=[PAYOUT])
    steps = amounts_of(bridge(one(facts).amounts))
    assert (steps["adjustments"], steps["settled"], steps["paid_out"]) == (3, 81, 81)
    assert "ads" not in steps


def test_settled_and_not_paid_yet_is_a_step(make_facts: MakeFacts) -> None:
    rows = [statement(1), statement(2, payment_id="q")]
    facts = make_facts(
        order_lines=[line(1), line(2)], returns=[], settlements=rows, payouts=[PAYOUT]
    )
    steps = amounts_of(bridge(one(facts).amounts))
    assert (steps["settled"], steps["not_yet_paid"], steps["paid_out"]) == (156, -78, 78)
    failed = PAYOUT | {"payment_id": "q", "status": "failed"}
    facts = make_facts(
        order_lines=[line(1), line(2)], returns=[], settlements=rows, payouts=[PAYOUT, failed]
    )
    assert amounts_of(bridge(one(facts).amounts))["paid_out"] == 78


def test_payouts_in_another_currency_are_told_by_what_the_bank_received(
    make_facts: MakeFacts,
) -> None:
    paid = [
        PAYOUT | {"paid_on": DAY, "exchange_rate": 7.1, "received_currency": "CNY"},
        PAYOUT | {"payment_id": "q", "paid_on": DAY, "amount_e4": 10_000, "received_e4": 72_000,
                  "received_currency": "CNY"},
        PAYOUT | {"payment_id": "r", "paid_on": DAY, "received_currency": "EUR"},
    ]  # fmt: skip
    facts = make_facts(order_lines=[line(1)], returns=[], settlements=[], payouts=paid)
    found = one(facts)
    assert found.paid_out_e4 == 1_570_000
    assert found.received == {"CNY": 5_538_000 + 72_000, "EUR": None}


def test_without_statements_what_follows_net_revenue_is_unknown_and_says_why(
    make_facts: MakeFacts,
) -> None:
    steps = bridge(one(make_facts(order_lines=LINES, returns=[BACK])).amounts)
    known = [step.name for step in steps if step.amount_e4 is not None]
    assert known == [
        "list_sales", "seller_discount", "seller_revenue", "cancelled", "refunded", "net_revenue",
    ]  # fmt: skip
    assert [step.name for step in steps if step.name in KINDS] == [*KINDS]
    assert {str(step.reason) for step in steps if step.amount_e4 is None} == {
        "No statements of a were ever loaded: Seller Center → Finance → Transactions → Export."
    }


def without(facts: Facts, name: str) -> Facts:
    return replace(facts, coverage={t: days for t, days in facts.coverage.items() if t != name})


@pytest.mark.parametrize(
    ("facts_of", "name", "says"),
    [
        ({"order_lines": [line(1, list_e4=None)]}, "list_sales", "list price"),
        ({"returns": [BACK | {"counted_revenue_e4": None}]}, "refunded", "1 refunded orders"),
        (
            {"settlements": [statement(1, currency="CNY")]},
            "statement_difference",
            "another currency: CNY",
        ),
        (
            {"settlements": [statement(1, settled_on=date(2026, 10, 21))]},
            "expected_deductions",
            "2 orders were delivered before",
        ),
        (
            {"settlements": [statement(1, revenue_e4=None)]},
            "expected_deductions",
            "no settled revenue",
        ),
        ({"settlements": [statement(1, payment_id=None)]}, "not_yet_paid", "which of the known"),
        ({"payouts": [PAYOUT | {"payment_id": "x"}]}, "not_yet_paid", "which of the known"),
    ],
)
def test_what_cannot_be_known_is_unknown_with_its_reason_and_so_are_later_totals(
    make_facts: MakeFacts, facts_of: Mapping[str, Any], name: str, says: str
) -> None:
    rows: dict[str, Any] = {
        "order_lines": LINES, "returns": [BACK], "payouts": [PAYOUT],
        "settlements": [statement(1)],
    }  # fmt: skip
    steps = bridge(one(make_facts(**{**rows, **facts_of})).amounts)
    place = [step.name for step in steps].index(name)
    assert steps[place].amount_e4 is None
    assert says in str(steps[place].reason)
    for step in steps[place:]:
        if step.kind == "total":
            assert step.amount_e4 is None
            assert says in str(step.reason)
    assert all(step.amount_e4 is not None for step in steps[:place])


@pytest.mark.parametrize(
    ("lacking", "name"),
    [("returns", "refunded"), ("settlements", "shipping"), ("payouts", "not_yet_paid")],
)
def test_a_table_never_loaded_is_named(make_facts: MakeFacts, lacking: str, name: str) -> None:
    facts = make_facts(
        order_lines=LINES, returns=[BACK], settlements=[statement(1)], payouts=[PAYOUT]
    )
    steps = {step.name: step for step in bridge(one(without(facts, lacking)).amounts)}
    assert steps[name].amount_e4 is None
    assert "of a" in str(steps[name].reason)
    assert steps["paid_out"].amount_e4 is None


def test_an_order_without_list_price_is_left_out_whole_and_counted(make_facts: MakeFacts) -> None:
    lines = [line(1), line(2), line(2, line_id="2", list_e4=None)]
    rows = [statement(1), statement(2)]
    facts = make_facts(order_lines=lines, returns=[], settlements=rows, payouts=[PAYOUT])
    found = one(facts)
    assert (found.orders, found.left_out, found.covers) == (2, 1, pytest.approx(1 / 3))
    steps = amounts_of(bridge(found.amounts))
    assert (steps["list_sales"], steps["settled"]) == (100, 78)


def test_a_shop_without_orders_in_the_period_gives_no_bridge(make_facts: MakeFacts) -> None:
    assert placed(make_facts(order_lines=[]), WEEK) == []
    with pytest.raises(UnknownNameError, match="nowhere"):
        placed(make_facts(order_lines=[]), WEEK, ["nowhere"])


AMOUNT = st.integers(-(10**12), 10**12)
NAMES = (
    "list_sales seller_discount cancelled refunded platform_discount gmv net_of_settled expected"
).split()


@given(
    orders=st.dictionaries(st.sampled_from(NAMES), AMOUNT),
    statements=st.none() | st.dictionaries(
        st.sampled_from(["revenue", *KINDS, "paid_out"]), AMOUNT
    ).flatmap(lambda some: AMOUNT.map(lambda settled: some | {"settled": settled})),
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_every_total_is_the_sum_of_the_changes_before_it(
    orders: dict[str, int], statements: dict[str, int] | None
) -> None:
    amounts = Amounts("USD", orders, statements)
    for steps in (bridge(amounts), gmv_branch(amounts)):
        so_far = steps[0].amount_e4
        for step in steps[1:]:
            if step.kind == "total":
                assert step.amount_e4 == so_far
            elif so_far is not None:
                so_far = None if step.amount_e4 is None else so_far + step.amount_e4
    totals = {step.name: step.amount_e4 for step in bridge(amounts)}
    if totals["settled"] is not None:
        assert statements
        assert totals["settled"] == statements["settled"]
        assert totals["due"] == statements["settled"] + orders["expected"]
    if totals["paid_out"] is not None:
        assert statements
        assert totals["paid_out"] == statements["paid_out"]
    if (gmv := gmv_branch(amounts)[-1].amount_e4) is not None:
        assert gmv == orders["gmv"]


def generated(seed: int, orders: int = 60) -> Facts:
    """Shop a sells in USD and GBP, b in VND; orders are cancelled, refunded, samples, unsettled."""
    dice = random.Random(seed)
    lines, returns = [], []
    statements = [
        statement(0, shop_id=shop, order_key=None, type="withholding_tax", settled_on=DAY)
        for shop in "ab"
    ]
    for n in range(orders):
        shop = dice.choice("ab")
        own = {"a": dice.choice(["USD", "USD", "GBP"]), "b": "VND"}[shop]
        day = date(2026, 9, 28) + timedelta(days=dice.randint(0, 12))
        of_order = {
            "shop_id": shop, "order_key": n, "order_id": str(n), "currency": own, "placed_on": day,
            "order_kind": dice.choice(["normal"] * 8 + ["sample"]),
            "delivered_on": dice.choice([None, date(2026, 10, 12)]),
        }  # fmt: skip
        gone = dice.random() < 0.15
        for place in range(dice.randint(1, 3)):
            listed = dice.randint(1, 10**7)
            off, paid_by_platform = dice.randint(0, listed // 3), dice.randint(0, listed // 5)
            lines.append(of_order | {
                "line_id": str(place), "list_e4": None if dice.random() < 0.03 else listed,
                "seller_discount_e4": off, "platform_discount_e4": paid_by_platform,
                "item_amount_e4": listed - off - paid_by_platform,
                "is_cancelled": gone or dice.random() < 0.05,
            })  # fmt: skip
        if dice.random() < 0.3:
            returns.append(of_order | {
                "return_id": str(n), "sku_id": "s", "order_known": True,
                "status": dice.choice(["completed", "completed", "requested"]),
                "kind": (kind := dice.choice(["refund", "return", "exchange"])),
                "is_cancelled": gone,
                "counted_revenue_e4": None if kind == "exchange" else dice.randint(0, 10**6),
            })  # fmt: skip
        for part in range(dice.choice([0, 0, 1, 1, 1, 2])):
            amounts = {column: dice.choice([None, -dice.randint(0, 10**5)])
                       for column in KIND_COLUMNS.values()}  # fmt: skip
            statements.append({
                "shop_id": shop, "statement_id": str(part), "transaction_id": str(n),
                "type": dice.choice(["order", "", "logistics_reimbursement"]), "sku_id": "",
                "settled_on": date(2026, 10, 5) + timedelta(days=dice.randint(0, 80)),
                "order_key": n, "currency": own, "payment_id": dice.choice("pqr"),
                "settled_e4": dice.randint(-(10**5), 10**7), **amounts,
                "revenue_e4": dice.choice([None, dice.randint(0, 10**7)]),
            })  # fmt: skip
    payouts = [
        {"shop_id": shop, "payment_id": name, "paid_on": date(2026, 10, 1 + n), "currency": own,
         "amount_e4": dice.randint(0, 10**7), "status": ("paid", None, "failed")[n % 3]}
        for shop, own in (("a", "USD"), ("b", "VND"))
        for n, name in enumerate("pqr")
    ]  # fmt: skip
    rows = {
        "order_lines": lines, "returns": returns, "settlements": statements, "payouts": payouts,
    }  # fmt: skip
    tables = {name: table(name, some) for name, some in rows.items()}
    return Facts(tables, dict.fromkeys(tables, dict.fromkeys(MARKETS, ALWAYS)), MARKETS, AS_OF)


BY_SQL = """
with lines as (
  select * from order_lines
  where order_kind = 'normal' and placed_on between '2026-10-01' and '2026-10-07'),
chain as (
  select order_key, shop_id, currency,
    sum(list_e4) as listed, sum(seller_discount_e4) as off,
    sum(platform_discount_e4) as platform, sum(item_amount_e4) as gmv,
    coalesce(sum(list_e4 - seller_discount_e4) filter (where is_cancelled), 0) as gone
  from lines group by all having count(*) = count(list_e4 - seller_discount_e4)),
back as (
  select order_key, sum(counted_revenue_e4) as refunded from returns
  where order_kind = 'normal' and not is_cancelled and status = 'completed' and kind <> 'exchange'
  group by all),
days as (select distinct shop_id, settled_on from settlements
  where type in ('order', '') and revenue_e4 is not null),
recent as (select * from days
  qualify row_number() over (partition by shop_id order by settled_on desc) <= 60),
share as (
  select shop_id, sum(settled_e4) / sum(revenue_e4) as share
  from settlements join recent using (shop_id, settled_on)
  where type in ('order', '') and revenue_e4 is not null group by all),
orders as (
  select chain.*, coalesce(refunded, 0) as refunded,
    listed - off - gone - coalesce(refunded, 0) as net, share,
    order_key in (select order_key from settlements where order_key is not null) as is_settled
  from chain left join back using (order_key) left join share using (shop_id)),
mine as (select settlements.* from settlements join chain using (order_key))
select sum(listed), sum(off), sum(gone), sum(refunded), sum(platform), sum(gmv),
  coalesce(sum(net) filter (where is_settled), 0),
  coalesce(sum(case when is_settled or net = 0 then 0 else round_even(net * share, 0) end), 0),
  (select coalesce(sum(settled_e4), 0) from mine where currency = '{currency}'),
  (select coalesce(sum(settled_e4), 0) from mine join payouts using (shop_id, payment_id)
   where mine.currency = '{currency}' and coalesce(payouts.status, 'paid') = 'paid'),
  (select count(*) from (select distinct order_key from lines where currency = '{currency}')),
  {kinds}
from orders where currency = '{currency}'
"""


@pytest.mark.parametrize("seed", range(6))
def test_every_number_of_every_currency_equals_its_sql(seed: int) -> None:
    facts = generated(seed)
    found = {one.amounts.currency: one for one in placed(facts, WEEK)}
    assert [*found] == ["GBP", "USD", "VND"]
    with duckdb.connect() as database:
        for name, frame in facts.tables.items():
            database.register(name, frame.collect())
        for currency, mine in found.items():
            kinds = ", ".join(
                f"(select sum({column}) from mine where currency = '{currency}')"
                for column in KIND_COLUMNS.values()
            )
            sql = BY_SQL.format(currency=currency, kinds=kinds)
            row = [int(v) if v is not None else None for v in database.execute(sql).fetchall()[0]]
            assert [mine.amounts.orders[name] for name in NAMES] == row[:8]
            statements = mine.amounts.statements
            assert statements is not None
            assert [statements["settled"], statements["paid_out"], mine.orders] == row[8:11]
            assert [statements.get(name) for name in KIND_COLUMNS] == row[11:]
            totals = {step.name: step.amount_e4 for step in bridge(mine.amounts)}
            assert totals["paid_out"] == row[9]
            sales = f"""select sum(settled_e4) from settlements where currency = '{currency}'
                and settled_on between '2026-10-01' and '2026-10-07'"""
            settled = database.execute(sales).fetchall()[0][0]
            assert mine.settled_e4 == (settled or 0)


def test_where_all_is_known_the_steps_are_the_metrics_of_the_book() -> None:
    made = generated(1)
    lines = made.tables["order_lines"].with_columns(pl.col("list_e4").fill_null(10**7))
    facts = replace(made, tables={**made.tables, "order_lines": lines})
    names = "list_sales seller_discount seller_revenue net_revenue platform_discount gmv".split()
    values = compute(find(names), facts, WEEK, ["currency"])
    book = {(m, c): value for m, c, value in values.select("metric", "currency", "value").rows()}
    for one in placed(facts, WEEK):
        steps = [*bridge(one.amounts), *gmv_branch(one.amounts)]
        for step in steps:
            if step.metric in names:
                assert step.amount_e4 is not None
                expected = book[step.metric, one.amounts.currency]
                assert abs(step.amount_e4) / 10_000 == expected, step.name


def test_the_demo_has_a_bridge_to_net_revenue_in_each_currency(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = tmp_path_factory.mktemp("demo")
    fill(home, orders=4_000, seed=5, until=date(2026, 10, 20))
    found = open_home(home)
    facts = Store(found.store).facts(found.settings.shops.values(), now=found.now())
    names = ["list_sales", "net_revenue", "gmv"]
    values = compute(find(names), facts, WEEK, ["currency"])
    book = {(m, c): value for m, c, value in values.select("metric", "currency", "value").rows()}
    bridges = placed(facts, WEEK)
    assert {one.amounts.currency for one in bridges} == {currency for _, currency in book}
    for one in bridges:
        steps = [*bridge(one.amounts), *gmv_branch(one.amounts)]
        told = amounts_of(steps)
        assert one.left_out == 0
        for name in names:
            assert told[name] == book[name, one.amounts.currency]
        has_statements = "settlements" in facts.coverage
        assert (told["settled"] is not None) == has_statements
        if not has_statements:
            assert all(step.reason for step in steps if step.amount_e4 is None)
