"""The rules by which TikTok judges shops: dated settings by market, in `health.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Rule:
    """One rule. `counted`: the clock that puts an order into the window; `limit` and `target` are
    shares, null where TikTok publishes none."""

    metric: str
    markets: tuple[str, ...]
    since: date
    window: int
    counted: str
    platform_fulfilled: bool
    limit: float | None
    target: float | None
    source: str


def rule_for(metric: str, market: str | None, day: date) -> Rule | None:
    """The newest rule that holds on the day; None where the market doesn't judge by the metric."""
    held = [
        rule
        for rule in rules()
        if rule.metric == metric and market in rule.markets and rule.since <= day
    ]
    return max(held, key=lambda rule: rule.since, default=None)


@cache
def rules() -> tuple[Rule, ...]:
    """All of them."""
    text = Path(__file__).with_name("health.toml").read_text("utf-8")
    return tuple(
        Rule(
            metric=said["metric"],
            markets=tuple(said["markets"]),
            since=said["from"],
            window=said["window"],
            counted=said["counted"],
            platform_fulfilled=said["platform_fulfilled"],
            limit=said.get("limit"),
            target=said.get("target"),
            source=said["source"],
        )
        for said in tomllib.loads(text)["rules"]
    )
