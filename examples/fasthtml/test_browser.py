"""Runs inside a generated project that holds this example."""

from playwright.sync_api import expect
from tests.browser.device import Device
from tests.browser.host import Host


def test_a_list_that_htmx_changes_and_the_device_keeps(host: Host, device: Device) -> None:
    url = host.start()
    tab = device.open(url)
    host.stop()
    tab.app.get_by_placeholder("What is to be done?").fill("Buy <milk>")
    tab.app.get_by_role("button", name="Add").click()
    todo = tab.app.get_by_role("listitem")
    expect(todo).to_contain_text("☐ Buy <milk>")
    expect(tab.app.get_by_placeholder("What is to be done?")).to_have_value("")
    todo.get_by_text("Buy").click()
    expect(todo).to_contain_text("☑ Buy <milk>")
    # As Pico has it, which comes from its npm package.
    expect(tab.app.get_by_role("button", name="Add")).to_have_css("cursor", "pointer")

    tab.page.close()
    device.kill()
    tab = device.open(url)
    todo = tab.app.get_by_role("listitem")
    expect(todo).to_contain_text("☑ Buy <milk>")
    todo.get_by_text("Remove").click()
    expect(todo).to_have_count(0)
