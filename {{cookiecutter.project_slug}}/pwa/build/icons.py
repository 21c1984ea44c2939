"""The pictures of the manifest: icons of every size from one image, and screenshots."""

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

from .errors import BuildError
from .settings import Settings

SMALLEST_SOURCE = 512
SHORTCUT_SIZES = (96, 192)
SHORTEST, LONGEST = 320, 3840
"""Pixels of a screenshot's sides (Chromium shows no others in its install dialog)."""
SAFE_ZONE = 0.8
"""A maskable icon may lose what lies outside a circle of 80% (W3C manifest, maskable)."""


def make_icons(settings: Settings, folder: Path) -> list[dict[str, str]]:
    """Write the icons into `folder`; return the manifest's `icons`, addresses relative to it."""
    folder.mkdir(parents=True)
    source = _source(settings)
    background = Image.new("RGBA", source.size, settings.background_color)
    entries = []
    for size in (192, 512):
        entries.append(_write(source, folder, "icon", size))
        name = f"maskable-{size}.png"
        _save(_padded(source, background, SAFE_ZONE).resize((size, size)), folder / name)
        entries.append(_entry(name, size, "maskable"))
    touch = Image.alpha_composite(background, source)  # iOS shows transparency as black
    _save(touch.resize((180, 180), Image.Resampling.LANCZOS), folder / "apple-touch-icon.png")
    return entries


def make_shortcut_icons(settings: Settings, folder: Path) -> list[list[dict[str, str]]]:
    """Write the icons of the shortcuts into `folder`, the app's own for those without one.

    Returns the `icons` of each shortcut, then those of the app itself.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own = [_write(_source(settings), folder, "icon", size) for size in SHORTCUT_SIZES]
    entries = []
    for number, shortcut in enumerate(settings.shortcuts):
        if shortcut.icon is None:
            entries.append(own)
            continue
        what = f"[tool.pwa] shortcuts: {shortcut.name}: {shortcut.icon}"
        source = _square(settings.root / shortcut.icon, what, max(SHORTCUT_SIZES))
        name = f"shortcut-{number}"
        entries.append([_write(source, folder, name, size) for size in SHORTCUT_SIZES])
    return [*entries, own]


def copy_screenshots(settings: Settings, folder: Path) -> list[dict[str, str]]:
    """Copy the screenshots into `folder`; return the manifest's `screenshots`.

    Those that are still to be taken from the site that is being built are left out.
    """
    entries = []
    for number, screenshot in enumerate(settings.screenshots):
        path = screenshot.file
        if screenshot.url is not None and not (settings.root / path).exists():
            continue
        data = _read(settings.root / path, f"[tool.pwa] screenshots: {path}")
        image = _open(data, f"[tool.pwa] screenshots: {path}")
        if not all(SHORTEST <= side <= LONGEST for side in image.size):
            raise BuildError(
                f"[tool.pwa] screenshots: {path} is {image.width}x{image.height}; "
                f"each side must have {SHORTEST} to {LONGEST} pixels"
            )
        name = f"{number}{path.suffix}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
        entries.append(
            {
                "src": f"{folder.name}/{name}",
                "sizes": f"{image.width}x{image.height}",
                "type": Image.MIME[image.format or "PNG"],
                "form_factor": "wide" if image.width > image.height else "narrow",
            }
        )
    return entries


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise BuildError(f"{what}: there is no such file") from None


def _open(data: bytes, what: str) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data))
    except UnidentifiedImageError:
        raise BuildError(f"{what} is no image that Pillow reads") from None


def _write(source: Image.Image, folder: Path, name: str, size: int) -> dict[str, str]:
    file = f"{name}-{size}.png"
    _save(source.resize((size, size), Image.Resampling.LANCZOS), folder / file)
    return _entry(file, size, "any")


def _entry(name: str, size: int, purpose: str) -> dict[str, str]:
    return {
        "src": f"icons/{name}",
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


def _source(settings: Settings) -> Image.Image:
    if settings.icon is None:
        return _letter(settings)
    what = f"[tool.pwa] icon: {settings.icon}"
    return _square(settings.root / settings.icon, what, SMALLEST_SOURCE)


def _square(path: Path, what: str, smallest: int) -> Image.Image:
    image = _open(_read(path, what), what).convert("RGBA")
    if image.width != image.height or image.width < smallest:
        raise BuildError(
            f"{what} is {image.width}x{image.height}; "
            f"a square of at least {smallest} pixels is needed"
        )
    return image


def _letter(settings: Settings) -> Image.Image:
    """Draw the first letter of the name, in Pillow's own font, on the theme's colour."""
    size = SMALLEST_SOURCE
    image = Image.new("RGBA", (size, size), settings.theme_color)
    luminance = image.convert("L").getpixel((0, 0))
    assert isinstance(luminance, int | float)
    ink = "#ffffff" if luminance < 128 else "#000000"
    font = ImageFont.load_default(size * 0.6)
    letter = settings.short_name.strip()[:1].upper()
    ImageDraw.Draw(image).text((size / 2, size / 2), letter, ink, font, anchor="mm")
    return image


def _padded(source: Image.Image, background: Image.Image, share: float) -> Image.Image:
    inner = round(source.width * share)
    offset = (source.width - inner) // 2
    padded = background.copy()
    small = source.resize((inner, inner), Image.Resampling.LANCZOS)
    padded.alpha_composite(small, (offset, offset))
    return padded


def _save(image: Image.Image, path: Path) -> None:
    image.save(path, optimize=True)
