"""The worked examples of `docs/judgement` are what comes out."""

from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from metrics.facts import Facts
from metrics.judgement.bridge import bridge, gmv_branch
from metrics.judgement.steps import Step
from metrics.judgement.tie_orders import REASONS, orders_behind
from metrics.judgement.ties import said, ties
from tests.metrics.judgement.test_bridge import BACK, LINES, PAYOUT, one, statement
from tests.metrics.judgement.test_ties import AFTER, DAY, DAYS, facts_of, figure, order

MakeFacts = Callable[..., Facts]
DOCS = Path(__file__).parents[3] / "docs/judgement"


def tables(name: str) -> list[list[list[str]]]:
    """The tables of a page: their rows without the header."""
    parts = (DOCS / name).read_text("utf-8").split("\n\n")
    split = [part.splitlines() for part in parts if part.startswith("|")]
    return [[[cell.strip() for cell in row.split("|")[1:-1]] for row in rows[2:]] for rows in split]


def rows_of(steps: Sequence[Step]) -> list[list[str]]:
    bold = {"total": "**{}**", "change": "{}"}
    return [
        [
            bold[step.kind].format(step.label),
            f"{(step.amount_e4 or 0) / 10_000:.0f}",
            "estimate" if step.is_estimate else "",
        ]
        for step in steps
    ]


def test_the_example_of_the_bridge(make_facts: MakeFacts) -> None:
    facts = make_facts(
        order_lines=LINES, returns=[BACK], settlements=[statement(1)], payouts=[PAYOUT]
    )
    amounts = one(facts).amounts
    assert [rows_of(bridge(amounts)), rows_of(gmv_branch(amounts))] == tables("bridge.md")


def test_the_example_of_the_ties(make_facts: MakeFacts) -> None:
    cash = {"is_cod": True, "paid_on": AFTER}
    orders = [order(2 * n, day, 100) for n, day in enumerate(DAYS)]
    orders += [order(2 * n + 1, day, 100) for n, day in enumerate(DAYS)]
    on_day = [place for place, row in enumerate(orders) if row["placed_on"] == DAY]
    first, second = on_day
    orders[first] |= cash | {"order_id": "71"}
    orders[second] |= {"order_id": "72", "refunded_goods_e4": 100_000}
    figures = [figure(day, 190 if day == DAY else 200) for day in DAYS]
    facts = facts_of(make_facts, orders, figures)
    found = ties(facts, "a")
    ranked = (
        found.days.group_by("variant", maintain_order=True)
        .agg(pl.len(), pl.col("gap").median())
        .sort("gap", maintain_order=True)
    )
    behind = orders_behind(found, facts, DAY)
    assert [
        [[name, str(days), f"{gap * 100:.2f} %"] for name, days, gap in ranked.iter_rows()],
        [
            [order_id, REASONS[reason], f"{amount / 10_000:.0f}", "yes" if explains else ""]
            for order_id, reason, amount, explains in behind.orders.iter_rows()
        ],
    ] == tables("ties.md")
    assert (behind.residual_e4, behind.unexplained_e4) == (100_000, 0)
    assert f"> {said(found)}\n" in (DOCS / "ties.md").read_text("utf-8")
