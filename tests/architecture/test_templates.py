"""What a page may contain: no inline script, nothing from another host, nobody's data in an address."""

import re

import django_filters
from django.urls import URLPattern, URLResolver, get_resolver

from common.lists import ListPage
from tests.architecture.project import own_static_files, shown, templates

#: Parameters by which a person could be found or told apart.
PERSONAL = {
    "q",
    "query",
    "search",
    "name",
    "first_name",
    "last_name",
    "latin_name",
    "phone",
    "mobile",
    "email",
    "document",
    "passport",
    "identity_card",
    "birthday",
    "membership_number",
}
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=", re.DOTALL)
FOREIGN = re.compile(r"""(?:src|href|action|url\()\s*=?\s*["'(]?\s*(?:https?:)?//[^"')\s]+""")
#: A key printed as a number of the reader's language: from 1,000 on, no form and no script finds its record.
PRINTED_KEY = re.compile(
    r"\{\{\s*(?!form\.)[\w.]*\b(?:pk|room\.id|lock_version)\s*(?:\|\s*default:\S*\s*)?\}\}"
)
#: A sentence with its translation, a note for readers of the template; and a colon that no translation reaches.
SENTENCE = re.compile(r"\{% blocktranslate.*?\{% endblocktranslate %\}|\{#.*?#\}", re.DOTALL)
BARE_COLON = re.compile(r"[}>]:(?= |</|\{%)")
#: Names of vocabularies, not addresses that a browser asks.
NAMESPACES = ("http://www.w3.org/",)


def texts(*paths) -> dict[str, str]:
    return {shown(path): path.read_text() for path in paths}


def has_inline_script(path: str, text: str) -> bool:
    """A script with a body that is no data, a handler in a tag, code as an address, styles but the last resort's."""
    for attributes, body in SCRIPT.findall(text):
        is_data = 'type="application/json"' in attributes
        if not is_data and (" src=" not in attributes or body.strip()):
            return True
    has_styles = "<style" in text and not path.endswith("/500.html")
    return bool(HANDLER.search(text)) or "javascript:" in text or has_styles


def asks_another_host(path: str, text: str) -> bool:
    for namespace in NAMESPACES:
        text = text.replace(namespace, "")
    return bool(FOREIGN.search(text) or (not path.endswith(".html") and re.search(r"https?://", text)))


def has_a_colon_of_one_language(text: str) -> bool:
    return bool(BARE_COLON.search(SENTENCE.sub("}", text)))


def parameters(text: str) -> set[str]:
    """Names that the page's links and forms put into addresses."""
    found = set(re.findall(r"[?&](?:amp;)?([a-z_]+)=", text))
    if 'method="get"' in text:
        found |= set(re.findall(r'name="([a-z_]+)"', text))
    return found


def test_no_template_has_an_inline_script():
    assert not [path for path, text in texts(*templates()).items() if has_inline_script(path, text)]
    assert has_inline_script("page.html", "<script>alert(1)</script>")
    assert has_inline_script("page.html", '<a class="x" onclick="go()">')


def test_nothing_of_ours_asks_another_host():
    ours = [file for suffix in (".css", ".js", ".svg") for file in own_static_files(suffix)]
    assert not [path for path, text in texts(*templates(), *ours).items() if asks_another_host(path, text)]
    assert asks_another_host("page.html", '<img src="//example.org/x.png">')


def test_keys_are_printed_without_separators_of_thousands():
    assert not {
        path: keys for path, text in texts(*templates()).items() if (keys := PRINTED_KEY.findall(text))
    }
    assert PRINTED_KEY.search('<input value="{{ alert.pk }}">')


def test_no_link_carries_personal_data():
    found = {path: parameters(text) & PERSONAL for path, text in texts(*templates()).items()}
    assert not {path: names for path, names in found.items() if names}


def patterns(resolver, before=()):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, (*before, *entry.pattern.converters))
        elif isinstance(entry, URLPattern):
            yield entry, {*before, *entry.pattern.converters}


def test_no_address_has_a_place_for_personal_data():
    assert not [str(entry.pattern) for entry, names in patterns(get_resolver()) if names & PERSONAL]


def subclasses(kind):
    return {kind} | {below for child in kind.__subclasses__() for below in subclasses(child)}


def test_no_list_filters_by_personal_data():
    list(patterns(get_resolver()))  # loads every view
    filtersets = {page.filterset_class for page in subclasses(ListPage)} - {None}
    filtersets |= subclasses(django_filters.FilterSet) - {django_filters.FilterSet}
    # A filter of the API takes a machine's request, which no browser keeps in its history.
    pages = [
        f
        for f in filtersets
        if ".api" not in f.__module__ and not f.__module__.startswith(("django_filters", "tests."))
    ]
    assert not {
        f.__name__: f.base_filters.keys() & PERSONAL for f in pages if f.base_filters.keys() & PERSONAL
    }


def test_a_label_ends_with_the_colon_of_the_readers_language():
    """`{% colon %}`: ": " in English, "：" in Chinese. Within a sentence its translation has the right one."""
    assert not [path for path, text in texts(*templates()).items() if has_a_colon_of_one_language(text)]
    assert has_a_colon_of_one_language('{% translate "Room" %}: {{ room }}')
    assert has_a_colon_of_one_language("<b>{{ label }}:</b> 1208")
    assert not has_a_colon_of_one_language("{% blocktranslate %}{{ n }}: all{% endblocktranslate %}")
