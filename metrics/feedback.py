"""Feedback: what buyers say in reviews of normal orders, and how their chats were answered.

A row of `conversations` is one chat or an agent's day: counts are added, and what one of the two
lacks is in neither side of a ratio.
"""

from typing import Final

import narwhals as nw

from metrics.measures import DELIVERED, DELIVERED_ORDERS, IS_NORMAL, count, is_true, known, units
from metrics.metric import N_, Better, Kind, Measure, Metric, Rows, Unit, total

REVIEWED = Rows("reviews", "created_on", IS_NORMAL)
REVIEWS = count(REVIEWED)

CHATS = Rows("conversations", "opened_on")
CHATS_HELD = units(CHATS, "chats")
MINUTES = nw.col("first_response_minutes")
TIMED = units(CHATS, "chats", known("first_response_minutes", "chats"))


def _delivered(where: nw.Expr) -> Measure:
    """Delivered orders by what `reviews` says of them."""
    return Measure(DELIVERED_ORDERS, Kind.COUNT, where=where, covered_by=("reviews",))


def _share(name: str, label: str, meaning: str, part: str, whole: str, better: Better) -> Metric:
    """One count of chats ÷ another, of rows in which both are known."""
    both = known(part, whole)
    known_whole = units(CHATS, whole, both)
    return Metric(
        name=name,
        label=label,
        meaning=meaning,
        unit=Unit.SHARE,
        better=better,
        value=total(units(CHATS, part, both)),
        per=total(known_whole),
        covers=(known_whole, units(CHATS, whole)),
    )


def _first_response(kind: Kind, label: str) -> Metric:
    return Metric(
        name=f"first_response_minutes_{kind.value}",
        label=label,
        meaning=N_(
            "Minutes from the opening of a chat to the first answer by a person, of single chats: "
            "a mean of an agent's day says nothing of its spread."
        ),
        unit=Unit.MINUTES,
        better=Better.LOWER,
        value=total(Measure(CHATS, kind, MINUTES, nw.col("chats") == 1)),
        covers=(
            units(CHATS, "chats", known("first_response_minutes") & (nw.col("chats") == 1)),
            CHATS_HELD,
        ),
    )


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
    Metric(
        name="chats",
        label=N_("Chats"),
        meaning=N_("Customer-service chats opened on the day."),
        unit=Unit.COUNT,
        better=Better.HIGHER,
        value=total(CHATS_HELD),
    ),
    _share(
        "response_rate_24h",
        N_("Answered in 24 h"),
        N_("Chats answered by a person within 24 h ÷ chats needing an answer."),
        "answered_24h",
        "needing_answer",
        Better.HIGHER,
    ),
    _share(
        "response_rate_12h",
        N_("Answered in 12 h"),
        N_("Chats answered by a person within 12 h ÷ chats needing an answer."),
        "answered_12h",
        "needing_answer",
        Better.HIGHER,
    ),
    Metric(
        name="first_response_minutes_mean",
        label=N_("First response, mean"),
        meaning=N_(
            "Minutes from the opening of a chat to the first answer by a person; means of agents' "
            "days are weighted by their chats."
        ),
        unit=Unit.MINUTES,
        better=Better.LOWER,
        value=total(Measure(CHATS, Kind.SUM, MINUTES * nw.col("chats"))),
        per=total(TIMED),
        covers=(TIMED, CHATS_HELD),
    ),
    _first_response(Kind.MEDIAN, N_("First response, median")),
    _first_response(Kind.P90, N_("First response, slowest 10%")),
    _share(
        "satisfaction_rate",
        N_("Satisfied"),
        N_("Chats rated with 4 or 5 stars ÷ rated chats."),
        "satisfied",
        "rated",
        Better.HIGHER,
    ),
    _share(
        "dissatisfaction_rate",
        N_("Dissatisfied"),
        N_("Chats rated with 1 or 2 stars ÷ rated chats."),
        "dissatisfied",
        "rated",
        Better.LOWER,
    ),
)
"""In the order of the metric book."""
