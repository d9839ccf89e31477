"""What operators watch, in Prometheus' words: nothing of shops, people or numbers is in it."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

SCRIPTS: Final = Histogram(
    "shoppulse_script_seconds",
    "How long the script of a page ran.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
ERRORS: Final = Counter(
    "shoppulse_errors", "Runs that ended with an error: told to the person, or a bug.", ["kind"]
)
LOADS: Final = Counter("shoppulse_loads", "Loads from the browser, by how they ended.", ["end"])
SESSIONS: Final = Gauge("shoppulse_sessions", "Browsers that are connected.")
STORE_AGE: Final = Gauge("shoppulse_store_age_seconds", "Since the store last changed.")
STORE_READABLE: Final = Gauge("shoppulse_store_readable", "1: the store can be read; 0: it can't.")

TOLD, BUG = ERRORS.labels("told"), ERRORS.labels("bug")
STORED, FAILED = LOADS.labels("stored"), LOADS.labels("failed")
