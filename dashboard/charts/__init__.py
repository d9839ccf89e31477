"""Drawings: pure functions from small frames to figures, with a sentence for those who can't see.

Colours come from the theme; what is compared is grey, and told apart by its dashes or its shape.
"""

from dashboard.charts.bubbles import bubbles as bubbles
from dashboard.charts.bubbles import bubbles_in_words as bubbles_in_words
from dashboard.charts.bullets import bullets as bullets
from dashboard.charts.bullets import bullets_in_words as bullets_in_words
from dashboard.charts.calendar import coverage as coverage
from dashboard.charts.changes import changes as changes
from dashboard.charts.changes import changes_in_words as changes_in_words
from dashboard.charts.cohorts import cohorts as cohorts
from dashboard.charts.cohorts import cohorts_in_words as cohorts_in_words
from dashboard.charts.columns import columns as columns
from dashboard.charts.columns import columns_in_words as columns_in_words
from dashboard.charts.heat import heat as heat
from dashboard.charts.heat import heat_in_words as heat_in_words
from dashboard.charts.over_time import trend as trend
from dashboard.charts.over_time import trend_in_words as trend_in_words
from dashboard.charts.ranking import named as named
from dashboard.charts.ranking import ranking as ranking
from dashboard.charts.ranking import ranking_in_words as ranking_in_words
from dashboard.charts.readable import readable as readable
from dashboard.charts.references import reference as reference
from dashboard.charts.residual import residuals as residuals
from dashboard.charts.residual import residuals_in_words as residuals_in_words
from dashboard.charts.ripening import outcome as outcome
from dashboard.charts.ripening import ripening as ripening
from dashboard.charts.ripening import ripening_in_words as ripening_in_words
from dashboard.charts.scale import Scale as Scale
from dashboard.charts.shares import shares as shares
from dashboard.charts.shares import shares_in_words as shares_in_words
from dashboard.charts.stars import stars as stars
from dashboard.charts.stars import stars_in_words as stars_in_words
from dashboard.charts.waterfall import waterfall as waterfall
from dashboard.charts.waterfall import waterfall_in_words as waterfall_in_words
