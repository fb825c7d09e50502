import schemathesis, pytest, time
from pathlib import Path
from schemathesis.config import *
from shared.platform import Platform
from shared.clock import SystemClock
from shared.settings import read_settings
from shared.sealed import create_key_store
from shared.web import create_token_keys, make_app, TokenSigner
from shared.context import Context, acting
from services.crm.service import CrmService, GRANTS
from shared.read_models.readers import OwnReader
from tests.crm.crm_messages import *
import tempfile, uuid, structlog, logging
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
s=read_settings({"LOOPDESK_DATA_DIR":tempfile.mkdtemp(dir="/tmp")})
create_key_store(s,grants=GRANTS); create_token_keys(s.token_keys_file)
p=Platform(settings=s,clock=SystemClock()); crm=CrmService(p); sv=crm.service()
crm.store.recorder.create_tables(log_id=p.new_log_id("crm")); crm.read_database.create_tables([t for m in sv.read_models for t in m.tables])
with acting(Context(occurred_at=p.clock.now(),actor="s")): sv.install()
for i in range(5): crm.inbox.take_message(customer_upserted(f"C{i}",message_id=f"c{i}"),sender=SENDER)
for m in sv.read_models:
    r=OwnReader(m,crm.store)
    while r.step(): pass
app=make_app(s,[sv],p)
signer=TokenSigner(s.token_keys_file)
schema=schemathesis.openapi.from_wsgi("/api/crm/v1/openapi.json",app)
@schema.parametrize()
def test_api(case):
    sub,perms=("client:crm_client",["crm.feed"]) if ("messages" in case.path or "feed" in case.path) else ("0190d4f0-0000-7000-8000-0000000000aa",["crm.see_customers","crm.edit_customers","crm.erase_customers","audit.read","rules.change"])
    tok=signer.sign(subject=sub,session_id="x",permissions=perms)
    case.headers={**(case.headers or {}),"Authorization":f"Bearer {tok}"}
    r=case.call()
    assert r.status_code<500, (r.status_code, r.text[:500])
    case.validate_response(r, excluded_checks=[])
