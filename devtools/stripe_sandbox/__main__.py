"""`python -m devtools.stripe_sandbox --port 8001 --webhook http://localhost:8000/… [--file stripe.json]`"""

import argparse
from pathlib import Path
from threading import Event

from devtools.stripe_sandbox import server
from devtools.stripe_sandbox.sandbox import Sandbox

parser = argparse.ArgumentParser(prog="python -m devtools.stripe_sandbox")
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--webhook", required=True)
parser.add_argument("--file", type=Path)
args = parser.parse_args()

sandbox = Sandbox(f"http://localhost:{args.port}", args.file)
with server.running(sandbox, args.webhook, port=args.port) as address:
    print(f"The sandbox answers at {address}", flush=True)
    Event().wait()
