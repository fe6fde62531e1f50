"""Files both ways, over good lines and bad ones."""

import hashlib
import http.server
import os
import socket
import threading

from world import ROOMY, Failed, curl, expect, sha256

LINES = {
    "good": None,
    "loss-1": "loss=1%",
    "loss-5": "loss=5%",
    "reordering": "jitter=3ms",
    "duplication": "duplicate=5%",
    "delay-50": "delay=25ms",
    "all-at-once": "loss=1%,duplicate=1%,delay=10ms,jitter=2ms",
}


def fetch(world, version=4, **options):
    """curl fetches from `serve`."""
    got = world.path("got")
    with world.serving(f"http={world.folder.name}", **options) as server:
        curl(world, "-o", got, server.ends.url("file", version))
        expect(sha256(got) == world.digest, "the file that came is another one")
        return world.size, world.digest, server.agreed()


def upload(world, version=4, **options):
    """curl sends to `serve`."""
    folder = world.path("uploads")
    os.makedirs(folder, exist_ok=True)
    target = os.path.join(folder, "file")
    if os.path.exists(target):
        os.remove(target)
    with world.serving(f"http={folder}", **options) as server:
        curl(world, "-T", world.file, server.ends.url("file", version))
        expect(sha256(target) == world.digest, "the file that came is another one")
        return world.size, world.digest, server.agreed()


def connect_fetch(world, version=4, **options):
    """`connect --get` fetches from a server on the kernel's sockets."""
    got = world.path("got")

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=world.folder.name)

        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        address_family = socket.AF_INET6

    with Server(("::", 8080), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            with world.connecting(8080, "--get", "/file", "--output", got, version=version,
                                  **options) as client:
                client.expect_success()
        finally:
            server.shutdown()
    expect(sha256(got) == world.digest, "the file that came is another one")
    return world.size, world.digest, ""


def connect_send(world, version=4, **options):
    """`connect` sends its standard input to a socket of the kernel."""
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as listener:
        listener.settimeout(world.patience)
        with open(world.file, "rb") as file, world.connecting(
                listener.getsockname()[1], version=version, stdin=file, **options) as client:
            peer, _ = listener.accept()
            with peer:
                peer.settimeout(world.patience)
                digest = hashlib.sha256()
                while octets := peer.recv(1 << 16):
                    digest.update(octets)
            client.expect_success()
    expect(digest.hexdigest() == world.digest, "what came is something else")
    return world.size, world.digest, ""


def echo(world, **options):
    """Both directions at once: what comes back is what was sent, until both have ended."""
    with world.serving("echo", **options) as server:
        with socket.create_connection((server.ends.stack(), 7), world.patience) as there:
            failed = []

            def give():
                try:
                    with open(world.file, "rb") as file:
                        there.sendfile(file)
                    there.shutdown(socket.SHUT_WR)
                except OSError as error:
                    failed.append(error)
            giver = threading.Thread(target=give, daemon=True)
            giver.start()
            digest = hashlib.sha256()
            while octets := there.recv(1 << 16):
                digest.update(octets)
            giver.join(world.patience)
            if failed:
                raise Failed(str(failed[0]))
            expect(digest.hexdigest() == world.digest, "what came back is something else")
            return world.size, world.digest, server.agreed()


def cases():
    found = {}
    for name, link in LINES.items():
        for does in (fetch, upload):
            found[f"transfer/{does.__name__}/{name}"] = (does, {"link": link, **ROOMY})
    for version in (4, 6):
        for does in (connect_fetch, connect_send):
            found[f"transfer/{does.__name__}/ipv{version}"] = (
                does, {"version": version, **ROOMY})
    found["transfer/connect_fetch/loss-1"] = (connect_fetch, {"link": "loss=1%", **ROOMY})
    found["transfer/connect_send/loss-1"] = (connect_send, {"link": "loss=1%", **ROOMY})
    for does in (fetch, upload):
        found[f"transfer/{does.__name__}/ipv6"] = (does, {"version": 6, **ROOMY})
        found[f"transfer/{does.__name__}/profile-rfc"] = (does, {})
        found[f"transfer/{does.__name__}/profile-rfc-loss-1"] = (does, {"link": "loss=1%"})
        # The judge looks on, and would object to the one habit that a transfer shows (6298-2.4).
        for profile in ("linux", "freebsd"):
            found[f"transfer/{does.__name__}/profile-{profile}"] = (
                does, {"profile": profile, "min_rto": "1 s"})
    found["transfer/echo/good"] = (echo, ROOMY)
    found["transfer/echo/loss-1"] = (echo, {"link": "loss=1%", **ROOMY})
    return found
