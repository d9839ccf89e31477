"""How a shop stands by TikTok's own rules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.catalog import CATALOG
from metrics.compute import compute
from metrics.facts import Facts
from metrics.health import Standing, entering, faults_left, faulty, leaving, standings
from metrics.health_rules import Rule, rule_for, rules
from metrics.metric import Better
from metrics.period import Span

MakeFacts = Callable[..., Facts]
FRIDAY = date(2026, 10, 9)


def shipped(day: date, *, late: bool, number: int) -> dict[str, object]:
    due = datetime.combine(day, datetime.min.time(), UTC)
    return {
        "order_id": f"{day}-{number}",
        "order_key": number,
        "shipped_on": day,
        "shipped_at": due + timedelta(hours=1 if late else -1),
        "dispatch_by_at": due,
        "is_dispatch_rebuilt": True,
    }


def test_a_rule_holds_from_its_day_until_a_newer_one() -> None:
    limits = [
        rule.limit if (rule := rule_for("ldr_tiktok", "US", day)) else None
        for day in (date(2025, 10, 22), date(2025, 10, 23), date(2026, 3, 1), date(2026, 3, 2))
    ]
    assert limits == [None, 0.04, 0.04, 0.10]
    assert rule_for("otdr_tiktok", "VN", FRIDAY) is None


def test_every_rule_names_its_source() -> None:
    assert all(rule.source and rule.window > 0 for rule in rules())


def test_a_shop_s_standing_by_its_window(make_facts: MakeFacts) -> None:
    """Window 3 to 9 October: 20 shipped, one late; the late one of the 2nd is outside."""
    days = [date(2026, 10, 3) + timedelta(days=n % 7) for n in range(20)]
    orders = [shipped(day, late=n == 0, number=n) for n, day in enumerate(days)]
    outside = shipped(date(2026, 10, 2), late=True, number=99)
    found = standings(make_facts(orders=[*orders, outside]), FRIDAY, ["a"])
    (late,) = (one for one in found if one.metric == "ldr_tiktok")
    assert (late.part, late.whole, late.value) == (1, 20, 0.05)
    assert late.to_limit == pytest.approx(0.05)
    assert late.faults_left == 1
    assert late.is_rebuilt
    assert (late.leaving, late.leaving_faults) == (20, 1)


def test_which_orders_leave_the_window_and_when(make_facts: MakeFacts) -> None:
    facts = make_facts(orders=[shipped(date(2026, 10, 4), late=True, number=1)])
    rows = leaving(facts, "a", "ldr_tiktok", FRIDAY).to_dicts()
    day = {"on": date(2026, 10, 4), "leaves_on": date(2026, 10, 11), "counts": True}
    assert rows == [{"order_id": "2026-10-04-1"} | day]


def british(number: int, **said: object) -> dict[str, object]:
    """Made ready at noon of 5 October, the day before its deadline, and shipped too late."""
    return {
        "order_id": f"{number}", "order_key": number, "ready_on": date(2026, 10, 5),
        "ready_at": datetime(2026, 10, 5, 12, tzinfo=UTC),
        "dispatch_by_at": datetime(2026, 10, 6, tzinfo=UTC), "dispatch_due_on": date(2026, 10, 6),
        "shipped_on": date(2026, 10, 7), "shipped_at": datetime(2026, 10, 7, tzinfo=UTC), **said,
    }  # fmt: skip


def test_britain_judges_by_the_day_on_which_an_order_was_made_ready(make_facts: MakeFacts) -> None:
    """Window 3 to 9 October. In time: the 5th. Late: ready on the 8th. Not judged: what nobody
    says was made ready, has no deadline, TikTok ships, or was made ready before the window."""
    late = {"ready_on": date(2026, 10, 8), "ready_at": datetime(2026, 10, 8, tzinfo=UTC)}
    before = {"ready_on": date(2026, 10, 2), "ready_at": datetime(2026, 10, 2, tzinfo=UTC)}
    orders = [
        british(1),
        british(2, **late),
        british(3, ready_on=None, ready_at=None),
        british(4, dispatch_by_at=None),
        british(5, **late, fulfilment_type="tiktok"),
        british(6, **before),
        british(7, ready_on=None, ready_at=None, shipped_on=None, shipped_at=None),
    ]
    facts = replace(make_facts(orders=orders), markets={"a": "GB"})
    (found,) = (one for one in standings(facts, FRIDAY, ["a"]) if one.metric == "ldr_tiktok")
    assert (found.part, found.whole, found.rule.limit) == (1, 2, None)
    assert faulty(facts, "a", "ldr_tiktok", FRIDAY).rows() == [
        ("2", date(2026, 10, 8), date(2026, 10, 15))
    ]
    assert leaving(facts, "a", "ldr_tiktok", FRIDAY)["order_id"].to_list() == ["1", "2"]
    asked = compute([CATALOG["ldr_tiktok"]], facts, Span(FRIDAY, FRIDAY, "2026-10-09"))
    assert asked["value"].to_list() == [0.5]


def test_orders_that_are_not_ready_enter_the_british_window(make_facts: MakeFacts) -> None:
    soon = {"dispatch_due_on": date(2026, 10, 12)}
    unready = {"ready_on": None, "ready_at": None}
    orders = [british(1, **soon), british(2, **soon, **unready), british(3, **unready)]
    facts = replace(make_facts(orders=orders), markets={"a": "GB"})
    assert entering(facts, "a", "ldr_tiktok", FRIDAY).rows() == [("2", date(2026, 10, 12))]


def test_nothing_is_guessed_where_no_file_says_when_orders_were_ready(
    make_facts: MakeFacts,
) -> None:
    facts = make_facts(orders=[british(1, ready_on=None, ready_at=None)])
    facts = replace(facts, markets={"a": "GB"})
    asked = compute([CATALOG["ldr_tiktok"]], facts, Span(FRIDAY, FRIDAY, "2026-10-09"))
    assert asked["value"].to_list() == [None]


def test_which_orders_of_the_window_are_faults(make_facts: MakeFacts) -> None:
    """Two late of three; on time or not is the other way round."""
    days = (date(2026, 10, 8), date(2026, 10, 5), date(2026, 10, 6))
    orders = [shipped(day, late=n < 2, number=n) for n, day in enumerate(days)]
    late = faulty(make_facts(orders=orders), "a", "ldr_tiktok", FRIDAY)
    assert late.rows() == [
        ("2026-10-05-1", date(2026, 10, 5), date(2026, 10, 12)),
        ("2026-10-08-0", date(2026, 10, 8), date(2026, 10, 15)),
    ]
    tracked = [one | {"tracking_id": "" if n else "x"} for n, one in enumerate(orders)]
    untracked = faulty(make_facts(orders=tracked), "a", "vtr_tiktok", FRIDAY)
    assert untracked["order_id"].to_list() == ["2026-10-05-1", "2026-10-06-2"]


@pytest.mark.parametrize(
    ("metric", "part", "limit", "target", "faults", "used"),
    [
        ("ldr_tiktok", 4, 0.10, 0.04, 4, 0.4),
        ("nrr_tiktok", 3, None, 0.012, 3, 2.5),
        ("vtr_tiktok", 95, 0.95, None, 5, 1.0),
        ("nbfr_tiktok", 4, None, None, 4, None),
    ],
)
def test_how_much_of_the_limit_is_used(
    metric: str, part: int, limit: float | None, target: float | None, faults: int,
    used: float | None,
) -> None:  # fmt: skip
    rule = Rule(metric, ("US",), FRIDAY, 7, "shipped_on", True, limit, target, "said")
    standing = Standing(
        "a", metric, rule, part, 100, part / 100, None, None, 0, 0, is_rebuilt=False
    )
    assert (standing.faults, standing.used) == (faults, used)


def test_which_orders_enter_the_window_and_when(make_facts: MakeFacts) -> None:
    """What was dispatched counts in the US: what waits, by its deadline of the next seven days."""
    days = {"today": FRIDAY, "soon": date(2026, 10, 12), "last": date(2026, 10, 16)}
    waiting = [{"order_id": name, "dispatch_due_on": day} for name, day in days.items()]
    others = [
        {"order_id": "later", "dispatch_due_on": date(2026, 10, 17)},
        {"order_id": "gone", "dispatch_due_on": days["soon"], "shipped_on": FRIDAY},
        {"order_id": "off", "dispatch_due_on": days["soon"], "is_cancelled": True},
        {"order_id": "sample", "dispatch_due_on": days["soon"], "order_kind": "sample"},
    ]
    facts = make_facts(orders=[*waiting, *others])
    found = entering(facts, "a", "ldr_tiktok", FRIDAY).rows()
    assert found == [("soon", days["soon"]), ("last", days["last"])]
    assert entering(facts, "a", "sfcr_tiktok", FRIDAY).is_empty()


@given(
    whole=st.integers(0, 400),
    part=st.integers(0, 400),
    limit=st.sampled_from([0.025, 0.04, 0.10, 0.25, 0.80, 0.95]),
    better=st.sampled_from([Better.LOWER, Better.HIGHER]),
)
def test_one_more_fault_than_is_left_breaks_the_limit(
    whole: int, part: int, limit: float, better: Better
) -> None:
    part = min(part, whole)

    def holds(more: int) -> bool:
        if better is Better.LOWER:
            return (part + more) * 1000 <= round(limit * 1000) * (whole + more)
        return part * 1000 >= round(limit * 1000) * (whole + more)

    left = faults_left(part, whole, limit, better)
    assert not holds(left + 1)
    assert holds(left) or left == 0
