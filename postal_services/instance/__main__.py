"""Command line of an instance: ``python -m postal_services.instance run|manage|stop|secrets …``."""

import argparse
import os
import sys

from postal_services.instance import console, keys, places, running


def main() -> int:
    """Do what was asked; troubles are told in two languages and end with exit code 1."""
    asked = _arguments()
    home = places.Places.from_environment()
    try:
        if asked.act == "run":
            return running.run(home, with_parent=asked.with_parent)
        if asked.act == "manage":
            words = [sys.executable, str(places.PROJECT / "manage.py"), *asked.words]
            return running.run_command(home, words)
        if asked.act == "stop":
            return running.stop(home)
        keys.ensure(home.secrets)
        console.tell(str(home.secrets))
    except console.Trouble as trouble:
        console.complain(trouble)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m postal_services.instance", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    run = acts.add_parser("run", help="everything in the foreground")
    run.add_argument("--with-parent", action="store_true", help="stop when the program that started this is gone")
    manage = acts.add_parser("manage", help="manage.py against this instance", add_help=False)
    manage.add_argument("words", nargs=argparse.REMAINDER)
    acts.add_parser("stop", help="stop the running instance of VAR_DIR")
    acts.add_parser("secrets", help="make the keys that do not exist yet")
    return parser.parse_args()


if __name__ == "__main__":
    os.umask(0o022)
    raise SystemExit(main())
