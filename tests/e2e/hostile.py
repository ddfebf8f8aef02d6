#!/usr/bin/python3
"""hostile: answers that no honest server gives, through the real program's own transport.

SPDX-License-Identifier: GPL-3.0-or-later

    hostile.py --ctl PROGRAM --sandbox PROGRAM

A server in front of the sandbox lets the sign-in through and answers the XML API
itself. Each answer has to be refused in words, and the memory of the program
stays bounded, however much is sent.
"""
import http.server
import json
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request

from harness import Ctl, Result, Tap, Workplace, parse_arguments

MEGABYTE = 1 << 20
# What is read of an answer at most, its copy, and what is made of it; the program itself takes 25 to 40 MB.
MOST_MEMORY = 220
HEAD = b'<response><Auth status="0"/><Whoami status="0"><User>'
BOMB = (b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">' +
        b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 20) for i in range(12)) +
        b']><response><Auth status="0"/><Whoami status="0"><User><nickname>&m;</nickname></User></Whoami></response>')
QUADRATIC = (b'<!DOCTYPE r [<!ENTITY a "' + b"a" * 100000 + b'">]><response>' + b"&a;" * 100000 + b"</response>")
OUTSIDE = b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]><response><Auth status="0"/><Whoami status="0">&a;</Whoami></response>'

# Name → (first bytes, what is sent again and again, how many megabytes of it).
ANSWERS = {
    "cut": (HEAD + b"<nickname>somebody", b"", 0),
    "no-XML": (b'{"data":[]}', b"", 0),
    "entities": (BOMB, b"", 0),
    "one-large-entity": (QUADRATIC, b"", 0),
    "entity-of-a-file": (OUTSIDE, b"", 0),
    "deep": (b'<response><Auth status="0"/>', b"<a>" * 1000, 8),
    "long-text": (HEAD + b"<nickname>", b"x" * 1000, 48),
    "many-objects": (b'<response><Auth status="0"/><Whoami status="0">', b"<a/>" * 1000, 48),
    "many-commands": (b'<response><Auth status="0"/>', b"<a/>" * 1000, 48),
    "many-fields": (HEAD, b"<f/>" * 1000, 48),
    "many-names": (HEAD, None, 24),
    "many-attributes": (b'<response><Auth status="0"/><Whoami', None, 24),
    "long-tag": (b'<response><Auth status="0"/><', b"a" * 1000, 48),
    "endless": (HEAD + b"<nickname>", b"y" * 1000, 1024),
}


def numbered(name, megabytes):
    """Names that never come again."""
    size, number = 0, 0
    while size < megabytes * MEGABYTE:
        pattern = "<n%d>1</n%d>" if name == "many-names" else ' a%d="%d"'
        chunk = "".join(pattern % (number + i, number + i) for i in range(1000)).encode()
        number += 1000
        size += len(chunk)
        yield chunk


class Hostile(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        name, _, path = self.path[1:].partition("/")
        if path.endswith("/token"):
            self.pass_on(path, body)
            return
        head, part, megabytes = ANSWERS[name]
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.end_headers()
        try:
            self.wfile.write(head)
            if part is None:
                for chunk in numbered(name, megabytes):
                    self.send(chunk)
            elif part:
                chunk = part * (MEGABYTE // len(part) // 16)
                for _ in range(megabytes * 16):
                    self.send(chunk)
        except OSError:
            pass   # it hung up, as it should

    def send(self, chunk):
        self.wfile.write(chunk)
        self.server.sent[self.path] = self.server.sent.get(self.path, 0) + len(chunk)

    def pass_on(self, path, body):
        headers = {name: self.headers[name] for name in ("Content-Type", "Authorization") if self.headers.get(name)}
        request = urllib.request.Request(self.server.sandbox + "/" + path, data=body, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(text)


class Case:
    """One connection to the hostile server, tested by a program of its own."""

    def __init__(self, name, arguments, place, server, sandbox):
        self.name = name
        self.ctl = Ctl(arguments.ctl, place.path("profile " + name))
        self.out = place.path("out " + name)
        services = dict(sandbox.info["suiteprojects"])
        self.ctl.expect(0, "connection", "add", "evil", "--system", "suiteprojects", "--account", services["company"],
                        "--url", "%s/%s/suiteprojects" % (server, name), "--auth", "code",
                        secret=json.dumps(services))

    def start(self):
        environment = dict(os.environ)
        if self.name == "many-names":
            # Names are interned, and GLib keeps the old tables of what is interned.
            environment["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
        with open(self.out, "w", encoding="utf-8") as out:
            self.process = subprocess.Popen(self.ctl.command("--json", "connection", "test", "evil"), stdin=subprocess.DEVNULL,
                                            stdout=out, stderr=subprocess.STDOUT, env=environment)

    def check(self, tap, measured):
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        with open(self.out, encoding="utf-8") as out:
            result = Result(self.process.returncode, out.read(), "")
        tap.note("%s: %d MB at most, %.1f s of processor" % (self.name, usage.ru_maxrss // 1024, usage.ru_utime + usage.ru_stime))
        line = result.lines[-1]
        assert result.status == 3 and line["ok"] is False and line["cause"], result.describe()
        assert "127.0.1.1" not in result.out and "root:" not in result.out
        if measured:
            assert usage.ru_maxrss // 1024 < MOST_MEMORY, "%d MB" % (usage.ru_maxrss // 1024)


def main():
    arguments = parse_arguments()
    tap = Tap()
    with open(arguments.ctl, "rb") as program:
        measured = b"__asan_init" not in program.read()
    if not measured:
        tap.note("a program with sanitizers keeps what it freed: its memory is not measured")
    with Workplace() as place:
        sandbox = place.sandbox(arguments.sandbox, "--customers", "3", "--projects", "2", "--employees", "3")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
        server.daemon_threads = True
        server.sandbox = sandbox.url
        server.sent = {}
        threading.Thread(target=server.serve_forever, daemon=True).start()
        cases = [tap.case("connect: " + name, Case, name, arguments, place, "http://127.0.0.1:%d" % server.server_port, sandbox)
                 for name in ANSWERS]
        # All at once: most of a case is waiting until the next attempt.
        for one in cases:
            one.start()
        for one in cases:
            tap.case("refused: " + one.name, one.check, tap, measured)
        tap.note("sent: " + ", ".join("%s %d MB" % (path.split("/")[1], size // MEGABYTE) for path, size in server.sent.items()))
        server.shutdown()
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
