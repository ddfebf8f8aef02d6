"""services_trees: the hierarchies that the import into SuiteProjects Pro must leave behind.

SPDX-License-Identifier: GPL-3.0-or-later

A part of services_model.py, and like it independent of the program: from the
classifications of NetSuite and the hierarchies that stood there before, it says
which nodes there must be, where each stands, and which of them a record holds.
"""


class Tree:
    """A classification of the records of one workflow as a hierarchy."""

    def __init__(self, workflow, key, kind, name, column, mode="own", adopted=None, links=None):
        self.workflow = workflow
        self.key = key
        self.kind = kind            # of records there: "customer"
        self.name = name            # of the hierarchy that is made
        self.column = column        # of the record in NetSuite
        self.mode = mode            # "own"; "existing": only linked; "extended": what it lacks is made
        self.adopted = adopted      # name of the one that was there
        self.links = links or {}    # id in NetSuite → name of the node that a person linked with it
        self.table = "classification" if key == "class" else key
        self.prefix = "%s-%s" % (kind, key)

    def keeps_in_step(self, number, before):
        """Whether a node of NetSuite that is renamed is renamed there."""
        return self.mode == "own" or (self.mode == "extended" and number not in self.link(before))

    # ---- as they stood when the hierarchy was adopted ----

    def find_adopted(self, world):
        return next(row["id"] for row in world.target["hierarchy"].values() if row["name"] == self.adopted and row["type"] == self.kind)

    def link(self, before):
        """Id in NetSuite → id of the node: those of one name below partners, then those whose name is there only once; and by hand."""
        rows = before.source[self.table]
        nodes = {number: row for number, row in before.target["hierarchynode"].items()
                 if row["hierarchyid"] == self.find_adopted(before) and row.get("isalevel") != "1"}
        partners = {}

        def find(number, fits):
            name = rows[number]["name"].casefold()
            found = [one for one, node in nodes.items()
                     if one not in partners.values() and node["name"].casefold() == name and fits(node)]
            if len(found) == 1:
                partners[number] = found[0]

        for number in sorted(rows, key=lambda one: len(list_above(rows, one))):
            above = rows[number].get("parent")
            if above is None or above in partners:
                find(number, lambda node, at=partners.get(above): node.get("parentid") == at)
        names = [row["name"].casefold() for row in rows.values()]
        for number, row in rows.items():
            if number not in partners and names.count(row["name"].casefold()) == 1:
                find(number, lambda node: True)
        for number, name in self.links.items():
            partners[number] = next(one for one, node in nodes.items() if node["name"] == name)
        return partners


def list_above(rows, number):
    """Ids from the parent to the root."""
    above, at = [], rows[number].get("parent")
    while at is not None and at in rows:
        above.append(at)
        at = rows[at].get("parent")
    return above


def list_needed(rows):
    """What is active, and what stands above something active."""
    needed = set()
    for number, row in rows.items():
        if row.get("isinactive") != "T":
            needed.update([number] + list_above(rows, number))
    return needed


