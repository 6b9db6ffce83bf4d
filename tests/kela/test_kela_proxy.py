"""The county's proxy for the browser: used where the settings name one, and never another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from forward_proxy import ForwardProxy
from kela_world import NOW, PENSIONER, World, settings
from pydantic import ValidationError

from robots.casework.checks import Verdict
from robots.casework.machine import may_sandbox_a_browser
from robots.casework.words import State
from robots.kela import Kela
from robots.kela.browser import BrowserThread, guarded, proxy_of
from robots.kela.errors import NoAnswer, ProxyPasswordUnusable
from robots.kela.landing import look_at_landing_page

USER, PASSWORD = "tulo", "sä/la@na:100"


@pytest.fixture
def proxy() -> Iterator[ForwardProxy]:
    """It wants to know who comes."""
    made = ForwardProxy(USER, PASSWORD)
    yield made
    made.stop()


@pytest.fixture
def machines_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[ForwardProxy]:
    """What the machine's environment says: Chromium and requests both would go there."""
    made = ForwardProxy()
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, made.address)
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    yield made
    made.stop()


def test_every_page_goes_through_the_settings_proxy_and_none_through_the_machines(
    world: World,
    make_robot: Callable[..., Kela],
    proxy: ForwardProxy,
    machines_own: ForwardProxy,
) -> None:
    world.robot = make_robot(
        world.site.address, proxy=proxy.address, proxy_user=USER, proxy_password=PASSWORD
    )
    assert world.ask(PENSIONER).state is State.FOUND
    assert set(proxy.wanted) == {urlsplit(world.site.address).netloc}
    assert len(proxy.wanted) > 3
    assert PASSWORD not in arguments_of_browsers()
    assert machines_own.wanted == []


@pytest.mark.parametrize("address", ["http://kela.invalid/", "https://kela.invalid/"])
def test_without_a_setting_the_machines_proxy_is_left_aside(
    browser_file: Path, machines_own: ForwardProxy, address: str
) -> None:
    """Chromium never takes a proxy to this machine itself, so the address is another: without the
    browser's flag, it is asked for at the machine's proxy."""
    thread = BrowserThread(browser_file, sandbox=may_sandbox_a_browser())

    async def look() -> None:
        page = await (await thread.browser()).new_page()
        await guarded(page.goto(address))

    try:
        with pytest.raises(NoAnswer):
            thread.run(look())
    finally:
        thread.close()
    assert machines_own.wanted == []


def test_the_check_takes_the_same_way(
    world: World, proxy: ForwardProxy, machines_own: ForwardProxy
) -> None:
    path = "/"
    way = {"proxy": proxy.address, "proxy_user": USER}
    given = settings(world.site.address, proxy_password=PASSWORD, **way)
    assert look_at_landing_page(given, path, lambda: NOW).reachable is Verdict.OK
    assert proxy.refused == 0
    assert proxy.wanted == [urlsplit(world.site.address).netloc]
    look_at_landing_page(settings(world.site.address), path, lambda: NOW)
    assert len(proxy.wanted) == 1
    assert machines_own.wanted == []


@pytest.mark.parametrize("address", ["http://kela.invalid", "https://kela.invalid"])
def test_the_check_tells_of_a_proxy_that_refuses_us(proxy: ForwardProxy, address: str) -> None:
    given = settings(address, proxy=proxy.address, proxy_user=USER, proxy_password="vanha")
    advice = look_at_landing_page(given, "/", lambda: NOW).advice
    assert advice is not None
    assert advice.code == "proxy_refused"


def arguments_of_browsers() -> str:
    """What everybody on this machine can read of them."""
    running = psutil.Process().children(recursive=True)
    lines = [" ".join(one.cmdline()) for one in running]
    assert any("--headless" in line for line in lines)
    return "\n".join(lines)


@pytest.mark.parametrize("proxy", ["https://proxy.example", "http://", "http://me:pw@proxy:1"])
def test_a_proxy_is_a_plain_address(proxy: str) -> None:
    with pytest.raises(ValidationError, match="must"):
        settings("http://127.0.0.1:1", proxy=proxy)


@pytest.mark.parametrize(
    "user", [{"proxy_user": "tulo"}, {"proxy_user": "a:b", "proxy": "http://p:1"}]
)
def test_who_signs_in_has_a_proxy_and_a_name_without_a_colon(user: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="proxy_user"):
        settings("http://127.0.0.1:1", **user)


def test_a_password_that_would_reach_the_proxy_half_of_the_time_is_refused_at_start() -> None:
    """Playwright unescapes what it signs in with where it downloads, and nowhere else."""
    way = {"proxy": "http://127.0.0.1:1", "proxy_user": USER}
    given = settings("http://127.0.0.1:1", proxy_password="100%25", **way)
    with pytest.raises(ProxyPasswordUnusable):
        proxy_of(given)
