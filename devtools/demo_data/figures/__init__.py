"""What the demo's network reports: answers of its people, sessions, signed sheets, a programme and its reports.

All of it through the product's own services, with the clock set to each instant.
"""
