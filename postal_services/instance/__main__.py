"""Command line of an instance: ``python -m postal_services.instance run|manage|stop|check|lock|secrets …``."""

import argparse
import os
import sys
from collections.abc import Callable

from postal_services.instance import checks, console, keys, places, running


def main() -> int:
    """Do what was asked; troubles are told in two languages and end with exit code 1."""
    asked = _arguments()
    home = places.Places.from_environment()
    acts: dict[str, Callable[[], int]] = {
        "run": lambda: running.run(home, with_parent=asked.with_parent),
        "manage": lambda: running.run_command(home, [sys.executable, str(places.PROJECT / "manage.py"), *asked.words]),
        "stop": lambda: running.stop(home),
        "check": lambda: checks.check(home),
        "lock": checks.lock,
        "secrets": lambda: _secrets(home),
    }
    try:
        return acts[asked.act]()
    except console.Trouble as trouble:
        console.complain(trouble)
        return 1
    except KeyboardInterrupt:
        return 130


def _secrets(home: places.Places) -> int:
    made = keys.ensure(home.secrets)
    console.tell(f"{home.secrets}: {', '.join(made) or 'không có gì mới · nothing new'}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m postal_services.instance", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    run = acts.add_parser("run", help="everything in the foreground")
    run.add_argument("--with-parent", action="store_true", help="stop when the program that started this is gone")
    manage = acts.add_parser("manage", help="manage.py against this instance", add_help=False)
    manage.add_argument("words", nargs=argparse.REMAINDER)
    acts.add_parser("stop", help="stop the running instance of VAR_DIR")
    acts.add_parser("check", help="style, types, import contracts, migrations, deployment settings")
    acts.add_parser("lock", help="write the locked requirements anew")
    acts.add_parser("secrets", help="make the keys that do not exist yet")
    return parser.parse_args()


if __name__ == "__main__":
    os.umask(0o022)
    raise SystemExit(main())
