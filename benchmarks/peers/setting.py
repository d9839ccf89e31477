"""What both peers are given beside the tables: the spans, and what is known of each shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from deltalake import DeltaTable

from loaders.settings import Home
from loaders.settings_file import Shop
from loaders.store import Store
from loaders.storing.manifest import Manifest
from metrics.catalog import CATALOG
from metrics.health_rules import rule_for
from metrics.period import Span

JUDGED = tuple(name for name in CATALOG if name.endswith("_tiktok"))


@dataclass(frozen=True)
class Setting:
    """One question to a home's store; `before` ends on the day before `span`."""

    home: Home
    span: Span
    before: Span

    @property
    def store(self) -> Store:
        return Store(self.home.store)

    @property
    def shops(self) -> Sequence[Shop]:
        return list(self.home.settings.shops.values())

    def moments(self, at: Manifest) -> list[tuple]:
        """shop_id, now, day, moment, market, currency, begun, has_ads: two of each shop."""
        rows = []
        for shop in self.shops:
            for is_now, span in ((False, self.before), (True, self.span)):
                midnight = datetime.combine(
                    span.last + timedelta(days=1), time(), ZoneInfo(shop.time_zone)
                )
                ads = at.coverage.get("ad_performance", {}).get(shop.id)
                has_ads = bool(ads and ads[0] <= span.last and ads[1] >= span.first)
                begun = at.coverage["order_lines"][shop.id][0]
                moment = min(midnight, self.home.now())
                rows.append(
                    (shop.id, is_now, span.last, moment, shop.market, shop.currency, begun, has_ads)
                )
        return rows

    def rules(self) -> list[tuple]:
        """shop_id, now, metric, clock, first, day, platform: the windows by which a shop is judged
        at the end of each of the spans."""
        return [
            (
                shop.id, is_now, metric, rule.counted,
                span.last - timedelta(days=rule.window - 1), span.last, rule.platform_fulfilled,
            )
            for shop in self.shops
            for is_now, span in ((False, self.before), (True, self.span))
            for metric in JUDGED
            if (rule := rule_for(metric, shop.market, span.last))
        ]  # fmt: skip


def covered(at: Manifest, tables: Sequence[str]) -> list[tuple]:
    """shop_id, table_name, first, last: the days for which a shop's table is known."""
    return [
        (shop, table, *days)
        for table in tables
        for shop, days in at.coverage[table].items()
        if shop
    ]


def tables_and_files(store: Store, at: Manifest, tables: Sequence[str]) -> dict[str, list[str]]:
    """The Parquet files of the tables at the manifest, read from the tables' logs."""
    return {
        table: DeltaTable(str(store.path(table)), version=at.tables[table]).file_uris()
        for table in tables
    }
