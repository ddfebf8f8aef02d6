#!/usr/bin/python3
"""users: causewayctl users with the real programs.

SPDX-License-Identifier: GPL-3.0-or-later

    users.py --ctl PROGRAM --sandbox PROGRAM

What must come out is worked out from the truth that the sandbox shows: an
address that exactly one active employee and one active user have joins them.
"""
import csv
import json
import sys

from harness import Ctl, Tap, Workplace, is_write, parse_arguments

EMPLOYEES = 500


def key(row):
    address = (row.get("email") or "").strip().lower()
    return address if "@" in address else None


def expected(sandbox, company):
    """User id → "conflict", None or the employee's id."""
    employees = [one for one in sandbox.state("netsuite", "employee")]
    users = [one for one in sandbox.state("precoro", "users") if one["company"] == company]
    ids = {one["id"] for one in employees}
    named = {str(one["netSuiteId"]) for one in users if one.get("netSuiteId")}
    by_address, wanted = {}, {}
    for one in employees:
        if one["isinactive"] == "F" and key(one):
            by_address.setdefault(key(one), ([], []))[0].append(one["id"])
    for one in users:
        if one["enable"] and key(one):
            by_address.setdefault(key(one), ([], []))[1].append(str(one["id"]))
    for one in users:
        mine, others = by_address.get(key(one), ([], []))
        if one.get("netSuiteId"):
            wanted[str(one["id"])] = str(one["netSuiteId"]) if str(one["netSuiteId"]) in ids else None
        elif not one["enable"] or not mine:
            wanted[str(one["id"])] = None
        elif len(mine) == 1 and len(others) == 1 and mine[0] not in named:
            wanted[str(one["id"])] = mine[0]
        else:
            wanted[str(one["id"])] = "conflict"
    return wanted


