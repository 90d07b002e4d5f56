"""Pages leave compressed; what carries an ETag leaves as it is."""

import gzip

from django.http import HttpResponse
from django.test import RequestFactory

from hotelcrm.compression import CompressPagesMiddleware

TEXT = b"a guest's page is long and says much alike. " * 100


def answered(**headers):
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    return CompressPagesMiddleware(lambda _request: HttpResponse(TEXT, headers=headers))(request)


def test_a_page_leaves_compressed():
    answer = answered()
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content) == TEXT
    assert len(answer.content) < len(TEXT) / 5


def test_an_answer_with_an_etag_keeps_it_strong():
    answer = answered(ETag='"7"')
    assert not answer.has_header("Content-Encoding")
    assert answer["ETag"] == '"7"'
