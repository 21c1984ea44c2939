"""build/icons.py: every size from one image, or from the name."""

from pathlib import Path

import pytest
from PIL import Image

from pwa.build.errors import BuildError
from pwa.build.icons import copy_screenshots, make_icons, make_shortcut_icons
from pwa.build.launches import Shortcut
from pwa.build.settings import Screenshot, Settings


def settings(root: Path, icon: str | None = None, name: str = "Survey") -> Settings:
    return Settings(
        root=root,
        dependencies=(),
        app="app.main:app",
        name=name,
        short_name=name,
        theme_color="#004400",
        background_color="#ffeeff",
        icon=None if icon is None else Path(icon),
    )


def size(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def test_sizes_and_purposes(tmp_path: Path) -> None:
    entries = make_icons(settings(tmp_path), tmp_path / "icons")
    found = {(entry["purpose"], entry["sizes"]) for entry in entries}
    assert found == {(p, s) for p in ("any", "maskable") for s in ("192x192", "512x512")}
    for entry in entries:
        assert "{}x{}".format(*size(tmp_path / entry["src"])) == entry["sizes"]
    assert size(tmp_path / "icons" / "apple-touch-icon.png") == (180, 180)


def test_a_maskable_icon_keeps_to_the_safe_zone(tmp_path: Path) -> None:
    Image.new("RGBA", (600, 600), "#112233").save(tmp_path / "own.png")
    make_icons(settings(tmp_path, "own.png"), tmp_path / "icons")
    with Image.open(tmp_path / "icons" / "maskable-512.png") as image:
        pixels = image.convert("RGB")
    assert pixels.getpixel((5, 5)) == (0xFF, 0xEE, 0xFF)
    assert pixels.getpixel((256, 256)) == (0x11, 0x22, 0x33)


@pytest.mark.parametrize("name", ["Ελλάδα", "日本", "😀", '"', "سجل"])
def test_any_first_letter_can_be_drawn(tmp_path: Path, name: str) -> None:
    make_icons(settings(tmp_path, name=name), tmp_path / "icons")


@pytest.mark.parametrize(
    ("size", "words"), [((600, 500), "600x500"), ((100, 100), "at least 512"), (None, "no image")]
)
def test_an_icon_that_cannot_be_used(
    tmp_path: Path, size: tuple[int, int] | None, words: str
) -> None:
    path = tmp_path / "own.png"
    if size is None:
        path.write_text("text")
    else:
        Image.new("RGB", size).save(path)
    with pytest.raises(BuildError, match=words):
        make_icons(settings(tmp_path, "own.png"), tmp_path / "icons")


def test_a_missing_icon(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"own\.png: there is no such file"):
        make_icons(settings(tmp_path, "own.png"), tmp_path / "icons")


def test_shortcuts_have_their_own_icon_or_the_app_s(tmp_path: Path) -> None:
    Image.new("RGBA", (192, 192), "#112233").save(tmp_path / "new.png")
    both = (Shortcut(name="New", url="new", icon=Path("new.png")), Shortcut(name="All", url=""))
    with_shortcuts = settings(tmp_path).model_copy(update={"shortcuts": both})
    entries = make_shortcut_icons(with_shortcuts, tmp_path / "icons")
    sources = [[entry["src"] for entry in icons] for icons in entries]
    own = ["icons/icon-96.png", "icons/icon-192.png"]
    assert sources == [["icons/shortcut-0-96.png", "icons/shortcut-0-192.png"], own, own]
    for entry in (entry for icons in entries for entry in icons):
        assert "{}x{}".format(*size(tmp_path / entry["src"])) == entry["sizes"]


def test_a_shortcut_s_icon_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    Image.new("RGBA", (48, 48)).save(tmp_path / "small.png")
    small = (Shortcut(name="New", url="new", icon=Path("small.png")),)
    with pytest.raises(BuildError, match=r"shortcuts: New: small\.png is 48x48; a square of at"):
        make_shortcut_icons(
            settings(tmp_path).model_copy(update={"shortcuts": small}), tmp_path / "icons"
        )


def test_screenshots_say_their_size_and_shape(tmp_path: Path) -> None:
    pictures = {"tall.png": (400, 800), "wide.jpg": (800, 400)}
    for name, picture in pictures.items():
        Image.new("RGB", picture).save(tmp_path / name)
    with_screenshots = settings(tmp_path).model_copy(
        update={"screenshots": tuple(Screenshot(file=Path(name)) for name in pictures)}
    )
    assert copy_screenshots(with_screenshots, tmp_path / "screenshots") == [
        {
            "src": "screenshots/0.png",
            "sizes": "400x800",
            "type": "image/png",
            "form_factor": "narrow",
        },
        {
            "src": "screenshots/1.jpg",
            "sizes": "800x400",
            "type": "image/jpeg",
            "form_factor": "wide",
        },
    ]
    assert size(tmp_path / "screenshots" / "1.jpg") == (800, 400)


def test_a_screenshot_that_no_dialog_would_show(tmp_path: Path) -> None:
    Image.new("RGB", (400, 100)).save(tmp_path / "flat.png")
    screenshots = (Screenshot(file=Path("flat.png")),)
    flat = settings(tmp_path).model_copy(update={"screenshots": screenshots})
    with pytest.raises(BuildError, match=r"flat\.png is 400x100; each side must have 320 to 3840"):
        copy_screenshots(flat, tmp_path / "screenshots")


def test_a_screenshot_that_is_still_to_be_taken_is_left_out(tmp_path: Path) -> None:
    screenshots = (Screenshot(file=Path("new.png"), url=""),)
    to_be_taken = settings(tmp_path).model_copy(update={"screenshots": screenshots})
    assert copy_screenshots(to_be_taken, tmp_path / "screenshots") == []


def test_a_screenshot_of_one_s_own_that_is_missing(tmp_path: Path) -> None:
    screenshots = (Screenshot(file=Path("own.png")),)
    missing = settings(tmp_path).model_copy(update={"screenshots": screenshots})
    with pytest.raises(BuildError, match=r"screenshots: own\.png: there is no such file"):
        copy_screenshots(missing, tmp_path / "screenshots")
