"""The one door to the store, and the only cache.

Cache keys are small values: where the home is, when its store last changed, what was asked.
"""

from typing import TYPE_CHECKING

from dashboard.data.answers import Where as Where
from dashboard.data.answers import answer as answer
from dashboard.data.answers import facts as facts
from dashboard.data.answers import judged as judged
from dashboard.data.answers import sum_up as sum_up
from dashboard.data.answers import work_months_out as work_months_out
from dashboard.data.coverage import Waiting as Waiting
from dashboard.data.coverage import checked as checked
from dashboard.data.coverage import rows_by_day as rows_by_day
from dashboard.data.coverage import waiting as waiting
from dashboard.data.figures import type_figure as type_figure
from dashboard.data.figures import typed as typed
from dashboard.data.loading import Upload as Upload
from dashboard.data.loading import add_shop as add_shop
from dashboard.data.loading import home_to_write as home_to_write
from dashboard.data.loading import is_being_written as is_being_written
from dashboard.data.loading import load as load
from dashboard.data.loading import real_shop_names as real_shop_names
from dashboard.data.loading import templates as templates
from dashboard.data.names import called as called
from dashboard.data.situation import Shop as Shop
from dashboard.data.situation import Situation as Situation
from dashboard.data.situation import situation as situation
from dashboard.data.situation import whole as whole
from dashboard.data.syncing import SourceState as SourceState
from dashboard.data.syncing import failed_sources as failed_sources
from dashboard.data.syncing import run_sources as run_sources
from dashboard.data.syncing import source_states as source_states
from dashboard.data.targets import targets as targets
from dashboard.data.views import LONGEST_NAME as LONGEST_NAME
from dashboard.data.views import SavedView as SavedView
from dashboard.data.views import remove_view as remove_view
from dashboard.data.views import save_view as save_view
from dashboard.data.views import saved_views as saved_views

if TYPE_CHECKING:
    from dashboard.data.loading import FileReport as FileReport
