"""Both languages complete: every sentence of code and templates has its Chinese."""

import ast
import re
from functools import cache

from babel.messages.pofile import read_po
from django.template import engines
from django.templatetags import i18n

from tests.architecture.project import ROOT, modules, shown, templates, tree_of

CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


@cache
def catalogue() -> dict[str, str]:
    """msgid → translation; what is empty or fuzzy counts as untranslated."""
    with CATALOGUE.open("rb") as text:
        messages = list(read_po(text, locale="zh_Hans"))
    return {m.id: m.string for m in messages if isinstance(m.id, str) and m.id and not m.fuzzy and m.string}


def in_code(path) -> set[str]:
    """Every constant that is marked for translation in a Python file."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        first = node.args[0]
        if (
            called in MARKS
            and isinstance(first, ast.Constant)
            and isinstance(first.value, str)
            and first.value
        ):
            found.add(first.value)
    return found


def in_template(path, monkeypatch) -> set[str]:
    """Every sentence that the template would ask the catalogue for."""
    found = set()

    class Translate(i18n.TranslateNode):
        def __init__(self, filter_expression, *args, **kwargs):
            if isinstance(filter_expression.var, str):
                found.add(str(filter_expression.var))
            super().__init__(filter_expression, *args, **kwargs)

    class Block(i18n.BlockTranslateNode):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            found.add(self.render_token_list(self.singular)[0])

    monkeypatch.setattr(i18n, "TranslateNode", Translate)
    monkeypatch.setattr(i18n, "BlockTranslateNode", Block)
    engines["django"].from_string(path.read_text())
    return found


def test_every_sentence_of_the_code_is_translated():
    missing = {name: in_code(path) - catalogue().keys() for name, path in modules().items()}
    assert not {name: texts for name, texts in missing.items() if texts}


def test_every_sentence_of_the_templates_is_translated(monkeypatch):
    missing = {shown(path): in_template(path, monkeypatch) - catalogue().keys() for path in templates()}
    assert not {path: texts for path, texts in missing.items() if texts}


def test_a_translation_keeps_every_placeholder():
    def holes(text):
        return sorted(PLACEHOLDER.findall(text))

    assert not {msgid: done for msgid, done in catalogue().items() if holes(msgid) != holes(done)}


def test_chinese_has_chinese_colons():
    assert not {msgid: done for msgid, done in catalogue().items() if re.search(r"(?<! ):(?!//)", done)}


def test_nothing_shown_is_still_fuzzy():
    with CATALOGUE.open("rb") as text:
        assert not [message.id for message in read_po(text) if message.fuzzy and message.id]


def test_the_finder_sees_both_ways_of_marking(tmp_path, monkeypatch):
    template = tmp_path / "page.html"
    template.write_text(
        '{% load i18n %}{% translate "One" %}'
        "{% if x %}{% blocktranslate with n=1 %}Two {{ n }}{% endblocktranslate %}{% endif %}"
        '{% card "x" %}{% translate "Three" as three %}{% endcard %}'
    )
    assert in_template(template, monkeypatch) == {"One", "Two %(n)s", "Three"}
    code = tmp_path / "code.py"
    code.write_text("x = _('Four')\ny = translation.gettext('Five')\nz = _(other)")
    assert in_code(code) == {"Four", "Five"}
