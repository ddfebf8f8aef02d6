#!/usr/bin/python3
"""window-mapping: a person edits a mapping with the keyboard alone, through the accessibility tree

SPDX-License-Identifier: GPL-3.0-or-later

    window-mapping.py --window PROGRAM --ctl PROGRAM --sandbox PROGRAM

Every customer was sent to SuiteProjects Pro as type C. In the window the
NetSuite department becomes a custom field there through a value mapping, a
condition sets type P for prospects, a filter lets one subsidiary through; the
preview and the number of records that change follow each edit. It is saved,
planned and run, and what the plan shows and the run does is exactly what this
script works out from what the sandbox held before.

Nothing is pointed at: each thing is reached with Tab, the arrows and Return,
and found by what a screen reader is told of the focus.
"""
import argparse
import json
import os
import re
import sqlite3
import sys

import uidrive
from harness import Ctl, Tap, Workplace

START_SECONDS = 90
SHOTS = os.environ.get("CAUSEWAY_SHOTS")
WORKFLOW = "spp.customers"
RATINGS = {"IT": "A", "Operations": "B", "Sales": "C"}      # department → the custom field Rating of a customer
FILTER = "Harbor EU"                                        # subsidiary
PROSPECT = "Prospect"


def plain(thing):
    """Chips have no-break spaces around their names."""
    return " ".join(uidrive.Keyboard.plain(thing.get_name()).split())


def begins(text):
    return lambda thing: plain(thing).startswith(text)


