"""Two years of made-up shops: `fill` writes them, the other modules make their frames."""
