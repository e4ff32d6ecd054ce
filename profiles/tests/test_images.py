"""Pictures: what is one, what becomes of it, and where it is served."""

from __future__ import annotations

import io
import random
import warnings
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from accounts.tests.factories import PASSWORD
from foundation.files.images import MAX_BYTES, MAX_SCANS, START_OF_SCAN, ImageRefused, renditions
from profiles.models import SearchCard

SIZES = {"small": (64, 64), "large": (200, 100)}


def picture(size=(300, 200), form="PNG", mode="RGB", **options) -> bytes:
    target = io.BytesIO()
    noise = random.Random(1).randbytes(size[0] * size[1] * len(mode)) if size[0] < 2_000 else None
    image = Image.frombytes(mode, size, noise) if noise else Image.new(mode, size)
    image.save(target, form, **options)
    return target.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_pictures_become_webp_of_each_size(form):
    found = renditions(picture(form=form), sizes=SIZES, crop=True)
    assert {name: opened(content).size for name, content in found.items()} == SIZES
    assert {opened(content).format for content in found.values()} == {"WEBP"}


def test_without_cropping_a_picture_fits_and_never_grows():
    found = renditions(picture((300, 200)), sizes={"a": (150, 150), "b": (900, 900)}, crop=False)
    assert opened(found["a"]).size == (150, 100)
    assert opened(found["b"]).size == (300, 200)


def test_only_the_pixels_survive():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6  # turned by a quarter
    source = picture((300, 200), "JPEG", exif=exif, comment=b"secret comment")
    assert b"taken at home" in source
    content = renditions(source, sizes={"a": (900, 900)}, crop=False)["a"]
    assert opened(content).size == (200, 300)
    assert not opened(content).getexif()
    assert b"taken at home" not in content
    assert b"secret" not in content


def test_transparency_stays():
    content = renditions(picture(mode="RGBA"), sizes=SIZES, crop=True)["small"]
    assert opened(content).mode == "RGBA"


def test_a_file_is_read_as_its_bytes_are():
    assert renditions(io.BytesIO(picture()), sizes=SIZES, crop=True) == renditions(
        picture(), sizes=SIZES, crop=True
    )


@pytest.mark.parametrize("size", [(30, 200), (1_000, 1)])
def test_without_cropping_small_pictures_will_do(size):
    found = renditions(picture(size), sizes={"a": (500, 500)}, crop=False)
    assert opened(found["a"]).size == (min(size[0], 500), min(size[1], 500))


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_of_an_animation_the_first_frame_is_taken(form):
    red, blue = (Image.new("RGB", (100, 100), colour) for colour in ("red", "blue"))
    target = io.BytesIO()
    red.save(target, form, save_all=True, append_images=[blue], duration=100)
    content = renditions(target.getvalue(), sizes=SIZES, crop=True)["small"]
    assert getattr(opened(content), "n_frames", 1) == 1
    assert opened(content).getpixel((9, 9))[0] > 240


def test_a_picture_with_others_behind_it_is_its_first():
    source = picture(form="MPO", save_all=True, append_images=[Image.new("RGB", (80, 80))])
    content = renditions(source, sizes={"a": (900, 900)}, crop=False)["a"]
    assert opened(content).size == (300, 200)


def plain(mode: str, colour, form: str = "PNG", **options) -> bytes:
    target = io.BytesIO()
    Image.new(mode, (100, 100), colour).save(target, form, **options)
    return target.getvalue()


def colour_of(source: bytes) -> tuple[int, ...]:
    return opened(renditions(source, sizes=SIZES, crop=True)["small"]).getpixel((30, 30))


