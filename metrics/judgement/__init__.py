"""What turns numbers into a judgement: plain functions over computed numbers.

Why a figure changed (`explain`, `factors`), whether the target will be met (`pace`), what refunds
are still to come (`maturity`), which days are out of the ordinary (`anomalies`), who comes back
(`cohorts`), on how few the shop depends (`concentration`), what a rule or a price would cost
(`what_if`), and what a promotion brought (`promotion`).
"""
