from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jinja2
import markupsafe
import pytest

from generator.render import (
    LAST,
    Codes,
    compile_templates,
    escape,
    make_environment,
)
from generator.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from making import Made

PERSON = {"people/p.md": "---\nname: P\n---\n", "people/q.md": "---\nname: Q\n---\n"}
MAIN = '{% extends "theme/person.html" %}\n{% block below %}\n'
BROKEN = [
    # undefined
    (
        MAIN + "{{ recrod }}{% endblock %}",
        "3:1+1 template-undefined: 'recrod' is undefined, on the page people/p.html and 1 more "
        "| did you mean `record`, `card`?",
    ),
    (
        MAIN + "\n{{ record.nme }}{% endblock %}",
        "4:1+1 template-undefined: 'dict object' has no attribute 'nme', on the page people/p.html "
        "and 1 more | did you mean `name`, `met`?",
    ),
    (
        MAIN + "{{ words.timelin }}{% endblock %}",
        "3:1+1 template-undefined: 'generator.words.Words object' has no attribute 'timelin', on "
        "the page people/p.html and 1 more "
        "| did you mean `timeline`, `on_timeline`, `whole_timeline`?",
    ),
    (
        MAIN + "{{ zzzzzz }}{% endblock %}",
        "3:1+1 template-undefined: 'zzzzzz' is undefined, on the page people/p.html and 1 more "
        "| mend the template",
    ),
    # cannot be compiled
    (
        MAIN + "{% endif %}{% endblock %}",
        "3:1+1 template-syntax: encountered unknown tag 'endif'. Jinja was looking for the "
        "following tags: 'endblock'. The innermost block that needs to be closed is 'block' | ",
    ),
    (
        "{# two lines #}\n{{ record.name | uppr }}",
        "2:1+1 template-syntax: no filter named 'uppr' | did you mean `upper`, `pprint`?",
    ),
    ("{{ 1 is evn }}", "1:1+1 template-syntax: no test named 'evn' | did you mean `even`?"),
    ("{% Extends %}", "1:1+1 template-syntax: encountered unknown tag 'Extends' | "),
    # not there
    (
        '{% extends "persn.html" %}',
        "1:1+1 template-missing: there is no template `persn.html`, on the page people/p.html and "
        "1 more | did you mean `person.html`, `types.html`, `places.html`?",
    ),
    (
        MAIN + '\n{% include "zzz" %}{% endblock %}',
        "4:1+1 template-missing: there is no template `zzz`, on the page people/p.html and 1 more "
        "| ",
    ),
    # fails
    (
        MAIN + "{{ 1 / 0 }}{% endblock %}",
        "3:1+1 template-error: ZeroDivisionError: division by zero, on the page people/p.html and "
        "1 more | mend the template",
    ),
    (
        MAIN + "{% macro m(x) %}\n{{ x() }}{% endmacro %}{{ m(1) }}{% endblock %}",
        "4:1+1 template-error: TypeError: 'int' object is not callable, on the page people/p.html "
        "and 1 more | mend the template",
    ),
    (
        '{% extends "person.html" %}',
        "1:1+1 template-error: RecursionError: maximum recursion depth exceeded, on the page "
        "people/p.html and 1 more "
        "| a template that extends the built-in one of its name says `theme/person.html`",
    ),
]


@pytest.mark.parametrize(("template", "told"), BROKEN)
def test_broken_template_is_one_problem_at_its_line(
    make: Callable[..., Made], template: str, told: str
) -> None:
    made = make({**PERSON, "templates/person.html": template})
    found = [line.replace(" in comparison", "") for line in made.told]
    assert found == [f"templates/person.html:{told}"]
    assert "people/p.html" not in made.pages
    assert "index.html" in made.pages


def test_broken_partial_is_reported_where_it_is(make: Callable[..., Made]) -> None:
    made = make({**PERSON, "templates/_record.html": "<main>\n{{ recrod }}</main>"})
    assert [(p.path, p.line, p.code) for p in made.problems] == [
        ("templates/_record.html", 2, "template-undefined")
    ]


