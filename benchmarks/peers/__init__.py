"""The questions of `benchmarks.book` as a competent hand puts them to DuckDB and to pandas.

They take every shop to be covered by every table (of the spans of a month) but ads, as a demo of
600 orders or more is; ours finds that out by itself.
"""
