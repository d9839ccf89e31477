"""What turns numbers into a judgement: plain functions over computed numbers.

Why a figure changed (`explain`, `factors`), whether the target will be met (`pace`), what refunds
are still to come (`maturity`), which days are out of the ordinary (`watch`), who comes back
(`cohorts`), on how few the shop depends (`concentration`), what a rule or a price would cost
(`what_if`), what a promotion brought (`promotion`), where the money went (`bridge`), and which GMV
is the platform's (`ties`).
"""
