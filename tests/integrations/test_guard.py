"""Outgoing calls never reach our own networks, and go exactly where the check said."""

import datetime as dt
import ssl
import threading
import uuid
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from integrations.connectors import Message, Retryable
from integrations.connectors.webhook import mapper
from integrations.connectors.webhook.client import Limits, WebhookConnector
from integrations.connectors.webhook.guard import AddressRefused, Guard, NameUnknown, is_public, system_resolver
from integrations.sandbox.faults import Fault, Order
from integrations.sandbox.receiver import Sandbox
from postal_services import clock

from .conftest import new_secret


def _answers(*addresses: str) -> Callable[[str, int], list[str]]:
    return lambda _host, _port: list(addresses)


def _message(url: str) -> Message:
    body = mapper.body(
        fact="custody.item_delivered.v1",
        occurred_at=clock.now(),
        case="C-1",
        sequence=1,
        item=None,
        state="delivered",
        url="https://example.vn/",
    )
    return Message(id=uuid.uuid4(), url=url, secrets=(new_secret(),), body=body, sent_at=clock.now())


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192",
        "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "192.88.99.1", "224.0.0.1", "239.255.255.250",
        "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:10.0.0.1", "64:ff9b::a00:1",
        "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::1", "2002:a00:1::", "2001:0:1::1", "2001:db8::1",
        "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "100::1", "5f00::1",
        "not an address", "",
    ],
)  # fmt: skip
def test_an_address_that_is_not_of_the_public_internet_is_refused(address: str) -> None:
    assert not is_public(address)
    guard = Guard(resolver=_answers(address))
    with pytest.raises(AddressRefused):
        guard.addresses("partner.gialai.gov.vn", 443)


@pytest.mark.parametrize("address", ["8.8.8.8", "113.160.1.1", "2400:cb00::1", "2606:4700::6810:85e5"])
def test_a_public_address_passes(address: str) -> None:
    assert Guard(resolver=_answers(address)).addresses("partner.vn", 443) == [address]


def test_one_private_answer_among_public_ones_refuses_the_name() -> None:
    with pytest.raises(AddressRefused):
        Guard(resolver=_answers("8.8.8.8", "10.0.0.1")).addresses("partner.vn", 443)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://partner.vn/hook", "https_required"),
        ("ftp://partner.vn/hook", "url_malformed"),
        ("file:///etc/passwd", "url_malformed"),
        ("partner.vn/hook", "url_malformed"),
        ("", "url_malformed"),
        ("https://", "url_malformed"),
        ("https://user:secret@partner.vn/", "url_has_credentials"),
        ("https://user@partner.vn/", "url_has_credentials"),
        ("https://partner.vn:22/", "port_refused"),
        ("https://partner.vn:6379/", "port_refused"),
        ("https://partner.vn:99999/", "url_malformed"),
        ("https://partner.vn/#part", "url_malformed"),
        ("https://partner.vn/a b", "url_malformed"),
        ("https://partner.vn\\@127.0.0.1/", "url_malformed"),
        ("https://partner.vn/\r\nhost: x", "url_malformed"),
        ("https://[::1", "url_malformed"),
        ("https://127.0.0.1/", "address_refused"),
        ("https://[::1]/", "address_refused"),
        ("https://[::ffff:127.0.0.1]/", "address_refused"),
        ("https://169.254.169.254/latest/meta-data/", "address_refused"),
        ("https://localhost/", "address_refused"),
        ("https://localhost./", "address_refused"),
        ("https://intranet/", "address_refused"),
        ("https://" + "a" * 3000 + ".vn/", "url_malformed"),
    ],
)
def test_a_bad_url_is_refused_before_the_network_is_asked(url: str, code: str) -> None:
    def never(_host: str, _port: int) -> list[str]:
        pytest.fail("the network was asked")

    with pytest.raises(AddressRefused) as refused:
        Guard(resolver=never).check_url(url)
    assert refused.value.code == code


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0"])
def test_an_address_in_an_odd_spelling_is_refused_wherever_it_leads(host: str) -> None:
    guard = Guard(resolver=system_resolver)

    def reach() -> None:
        guard.check_url(f"https://{host}/")
        guard.addresses(host, 443)

    with pytest.raises((AddressRefused, NameUnknown)):
        reach()


