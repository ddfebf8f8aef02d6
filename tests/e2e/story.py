#!/usr/bin/python3
"""story: the export of a sample company from beginning to end, as scripts see it.

SPDX-License-Identifier: GPL-3.0-or-later

What Precoro holds afterwards is compared with model.py, which states the rules
independently; lines and exit codes with the contract of the programs.
"""
import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

import model
from harness import Ctl, Tap, Workplace, is_write, parse_arguments

OPERATIONS = ["create", "update", "move", "deactivate", "reactivate", "link", "unchanged", "skip", "conflict"]
TERMINAL_COLUMNS = 120
WORKFLOW = "precoro.customers-projects"
MEMBERS = {
    "plan": ["event", "run", "integration", "workflow", "counts", "pages", "requests", "ends"],
    "record": ["event", "page", "source", "operation", "reason", "before", "after", "outcome", "target", "error"],
    "page": ["event", "page", "pages", "done", "failed", "left"],
    "end": ["event", "run", "outcome", "counts", "requests", "seconds"],
    "error": ["event", "code", "message", "next"],
}
OUTCOMES = {"planned", "done", "failed", "unchanged", "skipped", "conflict", "unsettled"}


class Story:
    """One sandbox, one profile, and what is known of them."""

    def __init__(self, arguments, place):
        self.place = place
        self.arguments = arguments
        self.sandbox = place.sandbox(arguments.sandbox, "--customers", "300", "--projects", "150", "--latency", "1")
        self.ctl = Ctl(arguments.ctl, place.path("profile"))
        self.companies = self.sandbox.info["precoro"]
        self.before = self.sandbox.state("precoro", "options")
        self.integrations = []

    # -- helpers ------------------------------------------------------------

    def get_integration(self, company):
        return next(one["integration"] for one in self.integrations if one["company"] == company["company"])

    def options_of(self, company, options=None):
        options = self.sandbox.state("precoro", "options") if options is None else options
        return [option for option in options if str(option["company"]) == str(company["company"])]

    def mark(self):
        """Number of the last request so far."""
        log = self.sandbox.log()
        return log[-1]["number"] if log else 0

    def writes_since(self, number):
        return [entry for entry in self.sandbox.get("/__sandbox/log?since=%d" % number) if is_write(entry)]

    def check_company(self, company, needed):
        records = model.read_source(self.sandbox)
        problems = model.compare(records, needed, self.options_of(company), self.options_of(company, self.before))
        assert not problems, "%d problems\n%s" % (len(problems), "\n".join(problems[:20]))

    def select(self, company, everything=True):
        return model.select(model.read_source(self.sandbox), {str(company["subsidiary"])}, everything)


# ---- shapes ----

def check_shapes(lines):
    """Members and their order, the order of events, and what may stand in them."""
    for line in lines:
        want = MEMBERS[line["event"]]
        assert list(line)[:len(want)] == want, "members of %s: %s" % (line["event"], list(line))
    kinds = [line["event"] for line in lines]
    assert kinds[0] == "plan" and kinds[-1] == "end", kinds[:1] + kinds[-1:]
    assert kinds.index("plan") < kinds.index("record") if "record" in kinds else True
    for line in lines:
        if line["event"] == "plan":
            assert list(line["counts"])[:9] == OPERATIONS, line["counts"]
        elif line["event"] == "end":
            assert list(line["counts"])[:10] == OPERATIONS + ["failed"], line["counts"]
            assert line["outcome"] in ("done", "attention", "stopped", "failed")
        elif line["event"] == "record":
            assert line["outcome"] in OUTCOMES and line["operation"] in OPERATIONS and line["reason"]
    pages = [line["page"] for line in lines if line["event"] == "page"]
    assert pages == sorted(pages), "pages end in order: %s" % pages


def add_sample(story):
    result = story.ctl.expect(0, "sample", "add", "--info", story.sandbox.info_file)
    story.integrations = [line for line in result.lines if line["system"] == "precoro"]
    services = [line for line in result.lines if line["system"] == "suiteprojects"]
    assert len(story.integrations) == len(story.companies) and len(services) == 1, result.out
    for line in result.lines:
        assert list(line)[:4] == ["integration", "system", "company", "subsidiaries"], line
        assert len(line["subsidiaries"]) == (1 if line["system"] == "precoro" else len(story.companies))
    listed = story.ctl.expect(0, "integration", "list").lines
    assert sorted(map(str, listed)) == sorted(map(str, result.lines))
    names = {one["name"]: one for one in story.ctl.expect(0, "connection", "list").lines}
    # One for each end; SuiteProjects Pro has a connection of its own to NetSuite.
    assert len(names) == 1 + len(story.companies) + 2
    for name in names:
        line = story.ctl.expect(0, "connection", "test", name).lines[0]
        assert list(line)[:5] == ["name", "system", "ok", "cause", "next"] and line["ok"] is True, line


