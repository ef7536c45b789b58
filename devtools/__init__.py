"""What only a developer's machine and CI run. Nothing of the product imports it."""
