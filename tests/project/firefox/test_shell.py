"""The shell with any application: install, addresses, history, tabs."""

import signal
import time
from pathlib import Path

from .conftest import MakeHost
from .device import Device, wait_until

BUSY_SECONDS = 65
"""Firefox stops a service worker after 60 seconds, even one that is at work."""


def test_a_download_may_stall_longer_than_firefox_lets_a_service_worker_run(
    bridge: Path, make_host: MakeHost, device: Device
) -> None:
    host = make_host(bridge)
    tab = device.new_tab()
    tab.begin(host.url)
    wait_until(lambda: tab.state() == "installing")
    host.process.send_signal(signal.SIGSTOP)
    time.sleep(BUSY_SECONDS)
    assert tab.state() == "installing"
    host.process.send_signal(signal.SIGCONT)
    tab.wait_until_ready()


def test_an_address_that_only_the_app_knows_opens_on_the_first_visit(
    bridge: Path, make_host: MakeHost, device: Device
) -> None:
    url = make_host(bridge).url + "headers?a=1#b"
    tab = device.new_tab()
    tab.begin(url)
    tab.wait_for_url(url)  # by way of the site's root
    tab.wait_until_ready()
    assert tab.app("() => location.href") == url


def test_the_frame_s_page_is_the_tab_s_address_and_title_and_history(
    bridge: Path, make_host: MakeHost, device: Device
) -> None:
    url = make_host(bridge).url
    tab = device.open(url)
    assert tab.shell("() => document.title") == "Bridge"
    tab.app("() => { location.href = 'headers'; }")
    tab.wait_for_url(f"{url}headers")
    tab.app("() => { history.pushState(null, '', 'pushed?x=1'); }")
    tab.wait_for_url(f"{url}pushed?x=1")
    for delta, address in ((-1, "headers"), (-1, ""), (1, "headers"), (1, "pushed?x=1")):
        tab.go(delta)
        tab.wait_for_url(url + address)
        assert tab.app("() => location.href") == url + address
    assert tab.state() == "ready"


def test_a_second_tab_uses_the_first_one_s_worker_and_outlives_it(
    bridge: Path, make_host: MakeHost, device: Device
) -> None:
    host = make_host(bridge)
    first = device.open(host.url)
    second = device.open(host.url)
    host.stop()
    marks = "() => performance.getEntriesByName('pwa:worker').length"
    assert (first.shell(marks), second.shell(marks)) == (1, 0)
    assert (first.fetch("count"), second.fetch("count")) == ((200, "1"), (200, "2"))
    first.close()
    assert second.fetch("count") == (200, "3")
    assert second.shell(marks) == 1


def test_a_browser_that_blocks_all_cookies_says_so(
    bridge: Path, make_host: MakeHost, device: Device
) -> None:
    with (device.profile / "user.js").open("a") as preferences:
        preferences.write('user_pref("network.cookie.cookieBehavior", 2);\n')
    tab = device.new_tab()
    tab.begin(make_host(bridge).url)
    wait_until(lambda: tab.state() == "failed")
    said = tab.shell("() => document.getElementById('problem').innerText")
    assert "This browser refuses what the app needs" in said


def test_an_address_with_name_and_password_opens_without_them(
    bridge: Path, make_host: MakeHost, device: Device
) -> None:
    url = make_host(bridge).url
    tab = device.open(url.replace("http://", "http://user:secret@"))
    assert tab.shell("() => document.URL") == url
