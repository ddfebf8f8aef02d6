#!/usr/bin/python3
"""window-services: several workflows in one run, and a conflict settled, through the accessibility tree

SPDX-License-Identifier: GPL-3.0-or-later

    window-services.py --window PROGRAM

Chooses three workflows of the sample's SuiteProjects Pro integration, sees one
plan of all of them, exports it and sees each workflow's own progress; settles
a conflict with the keyboard alone and exports that. What is there at the end
is held against what NetSuite says; the same run once more writes nothing.
"""
import argparse
import collections
import os
import re
import shutil
import sqlite3
import sys
import tempfile

import uidrive
from harness import Sandbox, Tap, is_write

SHOTS = os.environ.get("CAUSEWAY_SHOTS")
BOX = "custentity_oa_export_to_openair"
CHOSEN = ("Employees", "Customers", "Projects")
PATIENCE = 60


def plain(thing):
    return (thing.get_name() or "").replace("_", "")


def begins(text):
    return lambda thing: plain(thing).startswith(text)


def says(text):
    return lambda thing: plain(thing) in (text, text + " " + text)


class RunningSandbox(Sandbox):
    def __init__(self, url):
        self.url = url


class Story:
    def __init__(self, program, folder):
        self.program = program
        self.profile = os.path.join(folder, "profile")
        self.errors = open(os.path.join(folder, "window.log"), "w+", encoding="utf-8")
        self.ui = self.keys = self.sandbox = None
        self.integration = self.twice = self.meant = None

    def sql(self, text, *values):
        with sqlite3.connect("file:%s/causeway.db?mode=ro" % self.profile, uri=True) as database:
            return database.execute(text, values).fetchall()

    def press(self, name):
        self.ui.act(self.ui.find("button", name), "click")

    def shot(self, name):
        if SHOTS:
            self.ui.shot(os.path.join(SHOTS, "services-%s.png" % name))

    def edit(self, system, **values):
        return self.sandbox.post("edit", {"system": system, "record": "customer", "create": values})["id"]

    def writes(self):
        """What wrote in SuiteProjects Pro, or checked a box in NetSuite: reading and writing have one address in the former."""
        return [one for one in self.sandbox.get("/__sandbox/log")
                if (re.search(r"Add|Modify|CreateUser", one["commands"]) if one.get("commands") else one["system"] == "netsuite" and is_write(one))]

    # ---- the story ----

    def open(self):
        # Leaks are looked for where stacks are whole: in the tests of the pages.
        environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
        self.ui = uidrive.App([self.program, "--sample", "--profile", self.profile], name="causeway", timeout=PATIENCE, log=self.errors,
                              env=environment)
        self.ui.find("button", begins("Export Customers and projects"))
        self.integration = self.sql("SELECT integration.name FROM integration JOIN connection ON connection.id = integration.target "
                                    "WHERE connection.system = 'suiteprojects'")[0][0]
        url = self.sql("SELECT url FROM connection WHERE system = 'netsuite'")[0][0]
        self.sandbox = RunningSandbox(url.rsplit("/", 1)[0])
        self.edit("suiteprojects", name="TWICE", company="Twice Holding", active="1")
        self.meant = self.edit("suiteprojects", name="twice", company="Twice Ltd", active="1")
        self.twice = self.edit("netsuite", entityid="Twice", companyname="Twice Ltd", isperson="F", subsidiaries=["2"], **{BOX: "T"})
        self.keys = uidrive.Keyboard(self.ui, PATIENCE)

    def choose(self):
        """The check boxes, with the keyboard."""
        self.ui.mouse(self.ui.find("label", says(self.integration)))
        self.ui.find("button", begins("Run Customers"))
        self.check()
        self.shot("chosen")

    def check(self):
        for title in CHOSEN:
            self.keys.tab_to("Choose " + title)
            self.keys.press("space")
        self.ui.find("button", begins("Run Chosen (3)"))

    def plan(self):
        self.press(begins("Run Chosen (3)"))
        self.ui.find("button", begins("Show only: Create"), timeout=120)
        for title in ("All Workflows",) + CHOSEN:
            self.ui.find("button", begins("Show %s, " % title))
        self.ui.find("button", begins("Show only: Conflict"))
        self.shot("plan")

    def export(self):
        """A bar for each workflow, and for each of its pages."""
        self.press(says("Export"))
        self.ui.find("label", begins("Done: "), timeout=180)
        for title in CHOSEN:
            self.ui.find("progress bar", says(title))
        self.ui.find("progress bar", says("Customers, page 1"))
        self.shot("run")
        assert not self.linked().get(self.twice)

    def linked(self):
        return dict(self.sql("SELECT source_id, target_id FROM link JOIN integration ON integration.id = link.integration "
                             "WHERE name = ? AND workflow = 'spp.customers'", self.integration))

    def settle(self):
        """From the run to the record, and the one that is meant."""
        # The list begins where the run was; what needs somebody stands above.
        self.keys.tab_to("Settle Twice", "shift+Tab")
        self.keys.press("Return")
        self.ui.find("button", begins("This one: twice, "))
        self.shot("conflict")
        self.keys.tab_to("This one: twice, ")
        self.keys.press("Return")
        self.ui.find("button", begins("Undo for Twice"))
        assert self.sql("SELECT choice, target_id FROM decision WHERE undone IS NULL") == [("link", str(self.meant))]
        self.shot("settled")
        self.press(says("Plan…"))
        self.ui.find("button", begins("Show only: "), timeout=120)
        self.press(says("Export"))
        self.ui.find("label", says("Done: 1 record"), timeout=120)
        assert self.linked()[str(self.twice)] == str(self.meant)

    def compare(self):
        """Nobody was made twice, and everything of ours is known here."""
        there = self.sandbox.state("suiteprojects", "customer")
        ours = collections.Counter(one["netsuite_customer_id__c"] for one in there if one.get("netsuite_customer_id__c"))
        links = self.linked()
        assert max(ours.values()) == 1 and set(links) <= set(ours), set(links) - set(ours)
        assert [one["company"] for one in there if str(one["id"]) == str(self.meant)] == ["Twice Ltd"]
        marked = {one["id"] for one in self.sandbox.state("netsuite", "customer")
                  if one["isinactive"] != "T" and (one.get("searchstage") or "Customer") == "Customer"
                  and one.get(BOX) == "T"}
        # The rest says why: it is not this integration's, or another person has to say which one is meant.
        rows = {one: (operation, reason) for one, operation, reason in
                self.sql("SELECT source_id, operation, reason FROM plan_row WHERE plan = (SELECT max(id) FROM plan WHERE sealed "
                         "AND workflow = 'spp.customers')")}
        left = {one: rows.get(one) for one in marked - set(links)}
        left = {one: row for one, row in left.items() if row != ("skip", "not-available") and (row is None or row[0] != "conflict")}
        assert not left, left
        for one in self.sandbox.state("netsuite", "customer"):
            if one["id"] in links:
                record = next(thing for thing in there if str(thing["id"]) == links[one["id"]])
                assert record["name"] == one["entityid"] and record["netsuite_customer_id__c"] == one["id"], (one, record)

    def again(self):
        """The same three once more: nothing is to do, and nothing is done."""
        before = len(self.writes())
        # Past the pages that were left on the way, to the integration.
        for _ in range(8):
            if self.ui.look("button", begins("Run Chosen (3)")) is not None:
                break
            self.ui.key("alt+Left")
            self.keys.settle(0.5)
        self.press(begins("Run Chosen (3)"))
        self.ui.find("label", says("Nothing has to change"), timeout=120)
        assert len(self.writes()) == before

    def end(self):
        self.ui.key("ctrl+q")
        assert self.ui.proc.wait(20) == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--window", required=True)
    arguments = parser.parse_args()
    tap = Tap()
    folder = tempfile.mkdtemp(prefix="causeway-services.")
    story = Story(arguments.window, folder)
    try:
        for step in (story.open, story.choose, story.plan, story.export, story.settle, story.compare, story.again, story.end):
            failed = tap.failed
            tap.case(step.__name__.replace("_", " "), step)
            if tap.failed > failed:
                if story.ui:
                    story.shot("failed")
                break
    finally:
        if story.ui and story.ui.proc.poll() is None:
            story.ui.proc.kill()
            story.ui.proc.wait()
        story.errors.seek(0)
        for line in story.errors.read().splitlines():
            print("# window:", line)
        story.errors.close()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
