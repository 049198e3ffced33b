"""nginx with the very file that docs/DEPLOY.md gives, on this machine, with a certificate made for the test."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.harness import ROOT, STARTING
from tests.browser.identity import skip_without

NAME = "127.0.0.1"  # whoever asks, no name has to be resolved
MAIN = """daemon off; pid {folder}/pid; error_log stderr warn;
events {{}}
http {{
  access_log off;
  {temporary}
  include {folder}/site.conf;
}}
"""
TEMPORARY = "".join(
    f"{kind}_temp_path {{folder}}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
)


def nginx() -> str | None:
    """The system's, else what the Makefile unpacked."""
    unpacked = ROOT / ".nginx" / "usr" / "sbin" / "nginx"
    return shutil.which("nginx", path="/usr/sbin:/usr/bin:/bin") or (str(unpacked) if unpacked.exists() else None)


def site(port: int, plain: int, upstream: int, folder: Path) -> str:
    """docs/nginx.conf with this test's places in the guide's."""
    places = {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen [::]:443 ssl;": "",  # a machine may have IPv4 only
        "listen 80": f"listen 127.0.0.1:{plain}",
        "listen [::]:80;": "",
        "monitor.example.org": NAME,
        "127.0.0.1:8501": f"127.0.0.1:{upstream}",
        "/etc/ssl/certs/monitor.pem": f"{folder}/certificate.pem",
        "/etc/ssl/private/monitor.key": f"{folder}/key.pem",
    }
    return replaced("nginx.conf", places)


def readers_site(port: int, upstreams: list[int], folder: Path) -> str:
    """docs/nginx-readers.conf likewise, for three readers."""
    places = {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen [::]:443 ssl;": "",
        "readers.example.org": NAME,
        "/etc/ssl/certs/readers.pem": f"{folder}/certificate.pem",
        "/etc/ssl/private/readers.key": f"{folder}/key.pem",
    }
    return replaced("nginx-readers.conf", places | {f"851{n}": str(port) for n, port in enumerate(upstreams, 1)})


def replaced(name: str, places: dict[str, str]) -> str:
    """A file of the guide with other places; each of those replaced must stand there."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    for written, ours in places.items():
        assert written in text, written
        text = text.replace(written, ours)
    return text


def make_certificate(folder: Path) -> None:
    """A self-made one, by Debian's openssl."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=IP:{NAME}"]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def proxying(port: int, plain: int, upstream: int, folder: Path, more: str = "") -> Iterator[ssl.SSLContext]:
    """nginx in front of a port of this machine; yields what trusts its certificate. more: of its configuration."""
    program = nginx()
    skip_without("nginx", program is not None)
    skip_without("openssl", shutil.which("openssl") is not None)
    make_certificate(folder)
    (folder / "site.conf").write_text(site(port, plain, upstream, folder) + more)
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(folder=folder, temporary=TEMPORARY.format(folder=folder)))
    trusting = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
    process = subprocess.Popen([str(program), "-c", str(main), "-p", str(folder)], stderr=subprocess.PIPE, text=True)
    try:
        wait_until_it_answers(f"https://{NAME}:{port}/healthz", process, trusting)
        yield trusting
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_until_it_answers(address: str, process: subprocess.Popen[str], trusting: ssl.SSLContext) -> None:
    deadline = time.monotonic() + STARTING
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(process.stderr.read() if process.stderr else "")
        try:
            urllib.request.urlopen(address, timeout=2, context=trusting).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)
