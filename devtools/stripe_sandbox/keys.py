"""Not secrets: they open and sign invented payments only."""

API_KEY = "sk_test_of_the_sandbox"
WEBHOOK_SECRET = "whsec_of_the_sandbox"  # noqa: S105
# Where the product takes messages: billing/urls.py.
WEBHOOK_PATH = "/paiements/evenements/"
