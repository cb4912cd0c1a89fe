"""The receiver itself: its control address, and the command that runs it."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from typing import Any

import pytest

from integrations.sandbox.receiver import Sandbox


def _call(url: str, method: str, body: Any = None) -> tuple[int, Any]:
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=content, method=method)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read() or b"null")


def test_faults_are_ordered_at_the_control_address_and_calls_listed_there(sandbox: Sandbox) -> None:
    control = f"http://{sandbox.key}/control/a"
    order = {"fault": "status", "status": 503, "times": 1}
    assert _call(control, "PUT", {"secrets": ["whsec_AAAA"], "orders": [order]}) == (200, {"orders": 1, "secrets": 1})
    assert _call(sandbox.url("a"), "POST", {"data": {"case": "C-1"}})[0] == 503
    assert _call(sandbox.url("a"), "POST", {"data": {"case": "C-1"}})[0] == 200
    received = _call(control, "GET")[1]["received"]
    assert [call["spoiled_by"] for call in received] == ["status", None]
    assert [call["verified"] for call in received] == [0, 0]
    assert _call(control, "DELETE")[0] == 200
    assert _call(control, "GET")[1] == {"received": []}


@pytest.mark.parametrize("orders", [[{}], [{"fault": "unheard of"}], [{"fault": "slow", "wrong": 1}], ["slow"]])
def test_an_order_that_cannot_be_understood_is_refused(sandbox: Sandbox, orders: list[Any]) -> None:
    assert _call(f"http://{sandbox.key}/control/a", "PUT", {"orders": orders})[0] == 400


def test_other_addresses_are_not_there(sandbox: Sandbox) -> None:
    for method, path in (
        ("POST", "/"),
        ("POST", "/control/a"),
        ("GET", "/hook/a"),
        ("PUT", "/hook/a"),
        ("DELETE", "/x"),
    ):
        assert _call(f"http://{sandbox.key}{path}", method, {} if method in {"POST", "PUT"} else None)[0] == 404


def test_the_command_says_where_it_listens_and_when_the_port_is_taken(sandbox: Sandbox) -> None:
    command = [sys.executable, "manage.py", "sandbox", "--port"]
    taken = subprocess.run([*command, str(sandbox.port)], capture_output=True, text=True, timeout=60, check=False)
    assert taken.returncode == 1
    assert f"Port {sandbox.port} is taken" in taken.stderr
    process = subprocess.Popen([*command, "0"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("Receiving at http://127.0.0.1:")
        address = line.split()[2].removesuffix(";").replace("NAME", "a")
        assert _call(address, "POST", {})[0] == 200
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()
