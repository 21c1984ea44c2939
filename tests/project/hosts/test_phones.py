"""`python -m pwa serve --https` and a browser that trusts its authority. Runs inside a generated
project."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.device import Device, Tab


@dataclass
class Host:
    """A running `serve --https`."""

    process: subprocess.Popen[str]
    url: str
    page: str
    """The address in the QR code."""

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def phones(site: Path) -> Iterator[Host]:
    command = [sys.executable, "-m", "pwa", "serve", "--https", "--port=0", f"--out={site}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    process.stdout.readline()
    host = Host(process, url, process.stdout.readline().split()[-1])
    yield host
    host.stop()


def trust(device: Device, home: Path) -> None:
    """Have the browser trust the project's authority, as a phone does that installed it."""
    certutil = shutil.which("certutil")
    if certutil is None:
        pytest.skip("needs certutil: apt-get install libnss3-tools")
    database = home / ".pki" / "nssdb"
    database.mkdir(parents=True)
    where = ["-d", f"sql:{database}"]
    authority = ".pwa-https/authority.crt"
    subprocess.run([certutil, *where, "-N", "--empty-password"], check=True)
    subprocess.run([certutil, *where, "-A", "-t", "C,,", "-n", "pwa", "-i", authority], check=True)
    device.environment = {"HOME": str(home)}


def test_who_trusts_it_is_led_to_the_app_and_keeps_it(
    phones: Host, device: Device, tmp_path: Path
) -> None:
    trust(device, tmp_path / "home")
    tab = Tab(device.start().new_page())
    tab.page.goto(phones.page)
    tab.page.wait_for_url(phones.url)
    tab.wait_until_ready()
    phones.stop()
    tab.reload()
    assert tab.fetch(".")[0] == 200


def test_who_does_not_trust_it_is_told_how(phones: Host, device: Device) -> None:
    page = device.start().new_page()
    page.goto(phones.page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the certificate").first.click()
    assert download.value.suggested_filename == "authority.crt"
    expect(page.get_by_role("link", name="Open the app").first).to_have_attribute(
        "href", phones.url
    )
    assert page.url == phones.page
