"""harness: run causeway-sandbox and causewayctl as a person or a timer would.

SPDX-License-Identifier: GPL-3.0-or-later

Only Python's standard library. Run inside a session with a real keyring
(build-aux/headless-run --keyring), which meson does.
"""
import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.request

SANDBOX_START_SECONDS = 60
# libsoup's server keeps a reference to each socket; its own tests know why.
SANDBOX_SUPPRESSIONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sandbox", "libsoup.supp")
COMMAND_SECONDS = 120


def parse_arguments(**more):
    """--ctl and --sandbox, and integers by name with their defaults."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--ctl", required=True)
    parser.add_argument("--sandbox", required=True)
    for name, default in more.items():
        parser.add_argument("--" + name, type=int, default=default)
    return parser.parse_args()


class Tap:
    """Test Anything Protocol on standard output; nothing else is printed there."""

    def __init__(self):
        self.number = 0
        self.failed = 0

    def case(self, name, function, *arguments):
        """Run one case; its failure does not stop the others. Returns what @function returns."""
        self.number += 1
        result = None
        try:
            result = function(*arguments)
            print("ok %d - %s" % (self.number, name), flush=True)
        except Exception:
            self.failed += 1
            print("not ok %d - %s" % (self.number, name), flush=True)
            self.note(traceback.format_exc())
        return result

    @staticmethod
    def note(text):
        for line in str(text).rstrip().splitlines():
            print("# " + line, flush=True)

    def bail_out(self, why):
        print("Bail out! " + why, flush=True)
        return 1

    def end(self):
        print("1..%d" % self.number, flush=True)
        return 1 if self.failed else 0


class Sandbox:
    """A causeway-sandbox of our own, with its control plane."""

    def __init__(self, program, folder, *options):
        self.info_file = os.path.join(folder, "info-%d.json" % time.monotonic_ns())
        self.process = subprocess.Popen([program, "--info", self.info_file, *options], stdout=subprocess.DEVNULL)
        end = time.monotonic() + SANDBOX_START_SECONDS
        while not os.path.exists(self.info_file):
            if self.process.poll() is not None:
                raise RuntimeError("causeway-sandbox ended with %d" % self.process.returncode)
            if time.monotonic() > end:
                self.stop()
                raise RuntimeError("causeway-sandbox did not listen in time")
            time.sleep(0.02)
        with open(self.info_file, encoding="utf-8") as file:
            self.info = json.load(file)
        self.url = self.info["url"]

    def stop(self):
        """End it; its exit status."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        return self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=60) as answer:
            return json.loads(answer.read())

    def post(self, what, body=None):
        request = urllib.request.Request(self.url + "/__sandbox/" + what, method="POST",
                                         data=json.dumps(body or {}).encode(),
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise RuntimeError("%s %s: %s" % (what, body, error.read().decode())) from error
        return json.loads(text) if text.strip() else {}

    def state(self, system, collection):
        return self.get("/__sandbox/state/%s/%s" % (system, collection))

    def log(self):
        return self.get("/__sandbox/log")

    def edit(self, record, number, **values):
        return self.post("edit", {"system": "netsuite", "record": record, "id": str(number), "set": values})


def is_write(entry):
    """Whether a line of the sandbox's log changed something; a query and a token request do not."""
    if entry["method"] == "GET":
        return False
    path = entry["path"]
    return not (path.endswith("/suiteql") or path.endswith("/token") or path.startswith("/__sandbox/"))


class Result:
    """What one causewayctl printed."""

    def __init__(self, status, out, err):
        self.status = status
        self.out = out
        self.err = err

    @property
    def lines(self):
        """JSON lines as dictionaries in their order."""
        return [json.loads(line) for line in self.out.splitlines()]

    def events(self, kind):
        return [line for line in self.lines if line.get("event") == kind]

    @property
    def error(self):
        errors = self.events("error")
        assert len(errors) == 1, "one error expected: " + self.describe()
        return errors[0]

    @property
    def end(self):
        ends = self.events("end")
        assert len(ends) == 1, "one end expected: " + self.describe()
        return ends[0]

    def describe(self):
        return "status %d\n%s\n%s" % (self.status, self.out[-3000:], self.err[-3000:])


class Ctl:
    """causewayctl with one profile."""

    def __init__(self, program, profile):
        self.program = program
        self.profile = profile

    def command(self, *arguments):
        return [self.program, "--profile", self.profile, *arguments]

    def start(self, *arguments, **options):
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        return subprocess.Popen(self.command("--json", *arguments), stdin=subprocess.DEVNULL, text=True, **options)

    def text(self, *arguments, secret=None, environment=None):
        """Run without --json."""
        done = subprocess.run(self.command(*arguments), input=secret or "", capture_output=True, text=True,
                              timeout=COMMAND_SECONDS, env=environment)
        return Result(done.returncode, done.stdout, done.stderr)

    def json(self, *arguments, **options):
        return self.text("--json", *arguments, **options)

    def expect(self, status, *arguments, **options):
        """Run with --json and demand an exit status."""
        result = self.json(*arguments, **options)
        allowed = status if isinstance(status, tuple) else (status,)
        assert result.status in allowed, "%s: status %s expected, got %s" % (arguments, status, result.describe())
        return result


class Workplace:
    """A folder that vanishes at the end, with everything that was started in it."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="causeway-e2e.")
        self.sandboxes = []

    def __enter__(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        return self

    def __exit__(self, kind, *_):
        endings = [sandbox.stop() for sandbox in self.sandboxes]
        shutil.rmtree(self.folder, ignore_errors=True)
        # One that was killed ends with a negative number; one that leaked, or failed while it ended, says so by its status.
        if kind is None and any(status > 0 for status in endings):
            raise RuntimeError("causeway-sandbox ended with %s" % endings)

    def sandbox(self, program, *options):
        sandbox = Sandbox(program, self.folder, *options)
        self.sandboxes.append(sandbox)
        return sandbox

    def path(self, name):
        return os.path.join(self.folder, name)
