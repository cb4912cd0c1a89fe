"""A file or function that has grown long is split, or stands here with its reason."""

from tests.architecture import house

FILE_LINES = 400
FUNCTION_LINES = 60
LONG_FILES = {
    "delegation/registry/migrations/0001_initial.py": "written by Django",
    "delegation/dossiers/migrations/0001_initial.py": "written by Django",
    "tracking/custody/migrations/0001_initial.py": "written by Django",
    "tracking/rounds/migrations/0001_initial.py": "written by Django",
    "tracking/incidents/migrations/0001_initial.py": "written by Django",
    "tracking/pickups/migrations/0001_initial.py": "written by Django",
    "tracking/custody/migrations/0007_pre_bags.py": "written by Django",
    "integrations/migrations/0001_initial.py": "written by Django",
    "tracking/cash/migrations/0001_initial.py": "written by Django",
    "tracking/rollout/migrations/0005_pre_acts.py": "written by Django",
    "postal_services/web/styles/_parts.scss": "one part of the style page after another",
    "tracking/custody/static/custody/scanner.js": "the scanning page's program; its states share one closure",
}
LONG_FUNCTIONS: dict[str, str] = {}


def test_no_file_is_too_long_to_read_in_one_sitting() -> None:
    told = {
        house.name(path): count
        for path in house.files(".py", ".js", ".scss", ".html")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES
    }
    assert set(told) == set(LONG_FILES), {name: count for name, count in told.items() if name not in LONG_FILES}


def test_no_function_is_too_long_to_hold_in_the_head() -> None:
    told = {
        f"{house.module(path)}.{function.name}": length
        for path in house.python(tests=True)
        for function in house.functions(house.tree(path))
        if (length := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
    }
    assert set(told) == set(LONG_FUNCTIONS), told
