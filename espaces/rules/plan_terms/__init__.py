"""What a plan promises in time: its periods, the share of a price that part of a period costs, how one leaves.

Dates only, always half-open: an end is the first day not covered. "Today" is a parameter everywhere.
Start with `terms.py` (the words) and `periods.py` (where every boundary comes from).
"""