def plan_first(story, company):
    """A plan writes nothing and covers every record."""
    start = story.mark()
    records = model.read_source(story.sandbox)
    result = story.ctl.expect((0, 1), "plan", story.get_integration(company), "--all")
    check_shapes(result.lines)
    assert not story.writes_since(start), "a plan wrote something"
    plan = result.events("plan")[0]
    assert plan["workflow"] == WORKFLOW and plan["integration"] == story.get_integration(company)
    assert sum(plan["counts"].values()) == len(records), plan["counts"]
    assert len(result.events("record")) == len(records) - plan["counts"]["unchanged"]
    planned = {line["source"].split(":")[1] for line in result.events("record") if line["operation"] in ("create", "link")}
    conflicts = {line["source"].split(":")[1] for line in result.events("record") if line["operation"] == "conflict"}
    needed = story.select(company)
    assert planned | conflicts >= needed - stuck_below(story, records, needed, company) and planned <= needed, \
        "planned %d, wanted %d, first differences %s" % (len(planned), len(needed), sorted(planned ^ needed)[:10])
    assert plan["requests"]["precoro"] >= plan["counts"]["create"]


def stuck_below(story, records, needed, company):
    return model.find_conflicts(records, needed, story.options_of(company, story.before))


def run_marked(story, company):
    """Without --all only marked records travel, with the parents they bring along."""
    needed = story.select(company, everything=False)
    result = story.ctl.expect((0, 1), "run", story.get_integration(company), "--yes")
    check_shapes(result.lines)
    story.check_company(company, needed)
    assert not model.compare_marks(model.read_source(story.sandbox), needed - stuck_below(
        story, model.read_source(story.sandbox), needed, company))


def run_all(story, company):
    needed = story.select(company)
    assert len(needed) > 20, "a sample company that says nothing: %d" % len(needed)
    result = story.ctl.expect((0, 1), "run", story.get_integration(company), "--all", "--page-size", "40")
    check_shapes(result.lines)
    plan, end = result.events("plan")[0], result.end
    assert end["outcome"] == ("attention" if result.status else "done")
    for operation in OPERATIONS:
        assert plan["counts"][operation] == end["counts"][operation], (plan["counts"], end["counts"])
    assert end["counts"]["failed"] == 0
    pages = result.events("page")
    assert len(pages) == plan["pages"] and all(page["pages"] == plan["pages"] for page in pages), pages
    assert not pages or pages[-1]["left"] == 0
    assert sum(page["done"] for page in pages) == sum(plan["counts"][one] for one in OPERATIONS[:6]), pages
    story.check_company(company, needed)
    records = model.read_source(story.sandbox)
    problems = model.compare_marks(records, needed - stuck_below(story, records, needed, company))
    assert not problems, problems[:10]


def run_again(story, company):
    """Nothing changed: no write, a handful of reads."""
    start = story.mark()
    result = story.ctl.expect((0, 1), "run", story.get_integration(company))
    check_shapes(result.lines)
    assert not story.writes_since(start), story.writes_since(start)[:5]
    reads = len(story.sandbox.get("/__sandbox/log?since=%d" % start))
    assert reads <= 20, "%d requests to find that nothing changed" % reads
    counts = result.end["counts"]
    assert all(counts[one] == 0 for one in OPERATIONS[:6]), counts


# ---- looking ----

def list_links(story, company):
    links = story.ctl.expect(0, "links", "list", story.get_integration(company)).lines
    options = {option["id"]: option for option in story.options_of(company)}
    for line in links:
        assert list(line)[:4] == ["source", "target", "by", "since"], line
        option = options[int(line["target"])]
        assert model.get_external_id(option) == line["source"].split(":")[1], (line, option)
    assert len({line["source"] for line in links}) == len(links) > 0


def rebuild_links(story, company):
    """The database can be lost: the ids in the target tell what belongs to what."""
    name = story.get_integration(company)
    before = {(line["source"], line["target"]) for line in story.ctl.expect(0, "links", "list", name).lines}
    start = story.mark()
    story.ctl.expect(0, "links", "rebuild", name)
    assert not story.writes_since(start)
    after = {(line["source"], line["target"]) for line in story.ctl.expect(0, "links", "list", name).lines}
    assert after >= before, sorted(before - after)[:5]
    run_again(story, company)


