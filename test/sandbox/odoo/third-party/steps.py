"""What a client of an Odoo meets, step by step, as lines of JSON: told of ids only whether they are there."""
import json


def report(step, run, failure):
    """Runs a step; `failure` tells an error of the client library as plain data."""
    try:
        answer = {"result": run()}
    except Exception as error:  # every error is what the step is about
        answer = {"error": failure(error)}
    print(json.dumps({"step": step, **answer}, sort_keys=True))
    return answer.get("result")


def walk(call, failure):
    """The steps that both clients take. `call(model, method, *args, **kwargs)` runs a method."""
    made = []

    def create(model, values):
        made.append((model, call(model, "create", values)))
        return isinstance(made[-1][1], int)

    report("create", lambda: create("res.partner", {"name": "Third party", "website": "third.example", "comment": "x"}), failure)
    partner = made[-1][1]
    report("search", lambda: call("res.partner", "search", [["name", "=", "Third party"]]) == [partner], failure)
    report("search_count", lambda: call("res.partner", "search_count", [["name", "=", "Third party"]]), failure)
    fields = ["name", "website", "comment", "parent_id", "active", "color", "category_id", "email"]
    report("read", lambda: [row for row in call("res.partner", "read", [partner], fields) if row.pop("id") == partner], failure)
    report("write", lambda: call("res.partner", "write", [partner], {"email": "third@example.com", "color": 3}), failure)
    report("search_read", lambda: [row for row in call("res.partner", "search_read", [["id", "=", partner]], ["email", "color"]) if row.pop("id") == partner], failure)
    report("name_search", lambda: [name for _, name in call("res.partner", "name_search", "Third party")], failure)
    report("a validation error", lambda: call("res.partner", "write", [partner], {"parent_id": partner}), failure)
    report("a missing name", lambda: call("res.partner", "create", {"name": False}), failure)
    report("a missing value", lambda: call("crm.lead", "create", {}), failure)
    report("a wrong option", lambda: call("crm.lead", "create", {"name": "x", "type": "bogus"}), failure)
    report("an unknown field", lambda: call("res.partner", "create", {"name": "x", "nope": 1}), failure)
    report("an unknown model", lambda: call("no.model", "search", []), failure)
    report("an unknown method", lambda: call("res.partner", "frobnicate", [partner]), failure)
    report("a private method", lambda: call("res.partner", "_compute_display_name", [partner]), failure)
    report("an access error", lambda: call("calendar.event", "create", {"name": "Secret", "privacy": "private", "user_id": False, "partner_ids": [[6, 0, [partner]]]}), failure)
    report("a missing record", lambda: call("res.partner", "write", [999999], {"name": "x"}), failure)
    report("a missing record to read", lambda: call("res.partner", "read", [999999], ["name"]), failure)
    report("unlink", lambda: call("res.partner", "unlink", [partner]), failure)
    report("unlink again", lambda: call("res.partner", "unlink", [partner]), failure)
