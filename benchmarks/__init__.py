"""What is measured, against whom: `make bench`; the last result is in `results.md`."""