def explain(story, company):
    records = model.read_source(story.sandbox)
    needed = story.select(company)
    name = story.get_integration(company)
    exported = next(records[number] for number in sorted(needed, key=int) if records[number].kind == "job")
    left_out = next(record for record in records.values() if record.id not in needed)
    for record in (exported, left_out):
        line = story.ctl.expect(0, "explain", name, record.key).lines[0]
        assert list(line)[:4] == ["source", "state", "reason", "rules"], line
        assert line["source"] == record.key and line["reason"]
        for rule in line["rules"]:
            assert list(rule) == ["rule", "passed", "value", "reason"], rule
        assert {rule["rule"] for rule in line["rules"]} >= {"available", "marked", "stage", "parents"}
    same = story.ctl.expect(0, "explain", name, "project:" + exported.id).lines[0]
    assert same["source"] == exported.key
    assert story.ctl.expect(2, "explain", name, "customer:999999999").error["code"] == "usage"


def look_back(story):
    runs = story.ctl.expect(0, "history").lines
    for line in runs:
        assert list(line)[:8] == ["run", "started", "ended", "by", "why", "outcome", "counts", "requests"], line
    assert [line["run"] for line in runs] == sorted((line["run"] for line in runs), reverse=True)
    worked = next(line for line in runs if line["counts"].get("create"))
    entries = story.ctl.expect(0, "history", str(worked["run"])).lines[1:]
    intents = {line["entry"] for line in entries if line["kind"] == "intent"}
    results = [line["intent"] for line in entries if line["kind"] in ("done", "failed", "not-applied")]
    assert intents and sorted(intents) == sorted(results), "an intent and its result are two rows"
    assert story.ctl.expect(2, "history", "999999").error["code"] == "usage"


def count_budget(story):
    lines = story.ctl.expect(0, "budget").lines
    for line in lines:
        assert list(line)[:5] == ["connection", "window", "used", "limit", "resets"], line
    used = sum(line["used"] for line in lines if line["window"] == "day")
    sent = len([entry for entry in story.sandbox.log() if entry["system"] in ("netsuite", "precoro", "suiteprojects")])
    assert used == sent, "the ledger says %d requests, the sandbox %d" % (used, sent)


# ---- changes ----

def change(story, company):
    """Rename, deactivate with a descendant, reactivate, unmark: seen and carried over."""
    name = story.get_integration(company)
    records = model.read_source(story.sandbox)
    needed = story.select(company)
    stuck = stuck_below(story, records, needed, company)
    parents = [records[number] for number in sorted(needed - stuck, key=int)
               if records[number].kind == "customer" and
               any(records[one].parent is records[number] and records[one].kind == "job" for one in needed - stuck)]
    renamed, closed, unmarked = parents[0], parents[1], parents[2]
    below = [records[one] for one in needed - stuck if closed in model.get_chain(records[one])]
    story.sandbox.edit("customer", renamed.id, companyname="Renamed & Söhne [=+] 株式会社")
    story.sandbox.edit("customer", closed.id, isinactive="T")
    story.sandbox.edit("customer", unmarked.id, companyname="Nobody should see this", **{model.SYNC_BOX: "F"})
    result = story.ctl.expect((0, 1), "run", name)
    counts = result.end["counts"]
    assert counts["deactivate"] == len(below), (counts, [one.key for one in below])
    assert counts["update"] == 1 and counts["create"] == 0, counts
    options = {model.get_external_id(option): option for option in story.options_of(company)}
    assert options[renamed.id]["name"] == "Renamed & Söhne [=+] 株式会社"
    assert not any(model.is_on(options[one.id]["enable"]) for one in below)
    assert options[unmarked.id]["name"] == unmarked.name, "updates stop when the box is unchecked"
    story.sandbox.edit("customer", closed.id, isinactive="F")
    counts = story.ctl.expect((0, 1), "run", name).end["counts"]
    assert counts["reactivate"] == len(below), counts
    options = {model.get_external_id(option): option for option in story.options_of(company)}
    assert all(model.is_on(options[one.id]["enable"]) for one in below)
    story.sandbox.edit("customer", unmarked.id, companyname=unmarked.name, **{model.SYNC_BOX: "T"})
    run_again_after(story, company)


def run_again_after(story, company):
    story.ctl.expect((0, 1), "run", story.get_integration(company))
    story.check_company(company, story.select(company, everything=False))
    run_again(story, company)


