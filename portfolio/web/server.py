"""The web server: waitress, one process with a few threads."""

from flask import Flask

THREADS = 8


def serve(app: Flask, *, host: str, port: int) -> None:
    """Serve until the process is told to stop."""
    from waitress import serve as waitress

    waitress(
        app, host=host, port=port, threads=THREADS, ident=None, clear_untrusted_proxy_headers=True
    )
