"""The page for the data on this device, with an application that keeps databases, photos and a
note: what is saved is what was kept, and what is restored is all of it or nothing. Runs inside a
generated project."""

import hashlib
import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, Playwright, expect
from tests.browser.device import START_SECONDS, Device, Tab
from tests.browser.host import Host

AS_DOWNLOAD = "delete window.showSaveFilePicker"
KILLS = 12


@pytest.fixture
def hosted(offline: str, host: Host) -> str:
    """The address of the site, which the device has already; its host runs."""
    url: str = host.start()
    return url


@pytest.fixture
def other_device(playwright: Playwright, chromium: str, tmp_path: Path) -> Iterator[Device]:
    device = Device(playwright, chromium, tmp_path / "other profile")
    device.profile.mkdir()
    yield device
    device.kill()


def keep(tab: Tab, *numbers: int) -> None:
    script = """async (path) => {
      const app = document.getElementById("app").contentWindow;
      return (await app.fetch(path, {method: "POST"})).status;
    }"""
    for number in numbers:
        assert tab.page.evaluate(script, f"keep/{number}") == 200


def kept(tab: Tab) -> list[int]:
    """What the application finds, the same in all of its places."""
    status, text = tab.fetch("kept")
    assert status == 200, text
    found = json.loads(text)
    assert found["app.db"] == found["other.db"] == found["photos"]
    assert found["note"] == f"note {found['app.db'][-1]}"
    return list(found["app.db"])


def open_page(device: Device, url: str) -> Page:
    page = (device.context or device.start()).new_page()
    page.add_init_script(AS_DOWNLOAD)
    page.goto(f"{url}_pwa/rescue.html")
    expect(page.locator("#state li").first).to_be_visible()
    return page


def save(page: Page, target: Path) -> Path:
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save a copy of everything").click()
    download: Download = saved.value
    expect(page.locator("#saved")).to_contain_text("it was read again and is whole")
    download.save_as(target)
    return target


def choose(page: Page, archive: Path) -> None:
    page.get_by_label("The zip file").set_input_files(archive)


def restore(page: Page, archive: Path, keep_present: bool = True) -> None:
    choose(page, archive)
    expect(page.locator("#contents")).to_contain_text("This is a whole copy of")
    if not keep_present:
        page.get_by_label("Keep what is stored").uncheck()
        expect(page.locator("#keep-not")).to_be_visible()
    page.get_by_role("button", name="Restore this copy").click()
    expect(page.locator("#stored")).to_contain_text("Restored.")


def rows(archive: Path, database: str, folder: Path) -> list[int]:
    """Open a database of the zip as anybody would: unpack it, and use SQLite."""
    with zipfile.ZipFile(archive) as packed:
        assert packed.testzip() is None
        packed.extractall(folder)
    with sqlite3.connect(folder / database) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        return [x for (x,) in connection.execute("select x from t order by x")]


@pytest.fixture
def saved(hosted: str, device: Device, tmp_path: Path) -> tuple[str, Device, Path]:
    """A device that holds 1 and 2, the page closed, and a copy of it."""
    tab = device.open(hosted)
    keep(tab, 1, 2)
    tab.page.close()
    page = open_page(device, hosted)
    archive = save(page, tmp_path / "saved.zip")
    page.close()
    return hosted, device, archive


def test_a_copy_has_every_record_and_file(saved: tuple[str, Device, Path], tmp_path: Path) -> None:
    _, _, archive = saved
    assert rows(archive, "app.db", tmp_path / "a") == [1, 2]
    assert rows(archive, "files/other.db", tmp_path / "b") == [1, 2]
    with zipfile.ZipFile(archive) as packed:
        manifest = json.loads(packed.read("manifest.json"))
        for number in (1, 2):
            assert packed.read(f"files/photos/{number}.jpg") == bytes([number]) * 100_000
        assert packed.read("files/note.txt") == b"note 2"
        assert {*packed.namelist()} == {*manifest["files"], "manifest.json"}
        for name, entry in manifest["files"].items():
            content = packed.read(name)
            assert entry["size"] == len(content)
            assert entry["sha256"] == hashlib.sha256(content).hexdigest()
    assert manifest["folders"] == ["photos"]
    assert manifest["unreadable"] == []


def test_a_copy_is_saved_while_the_app_runs_and_the_app_goes_on(
    hosted: str, device: Device, tmp_path: Path
) -> None:
    tab = device.open(hosted)
    second = device.open(hosted)
    keep(tab, 1)
    page = open_page(device, hosted)
    archive = save(page, tmp_path / "saved.zip")
    assert rows(archive, "app.db", tmp_path / "files") == [1]
    keep(tab, 2)
    keep(second, 3)
    assert kept(second) == [1, 2, 3]


def test_the_first_save_makes_the_shell_look_how_safe_it_is(hosted: str, device: Device) -> None:
    tab = Tab(device.start().new_page())
    tab.page.add_init_script(
        "StorageManager.prototype.persisted = StorageManager.prototype.persist = async () => false"
    )
    tab.goto(hosted)
    assert tab.fetch(".")[0] == 200
    expect(tab.page.locator("#notice")).to_be_empty()
    keep(tab, 1)
    expect(tab.page.locator("#notice")).to_contain_text("The browser may remove it")


