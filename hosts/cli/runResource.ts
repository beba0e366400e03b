/** `tsm resource`, as it runs: a key, an attestation that vouches for it, a secret that is encrypted to it. */
import { exportJWK, generateKeyPair } from "jose";
import { AttestationSession } from "../session/session.ts";
import { type ResourceName, TrusteeService } from "../session/trustee.ts";
import { firstSource } from "./firstSource.ts";
import { Interrupt } from "./interrupt.ts";
import { checkOutput, note, print, writeOutput } from "./io.ts";
import type { ResourceCall } from "./resource.ts";
import { sessionToken } from "./sessionToken.ts";

/** How Trustee wraps what it encrypts to this key. */
const WRAPPING = "ECDH-ES+A256KW";

/** Runs the command. */
export async function runResource(name: ResourceName, call: ResourceCall): Promise<void> {
  const { kbs, timeout } = call;
  const out = call.out === "-" ? undefined : call.out;
  if (out !== undefined) await checkOutput(out);
  const { source, provider } = await firstSource(call.provider, call.entryRoot);
  const { attester } = source;
  const service = new TrusteeService({ url: kbs, provider });
  const pair = await generateKeyPair(WRAPPING, { crv: "P-256" });
  const session = new AttestationSession({ attester, service, key: await exportJWK(pair.publicKey) });
  const interrupt = new Interrupt();
  const { signal } = interrupt;
  try {
    const token = await sessionToken(session, timeout, signal);
    const secret = await service.resource(name, { token, key: pair.privateKey, signal });
    if (out === undefined) print(secret);
    else {
      await writeOutput([[out, secret]], 0o600);
      note(`wrote ${out}`);
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    await session.close();
    for (const entry of await attester.settled()) note(`the entry ${entry} could not be removed`);
    interrupt.release();
  }
}
