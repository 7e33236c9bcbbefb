"""Sounds, films and documents: on the page, in a browser, on paper; and what may be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from making import PNG, Made, film, find_all, paint, sound, visible, write_files
from server import serve
from test_browser import (
    DESK,
    PHONE,
    POLICY,
    PREFIX,
    RULES,
    TABLET,
    browser,
    find_wide,
    open_tab,
    resize,
)

from generator.build import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

__all__ = ["browser"]

VTT = "WEBVTT\n\n00:00.000 --> 00:00.500\nWe are ready.\n\n00:00.500 --> 00:02.000\n어서 오세요\n"
ARTICLE = "---\ntitle: A\ndate: 2020\n---\n{}\n"


def body(made: Made) -> str:
    """The HTML of the article's body."""
    page = made.pages["articles/a.html"]
    return page.partition('<div class="body">\n')[2].partition('\n</div>\n<div class="after"')[0]


def figure(inside: str) -> str:
    return f'<figure id="p.1">{inside}</figure>'


def file(words: str) -> str:
    return f'<span class="file">({words})</span>'


MEDIA: dict[str, str | bytes] = {
    "talk.mp4": b"x" * 12_345_678,
    "talk.vtt": VTT,
    "sub/talk.ko.vtt": VTT,
    "talk.txt": "We are ready.",
    "still.png": PNG,
    "talk.mp3": b"x" * 4321,
    "report.pdf": b"%PDF-" + b"x" * 1_234_567,
    "data.csv": "a,b\n",
    "x.png": PNG,
}
TALK = '<a href="../media/talk.mp4">Film</a> ' + file("MP4, 12\u00a0MB")
TEXT = '<a href="../media/talk.txt">Transcript</a> ' + file("TXT, 1\u00a0kB")
SUBTITLES = '<a href="../media/talk.vtt">Captions{}</a> ' + file("VTT, 1\u00a0kB")
TRACK = '<track kind="captions" src="../media/talk.vtt"'
PLAYED = [
    (
        "a film with all that may stand beside it",
        "![A talk](talk.mp4)",
        {
            "talk.mp4.yaml": "{captions: [{file: talk.vtt, lang: en}, sub/talk.ko.vtt], "
            "poster: still.png, transcript: talk.txt, caption: In <May>, licence: CC0}"
        },
        figure(
            '<video controls preload="none" src="../media/talk.mp4" poster="../media/still.png" '
            f'width="2" height="1" aria-label="A talk">{TRACK} srclang="en" label="English">'
            '<track kind="captions" src="../media/sub/talk.ko.vtt" label="Captions"></video>'
            f'<p class="beside">{TALK} · {TEXT} · {SUBTITLES.format(" (English)")} · '
            f"{SUBTITLES.format('').replace('talk.vtt', 'sub/talk.ko.vtt')}</p>"
            '<figcaption>In &lt;May&gt; <small class="credit">CC0</small></figcaption>'
        ),
    ),
    (
        "a film without a poster, of which the beginning is fetched",
        "![[talk.mp4|A talk]]",
        {"talk.mp4.yaml": "captions: talk.vtt"},
        figure(
            '<video controls preload="metadata" src="../media/talk.mp4" aria-label="A talk">'
            f'{TRACK} label="Captions"></video>'
            f'<p class="beside">{TALK.replace("Film", "A talk")} · {SUBTITLES.format("")}</p>'
        ),
    ),
    (
        "a film whose poster needs a warning",
        "![](talk.mp4)",
        {
            "talk.mp4.yaml": "{alt: A talk, transcript: talk.txt, poster: still.png}",
            "still.png.yaml": "content_warning: blood",
        },
        figure(
            '<video controls preload="metadata" src="../media/talk.mp4" aria-label="A talk">'
            f'</video><p class="beside">{TALK.replace("Film", "A talk")} · {TEXT}</p>'
        ),
    ),
    (
        "a sound, whose captions no browser shows",
        "![](talk.mp3)",
        {"talk.mp3.yaml": "{captions: talk.vtt, caption: Spoken}"},
        figure(
            '<audio controls preload="none" src="../media/talk.mp3" aria-label="Spoken"></audio>'
            f'<p class="beside"><a href="../media/talk.mp3">Sound</a> {file("MP3, 4.3 kB")} · '
            f"{SUBTITLES.format('')}</p><figcaption>Spoken</figcaption>"
        ).replace("4.3 kB", "4.3\u00a0kB"),
    ),
    (
        "a sound in a line",
        "So ![a sound](talk.mp3).",
        {"talk.mp3.yaml": "transcript: talk.txt"},
        '<p id="p.1">So <audio controls preload="none" src="../media/talk.mp3" '
        'aria-label="a sound"></audio>.</p>',
    ),
    (
        "a document that stands as a picture does",
        "![The <report>](report.pdf)",
        {"report.pdf.yaml": "{caption: Read it, credit: Zed}"},
        figure(
            '<p class="document"><a href="../media/report.pdf">The &lt;report&gt;</a> '
            f"{file('PDF, 1.2 MB')}</p><figcaption>Read it "
            '<small class="credit">Zed</small></figcaption>'
        ).replace("1.2 MB", "1.2\u00a0MB"),
    ),
    (
        "a document without a name",
        "See ![](report.pdf).",
        {},
        '<p id="p.1">See <a href="../media/report.pdf">report.pdf</a> '
        f"{file('PDF, 1.2 MB')}.</p>".replace("1.2 MB", "1.2\u00a0MB"),
    ),
    (
        "links to documents, and one to a page",
        "See [it](report.pdf#page=4), [data][d] and [all](../sources/index.html).\n\n[d]: data.csv",
        {},
        '<p id="p.1">See <a href="../media/report.pdf#page=4">it</a> '
        f'{file("PDF, 1.2 MB")}, <a href="../media/data.csv">data</a> {file("CSV, 1 kB")} '
        'and <a href="../sources/index.html">all</a>.</p>'.replace("1.2 MB", "1.2\u00a0MB").replace(
            "1 kB", "1\u00a0kB"
        ),
    ),
    (
        "a picture in a line that needs a warning",
        "So ![x](x.png), so.",
        {"x.png.yaml": "content_warning: <blood>"},
        '<p id="p.1">So <a href="#picture.1">Content warning: &lt;blood&gt;</a>, so.</p>'
        '<details class="content-warning" id="picture.1"><summary><strong>Content warning:</strong>'
        ' &lt;blood&gt; <span class="unopened">(not opened before printing)</span></summary>'
        '<img src="../media/x.png" alt="x" width="2" height="1" loading="lazy" decoding="async">'
        "</details>",
    ),
    (
        "a figure that needs a warning",
        "![x](x.png)",
        {"x.png.yaml": "{content_warning: blood, caption: X}"},
        figure(
            '<details class="content-warning"><summary><strong>Content warning:</strong> blood '
            '<span class="unopened">(not opened before printing)</span></summary><figure>'
            '<img src="../media/x.png" alt="x" width="2" height="1" loading="lazy" '
            'decoding="async"><figcaption>X</figcaption></figure></details>'
        ),
    ),
]


