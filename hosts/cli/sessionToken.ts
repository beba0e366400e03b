/** The token of a session, for a command that ends when it has it. */
import { TsmError } from "../errors.ts";
import type { AttestationSession } from "../session/session.ts";

/**
 * The token: of the first attempt, or with `timeout` (milliseconds) of later ones.
 *
 * @throws Why there is none, which is what people have to know, and what the exit code is of; the reason of the signal.
 */
export async function sessionToken(
  session: AttestationSession,
  timeout: number | undefined,
  signal: AbortSignal,
): Promise<string> {
  try {
    const { token } = await session.token({ signal, ...(timeout !== undefined && { timeout }) });
    return token;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const hasCause = error instanceof TsmError && error.code === "no-token" && error.cause instanceof TsmError;
    throw hasCause ? error.cause : error;
  }
}
