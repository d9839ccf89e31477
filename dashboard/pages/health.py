"""Account health page: how shops stand by TikTok's own rules, and which orders will move that."""

from functools import partial

from dashboard import shop_health
from dashboard.view import View, framed, later
from metrics.health import METRICS
from metrics.metric import N_


@framed(N_("Account health"), "health")
def page(view: View) -> None:
    if not (known := view.known([metric.name for metric in METRICS])):
        return
    found = shop_health.of(view, known)
    if not found.all:
        view.no_data()
        return
    shop_health.show_cards(found)
    shop_health.show_bullets(found)
    view.table(shop_health.table(view, found), "limits")
    later(partial(shop_health.show_orders, view, found))
    later(partial(shop_health.show_scores, view, found))