@pytest.mark.parametrize(
    ("text", "more", "html"), [case[1:] for case in PLAYED], ids=[case[0] for case in PLAYED]
)
def test_what_is_no_picture_is_played_or_offered(
    make: Callable[..., Made], text: str, more: dict[str, str], html: str
) -> None:
    media = {f"media/{name}": data for name, data in {**MEDIA, **more}.items()}
    made = make({"articles/a.md": ARTICLE.format(text), **media})
    assert made.told == []
    assert body(made) == html.replace("1.2 MB", "1.2\u00a0MB").replace("1 kB", "1\u00a0kB")


def test_warnings_in_a_block_its_notes_and_a_link_each_lead_to_their_picture(
    make: Callable[..., Made],
) -> None:
    text = "A ![a](x.png)[^1] and [one ![b](x.png)](b.md).\n\n[^1]: C ![c](x.png)."
    made = make(
        {
            "articles/a.md": ARTICLE.format(text),
            "articles/b.md": ARTICLE.format("B"),
            "media/x.png": PNG,
            "media/x.png.yaml": "content_warning: blood",
        }
    )
    assert made.told == []
    main = made.main("articles/a.html")
    links = [a.get("href", "") for a in find_all(main, "a") if "#picture" in a.get("href", "")]
    covers = find_all(main, "details", class_="content-warning")
    assert links == ["#picture.1", "#picture.3"]
    assert [cover.get("id") for cover in covers] == ["picture.1", "picture.2", "picture.3"]
    assert [cover.find("img").get("alt") for cover in covers] == ["a", "b", "c"]  # type: ignore[union-attr]
    assert not find_all(main, "p", class_="x")
    assert "one Content warning: blood" in visible(main)


