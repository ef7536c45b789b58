"""Three months of invoices, payments and closings behind the demo, written by the product's own services.

An agenda of what happened when is played in order, with the clock set to each instant: numbers follow, days are
closed at night, what Stripe takes days for comes days later.
"""
