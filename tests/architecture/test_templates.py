"""What a page may contain: no inline script, nothing from another host, nobody's data in an address."""

import re

import django_filters
import pytest
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
#: Names of vocabularies, not addresses that a browser asks.
NAMESPACES = ("http://www.w3.org/",)


@pytest.mark.parametrize("path", templates(), ids=shown)
def test_no_template_has_an_inline_script(path):
    text = path.read_text()
    for attributes, body in SCRIPT.findall(text):
        is_data = 'type="application/json"' in attributes
        assert is_data or (" src=" in attributes and not body.strip()), f"inline script in {shown(path)}"
    assert not HANDLER.search(text)
    assert "javascript:" not in text
    assert "<style" not in text or path.name == "500.html"


@pytest.mark.parametrize(
    "path",
    [*templates(), *own_static_files(".css"), *own_static_files(".js"), *own_static_files(".svg")],
    ids=shown,
)
def test_nothing_of_ours_asks_another_host(path):
    text = path.read_text()
    for namespace in NAMESPACES:
        text = text.replace(namespace, "")
    assert not FOREIGN.findall(text)
    assert path.suffix == ".html" or not re.findall(r"https?://", text)


@pytest.mark.parametrize("path", templates(), ids=shown)
def test_no_link_carries_personal_data(path):
    parameters = set(re.findall(r"[?&](?:amp;)?([a-z_]+)=", path.read_text()))
    assert not parameters & PERSONAL
    if 'method="get"' in path.read_text():
        names = set(re.findall(r'name="([a-z_]+)"', path.read_text()))
        assert not names & PERSONAL


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
