"""Openings, closings, resets, many connections, windows of zero; and what was agreed on."""

import hashlib
import re
import socket
import struct
import subprocess
import threading
import time

from world import ROOMY, Ends, expect, kernel_agreed, run, wait_for


def connected(world, server, port, version=4):
    return socket.create_connection((server.ends.stack(version), port), world.patience)


def all_of(peer):
    got = bytearray()
    while octets := peer.recv(1 << 16):
        got += octets
    return bytes(got)


def same_agreement(world, version=4, kernel=None, **options):
    """The kernel (ss -ti) and the stack name the same options; 100 kB go through the connection."""
    text = bytes(range(256)) * 400
    with world.settings(**(kernel or {})), world.serving("echo", **options) as server:
        with connected(world, server, 7, version) as peer:
            giver = threading.Thread(target=peer.sendall, args=(text,), daemon=True)
            giver.start()
            got = b""
            while len(got) < len(text):
                octets = peer.recv(1 << 16)
                expect(octets, "the connection ended")
                got += octets
            giver.join()
            expect(got == text, "what came back is something else")
            theirs, mss = kernel_agreed(server.ends.stack(version), 7)
        ours = server.agreed()
        first, _, rest = ours.partition(", ")
        expect(rest == theirs, f"ss says '{theirs}', the stack '{rest}'")
        expect(first == f"mss {mss}", f"ss says {mss} octets, the stack '{first}'")
        for name, word in (("window_scale", "window scale"), ("timestamps", "timestamps"),
                           ("sack", "SACK")):
            here = options.get(name) == "on"
            there = (kernel or {}).get(f"tcp_{name.replace('window_scale', 'window_scaling')}", 1)
            expect((word in rest) == (here and there == 1), f"{word}: agreed on '{rest}'")
        return len(text), hashlib.sha256(text).hexdigest(), ours


def many(world, connections=200, **options):
    """200 connections at once, each with octets of its own, all open before the first ends."""
    each = 20_000
    with world.serving("echo", **options) as server:
        peers = [connected(world, server, 7) for _ in range(connections)]
        texts = [hashlib.shake_256(str(i).encode()).digest(each) for i in range(connections)]
        for peer, text in zip(peers, texts):
            peer.sendall(text)
            peer.shutdown(socket.SHUT_WR)
        digest = hashlib.sha256()
        for peer, text in zip(peers, texts):
            got = all_of(peer)
            expect(got == text, "what came back is something else")
            digest.update(got)
            peer.close()
        return each * connections, digest.hexdigest(), server.agreed()


def half_close_by_kernel(world, **options):
    """The kernel has sent its FIN; the stack goes on for as long as it has something."""
    with world.serving(f"http={world.folder.name}", **options) as server:
        with connected(world, server, 80) as peer:
            peer.sendall(b"GET /file HTTP/1.0\r\n\r\n")
            peer.shutdown(socket.SHUT_WR)
            _, _, body = all_of(peer).partition(b"\r\n\r\n")
        digest = hashlib.sha256(body).hexdigest()
        expect(digest == world.digest, "the file that came is another one")
        return len(body), digest, server.agreed()


