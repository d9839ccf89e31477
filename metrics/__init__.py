"""What the numbers mean: shapes of tables, measures, metrics, periods."""