def test_what_stands_beside_a_film_is_published_and_nothing_else(
    make: Callable[..., Made],
) -> None:
    files = {f"media/{name}": data for name, data in MEDIA.items()}
    files["media/talk.mp4.yaml"] = "{captions: talk.vtt, poster: still.png, transcript: talk.txt}"
    made = make({"articles/a.md": ARTICLE.format("![A talk](talk.mp4)"), **files})
    published = {url for url in made.result.files if url.startswith("media/")}
    assert published == {
        f"media/{name}" for name in ("talk.mp4", "talk.vtt", "still.png", "talk.txt")
    }


PLACE = "content/articles/a.md:5"
BESIDE = "content/media/talk.mp4.yaml"
WRONG = [
    (
        "![A](talk.mp4)",
        {"talk.vtt": "x"},
        f"{PLACE}:6+8 warning captions-missing: `talk.mp4` has no captions for those who cannot "
        f"hear it | write `captions: talk.vtt` into `{BESIDE}`",
    ),
    (
        "![A](talk.mp4)",
        {},
        f"{PLACE}:6+8 warning captions-missing: `talk.mp4` has no captions for those who cannot "
        f"hear it | write `captions: talk.vtt` into `{BESIDE}`, and what is said into "
        "`content/media/talk.vtt`",
    ),
    (
        "![A](talk.mp4)",
        {"talk.txt": "x"},
        f"{PLACE}:6+8 warning captions-missing: `talk.mp4` has no captions for those who cannot "
        f"hear it | write `transcript: talk.txt` into `{BESIDE}`",
    ),
    (
        "![A](sub/talk.mp3)",
        {"sub/talk.mp3": b"x"},
        f"{PLACE}:6+12 warning captions-missing: `sub/talk.mp3` has no transcript for those who "
        "cannot hear it | write `transcript: talk.txt` into `content/media/sub/talk.mp3.yaml`, and "
        "what is said into `content/media/sub/talk.txt`",
    ),
    (
        "![](talk.mp4)",
        {"talk.mp4.yaml": "transcript: talk.txt", "talk.txt": "x"},
        f"{PLACE}:5+8 warning alt-missing: nothing says what `talk.mp4` is "
        "| write `![what it is](talk.mp4)`, or `alt:` in its sidecar",
    ),
    (
        "![A](talk.mov)",
        {"talk.mov": b"x"},
        f"{PLACE}:6+8 picture-format: browsers do not play `talk.mov` | save it as MP4 or WebM; "
        "to offer it as it is, write a link: `[its name](talk.mov)`",
    ),
    (
        "![A](scan.tiff)",
        {"scan.tiff": b"x"},
        f"{PLACE}:6+9 picture-format: browsers do not show `scan.tiff` | save it as JPEG, PNG, "
        "WebP or SVG; to offer it as it is, write a link: `[its name](scan.tiff)`",
    ),
    (
        "![A](readme)",
        {"readme": "x"},
        f"{PLACE}:6+6 picture-format: browsers do not show `readme` | save it as JPEG, PNG, "
        "WebP or SVG; to offer it as it is, write a link: `[its name](readme)`",
    ),
    (
        "![A](talk.mp4)",
        {"talk.mp4.yaml": "{captions: tlak.vtt, transcript: talk.txt}", "talk.txt": "x",
         "talk.vtt": VTT},
        f"{BESIDE}:1:12+8 file-missing: there is no file `tlak.vtt` | did you mean `talk.vtt`, "
        "`talk.txt`?",
    ),
    (
        "![A](talk.mp4)",
        {"talk.mp4.yaml": "captions:\n- talk.srt\ntranscript: talk.txt", "talk.txt": "x",
         "talk.srt": "x"},
        f"{BESIDE}:2:3+8 sidecar-file: `talk.srt` is not WebVTT, the captions that browsers read "
        "| save them as WebVTT (`.vtt`); programs for subtitles do that",
    ),
    (
        "![A](talk.mp4)",
        {"talk.mp4.yaml": "poster: talk.pdf\ntranscript: talk.pdf", "talk.pdf": b"x"},
        f"{BESIDE}:1:9+8 sidecar-file: `talk.pdf` is no picture that browsers show "
        "| name a JPEG, PNG, WebP or SVG",
    ),
    (
        "![A](talk.mp4)",
        {"talk.mp4.yaml": "captions: talk.vtt\ntranscript: x.html", "talk.vtt": VTT, "x.html": "x"},
        f"{BESIDE}:2:13+6 sidecar-file: `x.html` is no document "
        "| name one that everybody can open, such as a `.txt` or a `.pdf`",
    ),
    (
        "![A](talk.mp3)",
        {"talk.mp3": b"x", "talk.mp3.yaml": "transcript: talk.txt\nposter: x.png",
         "talk.txt": "x", "x.png": PNG},
        "content/media/talk.mp3.yaml:2:9+5 sidecar-file: `poster` is for films | take it out",
    ),
    (
        "![A](x.png)",
        {"x.png": PNG, "x.png.yaml": "captions: talk.vtt", "talk.vtt": VTT},
        "content/media/x.png.yaml:1:11+8 sidecar-file: `captions` is for sounds and films "
        "| take it out",
    ),
    (
        "![A](talk.mp4)",
        {"talk.mp4.yaml": "transcript: talk.txt\ncaption: talk.vtt", "talk.txt": "x"},
        f"{BESIDE}:2:10+8 sidecar-file: `caption` is what stands below it; what is said in it goes "
        "under `captions` | write `captions: talk.vtt`",
    ),
    (
        "A",
        {"talk.mp4.yaml": "captions: [{file: talk.vtt, lang: english}]", "talk.vtt": VTT},
        f"{BESIDE}:1:35+7 field-value: captions.lang: `english` is not a language",
    ),
    (
        "![A](talk.mp4)",
        {"talk.mp4.yaml": "captions: talk.vtt", "talk.vtt": VTT.replace("00.500", "00,500", 1)},
        "content/media/talk.vtt:3:1+23 captions-broken: a browser cannot read this time: "
        "`00:00.000 --> 00:00,500` | write a full stop for the comma",
    ),
    (
        "![A](talk.mp4)",
        {"talk.mp4.yaml": "captions: talk.vtt", "talk.vtt": VTT.encode("utf-16")},
        "content/media/talk.vtt:1:1+1 encoding-utf16: file is UTF-16 | save it as UTF-8",
    ),
    (
        '<video src="../media/talk.mp4" controls><track src="../media/talk.vtt"></video>',
        {"talk.vtt": "Here."},
        "content/media/talk.vtt:1:1+5 captions-broken: captions begin with the line `WEBVTT` "
        "| write `WEBVTT` as the first line, and a blank line below it",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "media", "told"), WRONG)
