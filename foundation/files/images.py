"""An untrusted picture in, clean WebP files out.

The content decides what a file is, never its name or declared type. Only the pixels survive:
whatever else a file carried (positions, thumbnails, profiles, a second file behind the first) is
left behind by decoding and encoding anew.
"""

from __future__ import annotations

import io
import warnings
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise
    from PIL.Image import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MAX_BYTES = 10_000_000
MAX_PIXELS = 25_000_000  # a good phone's camera; known from the header, before anything is decoded
SMALLEST_SIDE = 64
# Of a progressive JPEG. Each is a pass over all pixels however few bytes it has, so that a file of
# 10 MB could keep a processor busy for half an hour. Cameras and editors write 10 or so; by chance,
# 10 MB of anything else have 150 such marks.
MAX_SCANS = 300
START_OF_SCAN = b"\xff\xda"
QUALITY = 82


class ImageRefused(Exception):
    """The file is no picture that can be used; `code` says why for programs."""

    def __init__(self, code: str, reason: StrOrPromise) -> None:
        self.code = code
        super().__init__(str(reason))


def renditions(
    data: bytes | IO[bytes], *, sizes: Mapping[str, tuple[int, int]], crop: bool
) -> dict[str, bytes]:
    """The picture in each of the sizes as WebP: cropped from the middle to exactly that size, or
    fitted into it and never enlarged. Of an animation, the first frame.

    Raises ImageRefused.
    """
    content = data if isinstance(data, bytes) else data.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ImageRefused("image_too_large", _("A picture of at most 10 MB, please."))
    if content.count(START_OF_SCAN) > MAX_SCANS and content.startswith(b"\xff\xd8"):
        raise _not_an_image()
    try:
        picture = _decoded(content, smallest=SMALLEST_SIDE if crop else 1)
        return {name: _encoded(picture, size, crop=crop) for name, size in sizes.items()}
    except ImageRefused:
        raise
    except Exception as error:
        if type(error).__name__ == "DecompressionBombError":
            raise _too_many_pixels() from error
        # Decoders raise whatever they like when they meet hostile bytes.
        raise _not_an_image() from error


def _too_many_pixels() -> ImageRefused:
    return ImageRefused("image_too_large", _("A picture of at most 25 megapixels, please."))


def _not_an_image() -> ImageRefused:
    return ImageRefused("not_an_image", _("Send a whole JPEG, PNG, WebP or GIF picture."))


def _decoded(content: bytes, *, smallest: int) -> Image:
    """The upright picture in sRGB, with transparency if it has any."""
    # Loaded with the first picture: most workers never see one.
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        # Its own limit warns; ours refuses.
        warnings.simplefilter("ignore")
        picture: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
        width, height = picture.size
        if width * height > MAX_PIXELS:
            raise _too_many_pixels()
        if min(width, height) < smallest:
            raise ImageRefused("image_too_small", _("At least 64 by 64 pixels, please."))
        picture.load()
        profile = picture.info.get("icc_profile")
        return _in_srgb(_in_eight_bits(ImageOps.exif_transpose(picture)), profile)


def _in_eight_bits(picture: Image) -> Image:
    """A palette or odd depth taken apart. What a colour profile is of stays: RGB, CMYK or grey."""
    if picture.mode.startswith("I"):
        # Converting alone would cut 16 bits of grey off at white.
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in picture.info or picture.mode in {"RGBA", "LA", "PA"}:
        return picture.convert("RGBA")
    return picture if picture.mode in {"L", "CMYK"} else picture.convert("RGB")


def _in_srgb(picture: Image, profile: Any) -> Image:
    """The colours as a screen without colour management shows them; a broken profile is none."""
    from PIL import ImageCms

    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if not profile:
        return picture.convert(mode)
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, source, srgb, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture.convert(mode)
    return converted or picture.convert(mode)


def _encoded(picture: Image, size: tuple[int, int], *, crop: bool) -> bytes:
    from PIL import Image, ImageOps

    if crop:
        sized = ImageOps.fit(picture, size, Image.Resampling.LANCZOS)
    else:
        sized = picture.copy()
        sized.thumbnail(size, Image.Resampling.LANCZOS)
    sized.info = {}
    target = io.BytesIO()
    sized.save(target, "WEBP", quality=QUALITY, method=4)
    return target.getvalue()
