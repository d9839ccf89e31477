"""Account health page: how shops stand by TikTok's own rules, and which orders will move that."""

from functools import partial

from dashboard import health_orders, shop_health
from dashboard.parts import later
from dashboard.view import View, framed
from metrics.health import METRICS
from metrics.metric import N_


@framed(N_("Account health"), "health")
def page(view: View) -> None:
    if known := view.known([metric.name for metric in METRICS]):
        later(partial(_show, view, known))


def _show(view: View, known: list[str]) -> None:
    found = shop_health.of(view, known)
    if not found.all:
        view.no_data()
        return
    shop_health.show_cards(found)
    shop_health.show_bullets(found)
    view.table(shop_health.table(view, found), "limits")
    health_orders.show(view, found)
    shop_health.show_scores(view, found)


if __name__ == "__main__":
    page()
