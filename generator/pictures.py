"""One picture's file -> its copies in several widths, and what a page must know of it.

Pure: what comes out depends on the bytes, on what is asked for, on this module and on Pillow, which
gives the same bytes for the same picture as long as its version is the same.
"""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Literal, NamedTuple

import PIL
from PIL import Image, ImageCms

from generator import drawings
from generator.model import Shape
from generator.traces import find_form, take_out

if TYPE_CHECKING:
    from collections.abc import Sequence

# A text column takes some 360 to 600 pixels of a page, and a screen up to three for each of them.
WIDTHS = (480, 800, 1200, 1800)
# A copy that is hardly smaller than the next is not worth having.
LEAST_STEP = 1.1
# A file of so few bytes is as quick as any copy of it.
LIGHT = 10_000
# What is wider is published scaled down, unless a link leads to it as a document.
WIDEST = 2560
PORTRAIT = 160
# More are an attack or a mistake: decoded, they take four bytes each.
MOST_PIXELS = 100_000_000
ENDINGS = {
    "JPEG": ("jpg", "jpeg", "jpe", "jfif"),
    "PNG": ("png", "apng"),
    "GIF": ("gif",),
    "WEBP": ("webp",),
    "AVIF": ("avif",),
}
KNOWN = {ending for endings in ENDINGS.values() for ending in endings} | {*drawings.ENDINGS}
# Formats of which copies are made; a GIF has too few colours to be worth scaling.
SCALED = {"JPEG", "PNG", "WEBP", "AVIF"}
SETTINGS: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 82, "progressive": True, "optimize": True},
    "PNG": {"compress_level": 9},
    "WEBP": {"quality": 78, "method": 4},
    "AVIF": {"quality": 60, "speed": 8, "max_threads": 1},
}
# What PNG is chosen for, lines and flat colours, suffers from anything else.
LOSSLESS: dict[str, object] = {"lossless": True, "quality": 30, "method": 2}
OTHERS = {
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"BM": "BMP",
    b"%PDF": "PDF",
    b"8BPS": "Photoshop",
    b"\xff\x0a": "JPEG XL",
    b"PK\x03\x04": "zip",
}
HEIC = re.compile(rb"[\s\S]{4}ftyp(?:heic|heix|mif1|msf1|hevc)")
TEXT = re.compile(rb"\s*(?:<!doctype html|<html|<\?xml|<svg|<)", re.IGNORECASE)
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Look at the header, decode it all to see that it is whole, or make the copies as well.
Depth = Literal["look", "read", "make"]


class Use(NamedTuple):
    """What pages do with a picture besides showing it."""

    is_portrait: bool = False
    is_offered: bool = False


class Fault(NamedTuple):
    """What is wrong with a picture; only who knows its path can tell it."""

    severity: str
    code: str
    message: str
    fix: str


class Made(NamedTuple):
    """What came of a picture.

    `files` are its copies by their endings, such as "480.webp"; under "" stands what is published
    in place of the file itself, if it may not go out as it is.
    """

    shape: Shape | None
    files: dict[str, bytes]
    faults: list[Fault]


