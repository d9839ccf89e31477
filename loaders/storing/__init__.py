"""From parsed rows to the store: rules, which row wins, what rows know of each other."""