def test_a_copy_goes_straight_into_a_chosen_file(hosted: str, device: Device) -> None:
    """The browser's own dialog cannot be driven: a file of the same kind stands for its answer."""
    tab = device.open(hosted)
    keep(tab, 1)
    page = open_page(device, hosted)
    page.evaluate(
        """() => void (window.showSaveFilePicker = async ({suggestedName}) => {
          const root = await navigator.storage.getDirectory();
          return window.chosen = await root.getFileHandle(suggestedName, {create: true});
        })"""
    )
    page.get_by_role("button", name="Save a copy of everything").click()
    expect(page.locator("#saved")).to_contain_text("saved; it was read again and is whole")
    text = page.evaluate(
        """async () => {
          const bytes = new Uint8Array(await (await chosen.getFile()).arrayBuffer());
          return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
        }"""
    )
    with zipfile.ZipFile(io.BytesIO(text.encode("latin-1"))) as packed:
        assert packed.testzip() is None
        assert "app.db" in packed.namelist()


def test_a_copy_is_restored_on_another_device(
    saved: tuple[str, Device, Path], other_device: Device
) -> None:
    url, _, archive = saved
    page = open_page(other_device, url)  # the app was never opened here
    restore(page, archive)
    tab = other_device.open(url)
    assert kept(tab) == [1, 2]
    keep(tab, 3)
    assert kept(tab) == [1, 2, 3]


def test_a_copy_takes_the_place_of_other_data_which_can_be_had_back(
    saved: tuple[str, Device, Path], tmp_path: Path
) -> None:
    url, device, archive = saved
    tab = device.open(url)
    keep(tab, 3, 4)
    page = open_page(device, url)
    restore(page, archive)
    assert kept(tab) == [1, 2]
    keep(tab, 5)
    assert kept(tab) == [1, 2, 5]

    page.reload()
    with page.expect_download() as earlier:
        page.get_by_role("button", name="Save as a copy").click()
    earlier.value.save_as(tmp_path / "earlier.zip")
    assert rows(tmp_path / "earlier.zip", "app.db", tmp_path / "earlier") == [1, 2, 3, 4]
    restore(page, tmp_path / "earlier.zip")
    assert kept(tab) == [1, 2, 3, 4]
    page.reload()
    expect(page.get_by_role("button", name="Save as a copy")).to_have_count(2)
    page.get_by_role("button", name="Remove…").first.click()
    page.get_by_role("button", name="Yes, remove these").click()
    expect(page.get_by_role("button", name="Save as a copy")).to_have_count(1)
    restore(page, archive, keep_present=False)
    expect(page.get_by_role("button", name="Save as a copy")).to_have_count(1)
    assert kept(tab) == [1, 2]


