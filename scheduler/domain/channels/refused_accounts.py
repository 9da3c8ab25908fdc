"""By which codes a far side says that it refuses the office's account, and not one letter or one number."""

REFUSES_ACCOUNT = frozenset(
    {
        "account",  # it cannot be opened at all
        "http_401",
        "http_402",
        "http_403",
        "smtp_530",
        "smtp_534",
        "smtp_535",  # the login
        "3",
        "10",
        "190",  # WhatsApp: the token
        "131005",
        "131031",
        "131042",
        "131045",
        "133010",  # WhatsApp: not allowed, locked, unpaid, unregistered
        "token",  # Fonnte: the token, or the phone that it stands for
    }
)