def half_close_by_stack(world, **options):
    """The stack has sent its FIN; the kernel goes on."""
    with socket.create_server(("0.0.0.0", 0)) as listener:
        listener.settimeout(world.patience)
        got = world.path("got")
        with world.connecting(listener.getsockname()[1], "--output", got, **options) as client:
            peer, _ = listener.accept()
            with peer, open(world.file, "rb") as file:
                peer.settimeout(world.patience)
                expect(all_of(peer) == b"", "nothing but a FIN was to come")
                peer.sendfile(file)
            client.expect_success()
    with open(got, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    expect(digest == world.digest, "what came is something else")
    return world.size, digest, ""


def refused_by_stack(world):
    with world.serving("echo") as server:
        try:
            connected(world, server, 8).close()
        except ConnectionRefusedError:
            return 0, "", ""
    expect(False, "a port without listener took a connection")


def refused_by_kernel(world):
    with world.connecting(8) as client:
        expect(client.code() == 4, f"exit code {client.code()}")
        expect("ECONNREFUSED" in client.said(), client.said())
    return 0, "", ""


def reset_by_kernel(world, **options):
    """In the middle of a transfer; the server goes on with others."""
    with world.serving("chargen", "echo", **options) as server:
        with connected(world, server, 19) as peer:
            peer.recv(100_000)
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with connected(world, server, 7) as peer:
            peer.sendall(b"still there?")
            expect(peer.recv(100) == b"still there?", "the echo is another one")
        server.end()
        expect(re.search(r"^2 connections, 1 of them broken", server.said(), re.M), server.said())
    return 0, "", ""


def reset_by_stack(world, **options):
    """The server ends while connections are open."""
    with world.serving("chargen", **options) as server:
        with connected(world, server, 19) as peer:
            peer.recv(100)
            server.end()
            try:
                all_of(peer)
            except ConnectionResetError:
                return 0, "", ""
    expect(False, "the connection ended in order")


def simultaneous_open(world, **options):
    """Nobody listens, and the two SYNs cross: each line takes longer than both need to send one.

    Linux scales its window after that even if our SYN had no such option (against 7323-2.2-1), and
    every window is taken for a thousandth of what it is: so it is not to offer scaling then.
    """
    network = world.end_of_network(link="delay=400ms", **options)
    scaling = int(options.get("window_scale") == "on")
    with world.settings(tcp_window_scaling=scaling), socket.socket() as peer:
        peer.settimeout(world.patience)
        # The kernel's address is there only with the interface; its port is free in any case.
        peer.setsockopt(socket.IPPROTO_IP, 15, 1)  # IP_FREEBIND
        peer.bind((network[1].kernel(), 5000))
        text = bytes(range(256)) * 40
        source = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with source, world.connecting(5000, "--from-port", "6000", stdin=source.stdout,
                                      network=network) as client:
            client.wait_for_line("connecting")
            peer.connect((client.ends.stack(), 6000))
            source.stdin.write(text)
            source.stdin.close()
            got = all_of(peer)
            peer.close()
            client.expect_success()
        expect(got == text, "what came is something else")
        return len(text), hashlib.sha256(text).hexdigest(), ""


def simultaneous_close(world, **options):
    """The two FINs cross, on a line with a long way."""
    network = world.end_of_network(link="delay=100ms", **options)
    with socket.create_server(("0.0.0.0", 0)) as listener:
        listener.settimeout(world.patience)
        source = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with source, world.connecting(listener.getsockname()[1], stdin=source.stdout,
                                      network=network) as client:
            peer, _ = listener.accept()
            source.stdin.close()  # ends on both sides within much less than 100 ms
            peer.shutdown(socket.SHUT_WR)
            peer.settimeout(world.patience)
            expect(all_of(peer) == b"", "nothing but a FIN was to come")
            peer.close()
            client.expect_success()
    return 0, "", ""


def kernel_reads_slowly(world, **options):
    """A window of zero for longer than a probe takes, then small ones."""
    with world.serving(f"http={world.folder.name}", **options) as server:
        with socket.socket() as peer:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            peer.settimeout(world.patience)
            peer.connect((server.ends.stack(), 80))
            peer.sendall(b"GET /file HTTP/1.0\r\n\r\n")
            address = server.ends.stack()
            stands_still(address, 80, 0)
            got = bytearray()
            while octets := peer.recv(3000):  # less than a segment or two at a time
                got += octets
        _, _, body = bytes(got).partition(b"\r\n\r\n")
        digest = hashlib.sha256(body).hexdigest()
        expect(digest == world.digest, "the file that came is another one")
        return len(body), digest, server.agreed()


def stands_still(address, port, queue):
    """Until a queue of the kernel's socket (0 receive, 1 send) holds the same for 1.5 s."""
    seen = {"octets": 0, "since": time.monotonic()}

    def still():
        octets = int(run("ss", "-tnH", "dst", Ends.text(address, port)).split()[1 + queue])
        if octets != seen["octets"]:
            seen.update(octets=octets, since=time.monotonic())
        return octets != 0 and time.monotonic() - seen["since"] > 1.5
    wait_for(still, "a full queue")


def stack_reads_slowly(world, **options):
    """Nobody takes what `connect` writes: its window closes, and the kernel probes it."""
    with socket.create_server(("0.0.0.0", 0)) as listener:
        port = listener.getsockname()[1]
        listener.settimeout(world.patience)
        with world.connecting(port, stdout=subprocess.PIPE, **options) as client:
            peer, _ = listener.accept()
            failed = []

            def give():
                with peer, open(world.file, "rb") as file:
                    peer.sendfile(file)
            giver = threading.Thread(target=give, daemon=True)
            giver.start()
            wait_for(lambda: "persist" in run("ss", "-tnoH", "sport", f":{port}"),
                     "the kernel's persist timer")
            digest = hashlib.sha256()
            while octets := client.process.stdout.read(1 << 16):
                digest.update(octets)
            giver.join(world.patience)
            client.expect_success()
            expect(not failed, str(failed))
    expect(digest.hexdigest() == world.digest, "what came is something else")
    return world.size, world.digest, ""


def cases():
    found = {}
    switches = {"window_scale": "tcp_window_scaling", "timestamps": "tcp_timestamps",
                "sack": "tcp_sack"}
    for here in ("on", "off"):
        for there in (1, 0):
            for name, switch in switches.items():
                label = f"options/{name}/stack-{here}-kernel-{'on' if there else 'off'}"
                options = {**ROOMY, name: here, "kernel": {switch: there}}
                found[label] = (same_agreement, options)
    found["options/all/ipv6"] = (same_agreement, {**ROOMY, "version": 6})
    found["options/none/ipv4"] = (same_agreement, {})
    found["options/all/layout-linux"] = (same_agreement, {**ROOMY, "option_layout": "linux"})
    found["options/all/layout-freebsd"] = (same_agreement, {**ROOMY, "option_layout": "freebsd"})
    found["calls/200-connections"] = (many, ROOMY)
    found["calls/200-connections-loss-1"] = (many, {**ROOMY, "link": "loss=1%"})
    for does in (half_close_by_kernel, half_close_by_stack, refused_by_stack, refused_by_kernel,
                 reset_by_kernel, reset_by_stack, simultaneous_open, simultaneous_close,
                 kernel_reads_slowly, stack_reads_slowly):
        found[f"calls/{does.__name__.replace('_', '-')}"] = (does, {})
    found["calls/simultaneous-open-options"] = (simultaneous_open, ROOMY)
    found["calls/kernel-reads-slowly-scaled"] = (kernel_reads_slowly, ROOMY)
    return found
