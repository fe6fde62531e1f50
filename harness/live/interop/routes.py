"""A router between the stack and its peer, whose way onward is narrower than either end knows."""

import contextlib
import re
import subprocess

from world import ROOMY, die_with_parent, expect, run, sha256, wait_for

FAR = {4: ("10.78.0.1", "10.78.0.2", 24), 6: ("fd78::1", "fd78::2", 64)}  # router, peer


class Peer:
    """A further namespace, behind this one: what runs there sees a link of 1500 octets."""

    def __init__(self, process):
        self.process = process

    def run(self, *words, patience=60):
        return run("nsenter", "-t", str(self.process.pid), "-n", *words, patience=patience)


@contextlib.contextmanager
def narrow_way(mtu):
    """This namespace forwards; `mtu` holds from here to the peer, and only here is it known."""
    process = subprocess.Popen(["unshare", "--net", "sleep", "infinity"],
                               preexec_fn=die_with_parent)
    try:
        peer = Peer(process)
        wait_for(lambda: "lo" in peer.run("ip", "-br", "link") and len(
            peer.run("ip", "-br", "link").splitlines()) == 1, "a namespace")
        run("ip", "link", "add", "near", "type", "veth", "peer", "name", "far", "netns",
            str(process.pid))
        for version, (here, there, length) in FAR.items():
            nodad = ["nodad"] if version == 6 else []
            run("ip", "addr", "add", f"{here}/{length}", "dev", "near", *nodad)
            peer.run("ip", "addr", "add", f"{there}/{length}", "dev", "far", *nodad)
        run("ip", "link", "set", "near", "mtu", str(mtu), "up")
        peer.run("ip", "link", "set", "far", "up")
        for here, _, _ in FAR.values():
            peer.run("ip", "route", "add", "default", "via", here)
        for name in ("ipv4/ip_forward", "ipv6/conf/all/forwarding"):
            with open(f"/proc/sys/net/{name}", "w") as file:
                file.write("1")
        yield peer
    finally:
        process.kill()
        process.wait()
        subprocess.run(["ip", "link", "del", "near"], capture_output=True)


def path_mtu(world, version, mtu, **options):
    """Segments that are too large for the way are answered by ICMP, and smaller ones follow."""
    got = world.path("got")
    with narrow_way(mtu) as peer, world.serving(f"http={world.folder.name}", **options) as server:
        peer.run("curl", "-gsS", "--fail", "--max-time", str(world.patience), "-o", got,
                 server.ends.url("file", version), patience=world.patience + 5)
        expect(sha256(got) == world.digest, "the file that came is another one")
        sent = int(re.search(r"^\s*RX:.*\n\s*\d+\s+(\d+)", run(
            "nsenter", "-t", str(peer.process.pid), "-n", "ip", "-s", "link", "show", "far"),
            re.M)[1])
        least = world.size // mtu
        expect(sent >= least, f"{sent} datagrams of at most {mtu} octets cannot hold the file")
        return world.size, world.digest, server.agreed()


def cases():
    found = {}
    for version in (4, 6):
        for name, options in {"options": ROOMY, "profile-rfc": {}}.items():
            found[f"routes/path-mtu-1300/ipv{version}-{name}"] = (
                path_mtu, {"version": version, "mtu": 1300, **options})
    found["routes/path-mtu-600/ipv4-options"] = (
        path_mtu, {"version": 4, "mtu": 600, **ROOMY})
    return found
