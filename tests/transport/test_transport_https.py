"""The way to an authority: who is trusted, what is tried again, what is never used."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from devdata.standins.certificates import SECURITY_SERVER_NAME
from devdata.standins.frame import Response, Server
from robots.casework.errors import CannotStart
from robots.casework.texts import Language
from robots.transport.attempts import Told
from robots.transport.errors import (
    CertificateRefused,
    CertificateUnreadable,
    ReplyNotUnderstood,
    ReplyTooLarge,
    ServiceUnavailable,
    TooManyRequests,
)
from robots.transport.https import Reply


class Unwritable(CannotStart):
    """The access log's disk is full."""

    code = "access_log_not_writable"


GOOD = Response(200, b"<answer/>", "text/xml")


def test_a_reply_comes_whole_and_is_told_to_the_access_log(way: Any) -> None:
    reply = way.send(GOOD)
    assert (reply.status, reply.body) == (200, b"<answer/>")
    assert reply.headers["content-TYPE"] == "text/xml"
    assert way.rows.written == [(1, "asked", 0), (1, "answered", 9)]
    (request,) = way.requests
    assert (request.method, request.path, request.body) == ("POST", "/service", b"<question/>")


def test_the_countys_certificate_is_shown(way: Any) -> None:
    way.send(GOOD)
    assert way.requests[0].client_name == way.certificates.county.common_name


def test_statuses_that_may_carry_a_message_are_the_callers(way: Any) -> None:
    assert way.send(Response(500, b"<fault/>")).body == b"<fault/>"
    assert way.send(Response(404)).status == 404


def test_an_unavailable_service_is_asked_again_after_growing_pauses(way: Any) -> None:
    assert way.send(Response(503), Response(502), GOOD).status == 200
    assert way.slept == [1, 2]
    assert way.rows.outcomes == ["service_unavailable", "service_unavailable", "answered"]


def test_after_the_last_attempt_the_case_is_left_for_later(way: Any) -> None:
    with pytest.raises(ServiceUnavailable):
        way.send(Response(503), Response(503), Response(503), GOOD)
    assert len(way.requests) == len(way.rows.outcomes) == 3
    assert way.slept == [1, 2]


def test_the_pause_that_the_authority_asks_for_is_kept(way: Any) -> None:
    way.send(Response(429, headers=[("Retry-After", "7")]), GOOD)
    assert way.slept == [7]


def test_a_pause_until_a_time_of_day_is_kept(way: Any) -> None:
    # By the server's own clock, which it tells in Date; the stand-in's own Date comes after ours.
    way.switch.turn_on("429_until", times=1, retry_after=20)
    way.send(GOOD)
    assert 18 <= way.slept[0] <= 20


@pytest.mark.parametrize(
    "told", ["Wed, 01 Jan 2020 00:00:00 GMT", "0", "soon", "", "-5", "Wed, 99 Jan 2020", "1.5"]
)
def test_a_pause_that_is_none_is_our_own(way: Any, told: str) -> None:
    way.send(Response(503, headers=[("Retry-After", told)]), GOOD)
    assert way.slept == [1]


def test_a_pause_of_ages_is_left_to_the_queue(way: Any) -> None:
    with pytest.raises(TooManyRequests):
        way.send(Response(429, headers=[("Retry-After", "9" * 5000)]), GOOD)
    assert way.slept == []


def test_a_long_pause_is_left_to_the_queue(way: Any) -> None:
    with pytest.raises(TooManyRequests) as caught:
        way.send(Response(429, headers=[("Retry-After", "3600")]), GOOD)
    assert caught.value.retry_after == 3600
    assert way.slept == []


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_certificate_is_never_tried_again(way: Any, status: int) -> None:
    with pytest.raises(CertificateRefused):
        way.send(Response(status), GOOD)
    assert way.rows.outcomes == ["certificate_refused"]


def test_a_redirect_is_not_followed(way: Any) -> None:
    with pytest.raises(ReplyNotUnderstood):
        way.send(Response(302, headers=[("Location", "/elsewhere")]), GOOD)
    assert len(way.requests) == 1


def test_a_reply_larger_than_allowed_is_refused_while_it_comes(way: Any) -> None:
    with pytest.raises(ReplyTooLarge):
        way.send(Response(200, b"x" * 200_001), largest_reply=200_000)
    assert way.rows.outcomes == ["reply_too_large"]
    assert way.send(Response(200, b"x" * 200_000), largest_reply=200_000).status == 200


def test_a_compressed_reply_is_refused_before_it_is_unpacked(way: Any) -> None:
    with pytest.raises(ReplyNotUnderstood):
        way.send(Response(200, b"\x1f\x8b", headers=[("Content-Encoding", "gzip")]))
    assert way.requests[0].headers["Accept-Encoding"] == "identity"


def test_a_reply_whose_length_contradicts_itself_is_refused(way: Any) -> None:
    with pytest.raises(ReplyNotUnderstood):
        way.send(Response(200, b"<answer/>", headers=[("Content-Length", "4")]))


