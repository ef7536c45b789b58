"""Measures, each a command: `./dev bench NAME --size village`. Figures are ratios inside one run, or growths."""
