"""Worklists: the orders and SKUs behind a figure, one a row, for people to act on.

Where a metric counts the same rows, the list is as long as the metric says.
"""
