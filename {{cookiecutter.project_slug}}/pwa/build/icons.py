"""Icons of every size that browsers and home screens ask for, from one image."""

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

from .errors import BuildError
from .settings import Settings

SMALLEST_SOURCE = 512
SAFE_ZONE = 0.8
"""A maskable icon may lose what lies outside a circle of 80% (W3C manifest, maskable)."""


def make_icons(settings: Settings, folder: Path) -> list[dict[str, str]]:
    """Write the icons into `folder`; return the manifest's `icons`, addresses relative to it."""
    folder.mkdir(parents=True)
    source = _source(settings)
    background = Image.new("RGBA", source.size, settings.background_color)
    entries = []
    for size in (192, 512):
        name = f"icon-{size}.png"
        _save(source.resize((size, size), Image.Resampling.LANCZOS), folder / name)
        entries.append(_entry(name, size, "any"))
        name = f"maskable-{size}.png"
        _save(_padded(source, background, SAFE_ZONE).resize((size, size)), folder / name)
        entries.append(_entry(name, size, "maskable"))
    touch = Image.alpha_composite(background, source)  # iOS shows transparency as black
    _save(touch.resize((180, 180), Image.Resampling.LANCZOS), folder / "apple-touch-icon.png")
    return entries


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
    path = settings.root / settings.icon
    try:
        image = Image.open(io.BytesIO(path.read_bytes())).convert("RGBA")
    except FileNotFoundError:
        raise BuildError(f"[tool.pwa] icon: there is no {settings.icon}") from None
    except UnidentifiedImageError:
        raise BuildError(
            f"[tool.pwa] icon: {settings.icon} is no image that Pillow reads"
        ) from None
    if image.width != image.height or image.width < SMALLEST_SOURCE:
        raise BuildError(
            f"[tool.pwa] icon: {settings.icon} is {image.width}x{image.height}; "
            f"a square of at least {SMALLEST_SOURCE} pixels is needed"
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