def test_template_that_no_page_uses_is_compiled_too(make: Callable[..., Made]) -> None:
    made = make({**PERSON, "templates/never.html": "{% if %}"})
    assert [(p.path, p.code) for p in made.problems] == [
        ("templates/never.html", "template-syntax")
    ]


def test_template_that_is_no_text_is_reported(make: Callable[..., Made]) -> None:
    made = make({**PERSON, "templates/person.html": b"<p>\xe9</p>"})
    assert made.problems[0].path == "templates/person.html"
    assert made.problems[0].line == 1


def test_templates_in_content_are_only_text(make: Callable[..., Made]) -> None:
    text = "{{ 7*7 }} {% raw %} {# no #}"
    made = make(
        {"articles/a.md": f"---\ntitle: '{text}'\ndate: 2020\nsummary: '{text}'\n---\n{text}\n"}
    )
    assert made.told == []
    assert made.text("articles/a.html").count(text) == 4
    assert "49" not in made.pages["articles/a.html"].replace("--49", "")


def test_what_records_say_is_escaped(make: Callable[..., Made]) -> None:
    evil = "</script><script>alert(1)</script>\"'&"
    quoted = evil.replace('"', '\\"')
    records = {
        "articles/a.md": "title: {0}\ndate: 2020\nsummary: {0}\nauthors: [{0}]\nseries: {0}",
        "people/p.md": "name: {0}\nname_order: mononym\naliases: [{0}]",
        "sources/s.md": "title: {0}\ntype: book\nauthor: {0}\npublisher: {0}",
    }
    files = {path: f"---\n{text}\n---\n".format(f'"{quoted}"') for path, text in records.items()}
    made = make({**files, "site.yaml": f'title: "{quoted}"\ndescription: "{quoted}"\n'})
    assert made.told == []
    for url, page in made.pages.items():
        assert "<script>" not in page, url
        scripts = list(made.tree(url).iter("script"))
        data = [s for s in scripts if s.get("type") == "application/ld+json"]
        assert all(json.loads(s.text or "").get("name") == evil for s in data), url
        assert all(s.get("src") and not s.text for s in scripts if s not in data), url
    assert evil in made.text("articles/a.html")
    assert evil in made.text("sources/s.html")


def test_keys_go_before_methods(make: Callable[..., Made]) -> None:
    template = "{{ extra.items }} {{ extra.keys }} {{ extra.get }}"
    files = {"people/p.md": "---\nname: P\nextra: {items: one, keys: two}\n---\n"}
    made = make({**files, "templates/person.html": template})
    assert made.told == []
    assert made.pages["people/p.html"] == "one two "


class Drawn:
    def __html__(self) -> str:
        return "<svg>"


class Spelling(str):
    __slots__ = ()


VALUES = ["plain", "<&\"'>", Spelling("<"), markupsafe.Markup("<b>"), Drawn(), 3, 1.5, None, ["<"]]


@pytest.mark.parametrize("value", VALUES)
def test_values_are_escaped_as_markupsafe_does(value: Any) -> None:
    assert escape(value) == markupsafe.escape(value)


