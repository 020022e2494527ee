"""What the server writes names no case and no visitor."""

import logging

import pytest

from explorer.server.log import keep_people_out, without_people


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("403 GET /?kras=mutant&name=SECRET (127.0.0.1) 1.50ms", "403 GET /?… (…) 1.50ms"),
        ("503 GET /?a=b (2001:db8::1) 2ms", "503 GET /?… (…) 2ms"),
        ("Kernel 1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed died", "Kernel … died"),
        ("HTTPServerRequest(uri='/?kras=mutant', remote_ip='10.0.0.1')", "HTTPServerRequest(uri='/?…', remote_ip='…')"),
        ("nothing\x9b31m", "nothing\\x9b31m"),
        ("The page took 12:30 minutes", "The page took 12:30 minutes"),
    ],
)
def test_a_line_says_nothing_of_people(words, told):
    assert without_people(words) == told


def test_every_line_of_every_part_is_cleaned(caplog):
    before = logging.getLogRecordFactory()
    try:
        keep_people_out()
        keep_people_out()  # once is enough
        logging.getLogger("any.part").warning("%s from %s", "/?kras=mutant", "10.0.0.1")
    finally:
        logging.setLogRecordFactory(before)
    assert caplog.messages == ["/?… from …"]