class PictureError(Exception):
    """A picture that cannot be shown; carries the fault."""

    def __init__(self, code: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.fault = Fault("error", code, message, fix)


def list_versions() -> str:
    """On what the bytes depend besides this module."""
    return f"Pillow {PIL.__version__}"


def find_ending(path: str) -> str:
    """The ending of a file's name, in lower case."""
    return path.rpartition(".")[2].lower()


def make_chunk(items: Sequence[tuple[str, bytes, Use]], depth: Depth) -> list[Made]:
    """What comes of some pictures; bytes in and bytes out, so that it can run elsewhere."""
    return [make(name, data, use, depth) for name, data, use in items]


def make(name: str, data: bytes, use: Use, depth: Depth) -> Made:
    """What comes of one picture: never an exception, whatever the bytes are."""
    if find_ending(name) in drawings.ENDINGS:
        return look_at(drawings.read_drawing(data))
    # Pillow's own bound, of which it only warns, is replaced by ours.
    Image.MAX_IMAGE_PIXELS = None
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            found = Print(name, data, use).make(depth)
        except PictureError as failure:
            return Made(None, {}, [failure.fault])
        # A decoder that is given nonsense raises whatever it likes.
        except Exception as failure:
            said = str(failure).partition("\n")[0] or type(failure).__name__
            message = f"the picture cannot be read: {said}"
            fix = "it is damaged or incomplete: copy it again from where it came"
            return Made(None, {}, [Fault("error", "picture-broken", message, fix)])
    odd = list(dict.fromkeys(str(one.message).partition("\n")[0] for one in told))
    fix = "open it in a program for pictures and save it anew"
    odd_faults = [Fault("warning", "picture-odd", f"the picture is odd: {one}", fix) for one in odd]
    return found._replace(faults=[*found.faults, *odd_faults])


def look_at(drawing: str) -> Made:
    """What comes of an SVG, which goes out as it is."""
    script, faults = drawings.find_script(drawing), []
    if script:
        message = f"the drawing holds `{script}`"
        fix = "save it without scripts, as a plain SVG"
        faults.append(Fault("error", "svg-script", message, fix))
    return Made(drawings.measure(drawing), {}, faults)


class Print:
    """One picture at work."""

    def __init__(self, name: str, data: bytes, use: Use) -> None:
        """Take a picture's file; raise PictureError where no browser would show it."""
        self.data, self.use = data, use
        self.form = find_form(data)
        ending = find_ending(name)
        if not data:
            fix = "copy it again from where it came"
            raise PictureError("picture-empty", "the file is empty", fix)
        if not self.form:
            message = f"this is {name_other(data)}, which browsers do not show as a picture"
            raise PictureError("picture-format", message, "save it as JPEG, PNG, WebP or SVG")
        if ending not in ENDINGS[self.form]:
            message = f"this is {self.form}, which its ending `.{ending}` does not say"
            fix = f"rename it to end in `.{ENDINGS[self.form][0]}`"
            raise PictureError("picture-ending", message, fix)
        self.clean, exif = take_out(data, self.form)
        self.image = Image.open(BytesIO(self.clean), formats=[self.form])
        width, height = self.image.size
        if width * height > MOST_PIXELS:
            message = f"a picture of {width:,} × {height:,} pixels; {MOST_PIXELS:,} are the most"
            raise PictureError("picture-large", message, "scale it down")
        self.turn = TURNS.get(find_orientation(self.image, exif))
        is_upright = self.turn is None or self.turn in list(TURNS.values())[:3]
        self.size = (width, height) if is_upright else (height, width)

    def make(self, depth: Depth) -> Made:
        """See `make` of this module."""
        width, height = fit(*self.size, WIDEST)
        shape = Shape(width, height)
        if depth == "look":
            return Made(shape, {}, [])
        self.image.load()
        if depth == "read":
            return Made(shape, {}, [])
        files = {}
        if getattr(self.image, "is_animated", False):
            return Made(shape, {"": self.clean} if self.clean != self.data else {}, [])
        upright = to_plain(self.image)
        if self.turn is not None:
            upright = upright.transpose(self.turn)
        original = self.clean
        if self.must_redraw():
            widest = self.size[0] if self.use.is_offered else WIDEST
            original = encode(scale(upright, widest), self.form)
        if original != self.data:
            files[""] = original
        own, webp = dict[int, bytes](), dict[int, bytes]()
        if self.form in SCALED and len(original) > LIGHT:
            own, webp = self.make_copies(upright, original)
        ending = ENDINGS[self.form][0]
        files |= {f"{step}.{ending}": copy for step, copy in own.items()}
        files |= {f"{step}.webp": copy for step, copy in webp.items()}
        if self.use.is_portrait:
            files["portrait.webp"] = encode(crop(upright), "WEBP")
        shape = Shape(width, height, tuple(own), tuple(webp), self.use.is_portrait)
        return Made(shape, files, [])

    def must_redraw(self) -> bool:
        """Whether what is published of the file itself cannot be its own bytes."""
        is_wide = self.size[0] > WIDEST and not self.use.is_offered
        is_inked = self.image.mode == "CMYK"
        # What an AVIF file says of its making cannot be cut out of it.
        is_telling = self.form == "AVIF" and bool({"exif", "xmp"} & self.image.info.keys())
        return is_wide or is_inked or is_telling or self.turn is not None

    def make_copies(
        self, upright: Image.Image, original: bytes
    ) -> tuple[dict[int, bytes], dict[int, bytes]]:
        """Copies by their widths, in the picture's own format and in WebP.

        One is left out where a wider one takes no more room. WebP is offered only where all of it
        saves: a browser that takes it looks no further.
        """
        width = self.size[0]
        steps = [step for step in WIDTHS if step * LEAST_STEP < width]
        copies = {step: scale(upright, step) for step in steps}
        own = {step: encode(copy, self.form) for step, copy in copies.items()}
        own = drop_heavy(own | {width: original})
        webp = {}
        if self.form in ("JPEG", "PNG"):
            if len(steps) < len(WIDTHS):
                copies[width] = upright
            webp = {step: encode(copy, "WEBP", self.form) for step, copy in copies.items()}
            webp = drop_heavy(webp)
            lightest = {step: min(len(own[w]) for w in own if w >= step) for step in webp}
            if any(len(webp[step]) >= lightest[step] for step in webp):
                webp = {}
        del own[width]
        return own, webp


def drop_heavy(copies: dict[int, bytes]) -> dict[int, bytes]:
    """Copies by their widths without those that take no less room than a wider one."""
    kept: dict[int, bytes] = {}
    for step in sorted(copies, reverse=True):
        if not kept or len(copies[step]) < min(map(len, kept.values())):
            kept[step] = copies[step]
    return dict(reversed(kept.items()))


def name_other(data: bytes) -> str:
    """What a file is that is no picture for browsers."""
    if HEIC.match(data):
        return "HEIC"
    if TEXT.match(data[:1000]):
        return "HTML or other text"
    known = (name for begins, name in OTHERS.items() if data.startswith(begins))
    return next(known, "of an unknown format")


def find_orientation(image: Image.Image, exif: bytes) -> int:
    """How the camera was held, by Exif's number; 1 where that is not told."""
    found = Image.Exif()
    found.load(exif or image.info.get("exif", b""))
    orientation = found.get(ORIENTATION, 1)
    return orientation if isinstance(orientation, int) else 1


def to_plain(image: Image.Image) -> Image.Image:
    """A picture in the colours of the web, with no more said of it: 8 bits, sRGB."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith(("I", "F")):
        # 16 bits of grey: the upper eight.
        plain = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif image.has_transparency_data:
        plain = image.convert("RGBA")
    elif image.mode in ("1", "L"):
        plain = image.convert("L")
    elif image.mode == "CMYK" and profile:
        plain = image
    else:
        plain = image.convert("RGB")
    if profile:
        plain = to_srgb(plain, profile)
    plain = plain.convert("RGB") if plain.mode == "CMYK" else plain.copy()
    plain.info = {}
    return plain


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """A picture whose profile was applied; one that cannot be is ignored, as browsers do."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(source):
            return image
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, target, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError):
        return image


def fit(width: int, height: int, most: int) -> tuple[int, int]:
    """A size that is no wider than so much, and no smaller than one pixel."""
    if width <= most:
        return width, height
    return most, max(1, round(height * most / width))


def scale(image: Image.Image, width: int) -> Image.Image:
    """A picture that is no wider than so much."""
    size = fit(*image.size, width)
    if size == image.size:
        return image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def crop(image: Image.Image) -> Image.Image:
    """A square of a portrait: of a tall one the upper part, where faces are."""
    width, height = image.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 4
    square = image.crop((left, top, left + side, top + side))
    return scale(square, PORTRAIT)


def encode(image: Image.Image, form: str, like: str = "") -> bytes:
    """A picture's file; `like` is the format that it comes from."""
    settings = LOSSLESS if form == "WEBP" and like == "PNG" else SETTINGS[form]
    if form == "JPEG" and image.mode == "RGBA":
        image = image.convert("RGB")
    written = BytesIO()
    image.save(written, form, **settings)
    return written.getvalue()


def own_ending(path: str) -> str:
    """The ending of a picture's copies in its own format."""
    ending = find_ending(path)
    return next((endings[0] for endings in ENDINGS.values() if ending in endings), ending)