def export_one(story, company):
    """--record sends that record and its parents, and marks it."""
    name = story.get_integration(company)
    parent = next(records for records in model.read_source(story.sandbox).values()
                  if records.kind == "customer" and model.travels(records, {str(company["subsidiary"])}, True))
    number = story.sandbox.post("edit", {"system": "netsuite", "record": "job", "create": {
        "companyname": "A project made by hand", "parent": parent.id, "subsidiary": str(company["subsidiary"])}})["id"]
    result = story.ctl.expect((0, 1), "run", name, "--record", "project:%s" % number)
    assert result.end["counts"]["create"] == 1, result.end
    assert any(line["source"] == "job:%s" % number and line["outcome"] == "done" for line in result.events("record"))
    assert model.read_source(story.sandbox)[str(number)].marked
    run_again(story, company)


def use_plan_file(story, company):
    """Exactly that plan, or none: refused before the first write when something changed."""
    name = story.get_integration(company)
    file = story.place.path("plan.json")
    record = next(one for one in model.read_source(story.sandbox).values()
                  if one.kind == "customer" and one.marked and model.travels(one, {str(company["subsidiary"])}, False))
    story.sandbox.edit("customer", record.id, companyname="First new name")
    story.ctl.expect((0, 1), "plan", name, "--out", file)
    story.sandbox.edit("customer", record.id, companyname="Second new name")
    start = story.mark()
    refused = story.ctl.expect(1, "run", name, "--plan", file)
    assert refused.error["code"] == "stale" and record.id in refused.out, refused.out
    assert not story.writes_since(start)
    story.ctl.expect((0, 1), "plan", name, "--out", file)
    counts = story.ctl.expect((0, 1), "run", name, "--plan", file).end["counts"]
    assert counts["update"] == 1, counts
    story.ctl.expect(2, "run", name, "--plan", file, "--all")


# ---- stopping ----

def make_work(story, company, count):
    """New marked customers, so that a run has something to do."""
    for number in range(count):
        story.sandbox.post("edit", {"system": "netsuite", "record": "customer", "create": {
            "companyname": "Newcomer %d %d" % (time.monotonic_ns(), number), "subsidiary": str(company["subsidiary"]),
            model.SYNC_BOX: "T"}})


def wait_for_line(process, text):
    while True:
        line = process.stdout.readline()
        assert line, "the program ended before %r" % text
        if text in line:
            return line


def stop_and_resume(story, company):
    """SIGTERM in mid-run: what is on the way is finished, exit 4; resume does the rest. A second process is told who works."""
    name = story.get_integration(company)
    make_work(story, company, 60)
    story.sandbox.post("settings", {"latency": 60})
    process = story.ctl.start("run", name, "--page-size", "5")
    try:
        wait_for_line(process, '"outcome":"done"')
        other = story.ctl.expect(5, "run", name)
        assert other.error["code"] == "locked" and str(process.pid) in other.error["message"], other.out
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
        story.sandbox.post("settings", {"latency": 1})
    assert process.returncode == 4, (process.returncode, out[-500:], err)
    assert '"outcome":"stopped"' in out, out[-1000:]
    result = story.ctl.expect((0, 1), "resume")
    assert result.end["outcome"] in ("done", "attention") and result.end["counts"]["create"] > 0
    story.check_company(company, story.select(company, everything=False))
    assert story.ctl.expect(0, "resume").out == ""
    run_again(story, company)


def stop_server(story, company):
    """The systems vanish in mid-run: one sentence, exit 3, and the run can be resumed when they are back."""
    name = story.get_integration(company)
    place = story.place
    data = place.path("data")
    first = place.sandbox(story.arguments.sandbox, "--customers", "80", "--projects", "40", "--data", data, "--latency", "40")
    ctl = Ctl(story.arguments.ctl, place.path("stopped"))
    name = ctl.expect(0, "sample", "add", "--info", first.info_file).lines[0]["integration"]
    process = ctl.start("run", name, "--all", "--page-size", "5")
    try:
        wait_for_line(process, '"outcome":"done"')
        first.stop()
        out, err = process.communicate(timeout=240)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 3, (process.returncode, out[-2000:], err)
    check_sentence(out.splitlines()[-1], ("unreachable", "unavailable", "lost"))
    port = first.url.rsplit(":", 1)[1]
    second = place.sandbox(story.arguments.sandbox, "--port", port, "--data", data)
    result = ctl.expect((0, 1), "resume")
    assert result.end["outcome"] in ("done", "attention")
    company = second.info["precoro"][0]
    needed = model.select(model.read_source(second), {str(company["subsidiary"])}, True)
    options = [one for one in second.state("precoro", "options") if str(one["company"]) == str(company["company"])]
    before = [one for one in options if model.get_external_id(one) not in needed]
    problems = model.compare(model.read_source(second), needed, options, before)
    assert not problems, problems[:20]
    second.stop()