def test_plain_http_and_loopback_are_open_to_trusted_receivers_only() -> None:
    guard = Guard(trusted=frozenset({"127.0.0.1:8765"}))
    assert guard.check_url("http://127.0.0.1:8765/hook/a").port == 8765
    for url in ("http://127.0.0.1:8766/", "http://127.0.0.1/", "http://localhost:8765/"):
        with pytest.raises(AddressRefused):
            guard.check_url(url)


def test_a_name_service_that_never_answers_does_not_hold_the_call() -> None:
    stop = threading.Event()

    def silent(_host: str, _port: int) -> list[str]:
        stop.wait(20)
        return ["8.8.8.8"]

    try:
        with pytest.raises(NameUnknown):
            Guard(resolver=silent, resolve_timeout_s=0.1).addresses("partner.vn", 443)
    finally:
        stop.set()


def test_an_answer_that_turns_private_between_check_and_use_is_refused(sandbox: Sandbox) -> None:
    asked: list[str] = []

    def turning(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    connector = WebhookConnector(guard=Guard(resolver=turning))
    with pytest.raises(Retryable) as trouble:
        connector.send(_message("https://partner.vn/hook/a"))
    assert trouble.value.code == "address_refused"
    assert asked == ["partner.vn"]
    assert sandbox.received("a") == []


def test_the_name_is_resolved_once_and_the_call_goes_to_the_answer_that_was_checked(sandbox: Sandbox) -> None:
    answers = iter([["127.0.0.1"], ["10.255.255.1"], ["10.255.255.1"]])
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    guard = Guard(trusted=frozenset({f"partner.test:{sandbox.port}"}), resolver=rebinding)
    connector = WebhookConnector(guard=guard, limits=Limits(1, 2, 2))
    assert connector.send(_message(f"http://partner.test:{sandbox.port}/hook/a")).status == 200
    assert asked == ["partner.test"]
    (call,) = sandbox.received("a")
    assert call.headers["host"] == f"partner.test:{sandbox.port}"


def test_a_redirect_is_not_followed(sandbox: Sandbox) -> None:
    sandbox.order("a", Order(Fault.REDIRECT, times=None, location=sandbox.url("b")))
    connector = WebhookConnector(guard=Guard(trusted=frozenset({sandbox.key})))
    with pytest.raises(Retryable) as trouble:
        connector.send(_message(sandbox.url("a")))
    assert (trouble.value.code, trouble.value.status) == ("redirect_refused", 302)
    assert sandbox.received("b") == []


def test_proxies_of_the_environment_are_not_used(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    connector = WebhookConnector(guard=Guard(trusted=frozenset({sandbox.key})))
    assert connector.send(_message(sandbox.url("a"))).status == 200


class _Ok(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_args: object) -> None: ...


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    key_file, certificate_file = folder / "key.pem", folder / "certificate.pem"
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return key_file, certificate_file


@pytest.mark.parametrize(("host", "accepted"), [("partner.test", True), ("other.test", False)])
def test_over_tls_the_name_sent_and_the_certificate_checked_are_the_partners(
    tmp_path: Path, host: str, *, accepted: bool
) -> None:
    key, certificate = _certificate(tmp_path, "partner.test")
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.sni_callback = lambda _sock, name, _context: names.append(name)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Ok)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    port = server.server_address[1]
    guard = Guard(trusted=frozenset({f"{host}:{port}"}), resolver=_answers("127.0.0.1"))
    connector = WebhookConnector(guard=guard, limits=Limits(2, 3, 3), ca_bundle=str(certificate))
    try:
        if accepted:
            assert connector.send(_message(f"https://{host}:{port}/hook")).status == 204
        else:
            with pytest.raises(Retryable) as trouble:
                connector.send(_message(f"https://{host}:{port}/hook"))
            assert trouble.value.code == "tls_failed"
        assert names == [host]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
