"""Pages to HTML. Nothing is written, and a page depends on its template and context alone."""

from __future__ import annotations

import difflib
import json
import re
import traceback
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import jinja2
import markupsafe
from jinja2.runtime import Macro
from jinja2.utils import missing
from markupsafe import Markup

from generator.problems import Problem, error
from generator.traits import digest
from generator.words import WORDS, words_of

try:
    # What `markupsafe.escape` calls; not every release and platform has it.
    from markupsafe._speedups import _escape_inner as escape_text
except ImportError:
    from markupsafe import escape as escape_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import CodeType

    from jinja2.bccache import Bucket

    from generator.listing import Page
    from generator.reads import Facts


class Extra(dict[str, Any]):
    """A record's own data: what is absent there is empty, not an error."""

    def __missing__(self, key: str) -> str:
        return ""


def soften(value: Any) -> Any:
    """A record's own data with every map in it an Extra."""
    if isinstance(value, dict):
        return Extra({key: soften(item) for key, item in value.items()})
    return [soften(item) for item in value] if isinstance(value, list) else value


def escape(value: Any) -> str:
    """What markupsafe makes of a value, for text that is only joined: it is not marked as HTML.

    A page shows hundreds of values, and marking one costs five times what escaping it does.
    """
    if type(value) is str:
        return escape_text(value)
    return value if type(value) is Markup else markupsafe.escape(value)


class Context(jinja2.runtime.Context):
    """What a template knows; it calls a macro's function without Jinja's way to it."""

    def call(
        self,
        called: Callable[..., Any],
        /,
        *args: Any,
        _loop_vars: dict[str, Any] | None = None,
        _block_vars: dict[str, Any] | None = None,
        **named: Any,
    ) -> Any:
        """Call a macro with its arguments by place at once, all else as Jinja does.

        Entries are shown by small macros, about 200 calls a page; this takes a third of the time.
        """
        if type(called) is Macro and not (
            named or called.caller or called.catch_varargs or called.catch_kwargs
        ):
            absent = len(called.arguments) - len(args)
            if absent >= 0:
                text = called._func(*args, *[missing] * absent)
                # `Markup(text)` would first ask whether the text is HTML already.
                return str.__new__(Markup, text) if self.eval_ctx.autoescape else text
        # Names set in a loop or block, for functions that ask for the context.
        if _loop_vars:
            named["_loop_vars"] = _loop_vars
        if _block_vars:
            named["_block_vars"] = _block_vars
        return super().call(called, *args, **named)


class Template(jinja2.Template):
    """A compiled template that escapes by `escape`."""

    @classmethod
    def from_code(cls, *compiled: Any) -> jinja2.Template:
        """Run the compiled code; its functions find `escape` by that name."""
        template = super().from_code(*compiled)
        template.root_render_func.__globals__["escape"] = escape
        return template


class Environment(jinja2.Environment):
    """Jinja for plain data: `x.items` is the key `items`, never the method of a dict."""

    context_class = Context
    template_class = Template

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look a key up before an attribute."""
        if isinstance(obj, dict):
            try:
                return obj[attribute]
            except KeyError:
                pass
        return super().getattr(obj, attribute)


class Codes(jinja2.BytecodeCache):
    """What Jinja made of templates, in memory: by name and text, and so whatever others say.

    A preview, or a build after a build, compiles anew what was saved and nothing else.
    """

    def __init__(self, most: int) -> None:
        """Hold no more than so many; the oldest go."""
        self.most = most
        self.codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is known."""
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled."""
        while len(self.codes) >= self.most:
            del self.codes[next(iter(self.codes))]
        if bucket.code:
            self.codes[bucket.key, bucket.checksum] = bucket.code


# Some times as many as a site has.
CODES = Codes(500)


def make_environment(templates: Mapping[str, str]) -> Environment:
    """An environment that knows templates by name, escapes what they show, and is strict."""
    return Environment(
        # The name doubles as the file's name, so that a traceback tells the template's line.
        loader=jinja2.FunctionLoader(
            lambda name: (templates[name], name, None) if name in templates else None
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        bytecode_cache=CODES,
    )


def describe_syntax(
    failure: jinja2.TemplateSyntaxError, name: str, environment: Environment
) -> Problem:
    """A template that cannot be compiled."""
    message = failure.message or "syntax error"
    fix = ""
    unknown = re.match(r"No (filter|test) named '(\w+)'", message)
    if unknown:
        known = environment.filters if unknown[1] == "filter" else environment.tests
        close = difflib.get_close_matches(unknown[2], known, 3)
        fix = f"did you mean {', '.join(f'`{n}`' for n in close)}?" if close else ""
    path = f"templates/{(failure.name or name).removeprefix('theme/')}"
    message = message[:1].lower() + message[1:].rstrip(".")
    return error("template-syntax", path, failure.lineno, 1, message, fix)


class Templates:
    """The compiled templates of one site and the words of one language."""

    def __init__(self, templates: Mapping[str, str], language: str) -> None:
        """Compile nothing yet: Jinja does so on first use."""
        self.sources, self.language = dict(templates), language
        self.environment = make_environment(self.sources)
        self.environment.globals["words"] = words_of(language)

    @cached_property
    def facts(self) -> dict[str, Facts]:
        """What tells these templates from others."""
        return list_template_facts(self.sources)

    def render(self, page: Page) -> str | Problem:
        """A page's HTML, or what is wrong with its template."""
        context = page.context | {"extra": soften(page.context["extra"])}
        try:
            return self.environment.get_template(page.template).render(context)
        except jinja2.TemplateSyntaxError as failure:
            return describe_syntax(failure, page.template, self.environment)
        except jinja2.TemplateNotFound as failure:
            close = difflib.get_close_matches(str(failure.name), sorted(self.sources), 3)
            fix = f"did you mean {', '.join(f'`{name}`' for name in close)}?" if close else ""
            path, line = find_line(failure, page)
            message = f"there is no template `{failure.name}`"
            return error("template-missing", path, line, min(line, 1), message, fix)
        except Exception as failure:
            return describe_failure(failure, page)


