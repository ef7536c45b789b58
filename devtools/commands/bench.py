"""One measure: `./dev bench NAME ARGS` runs bench/NAME.py on the PostgreSQL kept in .bench/.

`./dev bench --fresh NAME ARGS` runs it on a throw-away one.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from devtools import environment, postgres, servers, valkey
from devtools.processes import ROOT, run_to_the_end
from devtools.scratch import throw_away_folder
from devtools.translations import compile_catalogue


def run(args: list[str]) -> int:
    fresh = args[:1] == ["--fresh"]
    name, *rest = args[fresh:] or [""]
    files = sorted((ROOT / "bench").glob("*.py"))
    measures = [path.stem for path in files if "\ndef main(" in path.read_text(encoding="utf-8")]
    if name not in measures:
        print(f"{__doc__}\nMeasures: {', '.join(measures)}")
        return 2
    compile_catalogue()
    with _environment(fresh) as env:
        return run_to_the_end([sys.executable, "-m", f"bench.{name}", *rest], env)


@contextmanager
def _environment(fresh: bool) -> Iterator[dict[str, str]]:
    """Durable in both cases: a rate without fsync is nobody's rate."""
    with throw_away_folder() as folder, valkey.running(folder) as queue:
        if fresh:
            with postgres.running(folder / "data", folder, durable=True) as database:
                yield environment.for_bench(database, queue, folder)
        else:
            with servers.kept_postgres("bench") as database:
                yield environment.for_bench(database, queue, folder)
