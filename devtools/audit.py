"""Known vulnerabilities of the pinned packages, asked of a public service."""

import json
import subprocess
import sys

from devtools.processes import ROOT

PINS = ("requirements/base.txt", "requirements/dev.txt")


class Unreachable(Exception):
    """The service did not answer: nothing is known, which is not the same as nothing found."""


def findings() -> str:
    """One line per vulnerability, empty when there is none."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format", "json"]
    command += ["--progress-spinner", "off", "--timeout", "10"]
    for pins in PINS:
        command += ["--requirement", pins]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    try:
        audited = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        raise Unreachable(_last_line(done.stderr)) from None
    if all("skip_reason" in package for package in audited):
        raise Unreachable("the vulnerability service answers for none of the packages")
    return "\n".join(
        f"{package['name']} {package['version']}: {fault['id']}, fixed in {', '.join(fault['fix_versions'])}"
        for package in audited
        for fault in package.get("vulns", [])
    )


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no answer"
