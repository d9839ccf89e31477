"""The questions of `benchmarks.book` as a competent hand puts them to DuckDB and to pandas."""
