#!/bin/sh
# Finds a Python that is new enough and lets it set the project up: sh setup.sh run|dev
# Anything a POSIX shell of any age can do; the work itself is in bootstrap.py.
set -u
here=$(dirname "$0")
fits='import sys; sys.exit(0 if sys.version_info >= (3, 11) else 1)'

if [ -x .venv/bin/python ] && .venv/bin/python -c "$fits" 2>/dev/null; then
    exec .venv/bin/python "$here/bootstrap.py" "$1"
fi
for name in ${PYTHON_BIN:-} python3.11 python3.12 python3.13 python3.14 python3 python; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c "$fits" 2>/dev/null; then
        exec "$name" "$here/bootstrap.py" "$1"
    fi
done
found=$(python3 --version 2>/dev/null || echo "-")
cat >&2 <<EOF

✗ Cần Python 3.11 trở lên; máy này có: $found. Hãy cài Python 3.11 (ví dụ: apt install python3.11 python3.11-venv) rồi chạy
  lại, hoặc chỉ rõ: make run PYTHON_BIN=/duong/dan/python3.11
  Python 3.11 or newer is needed; this machine has: $found. Install Python 3.11 (such as: apt install python3.11
  python3.11-venv) and run again, or name one: make run PYTHON_BIN=/path/to/python3.11
EOF
exit 1
