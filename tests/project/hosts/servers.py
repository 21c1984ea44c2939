"""Debian's nginx and Caddy in the tests, with the settings of hosts/, as whoever runs the tests."""

import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from pwa.serve.authority import Authority

SETTINGS = Path("hosts")
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
START_SECONDS = 20

NGINX = """\
{user}
{module}
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{ }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""
CADDY = "{\n\tadmin off\n}\n"


@dataclass
class WebServer:
    """A running server and the address of its root."""

    process: subprocess.Popen[bytes]
    url: str
    authority: Path | None = None
    """Whom to trust, if it speaks https."""
    http_port: int = 0
    """Where it sends http to https."""

    def stop(self) -> None:
        """End it: from here on there is no network."""
        self.process.kill()
        self.process.wait()


def start_nginx(root: Path, folder: Path, path: str = "/", brotli: bool = False) -> WebServer:
    """Serve `root`, whose site is below `path`, by hosts/nginx.conf; `folder` is for its files."""
    program = find("nginx", "nginx")
    if brotli and not BROTLI.is_file():
        pytest.skip("needs nginx's module: apt-get install libnginx-mod-http-brotli-static")
    authority = Authority(folder / "https", "127.0.0.1")
    certificate = authority.issue()
    port, http_port = free_port(), free_port()
    changes = {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80": f"listen 127.0.0.1:{http_port}",
        "/etc/ssl/survey.pem": str(certificate),
        "/etc/ssl/survey.key": str(certificate),
        "root /srv/survey": f"root {root}",
        "error_page 404 /404.html": f"error_page 404 {path}404.html",
    }
    if brotli:
        changes["# brotli_static on"] = "brotli_static on"
    (folder / "site.conf").write_text(changed("nginx.conf", changes))
    user = "user root;" if os.geteuid() == 0 else ""  # else its workers could not read tmp_path
    module = f"load_module {BROTLI};" if brotli else ""
    main = folder / "nginx.conf"
    main.write_text(NGINX.format(folder=folder, user=user, module=module))
    command = [program, "-e", "stderr", "-p", str(folder), "-c", str(main)]
    process = started(command, port, {})
    url = f"https://localhost:{port}{path}"
    return WebServer(process, url, authority.certificate_file, http_port)


def start_caddy(root: Path, folder: Path, path: str = "/") -> WebServer:
    """Serve `root`, whose site is below `path`, by hosts/Caddyfile; `folder` is for its files."""
    program = find("caddy", "caddy")
    port = free_port()
    changes = {
        "\nsurvey.example.org": f"\nhttp://localhost:{port}",
        "/srv/survey\n": f"{root}\n",
        "rewrite * /404.html": f"rewrite * {path}404.html",
    }
    file = folder / "Caddyfile"
    file.write_text(CADDY + changed("Caddyfile", changes))
    places = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = [program, "run", "--adapter", "caddyfile", "--config", str(file)]
    return WebServer(started(command, port, places), f"http://localhost:{port}{path}")


def changed(name: str, changes: dict[str, str]) -> str:
    """Return a file of hosts/ with what its first lines say that one has to replace."""
    text = (SETTINGS / name).read_text("utf-8")
    for old, new in changes.items():
        assert text.count(old) == 1, f"hosts/{name} has {text.count(old)} times {old!r}"
        text = text.replace(old, new)
    return text


def find(program: str, package: str) -> str:
    """Return the path of a program; Debian's nginx is where only root looks."""
    places = os.pathsep.join((os.environ["PATH"], "/usr/sbin"))
    found = shutil.which(program, path=places)
    if found is None:
        pytest.skip(f"needs {program}: apt-get install {package}")
    return found


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port


def started(command: list[str], port: int, more: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a server and wait until it listens."""
    process = subprocess.Popen(command, env={**os.environ, **more})
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.05)
    process.kill()
    raise RuntimeError(f"{command[0]} does not listen; what it said is above")
