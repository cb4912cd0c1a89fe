"""Sets the project's own folder up: virtual environment, locked packages, front-end files, Chromium for the tests.

Runs before anything is installed, so it uses the standard library alone. What is unchanged is skipped in milliseconds.
"""

import errno
import fcntl
import filecmp
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ("run",), "dev": ("dev", "run")}
"""For each kind of set-up the lock to install and the locks that are fulfilled by it."""
NEEDED_MB = 1500


class Failed(Exception):
    """Set-up cannot go on; Vietnamese and English words."""


def say(text: str) -> None:
    """Tell what takes time now."""
    sys.stdout.write(f"→ {text}\n")
    sys.stdout.flush()


def main(kind: str) -> int:
    """Set up for running (``run``) or for working on the code (``dev``)."""
    try:
        with (PROJECT / ".setup.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            packages(kind)
            front_end()
            if kind == "dev":
                chromium()
    except Failed as failure:
        vi, en = failure.args
        sys.stderr.write(f"\n✗ {vi}\n  {en}\n")
        return 1
    except OSError as error:
        sys.stderr.write(_words_for(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def packages(kind: str) -> None:
    """Install the locked packages, unless exactly they were installed before."""
    lock, *_ = names = LOCKS[kind]
    if PYTHON.exists() and _same(PROJECT / "requirements" / f"{lock}.txt", _stamp(lock)):
        return
    if shutil.disk_usage(PROJECT).free < NEEDED_MB * 1_000_000 and not PYTHON.exists():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(PROJECT))
    _environment()
    say("Cài các gói đã khóa phiên bản · installing the locked packages")
    words: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--require-hashes",
    ]
    _run([*words, "--requirement", PROJECT / "requirements" / f"{lock}.txt"], "pip")
    for name in names:
        shutil.copyfile(PROJECT / "requirements" / f"{name}.txt", _stamp(name))


def _environment() -> None:
    """Make the virtual environment, anew when a killed set-up left half of one."""
    asked = [str(PYTHON), "-m", "pip", "--version"]
    works = PYTHON.exists() and not subprocess.run(asked, capture_output=True, check=False).returncode
    if works:
        return
    say(f"Tạo môi trường Python {sys.version_info[0]}.{sys.version_info[1]} · making the Python environment")
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        if "No space left" in made.stdout + made.stderr:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(PROJECT))
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise Failed(
            f"{sys.executable} không tạo được môi trường ảo. Trên Debian: apt install python{version}-venv",
            f"{sys.executable} cannot make a virtual environment. On Debian: apt install python{version}-venv",
        )


def front_end() -> None:
    """Fetch and compile the front-end files, unless nothing they are made from was written since."""
    done = VENV / "front-end.done"
    newest = max(path.stat().st_mtime_ns for path in _sources())
    if done.exists() and done.stat().st_mtime_ns > newest and (PROJECT / "node_modules").exists() and _made():
        return
    begun = time.time_ns()
    _run([PYTHON, "-m", "postal_services.web.assets"], "npm")
    done.touch()
    os.utime(done, ns=(begun, begun))


def _sources() -> list[Path]:
    web = PROJECT / "postal_services" / "web"
    rooms = ("postal_services", "delegation", "tracking", "integrations")
    catalogues = (path for room in rooms for path in (PROJECT / room).glob("**/locale/*/LC_MESSAGES/*.po"))
    locks = (_stamp("run"), PROJECT / "package.json", PROJECT / "package-lock.json")
    return [
        *locks,
        *web.glob("assets*.py"),
        *(web / "styles").glob("**/*"),
        *(web / "scripts").glob("**/*"),
        *catalogues,
    ]


def _made() -> bool:
    return any((PROJECT / "postal_services" / "web" / "static" / "vendor").glob("*.css"))


def chromium() -> None:
    """Install the browser the tests drive, where it is missing and this machine lets us."""
    if shutil.which("chromium"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Cài Chromium cho kiểm thử · installing Chromium for the tests")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        for words in (["apt-get", "update", "-qq"], install):
            subprocess.run(words, env=quiet, stdout=subprocess.DEVNULL, check=False)
    if not shutil.which("chromium"):
        sys.stderr.write(
            "! Chưa có Chromium, kiểm thử trình duyệt sẽ hỏng. Hãy cài: apt install chromium\n"
            "  Chromium is missing, the browser tests will fail. Install it: apt install chromium\n"
        )


def _run(words: "list[str | Path]", what: str) -> None:
    """Run one step; its own words are shown only when it fails."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if not done.returncode:
        return
    if "No space left" in done.stdout or "ENOSPC" in done.stdout:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(PROJECT))
    sys.stderr.write(done.stdout[-3000:])
    raise Failed(
        f"Bước “{what}” không thành công (lý do ở trên). Hãy kiểm tra mạng rồi chạy lại; phần đã xong được giữ nguyên.",
        f"The step “{what}” failed (its words are above). Check the network and run again; what is done is kept.",
    )


def _stamp(lock: str) -> Path:
    return VENV / f"installed-{lock}.txt"


def _same(one: Path, other: Path) -> bool:
    return other.exists() and filecmp.cmp(one, other, shallow=False)


def _words_for(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return (
            f"\n✗ Đĩa chứa {PROJECT} đã đầy (cần {NEEDED_MB} MB). Hãy xóa bớt tệp rồi chạy lại.\n"
            f"  The disk of {PROJECT} is full ({NEEDED_MB} MB are needed). Free some space, run again.\n"
        )
    return (
        f"\n✗ Không ghi được vào {error.filename or PROJECT} ({error.strerror}). Hãy kiểm tra quyền rồi chạy lại.\n"
        f"  Cannot write to {error.filename or PROJECT} ({error.strerror}). Check the folder's rights and run again.\n"
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
