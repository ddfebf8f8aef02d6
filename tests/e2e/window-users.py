#!/usr/bin/python3
"""window-users: employees and users matched, through the accessibility tree

SPDX-License-Identifier: GPL-3.0-or-later

    window-users.py --window PROGRAM --ctl PROGRAM

Reads both systems in the window, filters, links a near miss and takes it back,
and switches Sync Employees on, which the name of the company alone confirms.
What the tab shows is what causewayctl says, and nothing is written anywhere.
"""
import argparse
import os
import re
import shutil
import sqlite3
import sys
import tempfile

import uidrive
from harness import Ctl, Sandbox, Tap, is_write

START_SECONDS = 60
SHOTS = os.environ.get("CAUSEWAY_SHOTS")


def plain(thing):
    return (thing.get_name() or "").replace("_", "")


def begins(text):
    return lambda thing: plain(thing).startswith(text)


class RunningSandbox(Sandbox):
    def __init__(self, url):
        self.url = url


class Story:
    def __init__(self, arguments, folder):
        self.arguments = arguments
        self.profile = os.path.join(folder, "profile")
        self.errors = open(os.path.join(folder, "window.log"), "w+", encoding="utf-8")
        self.ctl = Ctl(arguments.ctl, self.profile)
        self.ui = self.sandbox = self.integration = None
        self.start = {}
        self.near = None

    def press(self, name, role="button"):
        self.ui.act(self.ui.find(role, name), "click")

    def shot(self, name):
        if SHOTS:
            self.ui.shot(os.path.join(SHOTS, "users-%s.png" % name))

    def cards(self):
        """The numbers that stand on the cards."""
        numbers = {}
        for word in ("Not mapped with NetSuite", "Mapped", "Conflicts"):
            card = self.ui.find("button", lambda thing, word=word: re.match(r"[\d,.]+ %s" % word, plain(thing)))
            numbers[word] = int(re.sub(r"\D", "", plain(card).split()[0]))
        return numbers

    def wait_cards(self, **wanted):
        names = {"unmapped": "Not mapped with NetSuite", "mapped": "Mapped", "conflicts": "Conflicts"}
        for word, number in wanted.items():
            self.ui.find("button", begins("%d %s" % (number, names[word])))

    def shown(self, number):
        self.ui.find("label", begins("%d shown" % number))

    def told(self, *arguments):
        return self.ctl.expect(0, "users", self.integration, *arguments).lines

    # ---- the story ----

    def read(self):
        # Leaks are looked for where stacks are whole: in the tests of the pages.
        environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
        self.ui = uidrive.App([self.arguments.window, "--sample", "--profile", self.profile, "--page", "users"], name="causeway",
                              timeout=START_SECONDS, log=self.errors, env=environment)
        self.press(begins("Read Both Systems"))
        self.ui.find("label", lambda thing: re.match(r"[\d,.]+ shown", plain(thing)))
        self.ui.timeout = 30
        with sqlite3.connect("file:%s/causeway.db?mode=ro" % self.profile, uri=True) as database:
            url = database.execute("SELECT url FROM connection WHERE system = 'netsuite'").fetchone()[0]
            self.integration = database.execute("SELECT name FROM integration ORDER BY name").fetchone()[0]
        self.sandbox = RunningSandbox(url.rsplit("/", 1)[0])
        self.start = self.cards()
        self.shot("read")

    def agree(self):
        """Tab and command line say the same of everybody."""
        lines = self.told()
        assert len(lines) == self.start["Mapped"] + self.start["Not mapped with NetSuite"], (len(lines), self.start)
        assert len(self.told("--integrated", "yes")) == self.start["Mapped"]
        assert len(self.told("--integrated", "no")) == self.start["Not mapped with NetSuite"]
        assert sum(1 for line in lines if line["state"] == "conflict") == self.start["Conflicts"]

    def filter(self):
        self.press(lambda thing: re.match(r"\d+ Conflicts", plain(thing)))
        self.shown(self.start["Conflicts"])
        self.shot("conflicts")
        self.press(lambda thing: re.match(r"\d+ Conflicts", plain(thing)))
        self.shown(self.start["Mapped"] + self.start["Not mapped with NetSuite"])

    def link(self):
        """A near miss is linked, taken back by the toast, and linked for good."""
        self.near = next(line for line in self.told("--integrated", "no") if line["near"] and line["state"] != "conflict")
        self.ui.set_text(self.ui.find("text", begins("Search by name")), self.near["email"])
        self.shown(1)
        mapped = self.start["Mapped"]
        self.press(begins("Link %s to employee" % self.near["name"]))
        self.wait_cards(mapped=mapped + 1)
        self.shot("linked")
        self.press(begins("Undo"))
        self.wait_cards(mapped=mapped)
        self.press(begins("Link %s to employee" % self.near["name"]))
        self.wait_cards(mapped=mapped + 1)
        self.ui.set_text(self.ui.find("text", begins("Search by name")), "")
        linked = [line for line in self.told("--integrated", "yes") if line["user"] == self.near["user"]]
        assert len(linked) == 1 and linked[0]["by"] == "hand", linked

    def sync(self):
        """It cannot be taken back: Return does not confirm it, nor does anything but the company's name."""
        would = int(re.search(r"would match (\d+)", plain(self.ui.find("label", begins("Sync Employees is off.")))).group(1))
        before = self.cards()
        self.press(begins("Sync Employees"))
        confirm = self.ui.find("button", begins("Switch On for Good"), timeout=60)
        entry = self.ui.find("text", lambda thing: "company" in plain(thing).lower() or self.integration in plain(thing))
        enabled = uidrive.Atspi.StateType.SENSITIVE
        assert not uidrive.has(confirm, enabled), "nothing is confirmed yet"
        self.ui.set_text(entry, self.integration[:-1])
        self.ui.key("Return")
        assert not uidrive.has(confirm, enabled)
        self.ui.set_text(entry, self.integration)
        self.ui.find("button", lambda thing: begins("Switch On for Good")(thing) and uidrive.has(thing, enabled))
        self.ui.key("Return")
        self.shot("confirm")
        assert self.cards() == before, "Return confirmed it"
        self.ui.act(confirm, "click")
        self.ui.find("label", begins("Sync Employees is on since"))
        self.shot("on")
        self.ui.key("Escape")
        # Those whom it announced, and the one that was linked by hand.
        self.wait_cards(mapped=would + 1)
        assert len(self.told("--integrated", "yes")) == would + 1

    def services(self):
        """Users of SuiteProjects Pro: the filter "system" leads to them, and tab and command line agree on them as well."""
        there = len(self.sandbox.state("suiteprojects", "user"))
        self.ui.choose(self.ui.find("combo box", begins("System")), "SuiteProjects Pro")
        self.press(begins("Read Both Systems"))
        # What applies instead of Sync Employees.
        told = self.ui.find("label", lambda thing: "links and creates users whenever it runs" in plain(thing), timeout=60)
        link, create = (int(number) for number in re.search(r"Next: (\d+) to link, (\d+) to create", plain(told)).groups())
        with sqlite3.connect("file:%s/causeway.db?mode=ro" % self.profile, uri=True) as database:
            name = database.execute("SELECT i.name FROM integration i JOIN connection c ON c.id = i.target WHERE c.system = 'suiteprojects'").fetchone()[0]
        users = self.ctl.expect(0, "users", name).lines
        cards = self.cards()
        assert cards["Mapped"] == sum(1 for one in users if one["integrated"]), cards
        assert cards["Not mapped with NetSuite"] == len(self.ctl.expect(0, "users", name, "--integrated", "no").lines), cards
        assert cards["Conflicts"] == len(self.ctl.expect(0, "users", name, "--conflicts").lines), cards
        employees = self.ctl.expect(0, "users", name, "--system", "netsuite").lines
        assert sum(1 for one in employees if one["will_be_created"]) == create > 0, create
        assert link == sum(1 for one in users if one["reason"].startswith("will be linked")) > 0, link
        self.ui.choose(self.ui.find("combo box", begins("System")), "NetSuite")
        self.shown(len(employees))
        self.shot("services")
        refused = self.ctl.expect(2, "users", "sync", name, "on").error
        assert "spp.employees" in refused["message"], refused
        assert len(self.sandbox.state("suiteprojects", "user")) == there

    def untouched(self):
        writes = [one for one in self.sandbox.log() if is_write(one) and not one["path"].endswith("/api.pl")]
        assert not writes, writes[:3]

    def end(self):
        self.ui.key("ctrl+q")
        assert self.ui.proc.wait(30) == 0, "the window ended with %s" % self.ui.proc.returncode
        self.errors.seek(0)
        complaints = [line for line in self.errors if re.search("CRITICAL|WARNING|ERROR|Sanitizer", line)]
        assert not complaints, "".join(complaints)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--window", required=True)
    parser.add_argument("--ctl", required=True)
    tap = Tap()
    folder = tempfile.mkdtemp(prefix="causeway-users.")
    story = Story(parser.parse_args(), folder)
    try:
        for step in (story.read, story.agree, story.filter, story.link, story.sync, story.services, story.untouched, story.end):
            failed = tap.failed
            tap.case(step.__name__, step)
            if tap.failed > failed:
                if SHOTS and story.ui:
                    story.ui.shot(os.path.join(SHOTS, "users-failed.png"))
                story.errors.seek(0)
                tap.note(story.errors.read()[-3000:])
                break
    finally:
        if story.ui and story.ui.proc.poll() is None:
            story.ui.proc.kill()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
