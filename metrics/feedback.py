"""Feedback: what buyers say in reviews of normal orders."""

from typing import Final

import narwhals as nw

from metrics.measures import DELIVERED, DELIVERED_ORDERS, IS_NORMAL, count, is_true, known, units
from metrics.metric import N_, Better, Kind, Measure, Metric, Rows, Unit, total

REVIEWED = Rows("reviews", "created_on", IS_NORMAL)
REVIEWS = count(REVIEWED)


def _delivered(where: nw.Expr) -> Measure:
    """Delivered orders by what `reviews` says of them."""
    return Measure(DELIVERED_ORDERS, Kind.COUNT, where=where, covered_by=("reviews",))


METRICS: Final = (
    Metric(
        name="reviews",
        label=N_("Reviews"),
        meaning=N_("Product reviews written on the day."),
        unit=Unit.COUNT,
        better=Better.HIGHER,
        value=total(REVIEWS),
    ),
    Metric(
        name="average_rating",
        label=N_("Rating"),
        meaning=N_("Stars ÷ reviews, by the day of the review."),
        unit=Unit.NUMBER,
        better=Better.HIGHER,
        value=total(units(REVIEWED, "rating")),
        per=total(REVIEWS),
    ),
    Metric(
        name="negative_review_share",
        label=N_("Negative reviews"),
        meaning=N_("Reviews of 1 or 2 stars ÷ reviews."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(count(REVIEWED, nw.col("rating") <= 2)),
        per=total(REVIEWS),
    ),
    Metric(
        name="negative_review_rate",
        label=N_("Negative review rate"),
        meaning=N_(
            "Delivered orders whose first review has 1 or 2 stars ÷ delivered orders, by the day "
            "of delivery."
        ),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(_delivered(is_true(nw.col("first_review_rating") <= 2))),
        per=total(DELIVERED),
    ),
    Metric(
        name="review_rate",
        label=N_("Review rate"),
        meaning=N_("Delivered orders with a review ÷ delivered orders, by the day of delivery."),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        value=total(_delivered(known("first_review_rating"))),
        per=total(DELIVERED),
    ),
)
"""In the order of the metric book."""