def swapped_profile() -> bytes:
    """sRGB with red and green exchanged: what it does is seen."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return (
        profile.replace(b"rXYZ", b"____", 1)
        .replace(b"gXYZ", b"rXYZ", 1)
        .replace(b"____", b"gXYZ", 1)
    )


@pytest.mark.parametrize(("mode", "alpha"), [("RGB", ()), ("RGBA", (200,))])
def test_colours_are_converted_from_the_profile_and_it_is_dropped(mode, alpha):
    source = plain(mode, (250, 5, 5, *alpha), icc_profile=swapped_profile())
    red, green, *rest = colour_of(source)
    assert (red < 60, green > 200) == (True, True)
    assert tuple(rest[1:]) == alpha
    content = renditions(source, sizes=SIZES, crop=True)["small"]
    assert b"ICCP" not in content


@pytest.mark.parametrize("profile", [b"nothing", swapped_profile()[:200]])
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_broken_profile_is_none(profile, form):
    red, green, blue = colour_of(plain("RGB", (250, 5, 5), form, icc_profile=profile))
    assert (red > 230, green < 25, blue < 25) == (True, True, True)


@pytest.mark.parametrize(
    ("mode", "colour", "form", "grey"),
    [
        ("I;16", 128 * 256, "PNG", 128),
        ("1", 1, "PNG", 255),
        ("L", 128, "JPEG", 128),
        ("CMYK", (0, 0, 0, 127), "JPEG", 128),
    ],
)
def test_other_depths_keep_their_brightness(mode, colour, form, grey):
    assert colour_of(plain(mode, colour, form)) == pytest.approx((grey,) * 3, abs=3)


def test_no_warning_about_size_surfaces(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 60_000)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        renditions(picture((300, 300)), sizes=SIZES, crop=True)


def with_chunk(kind: bytes, content: bytes) -> bytes:
    """A PNG with one more chunk behind its header."""
    whole = picture()
    body = kind + content
    chunk = len(content).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return whole[:33] + chunk + whole[33:]


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP"])
def test_what_unpacks_to_too_much_is_refused(kind):
    bomb = b"name\0\0" + zlib.compress(b"\0" * 50_000_000)
    with pytest.raises(ImageRefused) as refused:
        renditions(with_chunk(kind, bomb), sizes=SIZES, crop=True)
    assert refused.value.code == "not_an_image"


def test_a_jpeg_of_endless_passes_is_refused():
    whole = plain("RGB", 0, "JPEG", progressive=True)
    last = whole[whole.rindex(START_OF_SCAN) : -2]
    assert colour_of(whole[:-2] + last * 20 + whole[-2:]) == (0, 0, 0)
    with pytest.raises(ImageRefused) as refused:
        renditions(whole[:-2] + last * MAX_SCANS + whole[-2:], sizes=SIZES, crop=True)
    assert refused.value.code == "not_an_image"


def with_header_of(width: int, height: int) -> bytes:
    """A small PNG that says that it is large."""
    whole = picture((64, 64))
    header = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + whole[24:29]
    return whole[:12] + header + zlib.crc32(header).to_bytes(4, "big") + whole[33:]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_an_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "not_an_image"),
        (b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script></html>", "not_an_image"),
        (b"<html></html>", "not_an_image"),
        (picture()[:-2000], "not_an_image"),
        (picture(form="JPEG")[:3000], "not_an_image"),
        (picture(form="BMP"), "not_an_image"),
        (picture(form="TIFF"), "not_an_image"),
        (picture((8_000, 5_000), mode="L"), "image_too_large"),
        (with_header_of(50_000, 50_000), "image_too_large"),
        (with_header_of(5_001, 5_000), "image_too_large"),
        (with_header_of(5_000, 5_000), "not_an_image"),  # not too large: it only ends too soon
        (b"\0" * (MAX_BYTES + 1), "image_too_large"),
        (picture((63, 200)), "image_too_small"),
    ],
)
def test_what_is_refused(content, code):
    with pytest.raises(ImageRefused) as refused:
        renditions(content, sizes=SIZES, crop=True)
    assert refused.value.code == code
    assert str(refused.value)


def outcome(content: bytes) -> str:
    """The code of the refusal; empty when the picture was taken."""
    try:
        found = renditions(content, sizes={"a": (64, 64)}, crop=True)
    except ImageRefused as refused:
        return refused.code
    assert opened(found["a"]).size == (64, 64)
    return ""


SOURCES = {form: picture((70, 70), form) for form in ("PNG", "GIF", "JPEG", "WEBP")}
FORMS = st.sampled_from(sorted(SOURCES))


@given(FORMS, st.integers(0, 2_000), st.binary(min_size=1, max_size=40))
@settings(max_examples=200, deadline=None)
def test_damaged_pictures_are_refused_or_made_whole(form, place, damage):
    source = bytearray(SOURCES[form])
    source[place : place + len(damage)] = damage
    outcome(bytes(source))


@given(FORMS, st.floats(0, 1), st.integers(0, 7))
@settings(max_examples=200, deadline=None)
def test_a_flipped_bit_is_refused_or_made_whole(form, place, bit):
    source = bytearray(SOURCES[form])
    source[int(place * (len(source) - 1))] ^= 1 << bit
    outcome(bytes(source))


@given(st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a"]), st.binary())
@settings(max_examples=100, deadline=None)
def test_random_bytes_are_no_picture(start, content):
    assert outcome(start + content)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("part", [0.01, 0.3, 0.9])
def test_a_part_of_a_file_is_no_picture(form, part):
    source = SOURCES[form]
    assert outcome(source[: int(len(source) * part)]) == "not_an_image"


def upload(content: bytes, name: str = "me.png", declared: str = "image/png") -> dict:
    return {"file": SimpleUploadedFile(name, content, content_type=declared)}


@pytest.fixture
def own(api_as, freelancer):
    return api_as(freelancer)


@pytest.mark.django_db
class TestUploads:
    def test_an_avatar_is_stored_shown_served_and_replaced(self, own, api):
        answer = own.put("me/avatar", upload(picture()), format="multipart")
        assert answer.status_code == 200, answer.content
        avatar = answer.json()["avatar"]
        assert set(avatar) == {"small", "medium", "large"}
        assert api.get("profiles/asha").json()["avatar"] == avatar
        assert SearchCard.objects.get().card["avatar"] == avatar
        served = api.get(avatar["small"])
        assert (served.status_code, served["Content-Type"]) == (200, "image/webp")
        assert served["Cache-Control"] == "public, max-age=3600, s-maxage=300"
        assert served["X-Content-Type-Options"] == "nosniff"
        assert opened(b"".join(served.streaming_content)).size == (64, 64)
        other = own.put("me/avatar", upload(picture()), format="multipart").json()["avatar"]
        assert api.get(avatar["small"]).status_code == 404
        assert own.delete("me/avatar").status_code == 204
        assert api.get(other["large"]).status_code == 404
        assert api.get("profiles/asha").json()["avatar"] is None

    def test_what_a_file_is_called_does_not_matter(self, own):
        html = upload(b"<html><script>alert(1)</script></html>")
        answer = own.put("me/avatar", html, format="multipart")
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "not_an_image")
        odd = upload(picture(), "../../evil.php\0", "text/html")
        assert own.put("me/avatar", odd, format="multipart").status_code == 200

    def test_requests_without_a_picture(self, own):
        assert own.put("me/avatar", {}, format="multipart").status_code == 422
        assert own.put("me/avatar", {"file": "text"}, format="multipart").status_code == 422
        assert own.put("me/avatar", {"file": "x"}, format="json").status_code == 415
        answer = own.put("me/avatar", upload(b"\0" * 11_000_000), format="multipart")
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (
            413,
            "payload_too_large",
        )
        assert default_storage.listdir("")[0] == []

    def test_a_piece_of_work_has_a_picture(self, own, api):
        item = own.post("me/portfolio", {"title": "Roof"}).json()
        path = f"me/portfolio/{item['id']}/image"
        image = own.put(path, upload(picture()), format="multipart").json()["image"]
        assert set(image) == {"small", "large"}
        assert api.get("profiles/asha").json()["portfolio"][0]["image"] == image
        assert own.delete(path).status_code == 204
        assert own.get(f"me/portfolio/{item['id']}").json()["image"] is None
        image = own.put(path, upload(picture()), format="multipart").json()["image"]
        own.delete(f"me/portfolio/{item['id']}")
        assert api.get(image["large"]).status_code == 404

    def test_erasure_takes_the_pictures_along(self, own, api):
        avatar = own.put("me/avatar", upload(picture()), format="multipart").json()["avatar"]
        own.delete("me", {"current_password": PASSWORD})
        assert api.get(avatar["large"]).status_code == 404

    @pytest.mark.parametrize(
        "path",
        [
            "/media/avatars/ab/" + "a" * 32 + "-small.webp",
            "/media/cv/aa/" + "a" * 32 + "-small.webp",
            "/media/avatars/aa/" + "a" * 32 + "-huge.webp",
            "/media/avatars/aa/../../settings.py",
            "/media/",
        ],
    )
    def test_nothing_else_is_served(self, api, path):
        assert api.get(path).status_code == 404
