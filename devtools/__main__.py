"""`./dev COMMAND ARGS`: one module per command, each with `run(args) -> exit code`."""

import importlib
import signal
import sys

COMMANDS = {
    "demo": "start the product with a demo network, and stop everything with Ctrl-C",
    "test": "every check and every test",
    "check": "format, lint, types, layers, migrations, translations, templates, vendored files",
    "pytest": "pytest ARGS on a throw-away PostgreSQL",
    "manage": "manage.py ARGS on the demo database",
    "catalog": "translations: extract and merge; `check`; `fill FILE.json`",
    "bench": "bench NAME ARGS: one measure",
    "pins": "compile requirements/*.in to pinned files with hashes",
}


def main(argv: list[str]) -> int:
    if not argv or argv[0] not in COMMANDS:
        print("usage: ./dev COMMAND ARGS\n")
        for name, purpose in COMMANDS.items():
            print(f"  {name:8} {purpose}")
        return 0 if argv in ([], ["help"], ["--help"]) else 2
    # SIGTERM ends a command as Ctrl-C does: `finally` blocks run, servers stop.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    command = importlib.import_module(f"devtools.commands.{argv[0]}")
    try:
        return command.run(argv[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
