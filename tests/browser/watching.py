"""Whatever goes wrong in a browser without anybody seeing it: errors of scripts, blocked files, missing files."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Response, WebError

REPORT_BLOCKED = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error("CSP: " + event.violatedDirective + " blocked " + (event.blockedURI || event.sourceFile));
});
"""
ASKED_FOR = frozenset({"document", "xhr", "fetch"})
"""What a refusal may answer; style sheets, scripts and pictures must always be there."""
TELLS_STATUS = "Failed to load resource: the server responded with a status of"


@dataclass
class Faults:
    """What was seen to go wrong in the pages of one test. `allow` names, as a pattern, what that test provokes."""

    seen: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        self.allowed.append(pattern)

    def watch(self, context: BrowserContext) -> None:
        """Listen to every page of a context, from its first moment."""
        context.add_init_script(REPORT_BLOCKED)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("response", self._on_response)

    @property
    def unforeseen(self) -> list[str]:
        return [fault for fault in self.seen if not any(re.search(pattern, fault) for pattern in self.allowed)]

    def _on_console(self, message: ConsoleMessage) -> None:
        # A status is judged by its response, which says what it was asked for.
        if message.type == "error" and not message.text.startswith(TELLS_STATUS):
            self.seen.append(f"console: {message.text} ({message.location.get('url')})")

    def _on_error(self, error: WebError) -> None:
        self.seen.append(f"script: {error.error}")

    def _on_response(self, response: Response) -> None:
        kind = response.request.resource_type
        if response.status >= 500 or (response.status >= 400 and kind not in ASKED_FOR):
            self.seen.append(f"{response.status}: {kind} {response.url}")
