"""Drawings: pure functions from small frames to figures, with a sentence for those who can't see.

Colours come from the theme; what is compared is grey, and told apart by its dashes or its shape.
"""

from typing import Final

from dashboard.charts.bubbles import bubbles as bubbles
from dashboard.charts.bubbles import bubbles_in_words as bubbles_in_words
from dashboard.charts.calendar import coverage as coverage
from dashboard.charts.cohorts import cohorts as cohorts
from dashboard.charts.cohorts import cohorts_in_words as cohorts_in_words
from dashboard.charts.over_time import trend as trend
from dashboard.charts.over_time import trend_in_words as trend_in_words
from dashboard.charts.ranking import named as named
from dashboard.charts.ranking import ranking as ranking
from dashboard.charts.ranking import ranking_in_words as ranking_in_words
from dashboard.charts.scale import Scale as Scale
from dashboard.charts.shares import shares as shares
from dashboard.charts.shares import shares_in_words as shares_in_words
from dashboard.charts.waterfall import waterfall as waterfall
from dashboard.charts.waterfall import waterfall_in_words as waterfall_in_words

SHOWN: Final = {"displayModeBar": False}
"""Plotly's `config`: no tool bar."""
