"""Writes docs/metrics.md, the metric book, from the code: `python -m tools.metric_book`."""

from collections.abc import Callable
from gettext import translation
from pathlib import Path

from metrics.book import EXAMPLES, TIKTOK
from metrics.catalog import SECTIONS, describe
from metrics.metric import Metric

ROOT = Path(__file__).parent.parent
FILE = ROOT / "docs" / "metrics.md"
TITLES = {
    "sales": "Sales",
    "fulfilment": "Intake and fulfilment",
    "returns": "After-sales",
    "feedback": "Feedback and service",
    "ads": "Advertising",
    "traffic": "Traffic",
    "stock": "Stock",
    "finance": "Finance",
    "health": "Shop health",
}
ARROWS = {"higher": "↑", "lower": "↓", "neither": "·"}


def book() -> str:
    """The whole book as Markdown, English and Chinese."""
    chinese = translation("shoppulse", ROOT / "locale", ["zh_CN"]).gettext
    parts = [
        "# The metric book",
        "Made from the code by `python -m tools.metric_book`; a test fails when it isn't up to "
        "date. ↑ more is better, ↓ less is better, · neither. The same on the command line: "
        "`shoppulse metrics ID`.",
    ]
    for section, metrics in SECTIONS.items():
        parts.append(f"## {TITLES[section]}")
        parts += [_entry(metric, chinese) for metric in metrics]
    return "\n\n".join(parts) + "\n"


def _entry(metric: Metric, chinese: Callable[[str], str]) -> str:
    said = describe(metric)
    clocks, tables = (", ".join(said[name]) for name in ("clock", "tables"))
    facts = f"{metric.unit.value} {ARROWS[metric.better.value]}, clock: {clocks}; from {tables}"
    lines = [
        f"### `{metric.name}` {metric.label} / {chinese(metric.label)}",
        metric.meaning,
        chinese(metric.meaning),
        f"{facts}. Example: {EXAMPLES[metric.name]}",
    ]
    if words := TIKTOK.get(metric.name):
        lines += [f"TikTok: {words} {chinese(words)}"]
    return "\n\n".join(lines)


if __name__ == "__main__":
    FILE.write_text(book(), "utf-8")