MACRO = "{% macro m(a, b='<') %}<p>{{ a }}{{ b }}</p>{% endmacro %}"
CALLS = [
    # arguments by place, by default, by name
    MACRO + "{{ m('>') }}{{ m(1, '&') }}{{ m(b=2, a=1) }}{{ m(1, b=2) }}",
    "{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, '<', x='<') }}",
    "{% macro m(a) %}{{ varargs }}{% endmacro %}{{ m(1) }}{{ m(1, 2) }}",
    "{% macro m(a) %}{{ kwargs }}{% endmacro %}{{ m(1) }}{{ m(1, x=2) }}",
    # too few, too many, unknown
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}",
    MACRO + "{{ m(1, 2, 3) }}",
    MACRO + "{{ m(1, c=2) }}",
    # what a macro gives is HTML
    MACRO + "{{ m('<') ~ '<' }}{{ m('<') | upper }}{{ m('<') | e }}{{ m(m('<')) }}",
    MACRO + "{% autoescape false %}{{ m('<') }}{{ m('<') | e }}{{ '<' }}{% endautoescape %}",
    MACRO + "{% set a %}{{ '<' }}{{ m(1) }}{% endset %}{{ a }}{{ a ~ '<' }}",
    # blocks of calls
    "{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}<b>{{ '<' }}{% endcall %}",
    "{% macro m() %}[{{ caller('<') }}]{% endmacro %}{% call(x) m() %}{{ x }}{% endcall %}",
    "{% macro m() %}{{ caller is defined }}{% endmacro %}{{ m() }}",
    MACRO + "{% call m(1) %}{% endcall %}",
    # functions, and what they see
    "{{ range(3) | list }}{{ dict(a=1) }}{{ nothing() }}",
    "{% for i in range(2) %}{% set found = i %}{{ seen() }}{% endfor %}",
    "{% block b %}{% set found = '<' %}{{ seen() }}{% endblock %}{{ seen() }}",
    "{{ 'a' if false }}{{ true }}{{ none }}",
]


@pytest.mark.parametrize("template", CALLS)
def test_templates_mean_what_they_mean_to_jinja(template: str) -> None:
    @jinja2.pass_context
    def seen(context: jinja2.runtime.Context) -> str:
        return f"<{context.get('found')}>"

    def told(environment: jinja2.Environment) -> str:
        environment.globals["seen"] = seen
        try:
            return environment.from_string(template).render()
        except (jinja2.UndefinedError, TypeError) as failure:
            return f"{type(failure).__name__}: {failure}"

    jinjas = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    assert told(make_environment({})) == told(jinjas)


@pytest.mark.parametrize("language", ["en", "en-GB", "EN", "xx"])
def test_words_of_a_language_without_a_table_are_english(language: str) -> None:
    assert words_of(language).timeline == "Timeline"


def test_of_sets_of_templates_only_the_last_is_kept() -> None:
    first = compile_templates({"a.html": "1"}, "en")
    again = compile_templates({"a.html": "1"}, "en")
    compile_templates({"a.html": "2"}, "en")

    assert first is again
    assert first is not compile_templates({"a.html": "1"}, "ko")
    assert first is not compile_templates({"a.html": "1"}, "en")
    assert [one.sources for one in LAST] == [{"a.html": "1"}]


def test_a_template_that_was_compiled_before_includes_what_others_are_now() -> None:
    def show(**texts: str) -> str:
        named = {f"{name}.html": text for name, text in texts.items()}
        return make_environment(named).get_template("page.html").render()

    page = '{% extends "frame.html" %}{% block a %}{% include "part.html" %}{% endblock %}'
    frame = "<{% block a %}{% endblock %}>"

    assert show(page=page, frame=frame, part="1") == "<1>"
    assert show(page=page, frame=frame, part="2") == "<2>"
    assert show(page=page, frame=f"{frame}!", part="2") == "<2>!"
    # The same text under another name: an error tells the name.
    with pytest.raises(jinja2.TemplateSyntaxError) as failure:
        show(page="{% if %}")
    assert failure.value.name == "page.html"
    with pytest.raises(ZeroDivisionError) as found:
        show(part="{{ 1 / 0 }}", page='{% include "part.html" %}')
    assert str(found.traceback[-1].path) == "part.html"
    with pytest.raises(ZeroDivisionError) as found:
        show(page="{{ 1 / 0 }}")
    assert str(found.traceback[-1].path) == "page.html"


def test_of_compiled_templates_the_last_ones_are_known() -> None:
    codes = Codes(2)
    environment = make_environment({name: name for name in "abc"})
    environment.bytecode_cache = codes
    for name in "aabc":
        environment.get_template(name)
    buckets = [codes.get_bucket(environment, name, name, name) for name in "abc"]

    assert [bool(bucket.code) for bucket in buckets] == [False, True, True]
    assert not codes.get_bucket(environment, "c", "c", "another text").code
