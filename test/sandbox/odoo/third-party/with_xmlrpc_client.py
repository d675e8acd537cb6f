"""Python's own XML-RPC client: with_xmlrpc_client.py URL DB LOGIN PASSWORD"""
import sys
import xmlrpc.client

from steps import report, walk

url, db, login, password = sys.argv[1:5]
common = xmlrpc.client.ServerProxy(url + "/xmlrpc/2/common")
objects = xmlrpc.client.ServerProxy(url + "/xmlrpc/2/object")


def failure(error):
    if isinstance(error, xmlrpc.client.Fault):
        # A traceback names files of the server; its last line is the error.
        text = error.faultString.strip()
        last = text.splitlines()[-1] if text.startswith("Traceback") else text
        return {"class": "Fault", "code": error.faultCode, "text": last}
    return {"class": type(error).__name__, "text": str(error)}


report("version", lambda: sorted(common.version()), failure)
uid = report("log in", lambda: common.authenticate(db, login, password, {}), failure)
report("a wrong password", lambda: common.authenticate(db, login, "wrong", {}), failure)
report("a call with a wrong password", lambda: objects.execute_kw(db, uid, "wrong", "res.partner", "search", [[]]), failure)
walk(lambda model, method, *args, **kwargs: objects.execute_kw(db, uid, password, model, method, list(args), kwargs), failure)
report("an answer without a value", lambda: objects.execute_kw(db, uid, password, "res.partner", "check_access_rule", [[1], "read"]), failure)
