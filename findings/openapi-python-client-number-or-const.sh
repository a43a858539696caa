#!/bin/sh
# openapi-python-client: a number beside a const is refused, whatever it is.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet openapi-python-client==0.29.0 attrs==26.1.0 httpx==0.28.1 ruff==0.17.6
# JSON Schema: anyOf takes what one of its schemas takes, here a number or the text "usual". The
# generated type says so (float | Literal['usual']); the generated from_dict checks the const for
# every value and raises ValueError for each number. With an enum of one text it does not.
# Seen with Python 3.11 and openapi-python-client 0.29.0.
generate() {
    cat > api.json <<JSON
{"openapi": "3.1.0", "info": {"title": "rest", "version": "1"},
 "paths": {"/rest": {"get": {"operationId": "rest", "responses": {"200": {"description": "rest",
   "content": {"application/json": {"schema": {"\$ref": "#/components/schemas/Rest"}}}}}}}},
 "components": {"schemas": {"Rest": {"type": "object", "required": ["hours"], "properties": {
   "hours": {"anyOf": [{"type": "number"}, {"type": "string", $2}]}}}}}}
JSON
    PATH="$folder/venv/bin:$PATH" venv/bin/openapi-python-client generate --path api.json \
        --meta none --output-path "$1"
}
generate with_const '"const": "usual"'
generate with_enum '"enum": ["usual"]'
cat > tried.py <<'PY'
from importlib.metadata import version

import with_const.models
import with_enum.models

print("openapi-python-client", version("openapi-python-client"))
assert with_enum.models.Rest.from_dict({"hours": 11.5}).hours == 11.5
assert with_const.models.Rest.from_dict({"hours": "usual"}).hours == "usual"
try:
    with_const.models.Rest.from_dict({"hours": 11.5})
except ValueError as error:
    print("ValueError:", error)
    assert "must match const 'usual'" in str(error), "this has changed"
else:
    raise SystemExit("this has changed: a number is taken")
PY
venv/bin/python tried.py
