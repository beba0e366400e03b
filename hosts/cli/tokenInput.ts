/** Tokens and keys as the command line names them: files, stdin, URLs, and tokens as they are. */
import { TsmError, tsmError } from "../errors.ts";
import { KEYS_MAX, type TrustedKeys, trustedKeys } from "../token/keys.ts";
import { TOKEN_MAX } from "../token/parts.ts";
import { inputName, naming, readInput } from "./io.ts";
import { UsageError } from "./usage.ts";

/** What no name of a file looks like: three parts in base64url, the first of an object. */
const TOKEN = /^eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$/;

/** A token, and what it is called in messages. */
export async function readTokenInput(given: string): Promise<{ name: string; token: string }> {
  if (TOKEN.test(given)) return { name: "the token", token: given };
  // White space around a token is no part of it.
  const bytes = await readInput(given, 2 * TOKEN_MAX);
  return { name: inputName(given), token: new TextDecoder().decode(bytes) };
}

/** Keys in a file: JSON Web Keys or PEM. */
async function readKeyFile(path: string): Promise<TrustedKeys> {
  const text = new TextDecoder().decode(await readInput(path, KEYS_MAX + 1));
  if (text.length > KEYS_MAX) throw tsmError("bad-request", `expected at most ${KEYS_MAX} bytes of keys`);
  if (!/^\s*[{[]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    throw tsmError("bad-request", "this is neither JSON nor PEM");
  }
}

/** What `--keys` names. A key set over http is anybody's, unless it comes from this machine. */
export async function readKeys(given: string): Promise<TrustedKeys> {
  if (!/^https?:/.test(given)) return naming(inputName(given), () => readKeyFile(given));
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol === "https:" || ["127.0.0.1", "[::1]", "localhost"].includes(url?.hostname ?? "")) {
    return { jwks: given };
  }
  throw new UsageError(`--keys: expected an https URL, got ${given}: keys that come over http are anybody's`);
}

/** The one public key in a file, as a JSON Web Key. */
export async function readPublicKey(path: string) {
  return naming(inputName(path), async () => {
    const keys = await trustedKeys(await readKeyFile(path), undefined);
    const [key] = keys;
    if (key && keys.length === 1) return key;
    throw new TsmError("bad-request", `expected one key, got ${keys.length}`);
  });
}
