"""Libraries and fonts kept in the project: which files of which versions, and the proof that they are these.

python -m devtools.vendor          fetch them with npm, and draw the sprite of icons again
python -m devtools.vendor --check  without a network: each file is as vendor.lock.json says, there is no other
"""

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devtools import icons

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
TESTS_VENDOR = ROOT / "tests" / "journeys" / "vendor"
FONTS = ROOT / "billing" / "documents" / "fonts"  # typst reads neither woff nor woff2
LOCK = VENDOR / "vendor.lock.json"


@dataclass(frozen=True)
class Library:
    package: str
    version: str
    folder: Path
    files: tuple[str, ...]  # paths inside the package


LIBRARIES = (
    Library("htmx.org", "2.0.11", VENDOR / "htmx", ("dist/htmx.min.js", "LICENSE")),
    Library(
        "@fontsource/fraunces",
        "5.3.0",
        VENDOR / "fraunces",
        ("files/fraunces-latin-600-normal.woff2", "LICENSE"),
    ),
    Library("lucide-static", "1.62.0", VENDOR / "lucide", ("LICENSE",)),
    Library("axe-core", "4.14.1", TESTS_VENDOR / "axe", ("axe.min.js", "LICENSE")),
    Library(
        "@expo-google-fonts/source-sans-3",
        "0.4.1",
        FONTS / "source-sans-3",
        (
            "400Regular/SourceSans3_400Regular.ttf",
            "600SemiBold/SourceSans3_600SemiBold.ttf",
            "LICENSE_FONT",
        ),
    ),
    Library(
        "@expo-google-fonts/fraunces",
        "0.4.1",
        FONTS / "fraunces",
        ("600SemiBold/Fraunces_600SemiBold.ttf", "LICENSE_FONT"),
    ),
)


def main(args: list[str]) -> int:
    if args == ["--check"]:
        found = list(faults())
        print("\n".join(found) or "Vendored files are as locked.")
        return bool(found)
    LOCK.parent.mkdir(parents=True, exist_ok=True)
    entries = [fetch(library) for library in LIBRARIES]
    LOCK.write_text(json.dumps(entries, indent=2) + "\n")
    return 0


def fetch(library: Library) -> dict[str, Any]:
    """Put the library's files in their place; its entry in the lock."""
    with tempfile.TemporaryDirectory() as folder:
        archive = download(library, Path(folder))
        written = [library.folder / Path(file).name for file in library.files]
        with tarfile.open(archive) as package:
            for source, target in zip(library.files, written, strict=True):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(without_source_map(read(package, source)))
            if library.package == "lucide-static":
                written.append(icons.draw_sprite(lambda path: read(package, path).decode()))
            licence = json.loads(read(package, "package.json"))["license"]
        return {
            "name": library.package,
            "version": library.version,
            "licence": licence,
            "integrity": integrity(archive),
            "files": {str(path.relative_to(ROOT)): sha256(path) for path in written},
        }


def download(library: Library, folder: Path) -> Path:
    """The package's archive, from the registry that npm is set up with, equal to what we locked before."""
    command = ["npm", "pack", "--json", "--silent", "--pack-destination", str(folder)]
    packed = subprocess.run(
        [*command, f"{library.package}@{library.version}"],
        check=True,
        cwd=folder,
        capture_output=True,
        text=True,
    )
    archive = next(folder.glob("*.tgz"))
    promised = {json.loads(packed.stdout)[0]["integrity"]}
    promised |= {
        entry["integrity"]
        for entry in locked()
        if (entry["name"], entry["version"]) == (library.package, library.version)
    }
    if promised != {integrity(archive)}:
        raise SystemExit(f"{library.package} {library.version} is not the package that it was.")
    return archive


def read(package: tarfile.TarFile, path: str) -> bytes:
    member = package.extractfile(f"package/{path}")
    assert member is not None, path
    return member.read()


def without_source_map(content: bytes) -> bytes:
    """The map is not vendored, and collectstatic refuses a reference to a file that is not there."""
    return re.sub(rb"\n?//# sourceMappingURL=\S+\s*$", b"\n", content)


def faults() -> list[str]:
    expected = {path: digest for entry in locked() for path, digest in entry["files"].items()}
    present = {
        str(path.relative_to(ROOT))
        for folder in (VENDOR, TESTS_VENDOR, FONTS)
        for path in folder.rglob("*")
        if path.is_file() and path != LOCK
    }
    found = [f"{path}: not in {LOCK.name}" for path in sorted(present - expected.keys())]
    for path, digest in expected.items():
        if not (ROOT / path).is_file():
            found.append(f"{path}: missing")
        elif sha256(ROOT / path) != digest:
            found.append(f"{path}: changed")
    versions = {(entry["name"], entry["version"]) for entry in locked()}
    if versions != {(library.package, library.version) for library in LIBRARIES}:
        found.append(f"{LOCK.name} has other versions than devtools/vendor.py: fetch again")
    return found


def locked() -> list[dict[str, Any]]:
    return json.loads(LOCK.read_text()) if LOCK.exists() else []


def integrity(archive: Path) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
