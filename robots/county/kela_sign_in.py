"""The door ``kela-login``: an official signs in to Kela's service, and the worker goes on in that
session until its use-by."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Final

from robots.casework.machine import can_show_a_window, may_sandbox_a_browser
from robots.casework.texts import text
from robots.county.county import County
from robots.county.sources import browser_file
from robots.kela import NoSignInHere, NoWindow, SignIn, sign_in_by_hand

#: In the names of browsers that have no window.
_WITHOUT_WINDOW: Final = "headless"


def sign_in_to_kela(
    county: County, tell: Callable[[str], None], *, window: bool | None = None
) -> str:
    """Open the window, say what to do, wait, and hand the session over to the worker.

    On the stand-in site it is practice: the robot signs in there by itself, so nothing is kept.

    Args:
        tell: gets what the official is to do.
        window: whether a window can be shown; the machine knows when not given.

    Returns:
        What to do next, in the county's language.

    Raises:
        NoSignInHere: by the settings nobody has to sign in.
        NoWindow: this machine cannot show one; says where to sign in instead.
        SignInNotFinished: nothing is kept.
        MandateNotOffered, NoAnswer
    """
    settings, language = county.settings.interfaces.kela, county.language
    if settings is None:
        raise NoSignInHere(setting="–")
    if settings.sign_in not in (SignIn.HANDED_OVER, SignIn.STANDIN):
        raise NoSignInHere(setting=f'sign_in = "{settings.sign_in}"')
    browser = browser_file()
    is_shown = can_show_a_window() and _WITHOUT_WINDOW not in browser.name
    if not (is_shown if window is None else window):
        raise NoWindow()
    minutes = settings.sign_in_minutes
    name = settings.organisation
    tell(text("kelalogin.steps", language, organisation=name, minutes=minutes))
    signed_in = sign_in_by_hand(
        settings,
        browser=browser,
        sandbox=may_sandbox_a_browser(),
        clock=county.clock,
        new_id=lambda: uuid.uuid4().hex,
        window=is_shown,
    )
    if settings.sign_in is SignIn.STANDIN:
        return text("kelalogin.practised", language)
    county.kela_session.keep(signed_in)
    return text("kelalogin.done", language, until=f"{signed_in.use_by:%H.%M}")
