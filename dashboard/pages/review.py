"""Review page: the evaluation of a period, on one page that prints."""

from dashboard import review
from dashboard.view import View, framed
from metrics.metric import N_


@framed(N_("Review"), "review")
def page(view: View) -> None:
    review.show(view)


if __name__ == "__main__":
    page()