def test_what_is_wrong_with_a_film_is_told_with_the_line_that_mends_it(
    make: Callable[..., Made], text: str, media: dict[str, str | bytes], told: str
) -> None:
    files = {"media/talk.mp4": b"x", **{f"media/{name}": data for name, data in media.items()}}
    made = make({"articles/a.md": ARTICLE.format(text), **files})
    assert [one[: len(told)] for one in made.told] == [told]


def test_captions_that_nothing_shows_are_not_read(make: Callable[..., Made]) -> None:
    made = make({"articles/a.md": ARTICLE.format("A"), "media/talk.vtt": "Here."})
    assert made.told == []


def test_a_picture_of_a_record_is_one(make: Callable[..., Made]) -> None:
    files = {"media/x.pdf": b"x", "articles/a.md": "---\ntitle: A\ndate: 2020\nimage: x.pdf\n---\n"}
    assert make(files).told == [
        "content/articles/a.md:4:8+5 picture-format: `x.pdf` is no picture that browsers show "
        "| name a JPEG, PNG, WebP or SVG; anything else can stand in the text"
    ]


def test_a_source_says_what_its_file_is_and_how_large(make: Callable[..., Made]) -> None:
    made = make(
        {
            "articles/a.md": ARTICLE.format("So. [@s]"),
            "sources/s.md": "---\ntitle: S\ntype: book\nfile: x.pdf\n---\n",
            "media/x.pdf": b"x" * 2500,
        }
    )
    assert "media/x.pdf (PDF, 2.5 kB)" in made.text("sources/s.html")
    assert "copy (PDF, 2.5 kB)" in made.text("articles/a.html")


