"""Text in HTML that is written in Python.

Django's `escape` looks for lazy words among its arguments each time and answers a SafeString; a list of a full house
escapes some thousand texts.
"""

import html

from django.utils.safestring import SafeString


def escape(text) -> str:
    """`text` as HTML, between tags or in a quoted attribute; what is HTML already stays as it is."""
    return text if isinstance(text, SafeString) else html.escape(str(text))
