"""What vendors' own packages make of what we send and are sent; runs in a place of its own."""

import json
import sys
from pathlib import Path

from discord_interactions import verify_key
from google.auth import crypt, jwt
from nacl.signing import SigningKey
from telegram import InlineKeyboardMarkup, Update

given = json.loads(Path(sys.argv[1]).read_text())
discord, telegram, google = given["discord"], given["telegram"], given["google"]


def holds(body: str) -> bool:
    """Tell whether Discord's package proves a body."""
    sent = discord["headers"]
    signed, at = sent["x-signature-ed25519"], sent["x-signature-timestamp"]
    return verify_key(body.encode(), signed, at, discord["key"])


update = Update.de_json(json.loads(telegram["update"]), None)
press = Update.de_json(json.loads(telegram["press"]), None)
below = InlineKeyboardMarkup.de_json(telegram["keyboard"], None)
ours = SigningKey(bytes.fromhex(discord["seed"]))
signed = ours.sign((discord["at"] + discord["ask"]).encode()).signature.hex()
signer = crypt.RSASigner.from_string(google["key"], key_id="k1")
print(
    json.dumps(
        {
            "discord": [holds(discord["body"]), holds(discord["body"] + " ")],
            "signed": signed,
            "token": jwt.encode(signer, google["claims"]).decode(),
            "text": update.message.text,
            "from": update.effective_user.id,
            "press": press.callback_query.data,
            "keyboard": [each.callback_data for row in below.inline_keyboard for each in row],
        }
    )
)
