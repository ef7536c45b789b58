"""A Stripe that needs no network: the calls that the product makes, held to the types of the SDK, with a clock.

`Sandbox` is one installation of it. In a test it is plugged in place of the network (`SandboxTransport`); for
the demo and the journeys it is a small server with Stripe's pages (`python -m devtools.stripe_sandbox`).
"""
