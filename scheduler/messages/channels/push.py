"""Hands one notice to the push service of one browser."""

import hashlib
from typing import Literal

import structlog

from scheduler.flow.screens.pushes import Browser

PATIENCE = 10.0
"""Seconds for a push service to answer."""
WORTH = 600
"""Seconds for which a service keeps a notice of a turn for a phone that is off: nobody comes in on old news."""

Outcome = Literal["sent", "gone", "failed", "unknown"]
"""gone: the service knows this browser no more. unknown: it did not answer, and has perhaps taken it."""

log = structlog.get_logger()


def push(
    browser: Browser, body: str, *, key: str, contact: str, topic: str, patience: float = PATIENCE, worth: int = WORTH
) -> Outcome:
    """Encrypt a notice for its browser and hand it to the service; it may take `patience` seconds.

    key: the server's private one (PEM). worth: seconds for which the notice is kept for a phone that is off. Of notices
    with the same topic that wait for a phone only the newest is kept. Nothing of what the service answers is trusted
    but its status: no redirect is followed.
    """
    import requests  # noqa: PLC0415 - both come with an extra that an office without push does not install
    from py_vapid import Vapid  # noqa: PLC0415
    from pywebpush import WebPushException, webpush  # noqa: PLC0415

    with requests.Session() as session:
        session.max_redirects = 0
        try:
            webpush(
                {"endpoint": browser.endpoint, "keys": {"p256dh": browser.p256dh, "auth": browser.auth}},
                body,
                vapid_private_key=Vapid.from_pem(key.encode()),
                vapid_claims={"sub": contact},
                ttl=worth,
                timeout=patience,
                headers={"Urgency": "high", "Topic": topic},
                requests_session=session,
            )
        except WebPushException as error:
            return "gone" if error.status_code in (404, 410) else "failed"
        except requests.exceptions.ReadTimeout:
            return "unknown"
        except requests.RequestException:
            return "failed"
        except Exception as error:  # noqa: BLE001 - a stranger chose the address: what comes of it stops nobody else
            log.warning("push_impossible", kind=type(error).__name__)
            return "failed"
    return "sent"


def topic_of(words: str) -> str:
    """A word of at most 32 letters, the same for the same words."""
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def contact_of(base_url: str) -> str:
    """Where a push service may turn to about what it is sent, as an https address."""
    return base_url if base_url.startswith("https://") else "https://localhost"
