"""Drawings: pure functions from small frames to figures, with a sentence for those who can't see.

Colours come from the theme; what is compared is grey, and told apart by its dashes or its shape.
"""

from typing import Final

from dashboard.charts.calendar import coverage as coverage
from dashboard.charts.heat import heat as heat
from dashboard.charts.heat import heat_in_words as heat_in_words
from dashboard.charts.over_time import trend as trend
from dashboard.charts.over_time import trend_in_words as trend_in_words
from dashboard.charts.ranking import named as named
from dashboard.charts.ranking import ranking as ranking
from dashboard.charts.ranking import ranking_in_words as ranking_in_words
from dashboard.charts.ripening import outcome as outcome
from dashboard.charts.ripening import ripening as ripening
from dashboard.charts.ripening import ripening_in_words as ripening_in_words
from dashboard.charts.scale import Scale as Scale
from dashboard.charts.stars import stars as stars
from dashboard.charts.stars import stars_in_words as stars_in_words

SHOWN: Final = {"displayModeBar": False}
"""Plotly's `config`: no tool bar."""
