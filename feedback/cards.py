"""QR codes drawn by ourselves, as SVG that stands in the page: nothing is fetched from elsewhere."""

from io import BytesIO

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage

#: Readers take any of the eight; to weigh them all for each code would more than double the time of a sheet of 167.
MASK = 3


def qr_svg(address: str) -> SafeString:
    """`address` as an SVG element; its picture says nothing to a screen reader, the words beside it do."""
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M,
        border=2,
        image_factory=SvgPathImage,
        mask_pattern=MASK,
    )
    code.add_data(address)
    code.make(fit=True)
    drawn = BytesIO()
    code.make_image().save(drawn)
    element = drawn.getvalue().decode()
    start = element.index("<svg")
    return mark_safe(element[start:].replace("<svg", '<svg aria-hidden="true"', 1))
