from __future__ import annotations

import io
import random
import struct
import zlib
from typing import Any

import pytest
from making import paint
from PIL import Image, ImageCms, PngImagePlugin

from generator.pictures import MOST_PIXELS, PORTRAIT, WIDEST, WIDTHS, Made, Use, make, make_chunk
from generator.traces import find_form

JPEG = paint("400x300 tan", "jpg")
SIDEWAYS = "560x300 tan turned"
TRACES = (b"Exif\0", b"http://ns.adobe.com/xap", b"xmpmeta", b"A camera", b"Here", b"Comment")


def save(picture: Image.Image, form: str, **settings: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **settings)
    return file.getvalue()


def grain(mode: str = "RGB", width: int = 560, height: int = 300) -> Image.Image:
    data = random.Random(1).randbytes(width * height)
    return Image.frombytes("L", (width, height), data).convert(mode)


def read(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def published(made: Made, data: bytes) -> bytes:
    return made.files.get("", data)


def codes(made: Made) -> list[str]:
    return [fault.code for fault in made.faults]


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "avif"])
def test_picture_has_copies_in_several_widths_none_of_them_enlarged(ending: str) -> None:
    made = make(f"x.{ending}", paint("1000x200 tan", ending), Use(), "make")
    assert made.faults == []
    assert made.shape
    assert (made.shape.width, made.shape.height) == (1000, 200)
    assert made.shape.own
    assert {*made.shape.own} <= {480, 800}
    for step in made.shape.own:
        copy = read(made.files[f"{step}.{ending}"])
        assert copy.size == (step, round(step * 0.2))
        assert len(made.files[f"{step}.{ending}"]) < len(paint("1000x200 tan", ending))
    for step in made.shape.webp:
        assert read(made.files[f"{step}.webp"]).size[0] == step <= 1000
        assert ending in ("jpg", "png")
    assert find_form(published(made, b"")) == {"jpg": "JPEG"}.get(ending, ending.upper())


def test_webp_is_offered_only_where_it_saves() -> None:
    for quality, is_offered in ((95, True), (5, False)):
        data = save(grain(), "JPEG", quality=quality)
        made = make("x.jpg", data, Use(), "make")
        assert made.shape
        assert bool(made.shape.webp) == is_offered
        for step in made.shape.webp:
            known = made.files.get(f"{step}.jpg", data)
            assert len(made.files[f"{step}.webp"]) < len(known)


def test_nothing_that_is_published_tells_of_camera_place_or_program() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "Here")
    told.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Here</x:xmpmeta>")
    files = [(ending, paint("560x300 tan", ending)) for ending in ("jpg", "png", "webp", "avif")]
    files += [(ending, paint(SIDEWAYS, ending)) for ending in ("jpg", "png", "webp")]
    files += [
        ("png", save(grain(), "PNG", pnginfo=told)),
        ("gif", save(grain("P"), "GIF", comment=b"Here")),
        ("webp", save(grain(), "WEBP", xmp=b"<x:xmpmeta>Here</x:xmpmeta>", lossless=True)),
        ("jpg", paint("560x300 tan", "jpg") + b"Exif\0\0 behind the end"),
    ]
    for ending, data in files:
        assert any(trace in data for trace in TRACES) or ending == "avif"
        made = make(f"x.{ending}", data, Use(is_portrait=True), "make")
        assert made.faults == []
        assert "" in made.files
        for copy in made.files.values():
            assert not [trace for trace in TRACES if trace in copy], ending
            picture = read(copy)
            assert not picture.getexif()
            assert not {"exif", "xmp", "comment", "Comment"} & picture.info.keys()


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "gif"])
def test_what_can_be_seen_of_a_picture_stays_when_its_traces_are_taken_out(ending: str) -> None:
    data = paint("300x200 tan", ending)
    made = make(f"x.{ending}", data, Use(), "make")
    assert read(published(made, data)).tobytes() == read(data).tobytes()
    again = make(f"x.{ending}", published(made, data), Use(), "make")
    assert "" not in again.files  # what is clean goes out as it is


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied_before_it_is_taken_out(orientation: int) -> None:
    corner = Image.new("RGB", (300, 200), "white")
    corner.paste("red", (0, 0, 100, 100))
    exif = Image.Exif()
    exif[0x0112] = orientation
    made = make("x.jpg", save(corner, "JPEG", quality=95, exif=exif), Use(), "make")
    picture = read(made.files[""])
    assert made.shape
    assert picture.size == (made.shape.width, made.shape.height)
    assert picture.size == ((300, 200) if orientation < 5 else (200, 300))
    place = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}
    right, low = place[orientation]
    at = (10 + right * (picture.width - 20), 10 + low * (picture.height - 20))
    red, green, _ = picture.getpixel(at)  # type: ignore[misc]
    assert red > 200 > 100 > green


