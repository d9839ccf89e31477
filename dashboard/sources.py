"""Which file brings what: said where a figure's source was never loaded."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from dashboard import text
from dashboard.data import Situation
from dashboard.text import _
from metrics.catalog import CATALOG
from metrics.cut import Cut
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
    "content": N_(
        "lists of LIVEs, videos, creators or products (Affiliate Center, Product analytics)"
    ),
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
KIND_LABELS: Final[Mapping[str, str]] = {
    "orders": N_("Order export"),
    "returns": N_("Returns export"),
    "income": N_("Income export"),
    "statement": N_("Statement"),
    "withdrawals": N_("Withdrawals"),
    "affiliate_orders": N_("Affiliate orders"),
    "shop_analytics": N_("Shop Analytics"),
    "lives": N_("LIVE list"),
    "videos": N_("Video list"),
    "creators": N_("Creator list"),
    "product_analytics": N_("Product list"),
    "batch_edit": N_("Product batch-edit file"),
    "cost_sheet": N_("Cost sheet"),
    "customer_service": N_("Customer service"),
    "review_sheet": N_("Review sheet"),
    "ads": N_("Ads Manager report"),
    "gmv_max": N_("GMV Max report"),
    "gmv_max_creatives": N_("GMV Max creatives"),
    "fx_rates": N_("Exchange rates"),
}
"""What a file of each kind (`loaders.kinds`) is called; what SQL brings, by its table."""


def kind_label(kind: str) -> str:
    """What a kind of file is called."""
    table = kind.removeprefix("sql-").replace("-", "_")
    return _(KIND_LABELS.get(kind) or TABLE_LABELS.get(table) or kind)


def split(
    at: Situation, names: Collection[str], shops: Sequence[str]
) -> tuple[list[str], dict[str, list[str]]]:
    """The metrics whose tables are loaded; and which file brings those whose tables never were, by
    their labels."""
    known: list[str] = []
    missing: dict[str, list[str]] = {}
    for name in names:
        absent = [table for table in tables(CATALOG[name]) if not at.has(table, shops)]
        if absent:
            missing.setdefault(FILES[absent[0]], []).append(text.label(CATALOG[name]))
        else:
            known.append(name)
    return known, missing


def line(file: str, labels: Sequence[str]) -> str:
    """What a file that was never loaded would bring."""
    return _("{metrics}: load {file}.").format(metrics=text.listed(labels), file=_(file))


def tables(metric: Metric) -> list[str]:
    """The tables that a metric reads."""
    return sorted({table for measure in metric.measures() for table in measure.tables})


def known(
    at: Situation,
    names: Sequence[str],
    shops: Sequence[str],
    where: Mapping[str, Sequence[str | None]],
) -> list[str]:
    """The metrics that are loaded and know such a part; nothing is said of the others."""
    loaded, _missing = split(at, names, shops)
    cut = Cut.read((), where)
    return [one for one in loaded if cut.missing(CATALOG[one]) is None]