class Forest:
    """All hierarchies as they are afterwards, compared with what they must be."""

    def __init__(self, trees, before, after):
        self.before = before
        self.after = after
        self.problems = []
        self.compared = 0
        self.kept = {}      # workflow → list of (Tree, id of the hierarchy, id in NetSuite → node)
        self.explained = {"hierarchy": set(), "hierarchynode": set()}
        for tree in trees:
            hierarchy = self.find_hierarchy(tree)
            nodes = self.compare_nodes(tree, hierarchy) if hierarchy is not None else {}
            self.kept.setdefault(tree.workflow, []).append((tree, hierarchy, nodes))
        self.compare_rest()

    def say(self, tree, text, *arguments):
        self.problems.append("%s/%s: %s" % (tree.workflow, tree.key, text % arguments))

    def find_hierarchy(self, tree):
        if tree.mode != "own":
            return tree.find_adopted(self.before)
        found = [row for row in self.after.target["hierarchy"].values() if row.get("externalid") == tree.prefix]
        self.explained["hierarchy"].update(row["id"] for row in found)
        self.compared += 2
        if len(found) != 1:
            self.say(tree, "%d hierarchies", len(found))
            return None
        if (found[0]["name"], found[0]["type"]) != (tree.name, tree.kind):
            self.say(tree, "it is “%s” of %s", found[0]["name"], found[0]["type"])
        return found[0]["id"]

    def compare_nodes(self, tree, hierarchy):
        """Id in NetSuite → node, of all that has one."""
        rows = self.after.source[tree.table]
        partners = {} if tree.mode == "own" else tree.link(self.before)
        there = [row for row in self.after.target["hierarchynode"].values() if row["hierarchyid"] == hierarchy]
        made = {row["externalid"]: row for row in there if row.get("externalid")}
        wanted = list_needed(rows) - set(partners) if tree.mode != "existing" else set()
        nodes = dict(partners)
        for number in wanted:
            node = made.get("%s-%s" % (tree.prefix, number))
            if node is None:
                self.say(tree, "there is no node for %s (%s)", number, rows[number]["name"])
            else:
                nodes[number] = node["id"]
        for number in wanted & set(nodes):
            self.compare_node(tree, number, nodes, rows)
        self.explained["hierarchynode"].update(nodes[number] for number in wanted & set(nodes))
        self.compare_levels(tree, nodes, there)
        return nodes

    def compare_node(self, tree, number, nodes, rows):
        node = self.after.target["hierarchynode"][nodes[number]]
        above = next((one for one in list_above(rows, number) if one in nodes), None)
        self.compared += 2
        if node["name"] != rows[number]["name"]:
            self.say(tree, "node %s is “%s” instead of “%s”", number, node["name"], rows[number]["name"])
        if node.get("parentid") != nodes.get(above):
            self.say(tree, "node %s stands below %s instead of %s", number, node.get("parentid"), nodes.get(above))

    def compare_levels(self, tree, nodes, there):
        """Each depth has a level of its own, and each node names that of its depth."""
        all_nodes = {row["id"]: row for row in there if row.get("isalevel") != "1"}
        levels = {row["id"] for row in there if row.get("isalevel") == "1"}
        by_depth = {}
        for number in nodes.values():
            depth, at = 0, all_nodes[number].get("parentid")
            while at is not None:
                depth, at = depth + 1, all_nodes[at].get("parentid")
            by_depth.setdefault(depth, set()).add(all_nodes[number].get("levelid"))
            self.compared += 1
        if any(len(used) != 1 or not used <= levels for used in by_depth.values()):
            self.say(tree, "the levels by depth are %s", by_depth)
        if len({one for used in by_depth.values() for one in used}) != len(by_depth):
            self.say(tree, "one level for several depths: %s", by_depth)
        made = {number for number in levels if number not in self.before.target["hierarchynode"]}
        if tree.mode == "existing" or not made <= {one for used in by_depth.values() for one in used}:
            if made:
                self.say(tree, "levels that nothing needs: %s", made)
        self.explained["hierarchynode"] |= made

    def compare_rest(self):
        """What people made is as it was, and nothing came but what was explained."""
        for collection, explained in self.explained.items():
            old, rows = self.before.target[collection], self.after.target[collection]
            self.compared += len(old)
            self.problems += ["%s %s was touched" % (collection, one) for one in old if rows.get(one) != old[one]]
            self.problems += ["%s %s (%s) should not be there" % (collection, one, rows[one]["name"])
                              for one in rows if one not in old and one not in explained]

    def list_nodes(self, workflow, row, old):
        """Ids of the nodes that the record of @row must hold; None: they are none of our business."""
        if workflow not in self.kept:
            return None
        held = frozenset(((old or {}).get("hierarchy_node_ids") or "").split(",")) - {""}
        for tree, hierarchy, nodes in self.kept[workflow]:
            node = nodes.get(row.get(tree.column))
            of_this = {one for one in held if self.after.target["hierarchynode"][one]["hierarchyid"] == hierarchy}
            if node is not None:
                held = held - of_this | {node}
            else:
                # What nobody linked stays.
                held = held - (of_this & set(nodes.values()))
        return held
