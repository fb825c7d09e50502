"""What every answer carries: security headers, the correlation id, and how it may be kept."""

from __future__ import annotations

from typing import Final

from flask import Response, g, request

from shared.web.incoming import CORRELATION

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
    " object-src 'none'"
)
"""Nothing inline, nothing from elsewhere."""

_ALWAYS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def complete_headers(response: Response) -> Response:
    """Adds the headers; one that is set already stays."""
    given = {name.lower() for name, _ in response.headers}
    response.headers.extend([one for one in _ALWAYS.items() if one[0].lower() not in given])
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    caching = "private, no-cache" if "ETag" in response.headers else "no-store"
    response.headers.setdefault("Cache-Control", caching)
    response.headers[CORRELATION] = g.correlation_id
    response.vary.update(["Accept-Language", "Authorization"])
    if response.status_code in (204, 304):
        response.set_data(b"")
        response.headers.pop("Content-Type", None)
        response.headers.pop("Content-Length", None)
    return response
