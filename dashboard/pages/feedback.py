"""Feedback page: what buyers say in reviews and chats, and of which products."""

from typing import Final

from dashboard import breakdown, course, feedback
from dashboard.text import _
from dashboard.view import View, framed
from metrics.metric import N_

HEADLINES: Final = (
    "reviews", "average_rating", "negative_review_share", "response_rate_24h",
    "first_response_minutes_median", "satisfaction_rate",
)  # fmt: skip
REVIEWS: Final = ("reviews", "average_rating", "negative_review_share")
SERVICE: Final = (
    "chats", "response_rate_24h", "response_rate_12h", "first_response_minutes_mean",
    "first_response_minutes_median", "first_response_minutes_p90", "satisfaction_rate",
    "dissatisfaction_rate",
)  # fmt: skip


@framed(N_("Feedback"), "feedback")
def page(view: View) -> None:
    view.cards(HEADLINES)
    feedback.stars(view)
    feedback.complaints(view)
    breakdown.show(
        view, _("Reviews of products and shops"), REVIEWS, ("product", "sku", "shop"), "feedback"
    )
    course.show(view, _("Chats over time"), SERVICE, "chats")
    breakdown.show(view, _("Chats by agent"), SERVICE, ("agent", "shop"), "agents")


if __name__ == "__main__":
    page()
