"""The kernel's side of an interop case: a network namespace, its settings, and synspect beside it."""

import contextlib
import ctypes
import hashlib
import os
import re
import subprocess
import tempfile
import time

# A stack that uses what both can, in large windows.
ROOMY = {"window_scale": "on", "timestamps": "on", "sack": "on",
         "receive_buffer": "2000000", "send_buffer": "2000000"}


class Failed(Exception):
    pass


def expect(true, what):
    if not true:
        raise Failed(what)


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def wait_for(condition, what, seconds=20):
    """What `condition` returns, as soon as it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.02)
    raise Failed(f"{what}: not within {seconds} s")


def die_with_parent():
    ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL


class World:
    """Lives in a namespace of its own, so that whatever it sets up goes when it ends."""

    def __init__(self, synspect, size, patience, judged):
        self.synspect = synspect
        self.size = size  # octets of a file that is sent
        self.patience = patience  # seconds for one step of a case
        self.judged = judged
        self.folder = tempfile.TemporaryDirectory(prefix="synspect-interop-")
        self.count = 0
        run("ip", "link", "set", "lo", "up")
        self.sysctl("tcp_no_metrics_save", 1)  # cases do not know of each other
        self.file = self.path("file")
        with open(self.file, "wb") as file:
            for _ in range(0, size, 1 << 20):
                file.write(os.urandom(min(1 << 20, size)))
        self.digest = sha256(self.file)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    @staticmethod
    def sysctl(name, value):
        with open(f"/proc/sys/net/ipv4/{name}", "w") as file:
            file.write(str(value))

    @staticmethod
    def kernel():
        with open("/proc/sys/net/ipv4/tcp_congestion_control") as file:
            return f"Linux {os.uname().release}, {file.read().strip()}"

    @contextlib.contextmanager
    def settings(self, **values):
        """Switches of the kernel, as they were afterwards."""
        before = {}
        try:
            for name, value in values.items():
                with open(f"/proc/sys/net/ipv4/{name}") as file:
                    before[name] = file.read().strip()
                self.sysctl(name, value)
            yield
        finally:
            for name, value in before.items():
                self.sysctl(name, value)

    def end_of_network(self, link=None, profile="rfc", **fields):
        """The options of serve or connect, and the addresses of both ends: a network of its own."""
        self.count += 1
        n = self.count
        words = ["--tun", f"syn{n}", "--address", f"10.77.{n}.2/24",
                 "--address", f"fd77:0:0:{n:x}::2/64", "--profile", profile, "--seed", str(n)]
        for name, value in fields.items():
            words += ["--set", f"{name}={value}"]
        if link:
            words += ["--link", link]
        if self.judged:
            words += ["--judge"]
        return words, Ends(n)

    @contextlib.contextmanager
    def serving(self, *services, **options):
        words, ends = self.end_of_network(**options)
        with Program(self, ["serve", "--verbose", "--uploads", *words, *services]) as program:
            program.wait_for_line("ready")
            program.ends = ends
            yield program
            program.end()
            program.expect_success()

    @contextlib.contextmanager
    def connecting(self, port, *more, version=4, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, network=None, **options):
        words, ends = network or self.end_of_network(**options)
        where = ends.text(ends.kernel(version), port)
        with Program(self, ["connect", *words, "--to", where, *more],
                     stdin=stdin, stdout=stdout) as program:
            program.ends = ends
            yield program


class Ends:
    def __init__(self, n):
        self.n = n

    def stack(self, version=4):
        return f"10.77.{self.n}.2" if version == 4 else f"fd77:0:0:{self.n:x}::2"

    def kernel(self, version=4):
        return f"10.77.{self.n}.1" if version == 4 else f"fd77:0:0:{self.n:x}::1"

    @staticmethod
    def text(address, port):
        return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"

    def url(self, name, version=4):
        address = self.stack(version)
        return f"http://{f'[{address}]' if version == 6 else address}/{name}"


class Program:
    """synspect with some arguments; what it says goes to a file."""

    def __init__(self, world, words, stdin=subprocess.DEVNULL, stdout=None):
        self.patience = world.patience
        self.log = tempfile.NamedTemporaryFile(dir=world.folder.name)
        self.process = subprocess.Popen(
            [world.synspect, *words], stdin=stdin, stdout=stdout or self.log, stderr=self.log,
            preexec_fn=die_with_parent)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.log.close()

    def said(self):
        with open(self.log.name) as file:
            return file.read()

    def complaints(self):
        """What it said, without the connections and the services."""
        return re.sub(r"^\S+ > .*\n|^(http|echo|discard|chargen|ready).*\n", "", self.said(),
                      flags=re.M).rstrip()

    def expect_success(self):
        expect(self.code() == 0, f"exit code {self.code()}\n{self.complaints()}")

    def wait_for_line(self, start):
        def there():
            if self.process.poll() is not None:
                raise Failed(f"it ended: {self.said()}")
            return start in self.said()
        wait_for(there, f"the line '{start}'")

    def agreed(self, connection=0):
        """What the stack says was agreed on with its n-th peer."""
        lines = wait_for(lambda: re.findall(r"^\S+ > \S+: (mss.*)$", self.said(), re.M),
                         "a connection")
        return lines[connection]

    def end(self):
        self.process.terminate()
        self.process.wait(self.patience)

    def code(self):
        try:
            return self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            raise Failed(f"it does not end: {self.said()}") from None


def run(*words, patience=60):
    done = subprocess.run(words, capture_output=True, text=True, timeout=patience)
    expect(done.returncode == 0, f"{' '.join(words)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def curl(world, *words):
    return run("curl", "-gsS", "--fail", *words, patience=world.patience)


def kernel_agreed(address, port):
    """What `ss -tio` of the kernel says of its connection to `address`, in the words of the stack."""
    text = run("ss", "-tinoH", "dst", Ends.text(address, port))
    words = text.split()
    scale = re.search(r"\bwscale:(\d+),(\d+)", text)  # the peer's first
    mss = re.search(r"\bmss:(\d+)", text)
    expect(mss, f"ss says nothing of {address}: {text}")
    said = []
    if scale:
        said.append(f"window scale {scale[2]}/{scale[1]}")
    if "ts" in words:
        said.append("timestamps")
    if "sack" in words:
        said.append("SACK")
    return ", ".join(said), int(mss[1])