class Story:
    def __init__(self, arguments, place):
        self.arguments = arguments
        self.profile = place.path("profile")
        self.errors = open(place.path("window.log"), "w+", encoding="utf-8")
        self.sandbox = place.sandbox(arguments.sandbox, "--customers", "90", "--projects", "5", "--employees", "10")
        self.ctl = Ctl(arguments.ctl, self.profile)
        self.place = place
        self.ui = self.keys = self.changes = None
        lines = self.ctl.expect(0, "sample", "add", "--info", self.sandbox.info_file).lines
        self.name = next(one["integration"] for one in lines if one["system"] == "suiteprojects")

    def shot(self, name):
        if SHOTS:
            self.ui.shot(os.path.join(SHOTS, "mapping-story-%s.png" % name))

    # ---- what was before, and what must come of it ----

    def customers(self):
        """What the target has: its id → the record."""
        return {one["id"]: one for one in self.sandbox.state("suiteprojects", "customer")}

    def before(self):
        """Everything is there already, prospects too, and all are of type C."""
        self.ctl.expect(0, "workflow", "set", self.name, WORKFLOW, "prospects=true")
        path = self.place.path("before.json")
        self.ctl.expect(0, "mapping", "export", self.name, WORKFLOW, path)
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        next(row for row in document["groups"][0]["rows"] if row["target"] == "type")["source"] = {"value": "C"}
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file)
        self.ctl.expect(0, "mapping", "import", self.name, WORKFLOW, path)
        self.ctl.expect((0, 1), "run", self.name, WORKFLOW, "--all", "--yes")
        self.held = self.customers()

        departments = {one["id"]: one["name"] for one in self.sandbox.state("netsuite", "department")}
        subsidiary = next(one["id"] for one in self.sandbox.state("netsuite", "subsidiary") if one["name"] == FILTER)
        relations = {(one["entity"], one["subsidiary"]) for one in self.sandbox.state("netsuite", "customersubsidiaryrelationship")}
        self.truth = {one["id"]: one for one in self.sandbox.state("netsuite", "customer")}
        self.expected = {}
        for target, record in self.held.items():
            source = self.truth.get(record.get("netsuite_customer_id__c") or "")
            if source is None or source["isinactive"] == "T" or source.get("searchstage") == "Lead" or (source["id"], subsidiary) not in relations:
                continue
            wanted = {"type": "P" if source.get("searchstage") == PROSPECT else "C",
                      "rating__c": RATINGS.get(departments.get(source.get("custentity_department")))}
            change = {field: value for field, value in wanted.items() if value is not None and value != (record.get(field) or None)}
            if change:
                self.expected[source["id"]] = (target, change)
        kinds = [set(change) for _target, change in self.expected.values()]
        assert {"type"} in kinds and {"rating__c"} in kinds and len(kinds) < len(self.held) / 2, kinds

    # ---- the story ----

    def open(self):
        environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
        self.ui = uidrive.App([self.arguments.window, "--profile", self.profile, "--page", "mapping"], name="causeway",
                              timeout=START_SECONDS, log=self.errors, env=environment)
        self.keys = uidrive.Keyboard(self.ui, 60)
        self.keys.press("Tab")
        self.keys.tab_to("Customers and projects, Harbor EU")
        self.keys.down_to("Customers, %s" % self.name)
        self.ui.find("label", begins("Version 1, saved"))
        self.ui.timeout = 60

    def wait_changes(self, accept):
        """Until the line under the preview says a number that @accept takes; the number."""
        if self.changes is None:
            self.changes = self.ui.find("label", lambda thing: re.match(r"(Changes|Counting) ", plain(thing)))

        def number():
            match = re.match(r"Changes (\d[\d,.]*|no) record", plain(self.changes))
            return match and (0 if match.group(1) == "no" else int(re.sub(r"\D", "", match.group(1))))
        return self.ui._until(lambda: number() is not None and accept(number()) and [number()], "number of records that change")[0]

    def pick(self, *words):
        """In the window to choose from that has just opened."""
        for word in words:
            self.keys.wait_on("Search")
            self.keys.type(word)
            self.keys.press("Return")

    def map_department(self):
        keys = self.keys
        keys.tab_to("Add a Field")
        keys.press("Return")
        self.pick("rating", "custentity department")
        keys.wait_on("Change Field")
        keys.menu("Put Into", "Value Mapping")
        keys.wait_on("Change Value Mapping")
        # No mapping used the department so far: no record has it yet.
        keys.tab_to("Read Now", "shift+Tab")
        keys.press("Return")
        self.ui.find("text", begins("What “IT” becomes"))
        for department, rating in RATINGS.items():
            keys.tab_to("What “%s” becomes" % department)
            if rating != "B":
                keys.type(rating)
                continue
            # What the target takes can be chosen as well.
            keys.move("Tab")
            assert keys.is_on("Choose a Value of the Target"), keys.name()
            keys.press("Return")
            self.pick("b")
            keys.wait_on("What “%s” becomes" % department)
        keys.tab_to("Ask about values without an entry")
        keys.press("space")
        self.shot("department")
        mapped = sum(1 for one in self.truth.values() if self.is_rated(one))
        self.rated = self.wait_changes(lambda number: 0 < number <= mapped)
        keys.press("alt+Left")
        keys.wait_on("Rating from Department by a value mapping with 3 entries")

    def is_rated(self, customer):
        names = {one["id"]: one["name"] for one in self.sandbox.state("netsuite", "department")} if not hasattr(self, "names") else self.names
        self.names = names
        return names.get(customer.get("custentity_department")) in RATINGS

    def prospects(self):
        keys = self.keys
        keys.tab_to("Type from “C”", "shift+Tab")
        keys.press("Return")
        keys.wait_on("Change Fixed Value")
        keys.menu("Put Into", "If … Then")
        keys.wait_on("Change If … Then")
        keys.tab_to("Change If: Condition")
        keys.tab_to("Change Fixed Value")
        keys.menu("Replace With", "Field")
        self.pick("searchStage")
        keys.wait_on("Change Field")
        keys.tab_to("Comparison")
        keys.press("Return")
        keys.press("Up", "Return")
        keys.tab_to("Choose a Value That Occurs")
        keys.press("Return")
        self.pick(PROSPECT)
        keys.tab_to("Ignore case")
        keys.move("Tab")
        keys.press("ctrl+a")
        keys.type("P")
        keys.tab_to("Add Otherwise")
        keys.menu("Fixed Value")
        keys.wait_on("Value")
        keys.type("C")
        self.shot("prospects")
        self.ui.find("label", lambda thing: plain(thing) == "if Search Stage is “Prospect”: “P”, otherwise “C”")
        self.wait_changes(lambda number: self.rated < number < len(self.held))

    def filter(self):
        keys = self.keys
        keys.press("alt+Left")
        keys.wait_on("Type from if Search Stage is “Prospect”")
        keys.tab_to("Filter", "shift+Tab")
        keys.press("Return")
        keys.tab_to("Add a Condition")
        keys.press("Return")
        self.pick("subsidiaries")
        keys.tab_to("Choose a Value That Occurs")
        keys.press("Return")
        self.pick(FILTER.lower())
        # People read the name; the id stands behind it.
        self.ui.find("label", lambda thing: re.match(r"the record’s Subsidiaries includes “%s” \(\d+\)" % FILTER, plain(thing)))
        self.ui.find("label", lambda thing: re.match(r"[\d,.]+ of [\d,.]+ records take part", plain(thing)))
        self.shot("filter")

    def show_changes(self):
        """The list of what changes, with before and after."""
        self.keys.tab_to("Show What Changes")
        self.keys.press("Return")
        changed = self.ui.find("list", begins("Records That Change"))
        self.ui.find("label", lambda thing: re.search(r"Rating: nothing → [ABC]$", plain(thing)), changed)
        self.shot("changes")
        self.keys.press("alt+Left")

    def save(self):
        self.keys.press("ctrl+s")
        self.keys.wait_on("Note")
        self.keys.type("Ratings by department")
        self.shot("save")
        self.keys.press("Return")
        self.ui.find("label", begins("Version 2, saved"))
        versions = self.ctl.expect(0, "mapping", "versions", self.name, WORKFLOW).lines
        assert versions[0]["version"] == 2 and versions[0]["note"] == "Ratings by department", versions[0]

    def files(self):
        """Out to a file, which is what causewayctl writes, and in again: both by the windows to choose a file."""
        keys = self.keys
        ours, theirs = self.place.path("ours.json"), self.place.path("theirs.json")
        keys.tab_to("More for This Mapping", "shift+Tab")
        keys.menu("Export…")
        self.ui.find(None, begins("Export the Mapping"))
        keys.settle(1)
        keys.press("ctrl+a")
        keys.type(ours)
        keys.press("Return")
        self.ui._until(lambda: os.path.exists(ours), "the file")
        self.ctl.expect(0, "mapping", "export", self.name, WORKFLOW, theirs)
        with open(ours, encoding="utf-8") as first, open(theirs, encoding="utf-8") as second:
            assert json.load(first) == json.load(second)
        keys.tab_to("More for This Mapping", "shift+Tab")
        keys.menu("Import…")
        self.ui.find(None, begins("Import a Mapping"))
        keys.settle(1)
        # In a list of files a slash begins a path.
        keys.type(ours)
        keys.press("Return")
        self.ui.find("label", begins("The file changes nothing."))
        keys.press("alt+Left")

    def plan(self):
        keys = self.keys
        keys.press("alt+1")
        keys.tab_to(FILTER)
        keys.down_to(self.name)
        keys.press("Return")
        keys.tab_to("Run Customers")
        keys.press("Return")
        self.ui.find("button", begins("Show only: Update, %d record" % len(self.expected)), timeout=90)
        with sqlite3.connect("file:%s/causeway.db?mode=ro" % self.profile, uri=True) as database:
            run, version = database.execute("SELECT run, mapping_version FROM plan ORDER BY id DESC LIMIT 1").fetchone()
            rows = database.execute("SELECT source_id, operation FROM plan_row JOIN plan ON plan.id = plan_row.plan WHERE run = ?", (run,)).fetchall()
        assert version == 2, version
        assert {number for number, operation in rows if operation == "update"} == set(self.expected)
        assert not [row for row in rows if row[1] in ("create", "move", "deactivate", "reactivate")], rows
        self.shot("plan")

    def apply(self):
        """The same with what the target has afterwards: exactly these fields of exactly these records."""
        self.keys.tab_to("Export")
        self.keys.press("Return")
        self.ui.find("label", begins("Done: "), timeout=90)
        self.shot("done")
        changed = {}
        for target, record in self.customers().items():
            before = self.held[target]
            change = {field: record.get(field) for field in set(record) | set(before)
                      if field != "updated" and (record.get(field) or None) != (before.get(field) or None)}
            if change:
                changed[target] = change
        wanted = dict(self.expected.values())
        assert changed == wanted, [(target, changed.get(target), wanted.get(target)) for target in set(changed) | set(wanted)
                                   if changed.get(target) != wanted.get(target)]

    def end(self):
        self.keys.close()
        self.ui.key("ctrl+q")
        assert self.ui.proc.wait(60) == 0, "the window ended with %s" % self.ui.proc.returncode
        self.errors.seek(0)
        # Nobody shows notifications in this session.
        complaints = [line for line in self.errors if re.search("CRITICAL|WARNING|ERROR|Sanitizer", line)
                      and "org.freedesktop.Notifications" not in line]
        assert not complaints, "".join(complaints)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--window", required=True)
    parser.add_argument("--ctl", required=True)
    parser.add_argument("--sandbox", required=True)
    arguments = parser.parse_args()
    tap = Tap()
    with Workplace() as place:
        story = tap.case("set up", Story, arguments, place)
        try:
            for name in ("before", "open", "map_department", "prospects", "filter", "show_changes", "save", "files", "plan", "apply", "end") if story else ():
                failed = tap.failed
                tap.case(name.replace("_", " "), getattr(story, name))
                if tap.failed == failed:
                    continue
                if SHOTS and story.ui:
                    story.ui.shot(os.path.join(SHOTS, "mapping-story-failed.png"))
                story.errors.seek(0)
                tap.note(story.errors.read()[-3000:])
                break
        finally:
            if story and story.ui and story.ui.proc.poll() is None:
                story.ui.proc.kill()
    return tap.end()


sys.exit(main())
