"""QR codes drawn by ourselves, as SVG that stands in the page: nothing is fetched from elsewhere."""

import segno
from django.utils.safestring import SafeString, mark_safe

#: Readers take any of the eight; to weigh them all for each code would more than double the time of a sheet of 167.
MASK = 3


def qr_svg(address: str) -> SafeString:
    """`address` as an SVG element; its picture says nothing to a screen reader, the words beside it do."""
    code = segno.make_qr(address, error="m", mask=MASK, boost_error=False)
    element = code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(element.replace("<svg", '<svg aria-hidden="true"', 1))