def repacked(archive: Path, target: Path, change: dict[str, bytes | None]) -> Path:
    """The same archive, compressed, with other contents of some files."""
    with (
        zipfile.ZipFile(archive) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {**dict.fromkeys(old.namelist()), **change}:
            content = change.get(name, b"") if name in change else old.read(name)
            if content is not None:
                new.writestr(name, content)
    return target


def with_manifest(archive: Path, name: str, content: bytes) -> dict[str, bytes | None]:
    """A changed file, and a manifest that has its hash."""
    with zipfile.ZipFile(archive) as packed:
        manifest = json.loads(packed.read("manifest.json"))
    digest = hashlib.sha256(content).hexdigest()
    manifest["files"][name] = {"size": len(content), "sha256": digest}
    return {name: content, "manifest.json": json.dumps(manifest).encode()}


def test_what_is_no_whole_copy_is_refused_and_nothing_changes(
    saved: tuple[str, Device, Path], tmp_path: Path
) -> None:
    url, device, archive = saved
    tab = device.open(url)
    keep(tab, 3)
    page = open_page(device, url)
    whole = archive.read_bytes()
    flipped = bytearray(whole)
    flipped[whole.index(b"\x02" * 1000)] ^= 1
    with zipfile.ZipFile(archive) as packed:
        manifest = json.loads(packed.read("manifest.json"))
        database = bytearray(packed.read("app.db"))
    other_photo = {"files/photos/1.jpg": b"another photo"}
    no_database = with_manifest(archive, "app.db", b"no database" + bytes(database[11:]))
    newer = {"manifest.json": json.dumps({**manifest, "format": 2}).encode()}
    refused = {
        "cut": (whole[:-100], "a part of it is missing"),
        "cut early": (whole[:5000], "a part of it is missing"),
        "empty": (b"", "a part of it is missing"),
        "no zip": (b"PK or not PK" * 1000, "no copy of an app's data"),
        "flipped": (bytes(flipped), "is not what was saved"),
    }
    changes: dict[str, tuple[dict[str, bytes | None], str]] = {
        "other photo": ({**other_photo}, "is not what was saved"),
        "photo missing": ({"files/photos/1.jpg": None}, "is not what was saved"),
        "no manifest": ({"manifest.json": None}, "no copy of an app's data"),
        "no database": (no_database, "no whole SQLite database"),
        "newer": ({**newer}, "made by a newer version"),
        "out of the folder": (with_manifest(archive, "files/../x", b"x"), "no copy of an app's"),
        "cookies": (with_manifest(archive, "files/pwa.db", b"x"), "no copy of an app's"),
        "file as folder": (with_manifest(archive, "files/note.txt/x", b"x"), "no copy of an app's"),
    }
    for name, (content, _) in refused.items():
        (tmp_path / f"{name}.zip").write_bytes(content)
    for name, (change, words) in changes.items():
        repacked(archive, tmp_path / f"{name}.zip", change)
        refused[name] = (b"", words)
    for name, (_, words) in refused.items():
        choose(page, tmp_path / f"{name}.zip")
        said = page.locator("#trouble")
        expect(said, name).to_contain_text(words)
        expect(said).to_contain_text("Nothing on this device was changed.")
        expect(page.locator("#checked")).to_be_hidden()
    assert kept(tab) == [1, 2, 3]
    choose(page, repacked(archive, tmp_path / "compressed.zip", {}))
    expect(page.locator("#contents")).to_contain_text("This is a whole copy of")


def test_a_killed_restore_leaves_the_old_data_or_the_new_never_a_mix(
    saved: tuple[str, Device, Path], tmp_path: Path
) -> None:
    url, device, few = saved
    tab = device.open(url)
    keep(tab, *range(3, 41))
    tab.page.close()
    page = open_page(device, url)
    many = save(page, tmp_path / "many.zip")
    state, found = list(range(1, 41)), set()
    for number in range(KILLS):
        target, archive = ([1, 2], few) if len(state) == 40 else (list(range(1, 41)), many)
        choose(page, archive)
        expect(page.locator("#contents")).to_contain_text("This is a whole copy of")
        page.get_by_label("Keep what is stored").set_checked(number % 3 == 0)
        page.evaluate("document.getElementById('restore').click()")
        page.wait_for_timeout(12 * number)  # the moment of the kill, not a wait for anything
        device.kill()
        tab = device.open(url)
        after = kept(tab)
        assert after in (state, target)
        found.add(after == target)
        state = after
        tab.page.close()
        page = open_page(device, url)
    assert found == {True, False}, "all kills came too early, or all too late"


def test_on_a_full_disk_nothing_changes(
    saved: tuple[str, Device, Path], other_device: Device, tmp_path: Path
) -> None:
    url, device, few = saved
    keep(device.open(url), *range(3, 41))
    many = save(open_page(device, url), tmp_path / "many.zip")
    page = open_page(other_device, url)
    restore(page, few)
    used = page.evaluate("navigator.storage.estimate().then(({usage}) => usage)")
    session = page.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": url, "quotaSize": used + 2e6})
    choose(page, many)
    page.get_by_role("button", name="Restore this copy").click()
    expect(page.locator("#trouble")).to_contain_text("There is not enough room on this device.")
    session.send("Storage.overrideQuotaForOrigin", {"origin": url})
    assert kept(other_device.open(url)) == [1, 2]
    restore(page, many)
    assert kept(other_device.open(url)) == list(range(1, 41))


def test_a_copy_can_be_saved_when_the_list_of_files_is_damaged(
    saved: tuple[str, Device, Path], tmp_path: Path
) -> None:
    url, device, _ = saved
    page = open_page(device, url)
    page.evaluate(
        """async () => {
          let folder = await navigator.storage.getDirectory();
          for (const name of ["asgi-pwa", "%2F"]) folder = await folder.getDirectoryHandle(name);
          for (const name of ["files.log-1", "files.log-2"]) {
            const log = await (await folder.getFileHandle(name)).createWritable();
            await log.write(new Uint8Array(100));
            await log.close();
          }
        }"""
    )
    page.goto(url)
    expect(page.get_by_role("alert")).to_contain_text(
        "The list of stored files is damaged", timeout=START_SECONDS * 1000
    )
    page.get_by_role("link", name="Your data on this device").click()
    expect(page.locator("#stored")).to_contain_text("The list of the other files is damaged")
    with page.expect_download() as saved_as:
        page.get_by_role("button", name="Save a copy of everything").click()
    expect(page.locator("#saved")).to_contain_text("as they are")
    saved_as.value.save_as(tmp_path / "damaged.zip")
    assert rows(tmp_path / "damaged.zip", "app.db", tmp_path / "files") == [1, 2]
    contents = (tmp_path / "files" / "damaged" / "files.data").read_bytes()
    assert b"\x01" * 100_000 in contents
    restored = Device(device.playwright, device.chromium, tmp_path / "third")
    restored.profile.mkdir()
    try:
        third = open_page(restored, url)
        restore(third, tmp_path / "damaged.zip")
    finally:
        restored.kill()
        shutil.rmtree(restored.profile)