def test_turned_picture_is_looked_at_as_it_will_be_seen() -> None:
    data = paint(SIDEWAYS, "jpg")
    for depth in ("look", "read", "make"):
        shape = make("x.jpg", data, Use(), depth).shape  # type: ignore[arg-type]
        assert shape
        assert (shape.width, shape.height) == (300, 560)


def test_wide_picture_is_published_scaled_down_unless_it_is_offered_as_a_document() -> None:
    data = paint("3000x40 tan", "jpg")
    made = make("x.jpg", data, Use(), "make")
    assert read(published(made, data)).size == (WIDEST, 34)
    offered = make("x.jpg", data, Use(is_offered=True), "make")
    assert read(published(offered, data)).size == (3000, 40)
    # Pages are the same, whichever it is.
    assert made.shape == offered.shape
    assert made.shape
    assert made.shape.own == WIDTHS


def test_portrait_is_a_small_square_of_the_upper_part() -> None:
    tall = Image.new("RGB", (400, 1000), "black")
    tall.paste("white", (0, 0, 400, 400))
    made = make("x.png", save(tall, "PNG"), Use(is_portrait=True), "make")
    portrait = read(made.files["portrait.webp"]).convert("L")
    assert portrait.size == (PORTRAIT, PORTRAIT)
    assert portrait.getpixel((80, 10)) == 255
    assert made.shape
    assert made.shape.has_portrait


def clear(mode: str) -> Image.Image:
    picture = grain(mode)
    picture.putalpha(200)
    return picture


MODES = [
    ("jpg", grain("CMYK"), {}),
    ("jpg", grain("L"), {}),
    ("png", Image.frombytes("I;16", (560, 300), random.Random(1).randbytes(560 * 600)), {}),
    ("png", grain("1"), {}),
    ("png", clear("L"), {}),
    ("png", clear("RGB"), {}),
    ("png", grain("P"), {"transparency": 0}),
    ("png", grain("P"), {"transparency": bytes(range(256))}),
    ("png", grain("RGB"), {"transparency": (0, 0, 0)}),
    ("webp", clear("RGB"), {"lossless": True}),
    ("gif", grain("P"), {}),
]


@pytest.mark.parametrize(("ending", "picture", "settings"), MODES)
def test_colours_of_any_kind_become_those_of_the_web(
    ending: str, picture: Image.Image, settings: dict[str, Any]
) -> None:
    form = {"jpg": "JPEG"}.get(ending, ending.upper())
    data = save(picture, form, **settings)
    made = make(f"x.{ending}", data, Use(is_portrait=True), "make")
    assert made.faults == []
    assert read(published(made, data)).mode != "CMYK"
    is_clear = read(data).has_transparency_data
    for name, copy in made.files.items():
        if name:
            seen = read(copy)
            assert seen.mode in ("L", "RGB", "RGBA", "P")
            assert seen.has_transparency_data or not is_clear, name
            # The grain is still grey on the whole: nothing was inverted or cut off.
            level = seen.convert("RGBA").resize((1, 1)).convert("L").getpixel((0, 0))
            assert level is not None
            assert 90 < level < 180, name  # type: ignore[operator]


def test_other_profile_is_applied_and_not_sent_with_each_copy() -> None:
    green = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (green, srgb, b"no profile"):
        data = save(grain(), "JPEG", quality=95, icc_profile=profile)
        made = make("x.jpg", data, Use(), "make")
        assert made.faults == []
        assert not any(read(copy).info.get("icc_profile") for k, copy in made.files.items() if k)


def test_moving_picture_is_left_as_it_moves() -> None:
    frames = [Image.new("RGB", (600, 400), colour) for colour in ("red", "blue", "green")]
    for ending in ("gif", "webp", "png"):
        told = {"comment": b"Here"} if ending == "gif" else {"exif": read(JPEG).getexif()}
        data = save(
            frames[0], ending.upper(), save_all=True, append_images=frames[1:], duration=50, **told
        )
        made = make(f"x.{ending}", data, Use(), "make")
        assert made.faults == []
        assert made.files.keys() == {""}
        picture = read(made.files[""])
        assert getattr(picture, "n_frames", 1) == 3
        assert b"Here" not in made.files[""]


