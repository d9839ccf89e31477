"""Results as files: CSV and Excel that open correctly and carry no formulas."""
