"""window-kill: a window dies while it exports; another says who works, then takes it up

SPDX-License-Identifier: GPL-3.0-or-later

One window exports; a second on the same profile says who is at work and sends
nothing. The first is killed without warning; the second shows the interrupted
run, resumes it with what was done in its numbers, and in the end everything is
in Precoro once. Last, closing a window while it sends asks first. Run by meson
inside a session with a display and a keyring.
"""
import argparse
import collections
import os
import re
import shutil
import signal
import sqlite3
import sys
import tempfile

import uidrive
from harness import Sandbox, Tap

SHOTS = os.environ.get("CAUSEWAY_SHOTS")


def plain(thing):
    return (thing.get_name() or "").replace("_", "")


def begins(text):
    return lambda thing: plain(thing).startswith(text)


def says(text):
    return lambda thing: plain(thing) in (text, text + " " + text)


def contains(text):
    return lambda thing: text in plain(thing)


class RunningSandbox(Sandbox):
    def __init__(self, url):
        self.url = url


class Story:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.profile = os.path.join(folder, "profile")
        self.first = self.second = None
        self.sandbox = None
        self.integration = None
        self.own = set()

    # ---- what every step uses ----

    def open_window(self, name):
        log = open(os.path.join(self.folder, name + ".log"), "w+", encoding="utf-8")
        environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
        ui = uidrive.App([self.program, "--sample", "--profile", self.profile], name="causeway", timeout=60, log=log, env=environment)
        ui.find("button", begins("Export Customers and projects"))
        return ui

    def sql(self, text, *values):
        with sqlite3.connect("file:%s/causeway.db?mode=ro" % self.profile, uri=True) as database:
            return database.execute(text, values).fetchall()

    def options(self):
        company = self.sql("SELECT company FROM integration WHERE name = ?", self.integration)[0][0]
        return [row for row in self.sandbox.state("precoro", "options") if row["company"] == company and row["id"] not in self.own]

    def find_sandbox(self):
        url = self.sql("SELECT url FROM connection WHERE system = 'netsuite'")[0][0]
        self.sandbox = RunningSandbox(url.rsplit("/", 1)[0])

    def shot(self, ui, name):
        if SHOTS:
            ui.shot(os.path.join(SHOTS, "kill-%s.png" % name))

    def press(self, ui, name):
        ui.act(ui.find("button", name), "click")

    # ---- the story ----

    def export(self):
        """The first window sends, slowly enough to be watched."""
        ui = self.first = self.open_window("first")
        self.integration = self.sql("SELECT name FROM integration ORDER BY name")[0][0]
        self.find_sandbox()
        self.own = {row["id"] for row in self.options()}
        self.press(ui, begins("Run Customers and projects"))
        ui.find("button", begins("Show only: Create"), timeout=90)
        self.sandbox.post("settings", {"latency": 200})
        self.press(ui, says("Export"))
        ui.find("label", lambda thing: re.match(r"[1-9][\d,.]* of [\d,.]+ records", plain(thing)), timeout=60)
        assert self.options()
        # From here on hardly anything moves, however long the second window takes to open on a busy machine.
        self.sandbox.post("settings", {"latency": 5000})

    def second_window(self):
        """It says who works, and sends nothing of its own."""
        ui = self.second = self.open_window("second")
        ui.find("label", contains("works this integration at the moment"))
        ui.find("label", begins("At work"))
        self.shot(ui, "second")
        self.press(ui, begins("Run Customers and projects"))
        ui.find("label", begins("There Is No Plan"))
        self.shot(ui, "refused")
        self.press(ui, says("Back"))
        ui.find("button", begins("Run Customers and projects"))

    def kill(self):
        """Without warning, in the middle."""
        done = len(self.options())
        os.kill(self.first.proc.pid, signal.SIGKILL)
        self.first.proc.wait()
        assert done < self.sql("SELECT creates FROM plan WHERE sealed ORDER BY id DESC LIMIT 1")[0][0], "the kill came in time"
        self.first = None

    def resume(self):
        ui = self.second
        ui.key("ctrl+r")
        ui.find("label", begins("A run was interrupted"))
        self.shot(ui, "interrupted")
        self.find_sandbox()
        self.sandbox.post("settings", {"latency": 0})
        before = len(self.options())
        self.press(ui, says("Resume"))
        total = self.sql("SELECT creates FROM plan WHERE sealed ORDER BY id DESC LIMIT 1")[0][0]
        label = ui.find("label", lambda thing: re.match(r"Done: [\d,.]+ records", plain(thing)), timeout=120)
        self.shot(ui, "resumed")
        done = int(re.sub(r"\D", "", re.match(r"Done: ([\d,.]+)", plain(label)).group(1)))
        assert before > 0 and done == total, (before, done, total)

    def compare(self):
        numbers = collections.Counter(str(row["externalId"]) for row in self.options())
        assert numbers and max(numbers.values()) == 1, "a record was made twice"
        links = {row[0] for row in self.sql("SELECT source_id FROM link JOIN integration ON integration.id = link.integration "
                                            "WHERE name = ?", self.integration)}
        assert set(numbers) == links, set(numbers) ^ links
        assert not self.sql("SELECT 1 FROM journal AS intent WHERE kind = 'intent' AND NOT EXISTS "
                            "(SELECT 1 FROM journal AS outcome WHERE outcome.intent = intent.number)")

    def end(self):
        self.second.key("ctrl+q")
        assert self.second.proc.wait(20) == 0

    def close(self):
        for ui in (self.first, self.second):
            if ui is not None and ui.proc.poll() is None:
                ui.proc.kill()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--window", required=True)
    arguments = parser.parse_args()
    tap = Tap()
    folder = tempfile.mkdtemp(prefix="causeway-kill.")
    story = Story(arguments.window, folder)
    try:
        for step in (story.export, story.second_window, story.kill, story.resume, story.compare, story.end):
            failed = tap.failed
            tap.case(step.__name__.replace("_", " "), step)
            if tap.failed > failed:
                if SHOTS and story.second:
                    story.shot(story.second, "failed")
                break
    finally:
        story.close()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