# ---- faults ----

def run_with_faults(story):
    """Answers lost after the change was made, and failing reads: every record exactly once all the same."""
    place = story.place
    sandbox = place.sandbox(story.arguments.sandbox, "--customers", "300", "--projects", "150",
                            "--fault", "precoro:commit-drop:0.05", "--fault", "netsuite:500:0.05")
    before = sandbox.state("precoro", "options")
    ctl = Ctl(story.arguments.ctl, place.path("faults"))
    integrations = ctl.expect(0, "sample", "add", "--info", sandbox.info_file).lines
    for company, line in zip(sandbox.info["precoro"], integrations):
        ctl.expect((0, 1), "run", line["integration"], "--all")
        records = model.read_source(sandbox)
        needed = model.select(records, {str(company["subsidiary"])}, True)
        mine = [one for one in sandbox.state("precoro", "options") if str(one["company"]) == str(company["company"])]
        earlier = [one for one in before if str(one["company"]) == str(company["company"])]
        problems = model.compare(records, needed, mine, earlier)
        assert not problems, "%d problems\n%s" % (len(problems), "\n".join(problems[:20]))
    dropped = [entry for entry in sandbox.log() if entry["fault"] == "commit-drop"]
    assert dropped, "no answer was lost, so nothing was tried"
    sandbox.stop()


# ---- wrong credentials ----

def check_sentence(text, codes=None):
    """A failure names its cause and the next step, each in a sentence."""
    error = json.loads(text)
    assert error["event"] == "error", text
    assert codes is None or error["code"] in codes, text
    for member in ("message", "next"):
        assert error[member], text
        # What the operating system says of a file has no full stop.
        assert error["code"] == "usage" or error[member].rstrip()[-1] in ".!…)”\"'}", "no sentence: " + text
    return error


def test_connection(ctl, name, *words):
    """The connection does not work; the cause names at least one of @words."""
    result = ctl.expect(3, "connection", "test", name)
    line = result.lines[0]
    assert line["ok"] is False and line["cause"] and line["next"], result.out
    assert any(word.lower() in line["cause"].lower() for word in words), "%s: %s" % (words, line["cause"])
    return line


def add_connection(ctl, name, system, url, secret, account=None, auth=None):
    arguments = ["connection", "add", name, "--system", system, "--url", url]
    arguments += ["--account", account] if account else []
    arguments += ["--auth", auth] if auth else []
    return ctl.json(*arguments, secret=json.dumps(secret))


def wrong_keys(story, strange_key):
    netsuite = story.sandbox.info["netsuite"]
    precoro = story.sandbox.info["precoro"][0]
    ctl = Ctl(story.arguments.ctl, story.place.path("wrong"))
    m2m, tba = netsuite["m2m"], netsuite["tba"]
    cases = [
        ("strange key", netsuite["account"], "m2m", dict(m2m, private_key_pem=strange_key), ("key", "certificate")),
        ("strange certificate", netsuite["account"], "m2m", dict(m2m, certificate_id="nobody"), ("certificate", "key")),
        ("strange client", netsuite["account"], "m2m", dict(m2m, client_id="0" * 64), ("client", "integration", "key")),
        ("strange token", netsuite["account"], "tba", dict(tba, token_secret="0" * 64), ("token", "key", "secret", "signature")),
        ("strange consumer", netsuite["account"], "tba", dict(tba, consumer_key="0" * 64), ("consumer", "key", "token")),
        ("strange account", "9999999_SB9", "tba", tba, ("account",)),
    ]
    for name, account, auth, secret, words in cases:
        added = add_connection(ctl, name, "netsuite", netsuite["url"], secret, account, auth)
        if added.status == 0:
            test_connection(ctl, name, *words)
        else:
            assert added.status == 3, added.describe()
            error = check_sentence(added.out.splitlines()[-1])
            assert any(word in error["message"].lower() for word in words), (name, error)
    secret = {"email": precoro["email"], "token": "0" * 40}
    added = add_connection(ctl, "strange precoro", "precoro", precoro["url"], secret)
    if added.status == 0:
        test_connection(ctl, "strange precoro", "token", "key", "e-mail", "email")
    broken = add_connection(ctl, "broken key", "netsuite", netsuite["url"], dict(m2m, private_key_pem="no key"),
                            netsuite["account"], "m2m")
    assert broken.status in (0, 2, 3), broken.describe()
    if broken.status == 0:
        test_connection(ctl, "broken key", "key")
    lacking = add_connection(ctl, "lacking", "netsuite", netsuite["url"], {"client_id": "x"}, netsuite["account"], "m2m")
    assert lacking.status in (0, 2, 3), lacking.describe()
    if lacking.status == 0:
        test_connection(ctl, "lacking", "certificate_id", "private_key_pem")
    assert ctl.json("connection", "add", "x", "--system", "precoro", "--url", precoro["url"], secret="no json").status == 2


