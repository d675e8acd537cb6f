"""OdooRPC: with_odoorpc.py URL DB LOGIN PASSWORD"""
import sys
from urllib.parse import urlsplit

import odoorpc

from steps import report, walk

url, db, login, password = sys.argv[1:5]
where = urlsplit(url)


def failure(error):
    info = getattr(error, "info", None) or {}
    # An error that Odoo did not raise itself comes with a traceback, which names files of the server.
    text = str(error).strip()
    return {"class": type(error).__name__, "name": info.get("data", {}).get("name"), "text": text}


def connected(secret):
    client = odoorpc.ODOO(where.hostname, port=where.port)
    client.login(db, login, secret)
    return client


report("a wrong password", lambda: connected("wrong") and True, failure)
odoo = odoorpc.ODOO(where.hostname, port=where.port)
report("version", lambda: odoo.version, failure)
report("log in", lambda: odoo.login(db, login, password), failure)
report("who", lambda: [odoo.env.uid, odoo.env.user.login, odoo.env.lang, odoo.env.db == db], failure)
walk(lambda model, method, *args, **kwargs: odoo.execute_kw(model, method, list(args), kwargs), failure)

# Its own way to work: records as objects.
partners = odoo.env["res.partner"]
made = report("make through a model", lambda: len([partners.create({"name": "By OdooRPC"})]), failure)
ids = partners.search([("name", "=", "By OdooRPC")])
record = partners.browse(ids[0])


def renamed():
    record.name = "By OdooRPC, renamed"
    return record.name


report("write a field", renamed, failure)
report("walk", lambda: [len(record.child_ids), bool(record.parent_id), record.user_ids.ids], failure)
report("fields", lambda: partners.fields_get(["name"])["name"]["type"], failure)
report("take away", lambda: record.unlink(), failure)
report("log out", lambda: odoo.logout(), failure)