def describe_failure(failure: Exception, page: Page) -> Problem:
    """What went wrong while a template ran: its line, and the page at work."""
    path, line = find_line(failure, page)
    kind = "template-undefined" if isinstance(failure, jinja2.UndefinedError) else "template-error"
    said = str(failure) or type(failure).__name__
    if kind == "template-error":
        said = f"{type(failure).__name__}: {said}"
    fix = suggest_name(said, page.context) or "mend the template"
    if isinstance(failure, RecursionError):
        fix = f"a template that extends the built-in one of its name says `theme/{page.template}`"
    return error(kind, path, line, min(line, 1), said, fix)


def find_line(failure: Exception, page: Page) -> tuple[str, int]:
    """The template and the line in it at which rendering failed."""
    frames = traceback.extract_tb(failure.__traceback__)
    inside = [frame for frame in frames if frame.filename.endswith((".html", ".xml"))]
    name, line = (inside[-1].filename, inside[-1].lineno or 0) if inside else (page.template, 0)
    return f"templates/{name.removeprefix('theme/')}", line


def suggest_name(said: str, context: Mapping[str, Any]) -> str:
    """The nearest name to one that a template asked for in vain."""
    wanted = re.findall(r"'(\w+)' is undefined|no attribute '(\w+)'", said)
    name = next((part for pair in wanted for part in pair if part), "")
    keys = {*context, *(k for v in context.values() if isinstance(v, dict) for k in v)}
    keys |= {"words", *WORDS["en"].plain}
    close = difflib.get_close_matches(name, sorted(keys), 3) if name else []
    return f"did you mean {', '.join(f'`{n}`' for n in close)}?" if close else ""


# The templates that this process used last: a preview never needs those before a save again.
LAST: list[Templates] = []


def compile_templates(templates: Mapping[str, str], language: str) -> Templates:
    """The templates of a site, compiled before or at their first use."""
    for last in LAST:
        if last.sources == templates and last.language == language:
            return last
    made = Templates(templates, language)
    LAST[:] = [made]
    return made


def check_templates(templates: Mapping[str, str], language: str) -> Iterator[Problem]:
    """Every template can be compiled, also those that no page uses."""
    environment = compile_templates(templates, language).environment
    for name, source in templates.items():
        if name.startswith("theme/") and templates.get(name.removeprefix("theme/")) == source:
            continue
        try:
            environment.get_template(name)
        except jinja2.TemplateSyntaxError as failure:
            yield describe_syntax(failure, name, environment)


def render_chunk(
    pages: Sequence[Page], templates: Mapping[str, str], language: str
) -> list[bytes | Problem]:
    """Render some pages; pure, so that it can run in another process."""
    compiled = compile_templates(templates, language)
    rendered = (compiled.render(page) for page in pages)
    return [text.encode() if isinstance(text, str) else text for text in rendered]


# How a template names another on which it depends.
NAMED = re.compile(
    r"{%[-+]?\s*(?:extends|include|import|from)\b\s*(?:(?:\"([^\"]+)\"|'([^']+)')"
    r"(?=\s*(?:[-+]?%}|(?:import|ignore|with|without|as)\b))|(\S))"
)


def list_template_facts(templates: Mapping[str, str]) -> dict[str, Facts]:
    """For each template a digest of it, with all on which it depends, as a fact."""
    digests = {name: digest(text) for name, text in templates.items()}
    named = {
        name: {one or other or "" for one, other, _ in NAMED.findall(text)}
        for name, text in templates.items()
    }
    facts: dict[str, str] = {}
    for name in templates:
        needed, ahead = {name}, [name]
        while ahead:
            found = named.get(ahead.pop(), set()) - needed
            needed |= found
            ahead += found
        # One that is named by a variable may be any.
        parts = sorted(
            digests.items() if "" in needed else ((n, digests.get(n, "")) for n in needed)
        )
        facts[name] = digest(json.dumps(parts))
    whole = digest(json.dumps(sorted(digests.items())))
    return {"template": ("", facts), "templates": (whole, {})}


def name_pages(problem: Problem, urls: list[str]) -> Problem:
    """A template's problem with the pages that it spoils."""
    others = f" and {len(urls) - 1} more" if len(urls) > 1 else ""
    return replace(problem, message=f"{problem.message}, on the page {urls[0]}{others}")