def test_a_person_without_a_portrait_is_drawn_by_the_initial(make: Callable[..., Made]) -> None:
    person = "---\nname: Ann Lee\nfamily: Lee\ngiven: Ann\n{}---\n"
    files = {"people/a.md": person.format(""), "people/b.md": person.format("image: x.png\n")}
    files["people/b.md"] = files["people/b.md"].replace("Lee", "Roe")
    made = make({**files, "media/x.png": PNG, "media/x.png.yaml": "alt: Ann"})
    (initial,) = find_all(made.main("people/a.html"), "span", class_="portrait")
    assert initial.get("data-initial") == "L"
    assert find_all(made.main("people/b.html"), "span", class_="portrait") == []


# In a browser

PAGE = """
Before it ![a seal](seal.png), and ![a wound](wound.jpg), a text, and [minutes](minutes.pdf).

![A film without a poster](tall.webm)

![The platform](platform.jpg)

![The crowd leaves the platform](crowd.webm)

![The announcement](voice.wav)

![Minutes](minutes.pdf)

![Wounds](wound.jpg)
"""
# How far anything has moved, all together.
SHIFTS = """new PerformanceObserver((list) => {
  window.shifts = list.getEntries().reduce((sum, { value }) => sum + value, window.shifts ?? 0);
}).observe({ type: "layout-shift", buffered: true });"""
# Turns captions on, as a reader does by the player's menu, and tells what the film shows.
READ_CAPTIONS = """async () => {
  const film = document.querySelector("video[poster]");
  const [track] = film.textTracks;
  const said = [track.label, track.language];
  track.mode = "showing";
  track.addEventListener("cuechange", () => {
    said.push(...[...track.activeCues].map((cue) => cue.text));
  });
  film.muted = true;
  const end = new Promise((done) => film.addEventListener("ended", done));
  await film.play();
  await end;
  return said;
}"""


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with pictures, films, a sound and documents, built."""
    folder = tmp_path_factory.mktemp("station")
    warned = "{content_warning: a wound, caption: After it}"
    head = "---\ntitle: At the station\ndate: 2020\nimage: lead.jpg\n---\n"
    media: dict[str, str | bytes] = {
        "lead.jpg": paint("1400x500 tan", "jpg"),
        "lead.jpg.yaml": "alt: A station",
        "platform.jpg": paint("1300x800 navy", "jpg"),
        "seal.png": PNG,
        "wound.jpg": paint("560x300 maroon", "jpg"),
        "wound.jpg.yaml": warned,
        "crowd.webm": film("64x48 green"),
        "crowd.webm.yaml": "{captions: {file: crowd.vtt, lang: en}, poster: crowd.jpg}",
        "crowd.jpg": paint("400x300 green", "jpg"),
        "crowd.vtt": VTT,
        "tall.webm": film("48x64 purple"),
        "tall.webm.yaml": "captions: crowd.vtt",
        "voice.wav": sound(),
        "voice.wav.yaml": "transcript: voice.txt",
        "voice.txt": "The train leaves at noon.",
        "minutes.pdf": b"%PDF-1.4",
    }
    files = {f"media/{name}": data for name, data in media.items()}
    site = write_files(folder, {"articles/a.md": head + PAGE, **files})
    result = build(site, folder / "public", jobs=1)
    assert [p for p in result.problems if p.severity != "info"] == []
    return folder / "public"


@pytest.mark.browser
def test_on_a_phone_films_play_with_captions_and_nothing_moves_or_is_blocked(
    browser: Browser, station: Path
) -> None:
    with (
        serve(station, PREFIX, POLICY) as top,
        open_tab(browser, PHONE, device_scale_factor=2) as (tab, record),
    ):
        tab.add_init_script(SHIFTS)
        tab.goto(f"{top}articles/a.html", wait_until="networkidle")
        # What a warning covers, and of films with a poster all but that, waits for the reader.
        fetched = {url.rpartition("/")[2].partition(".")[0] for url in record.requests}
        assert {"lead", "seal", "crowd", "tall"} <= fetched
        assert not {"wound", "voice"} & fetched
        assert f"{top}media/crowd.webm" not in record.requests
        for image in tab.locator(".record img:visible").all():
            image.scroll_into_view_if_needed()
            image.evaluate("(one) => one.decode()")
        # 328 pixels wide, with two dots for each.
        chosen = "[...document.querySelectorAll('img')].map((one) => one.currentSrc)"
        copies = [url.rpartition("/")[2].rpartition(".")[0] for url in tab.evaluate(chosen)]
        assert {"lead.jpg.800", "platform.jpg.800"} <= {*copies}
        assert tab.evaluate("window.shifts ?? 0") == 0
        height = tab.evaluate("document.body.scrollHeight")
        assert tab.evaluate(READ_CAPTIONS) == ["English", "en", "We are ready.", "어서 오세요"]
        assert tab.evaluate("document.body.scrollHeight") == height
        for width in (PHONE, TABLET, DESK):
            resize(tab, width)
            assert find_wide(tab, width) == []
    assert record.complaints == []


@pytest.mark.browser
def test_films_and_what_is_covered_are_no_barrier_and_paper_says_what_it_leaves_out(
    browser: Browser, station: Path
) -> None:
    with serve(station, PREFIX) as top, open_tab(browser, PHONE) as (tab, _):
        tab.goto(f"{top}articles/a.html")
        covers, unopened = tab.locator(".content-warning"), tab.locator(".unopened")
        # From the words in a line to what they stand for.
        tab.click("a[href='#picture.1']")
        assert tab.url.endswith("#picture.1")
        covers.first.locator("summary").click()
        found = []
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            found += Axe().run(tab, options=RULES).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
        assert [one.is_visible() for one in unopened.all()] == [False, False]
        tab.emulate_media(media="print")
        assert [one.is_visible() for one in unopened.all()] == [False, True]
        assert [one.locator("img").is_visible() for one in covers.all()] == [True, False]
        assert tab.locator("video:visible, audio:visible").count() == 0
        assert "A film without a poster (WEBM" in tab.locator(".beside").first.inner_text()
