"""Text into values: amounts, days, times, ids, and the reasons for what can't be read."""