def test_no_cookie_is_carried_from_one_person_to_the_next(way: Any) -> None:
    way.script = [Response(200, headers=[("Set-Cookie", "seen=somebody")]), GOOD]
    connection = way.connection()
    for _ in range(2):
        connection.send("GET", "/", body=b"", headers={}, rows=way.rows, read=Told)
    assert "Cookie" not in way.requests[1].headers


def test_nobody_listening_is_tried_again(way: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"https://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(ServiceUnavailable):
        way.send(address=address)
    assert way.rows.outcomes == ["service_unavailable"] * 3


def test_a_certificate_of_another_issuer_is_refused(way: Any) -> None:
    stranger = way.certificates.county_at_vero
    with pytest.raises(CertificateRefused):
        way.send(GOOD, client_certificate=stranger.certificate_file, client_key=stranger.key_file)
    assert way.requests == []


def test_a_server_that_is_not_trusted_gets_nothing(way: Any) -> None:
    with pytest.raises(CertificateRefused):
        way.send(GOOD, trusted_certificates=way.certificates.vero_authority.file)
    assert way.requests == []


def test_a_pinned_certificate_is_held_to_its_own_name(way: Any) -> None:
    certificates = way.certificates
    server = Server(
        lambda _: GOOD,
        certificate=certificates.security_server,
        clients=[certificates.data_user_authority],
    )
    pinned = {
        "address": server.address,
        "trusted_certificates": certificates.security_server.certificate_file,
    }
    try:
        assert way.send(**pinned, expected_host_name=SECURITY_SERVER_NAME).status == 200
        for name in (None, "another.example"):
            with pytest.raises(CertificateRefused):
                way.send(**pinned, expected_host_name=name)
    finally:
        server.stop()


@pytest.mark.parametrize("setting", ["client_certificate", "client_key", "trusted_certificates"])
def test_a_missing_certificate_file_is_told_at_start(
    way: Any, setting: str, tmp_path: Path
) -> None:
    with pytest.raises(CertificateUnreadable) as caught:
        way.connection(**{setting: tmp_path / "missing.pem"})
    for language in Language:
        assert "missing.pem" in caught.value.in_words(language)


@pytest.mark.parametrize(
    "address",
    [
        "http://authority.example",
        "https://",
        "https://user:secret@authority.example",
        "https://authority.example/?who=me",
        "ftp://authority.example",
    ],
)
def test_an_address_must_be_plain_https(way: Any, address: str) -> None:
    with pytest.raises(ValidationError):
        way.settings(address=address)


def test_at_most_three_attempts_may_be_set(way: Any) -> None:
    with pytest.raises(ValidationError):
        way.settings(attempts=4)


def test_an_error_says_neither_what_was_sent_nor_what_came(way: Any) -> None:
    with pytest.raises(ServiceUnavailable) as caught:
        way.send(*[Response(503, b"about Aino")] * 3)
    error = caught.value
    assert error.__cause__ is None
    assert "Aino" not in str(error)
    assert "question" not in str(error)
    for language in Language:
        assert error.in_words(language)


def test_nothing_leaves_the_house_without_its_row(way: Any) -> None:
    way.rows.refuse = Unwritable()
    with pytest.raises(Unwritable):
        way.send(GOOD)
    assert way.requests == []


def test_a_reply_is_not_given_back_without_its_row(way: Any) -> None:
    class Full(type(way.rows)):  # type: ignore[misc]
        def after(self, *_: object) -> None:
            raise Unwritable()

    way.rows = Full()
    with pytest.raises(Unwritable):
        way.send(GOOD, GOOD)
    assert len(way.requests) == 1


def test_what_the_reader_refuses_is_the_attempts_outcome(way: Any) -> None:
    def read(reply: Reply) -> Told[Reply]:
        raise ReplyNotUnderstood()

    with pytest.raises(ReplyNotUnderstood):
        way.send(GOOD, GOOD, read=read)
    assert way.rows.written == [(1, "asked", 0), (1, "reply_not_understood", 9)]


def test_a_fault_of_the_moment_that_the_reader_finds_is_asked_again(way: Any) -> None:
    def read(reply: Reply) -> Told[Reply]:
        if reply.body != GOOD.body:
            raise ServiceUnavailable()
        return Told(reply, "found")

    way.send(Response(200, b"<fault/>"), GOOD, read=read)
    assert way.rows.outcomes == ["service_unavailable", "found"]


def test_a_slip_of_the_reply_is_asked_once_more_and_no_more(way: Any) -> None:
    def read(reply: Reply) -> Told[Reply]:
        raise ReplyNotUnderstood()

    with pytest.raises(ReplyNotUnderstood):
        way.send(GOOD, GOOD, GOOD, read=read, once_more=(ReplyNotUnderstood,))
    assert way.rows.outcomes == ["reply_not_understood"] * 2


def test_an_attempt_that_the_worker_itself_broke_off_has_its_second_row(way: Any) -> None:
    def read(reply: Reply) -> Told[Reply]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        way.send(GOOD, read=read)
    assert way.rows.outcomes == ["interrupted"]
