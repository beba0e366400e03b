/** The key that a token vouches for (RFC 7800), by its thumbprint (RFC 7638). */
import { calculateJwkThumbprint, type JWK } from "jose";
import { tsmError } from "../errors.ts";
import { badToken, shown } from "./parts.ts";
import type { Reading } from "./result.ts";

const thumbprint = (key: JWK): Promise<string | undefined> => calculateJwkThumbprint(key).catch(() => undefined);

/**
 * Checks that the token vouches for a key. Without one: the key that the token vouches for, when it is the only one.
 *
 * @throws TsmError `bad-token` when it vouches for another or for none, `bad-request` for what is no JSON Web Key.
 */
export async function confirmed({ keys, thumbprints }: Reading, expected: JWK | undefined): Promise<JWK | undefined> {
  if (!expected) return keys.length === 1 && thumbprints.length === 0 ? keys[0] : undefined;
  const wanted = await thumbprint(expected);
  if (wanted === undefined) throw tsmError("bad-request", "key: expected a JSON Web Key");
  const told = [...(await Promise.all(keys.map(thumbprint))), ...thumbprints];
  if (told.includes(wanted)) return expected;
  const others = told.length === 0 ? "no key" : `the keys with thumbprints ${told.map(shown).join(", ")}`;
  throw badToken(`it vouches for ${others}; expected ${shown(wanted)}`);
}
