"""An installed site whose host is dead, with any application: one device for all of these tests."""

from playwright.sync_api import expect

from .device import Device, Tab


def new_tab(device: Device) -> Tab:
    assert device.context is not None
    return Tab(device.context.new_page())


def test_head_of_a_file_has_its_length_and_no_body(installed: tuple[Device, str]) -> None:
    device, url = installed
    tab = device.open(url)
    script = """async () => {
      const head = await fetch("_pwa/worker.js", {method: "HEAD"});
      const get = await fetch("_pwa/worker.js");
      const {headers} = head, length = (await get.arrayBuffer()).byteLength;
      return [(await head.text()).length, headers.has("content-encoding"),
        Number(headers.get("content-length")) - length,
        Number(get.headers.get("content-length")) - length];
    }"""
    assert tab.page.evaluate(script) == [0, False, 0, 0]
    tab.page.close()


def test_a_file_of_ours_in_a_tab_of_its_own_runs_no_app(installed: tuple[Device, str]) -> None:
    device, url = installed
    tab = new_tab(device)
    tab.page.goto(url + "_pwa/blank.html")
    answer = tab.page.evaluate("async () => (await fetch('../any')).text()")
    assert "The app is not running" in answer
    tab.page.close()


def test_another_worker_is_waited_for_in_words(installed: tuple[Device, str]) -> None:
    device, url = installed
    holder = new_tab(device)
    holder.page.goto(url + "_pwa/blank.html")
    holder.page.evaluate(
        """(name) => new Promise((held) => {
          navigator.locks.request(name, () => { held(); return new Promise(() => {}); });
        })""",
        f"asgi-pwa:owner:{url}",
    )
    tab = new_tab(device)
    tab.page.goto(url)
    expect(tab.page.get_by_role("status").first).to_have_text("Waiting for another tab…")
    holder.page.close()
    tab.wait_until_ready()
    tab.page.close()


def test_a_start_says_only_what_is_so(installed: tuple[Device, str]) -> None:
    device, url = installed
    tab = new_tab(device)
    tab.page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
          window.said = [];
          const text = document.getElementById("cover-text");
          new MutationObserver(() => said.push(text.textContent)).observe(text, {childList: true});
        });"""
    )
    tab.goto(url)
    assert tab.page.evaluate("said") == ["Opening your records…"]
    tab.page.close()