def clock_an_hour_off(story):
    """Requests are signed with the server's time; that the clock is wrong is said all the same, with what to do."""
    ctl = Ctl(story.arguments.ctl, story.place.path("clock"))
    netsuite = story.sandbox.info["netsuite"]
    for auth in ("m2m", "tba"):
        assert add_connection(ctl, auth, "netsuite", netsuite["url"], netsuite, netsuite["account"], auth).status == 0
    for advance in (3600, -7200):
        story.sandbox.post("clock", {"advance": advance})
        story.sandbox.post("settings", {"expire_access_tokens": True})
        for auth in ("m2m", "tba"):
            line = ctl.json("connection", "test", auth).lines[0]
            assert "clock" in line["cause"] and "clock" in line["next"], line
            assert ("slow" if advance > 0 else "fast") in line["cause"], line
        story.ctl.expect((0, 1), "plan", story.integrations[0]["integration"])
    story.sandbox.post("clock", {"advance": 3600})
    story.sandbox.post("settings", {"expire_access_tokens": True})
    line = ctl.expect(0, "connection", "test", "m2m").lines[0]
    assert line["ok"] is True and line["cause"] is None, line


def expired_tokens(story):
    """An access token that ran out is renewed unseen; a grant that was withdrawn is said."""
    name = next(line["name"] for line in story.ctl.expect(0, "connection", "list").lines if line["system"] == "netsuite")
    story.sandbox.post("settings", {"expire_access_tokens": True})
    story.ctl.expect((0, 1), "plan", story.integrations[0]["integration"])
    story.sandbox.post("settings", {"revoke_grants": True})
    test_connection(story.ctl, name, "certificate", "revoked", "key", "expired")
    check_sentence(story.ctl.expect(3, "plan", story.integrations[0]["integration"]).out.splitlines()[-1])


def nobody_there(story):
    """The address answers no more."""
    names = [line["name"] for line in story.ctl.expect(0, "connection", "list").lines]
    story.sandbox.stop()
    for name in names:
        test_connection(story.ctl, name, "reach", "refused", "connect")
    result = story.ctl.expect(3, "plan", story.integrations[0]["integration"])
    check_sentence(result.out.splitlines()[-1], ("unreachable",))


# ---- usage, text, terminal ----

def usage(story):
    ctl = story.ctl
    name = story.integrations[0]["integration"]
    wrong = [(), ("nonsense",), ("undo", "1"), ("watch", name), ("mapping", "show", name), ("health",),
             ("connection",), ("connection", "nonsense"), ("plan",), ("plan", name, "--nonsense"), ("plan", "nobody"),
             ("plan", name, "no.such-workflow"), ("run", name, "--record", "nonsense"), ("run", name, "--all", "--record", "customer:1"),
             ("run", name, "--page-size", "x"), ("run", name, "--page-size", "-3"), ("resume", "x"), ("resume", "999999"),
             ("history", "1", "2"), ("links", "list", "nobody"), ("connection", "set", "nobody", "lanes=2"),
             ("connection", "remove", "nobody"), ("integration", "remove", "nobody"), ("workflow", "list", "nobody"),
             ("workflow", "show", name, "nobody"), ("workflow", "set", name, WORKFLOW, "nonsense"),
             ("workflow", "set", name, WORKFLOW, "nonsense=1"), ("workflow", "set", name, WORKFLOW, "placement=deep"),
             ("attention", "retry", "99999"), ("connection", "add", "x", "--system", "precoro"),
             ("sample", "add", "--info", "/nonexistent")]
    for arguments in wrong:
        result = ctl.json(*arguments)
        assert result.status == 2, "%s: %s" % (arguments, result.describe())
        assert check_sentence(result.out.splitlines()[-1])["code"] in ("usage", "invalid"), result.out
    for command in ("plan", "run", "connection", "connection add"):
        result = ctl.text(*command.split(), "--help")
        assert result.status == 0 and "causewayctl " + command in result.out, result.describe()
    assert "COMMAND" in ctl.text("--help").out
    connection = next(line["name"] for line in ctl.expect(0, "connection", "list").lines if line["system"] == "precoro")
    assert ctl.json("connection", "set", connection, "lanes=nonsense").status == 2
    assert ctl.json("connection", "set", connection, "lanes=15", "pace=0").status == 0
    assert ctl.json("connection", "remove", connection).status != 0, "an integration uses it"


