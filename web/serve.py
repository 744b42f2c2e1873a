"""The command `serve`: the inbox and what is due, in one process. Not the pages."""

from __future__ import annotations

import ipaddress
import os
import signal
from dataclasses import replace
from typing import Any

import click
import waitress
from flask import Flask

from engine import demo as demonstration
from engine.cli.printing import refusals
from engine.commands import Engine
from engine.config import Config
from engine.confined import begin, keep_to_myself
from engine.worker import Worker
from web.app import create_app

THREADS = 8
READERS = ("engine.forms.brought", "engine.documents.confined")
"""What reads files of strangers."""


@click.command()
@click.option("--demo", is_flag=True, help="With invented people and data; everybody can be anybody.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@refusals
def serve(demo: bool, host: str, port: int) -> None:
    """Serve the inbox and do what is due (timers, documents) in the same process."""
    keep_to_myself()
    engine = _demo() if demo else Engine(Config.from_environment())
    try:
        app = create_app(engine, engine.queries, engine.config, engine.clock, loopback=is_loopback(host))
    except ValueError as problem:
        raise click.ClickException(str(problem)) from None
    engine.prepare()
    server = _listen(app, host, port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end, by whatever way
    worker = Worker(engine)
    worker.run_in_background()
    begin(*READERS)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Laufmappe: http://{shown}:{port}  (beenden mit Strg+C)")
    try:
        server.run()
    finally:
        worker.stop()


def _listen(app: Flask, host: str, port: int) -> Any:
    """The server, not yet running, at its address."""
    try:
        return waitress.create_server(app, host=host, port=port, threads=THREADS, ident="laufmappe")
    except OSError as problem:
        raise click.ClickException(
            f"Auf {host}:{port} kann nichts laufen ({problem.strerror}). Läuft die Laufmappe schon? "
            f"Sonst einen anderen Anschluss wählen: --port {port + 1}, oder: make run PORT={port + 1}"
        ) from None


def _demo() -> Engine:
    """The demo in a database of its own, so that trying it never touches a working installation."""
    config = replace(Config.from_environment(), demo=True)
    if not os.environ.get("LAUFMAPPE_DATABASE_URL"):
        config = replace(config, database_url=f"sqlite:///{config.var / 'vorfuehrung.db'}")
    click.echo("Die Vorführung wird vorbereitet …")
    return demonstration.prepare(config)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
