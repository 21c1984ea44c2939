"""The page for the data on this device, and what the shell asks after the first save."""

from pathlib import Path

from .conftest import MakeHost
from .device import Device, wait_until
from .test_offline import TITLES, record

NOTICE = "() => document.getElementById('notice').innerText"


def test_a_copy_is_saved_and_restored_while_the_app_is_open(
    survey: Path, make_host: MakeHost, device: Device
) -> None:
    host = make_host(survey)
    app = device.open(host.url)
    record(app, "Before")
    wait_until(lambda: "Keep it" in app.shell(NOTICE))  # the reason first, and then a click

    page = device.new_tab()
    page.begin(host.url + "_pwa/rescue.html")
    text = "(id) => document.getElementById(id).innerText"
    click = "(id) => document.getElementById(id).click()"
    wait_until(lambda: "app.db" in page.shell(text, "stored"))
    page.shell(
        """() => {
          const create = URL.createObjectURL;
          URL.createObjectURL = (blob) => create.call(URL, window.copy = blob);
        }"""
    )
    page.shell(click, "save")
    wait_until(lambda: "it was read again and is whole" in page.shell(text, "saved"))

    app.click("All records")
    app.wait_for_heading("Records")
    record(app, "After")
    page.shell(
        """() => {
          const chosen = new DataTransfer();
          chosen.items.add(new File([window.copy], "copy.zip"));
          const input = document.getElementById("archive");
          input.files = chosen.files;
          input.dispatchEvent(new Event("change"));
        }"""
    )
    wait_until(lambda: "This is a whole copy of" in page.shell(text, "contents"))
    page.shell(click, "restore")
    wait_until(lambda: "Restored." in page.shell(text, "stored"))
    app.goto(host.url)
    assert app.app(TITLES) == ["Before"]