def workflows(story):
    ctl = story.ctl
    name = story.integrations[0]["integration"]
    listed = {line["workflow"]: line for line in ctl.expect(0, "workflow", "list", name).lines}
    assert listed[WORKFLOW]["enabled"] is True
    ctl.expect(0, "workflow", "disable", name, WORKFLOW)
    assert ctl.expect(2, "plan", name).error["code"] == "usage"
    ctl.expect(0, "workflow", "enable", name, WORKFLOW)
    settings = {line["key"]: line for line in ctl.expect(0, "workflow", "show", name, WORKFLOW).lines}
    assert settings["placement"]["value"] == "three-level", settings
    ctl.expect(0, "workflow", "set", name, WORKFLOW, "placement=five-level")
    settings = {line["key"]: line for line in ctl.expect(0, "workflow", "show", name, WORKFLOW).lines}
    assert settings["placement"]["value"] == "five-level" and settings["placement"]["default"] == "three-level"
    ctl.expect(0, "workflow", "set", name, WORKFLOW, "placement=three-level")


def read_terminal(command, answer=None, seconds=60):
    """What a person sees on a terminal of TERMINAL_COLUMNS, and the exit status."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm"
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, TERMINAL_COLUMNS, 0, 0))
        os.execv(command[0], command)
    seen = b""
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            ready, _, _ = select.select([terminal], [], [], 1)
            if not ready:
                continue
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                break
            if not piece:
                break
            seen += piece
            if answer is not None and answer[0] in seen:
                os.write(terminal, answer[1])
                answer = None
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    finally:
        os.close(terminal)
    return seen.decode(errors="replace"), status


def for_people(story, company):
    """Tables, a question before the first write, a bar that is redrawn."""
    name = story.get_integration(company)
    for arguments in (("connection", "list"), ("integration", "list"), ("history",), ("budget",), ("attention",),
                      ("workflow", "list", name), ("workflow", "show", name, WORKFLOW), ("links", "list", name)):
        result = story.ctl.text(*arguments)
        assert result.status == 0 and result.out.strip(), (arguments, result.describe())
        assert '{"' not in result.out, arguments
    make_work(story, company, 30)
    start = story.mark()
    seen, status = read_terminal(story.ctl.command("run", name), (b"[y/N]", b"n\n"))
    assert "[y/N]" in seen and not story.writes_since(start), seen
    story.sandbox.post("settings", {"latency": 40})
    seen, status = read_terminal(story.ctl.command("run", name), (b"[y/N]", b"y\n"))
    story.sandbox.post("settings", {"latency": 1})
    assert status in (0, 1), seen
    assert "\r[" in seen and "#" in seen and "30/30" in seen, seen[-2000:]
    assert "Done" in seen
    make_work(story, company, 5)
    result = story.ctl.text("run", name, "--yes")
    assert "\r" not in result.out and "Done" in result.out, result.describe()
    result = story.ctl.text("plan", "nobody")
    assert result.status == 2 and not result.out and "nobody" in result.err, result.describe()
    result = story.ctl.text("plan")
    assert result.status == 2 and not result.out and "Usage: causewayctl plan" in result.err, result.describe()


def hidden_secret(story):
    """A secret typed on a terminal is not shown."""
    precoro = story.sandbox.info["precoro"][0]
    typed = b'{"email":"%s","token":"%s"}' % (precoro["email"].encode(), precoro["token"].encode())
    command = story.ctl.command("connection", "add", "typed", "--system", "precoro", "--url", precoro["url"])
    seen, status = read_terminal(command, (b":", typed + b"\r"))
    assert status == 0, seen
    assert precoro["token"] not in seen, "the secret was shown"
    assert story.ctl.expect(0, "connection", "test", "typed").lines[0]["ok"] is True
    story.ctl.expect(0, "connection", "remove", "typed")


# ---- store and keyring ----

def broken_store(story):
    place = story.place
    folder = place.path("damaged")
    os.mkdir(folder)
    with open(os.path.join(folder, "causeway.db"), "wb") as file:
        file.write(b"this is no database at all, whatever its name says " * 100)
    result = Ctl(story.arguments.ctl, folder).expect(6, "history")
    check_sentence(result.out.splitlines()[-1], ("store-damaged",))
    result = Ctl(story.arguments.ctl, "/proc/nowhere").expect(6, "history")
    check_sentence(result.out.splitlines()[-1], ("store",))


def no_keyring(story):
    """Without a keyring the program says so within seconds."""
    environment = dict(os.environ, DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent/bus")
    ctl = Ctl(story.arguments.ctl, story.place.path("keyless"))
    start = time.monotonic()
    result = ctl.json("sample", "add", "--info", story.sandbox.info_file, environment=environment)
    assert result.status == 6, result.describe()
    check_sentence(result.out.splitlines()[-1], ("keyring",))
    assert time.monotonic() - start < 15


# ---- secrets ----

def collect_secrets(info):
    """Everything in the info line that signs or proves somebody."""
    secrets = set()
    netsuite = info["netsuite"]
    pem = netsuite["m2m"]["private_key_pem"]
    secrets.update(line for line in pem.splitlines() if line and not line.startswith("-----"))
    secrets.update(netsuite["tba"][name] for name in ("consumer_secret", "token_secret"))
    secrets.update(company["token"] for company in info["precoro"])
    return {secret.encode() for secret in secrets}


def no_secret_anywhere(story, company):
    """Not in the profile, not in what is logged, not in a command line or environment."""
    secrets = collect_secrets(story.sandbox.info)
    make_work(story, company, 20)
    story.sandbox.post("settings", {"latency": 40})
    process = story.ctl.start("--verbose", "run", story.get_integration(company))
    try:
        for _ in range(10):
            for place in ("cmdline", "environ"):
                with open("/proc/%d/%s" % (process.pid, place), "rb") as file:
                    text = file.read()
                assert not any(secret in text for secret in secrets), place
            time.sleep(0.02)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
        story.sandbox.post("settings", {"latency": 1})
    assert process.returncode in (0, 1), err
    printed = (out + err).encode()
    assert not any(secret in printed for secret in secrets), "a secret was printed"
    for folder, _, files in os.walk(story.place.folder):
        for name in files:
            if name.startswith("info-") or os.path.join(folder, name).startswith(story.place.path("data")):
                continue
            with open(os.path.join(folder, name), "rb") as file:
                text = file.read()
            assert not any(secret in text for secret in secrets), "a secret is in %s" % os.path.join(folder, name)
    assert os.stat(story.ctl.profile).st_mode & 0o077 == 0, "others may read the profile"


def tell(tap, story):
    tap.case("sample add", add_sample, story)
    if not story.integrations:
        return tap.bail_out("nothing works without the sample")
    for company in story.companies:
        label = company["company"]
        tap.case("plan: " + label, plan_first, story, company)
        tap.case("run what is marked: " + label, run_marked, story, company)
        tap.case("run all: " + label, run_all, story, company)
        tap.case("run again: " + label, run_again, story, company)
        tap.case("links list: " + label, list_links, story, company)
    first = story.companies[0]
    tap.case("explain", explain, story, first)
    tap.case("history", look_back, story)
    tap.case("budget", count_budget, story)
    tap.case("rename, deactivate, reactivate, unmark", change, story, first)
    tap.case("one record by hand", export_one, story, first)
    tap.case("plan file", use_plan_file, story, first)
    tap.case("links rebuild", rebuild_links, story, first)
    tap.case("stop, second process, resume", stop_and_resume, story, first)
    tap.case("systems vanish in mid-run", stop_server, story, first)
    tap.case("lost answers and failing reads", run_with_faults, story)
    tap.case("usage", usage, story)
    tap.case("workflow", workflows, story)
    tap.case("text for people", for_people, story, first)
    tap.case("typed secret", hidden_secret, story)
    tap.case("no secret anywhere", no_secret_anywhere, story, first)
    tap.case("broken store", broken_store, story)
    tap.case("no keyring", no_keyring, story)
    tap.case("wrong keys", wrong_keys, story, open(story.arguments.strange_key).read())
    tap.case("clock an hour off", clock_an_hour_off, story)
    tap.case("expired tokens", expired_tokens, story)
    tap.case("nobody there", nobody_there, story)
    return tap.end()


def main():
    tap = Tap()
    arguments = parse_arguments()
    arguments.strange_key = os.path.join(os.path.dirname(os.path.abspath(__file__)), "strange-key.pem")
    with Workplace() as place:
        story = Story(arguments, place)
        return tell(tap, story)


if __name__ == "__main__":
    sys.exit(main())