class Story:
    def __init__(self, arguments, place):
        self.place = place
        self.sandbox = place.sandbox(arguments.sandbox, "--customers", "10", "--projects", "5", "--employees", str(EMPLOYEES))
        self.ctl = Ctl(arguments.ctl, place.path("profile"))
        lines = self.ctl.expect(0, "sample", "add", "--info", self.sandbox.info_file).lines
        line = next(one for one in lines if one["system"] == "precoro")
        self.name, self.company = line["integration"], line["company"]
        self.wanted = expected(self.sandbox, self.company)
        self.links = {user: employee for user, employee in self.wanted.items() if employee not in (None, "conflict")}

    def writes(self):
        return [one for one in self.sandbox.log() if is_write(one) and one["system"] in ("netsuite", "precoro")]

    def users(self, *arguments):
        return {one["user"]: one for one in self.ctl.expect(0, "users", self.name, *arguments).lines}

    def effect(self):
        """Without the name of the company everything is shown and nothing is done."""
        result = self.ctl.expect(2, "users", "sync", self.name, "on")
        shown = {one["user"]: one for one in result.lines if "user" in one}
        assert set(shown) == set(self.wanted), (len(shown), len(self.wanted))
        summary = result.events("sync")[0]
        assert summary["on"] is False and summary["would_link"] == len(self.links), summary
        assert self.company in result.error["message"], result.error
        conflicts = {user for user, one in shown.items() if one["state"] == "conflict"}
        assert conflicts == {user for user, one in self.wanted.items() if one == "conflict"}
        assert all(user in shown[user]["conflict"]["users"] for user in conflicts)
        assert any(one["near"] for one in shown.values())
        assert self.ctl.expect(0, "links", "list", self.name).lines == []
        assert self.ctl.expect(2, "users", "sync", self.name, "on", "--confirm", "another").error["code"] == "usage"
        assert self.ctl.expect(2, "users", "sync", self.name, "off").error["code"] == "usage"
        assert self.ctl.expect(2, "workflow", "enable", self.name, "precoro.employees").error["code"] == "usage"

    def switch_on(self):
        result = self.ctl.expect(1, "users", "sync", self.name, "on", "--confirm", self.company)
        assert result.events("sync")[-1]["on"] is True, result.describe()
        listed = self.users()
        assert {user: one["employee"] for user, one in listed.items() if one["state"] == "linked"} == self.links
        assert all(one["since"] and one["by"] in ("e-mail", "external id") for one in listed.values() if one["state"] == "linked")
        assert not self.writes(), self.writes()[:3]
        assert self.ctl.expect(2, "workflow", "disable", self.name, "precoro.employees").error["code"] == "usage"
        runs = self.ctl.expect(0, "history").lines
        assert runs[0]["counts"]["link"] == len(self.links), runs[0]
        entries = [one for one in self.ctl.expect(0, "history", str(runs[0]["run"])).lines if one.get("operation") == "link"]
        assert len(entries) == len(self.links) and all(one["kind"] == "change" for one in entries)

    def filters(self):
        everybody, yes, no = self.users(), self.users("--integrated", "yes"), self.users("--integrated", "no")
        assert set(yes) | set(no) == set(everybody) and not set(yes) & set(no)
        assert all(one["integrated"] for one in yes.values()) and not any(one["integrated"] for one in no.values())
        assert set(self.links) <= set(yes)
        assert self.ctl.expect(2, "users", self.name, "--integrated", "perhaps").error["code"] == "usage"
        assert self.ctl.expect(2, "users", "nowhere").error["code"] == "usage"

    def again(self):
        result = self.ctl.expect(1, "run", self.name, "precoro.employees", "--yes")
        assert result.end["counts"]["link"] == 0 and result.end["counts"]["unchanged"] == len(self.links), result.end
        assert not self.writes()

    def newcomer(self):
        """Matched with the next run; the address may change afterwards."""
        user = str(self.sandbox.post("edit", {"system": "precoro", "record": "user", "create": {
            "company": self.company, "firstname": "Nora", "lastname": "Quill", "email": "nora.quill@harbor.example"}})["id"])
        employee = str(self.sandbox.post("edit", {"system": "netsuite", "record": "employee", "create": {
            "firstname": "Nora", "lastname": "Quill", "subsidiary": "2", "email": "NORA.QUILL@harbor.example"}})["id"])
        self.ctl.expect(1, "run", self.name, "precoro.employees", "--yes")
        assert self.users()[user]["employee"] == employee
        self.sandbox.post("edit", {"system": "precoro", "record": "user", "id": user, "set": {"email": "nora@elsewhere.test"}})
        line = self.users("--refresh")[user]
        assert line["employee"] == employee and line["email"] == "nora@elsewhere.test", line

    def by_hand(self):
        listed = self.users()
        near = next(one for one in listed.values() if one["state"] == "unmatched" and one["near"])
        user, employee = near["user"], near["near"][0]["employee"]
        linked = self.ctl.expect(0, "users", "link", self.name, employee, user).lines[0]
        assert linked["by"] == "hand" and linked["employee"] == employee, linked
        other = next(one for one in listed.values() if one["state"] == "unmatched" and one["user"] != user)
        assert "already" in self.ctl.expect(2, "users", "link", self.name, employee, other["user"]).error["message"]
        assert self.ctl.expect(0, "users", "unlink", self.name, employee, user).lines[0]["state"] == "unmatched"
        refused = self.ctl.expect(0, "users", "refuse", self.name, employee, user).lines[0]
        assert employee not in [one["employee"] for one in refused["near"]], refused
        allowed = self.ctl.expect(0, "users", "allow", self.name, employee, user).lines[0]
        assert employee in [one["employee"] for one in allowed["near"]], allowed
        assert self.ctl.expect(2, "users", "link", self.name, "999999", user).error["code"] == "usage"

    def files(self):
        self.sandbox.post("edit", {"system": "precoro", "record": "user", "create": {
            "company": self.company, "firstname": "=1+1", "lastname": "", "email": "formula@harbor.example"}})
        count = len(self.users("--refresh"))
        self.ctl.expect(0, "users", self.name, "--out", self.place.path("users.csv"))
        self.ctl.expect(0, "users", self.name, "--out", self.place.path("users.json"))
        with open(self.place.path("users.csv"), newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        with open(self.place.path("users.json"), encoding="utf-8") as file:
            objects = json.load(file)
        assert len(rows) == len(objects) == count
        assert any(row["name"] == "'=1+1" for row in rows)
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())

    def text(self):
        result = self.ctl.text("users", self.name)
        assert result.status == 0 and self.wanted.keys() <= set(result.out.split()), result.describe()
        assert "not mapped with NetSuite" in result.out


def main():
    arguments = parse_arguments()
    tap = Tap()
    with Workplace() as place:
        story = Story(arguments, place)
        for step in ("effect", "switch_on", "filters", "again", "newcomer", "by_hand", "files", "text"):
            tap.case(step, getattr(story, step))
    return tap.end()


sys.exit(main())
