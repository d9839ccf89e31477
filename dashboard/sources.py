"""Which file brings what: said where a figure's source was never loaded."""

from collections.abc import Mapping, Sequence
from typing import Final

from dashboard import text
from dashboard.data import Situation
from dashboard.text import _
from metrics.catalog import CATALOG
from metrics.metric import N_, Metric

FILES: Final[Mapping[str, str]] = {
    "orders": N_("the order export (Seller Center, Orders)"),
    "order_lines": N_("the order export (Seller Center, Orders)"),
    "returns": N_("the returns export (Seller Center, Manage returns)"),
    "reviews": N_("a database or files with SQL: Seller Center exports no reviews"),
    "conversations": N_("the customer-service export (Seller Center, Chat performance)"),
    "ad_performance": N_("a daily report of Ads Manager or GMV Max"),
    "traffic": N_("a daily export of Shop Analytics (Compass)"),
    "skus": N_("the cost sheet"),
    "stock": N_("the product batch-edit file"),
    "settlements": N_("the income export (Seller Center, Finance)"),
    "payouts": N_("the withdrawals export (Seller Center, Finance)"),
    "affiliations": N_("the affiliate orders export (Affiliate Center)"),
    "platform_figures": N_("a daily export of Shop Analytics (Compass)"),
}
TABLE_LABELS: Final[Mapping[str, str]] = {
    "orders": N_("Order records"),
    "order_lines": N_("Order lines"),
    "affiliations": N_("Affiliate orders"),
    "returns": N_("Returns"),
    "reviews": N_("Product reviews"),
    "conversations": N_("Chats"),
    "ad_performance": N_("Advertising"),
    "traffic": N_("Traffic"),
    "content": N_("Content"),
    "skus": N_("Products and costs"),
    "stock": N_("Stock"),
    "settlements": N_("Settlements"),
    "payouts": N_("Payouts"),
    "platform_figures": N_("Platform figures"),
    "fx_rates": N_("Exchange rates"),
}


def split(at: Situation, names: Sequence[str], shops: Sequence[str]) -> tuple[list[str], list[str]]:
    """The metrics whose tables are loaded, and a line for those whose tables never were."""
    known: list[str] = []
    missing: dict[str, list[str]] = {}
    for name in names:
        absent = [table for table in tables(CATALOG[name]) if not at.has(table, shops)]
        if absent:
            missing.setdefault(FILES[absent[0]], []).append(text.label(CATALOG[name]))
        else:
            known.append(name)
    return known, [
        _("{metrics}: load {file}.").format(metrics=text.listed(labels), file=_(file))
        for file, labels in missing.items()
    ]


def tables(metric: Metric) -> list[str]:
    """The tables that a metric reads."""
    return sorted({table for measure in metric.measures() for table in measure.tables})