def huge() -> bytes:
    """A PNG of a few bytes that says it is a thousand times larger than any picture."""
    small = bytearray(save(Image.new("L", (2, 1)), "PNG"))
    small[16:24] = struct.pack(">II", 60_000, 60_000)
    small[29:33] = struct.pack(">I", zlib.crc32(small[12:29]))
    return bytes(small)


BROKEN: list[tuple[str, bytes, str, str]] = [
    ("x.jpg", b"", "picture-empty", "the file is empty"),
    ("x.png", b"<!DOCTYPE html><title>404</title>", "picture-format", "HTML or other text"),
    ("x.png", b"II*\0 and so on", "picture-format", "TIFF"),
    ("x.jpg", b"\0\0\0\x18ftypheic", "picture-format", "HEIC"),
    ("x.jpg", b"nonsense", "picture-format", "of an unknown format"),
    ("x.png", JPEG, "picture-ending", "this is JPEG, which its ending `.png` does not say"),
    ("x.jpg", JPEG[: len(JPEG) // 2], "picture-broken", "the picture cannot be read"),
    ("x.jpg", JPEG[:200], "picture-broken", "the picture cannot be read"),
    ("x.jpg", b"\xff\xd8\xff", "picture-broken", "the picture cannot be read"),
    ("x.png", b"\x89PNG\r\n\x1a\n", "picture-broken", "the picture cannot be read"),
    ("x.gif", b"GIF89a", "picture-broken", "the picture cannot be read"),
    ("x.webp", b"RIFF\0\0\0\0WEBP", "picture-broken", "the picture cannot be read"),
    ("x.png", huge(), "picture-large", f"{MOST_PIXELS:,} are the most"),
]


@pytest.mark.parametrize(("name", "data", "code", "said"), BROKEN)
def test_what_cannot_be_shown_is_told_with_a_way_to_mend_it(
    name: str, data: bytes, code: str, said: str
) -> None:
    made = make(name, data, Use(), "read")
    assert (made.shape, made.files) == (None, {})
    (fault,) = made.faults
    assert (fault.severity, fault.code) == ("error", code)
    assert said in fault.message
    assert fault.fix


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "gif", "avif"])
def test_damage_of_any_kind_is_told_and_ends_nothing(ending: str) -> None:
    chance = random.Random(7)
    data = paint("60x40 tan", ending)
    for _ in range(60):
        damaged = bytearray(data)
        for _ in range(chance.choice([1, 5, 50])):
            damaged[chance.randrange(12, len(data))] = chance.randrange(256)
        cut = bytes(damaged[: chance.choice([len(data), chance.randrange(12, len(data))])])
        made = make(f"x.{ending}", cut, Use(is_portrait=True), "make")
        assert made.shape is not None or codes(made)


def test_what_the_decoder_warns_of_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import warnings

    find = Image.Image.load

    def load(picture: Image.Image) -> object:
        warnings.warn("It is odd.\nVery.", UserWarning, stacklevel=1)
        return find(picture)

    monkeypatch.setattr("PIL.JpegImagePlugin.JpegImageFile.load", load)
    made = make("x.jpg", JPEG, Use(), "read")
    assert [(f.severity, f.code) for f in made.faults] == [("warning", "picture-odd")]
    assert "It is odd." in made.faults[0].message


def test_same_picture_gives_the_same_bytes() -> None:
    items = [(f"x.{e}", paint("560x300 tan", e), Use(is_portrait=True)) for e in ("jpg", "avif")]
    assert make_chunk(items, "make") == make_chunk(items, "make")


def drawing(attributes: str) -> tuple[int, int] | None:
    svg = f'<?xml version="1.0"?>\n<svg {attributes} xmlns="http://www.w3.org/2000/svg"/>'
    shape = make("x.svg", svg.encode(), Use(), "make").shape
    return (shape.width, shape.height) if shape else None


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="300" height="200"', (300, 200)),
        ('width="300px" height="200.4px" viewBox="0 0 1 1"', (300, 200)),
        ('viewBox="0 0 40 20"', (1200, 600)),
        ('viewBox="0,0,40,20" width="80"', (80, 40)),
        ("viewBox='0 0 40 20' height='80'", (160, 80)),
        ('width="100%" height="100%" viewBox="0 0 40 20"', (1200, 600)),
        ('width="10cm"', None),
        ('viewBox="0 0 0 20"', None),
        ('viewBox="none"', None),
        ("", None),
    ],
)
def test_drawing_is_as_large_as_it_says(attributes: str, size: tuple[int, int] | None) -> None:
    assert drawing(attributes) == size
