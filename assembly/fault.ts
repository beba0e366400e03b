/**
 * What can be wrong, as data. A call that fails returns a negative number and leaves one fault record here; hosts turn
 * it into an error with the same literal code, WASI prints its sentence.
 */
import { Kind, list, ROW, Row } from "./layout";
import { Text } from "./text";

/** What the caller does about a fault. */
export const enum Group {
  /** The call or the input has to change. */
  Fix = 1,
  /** The same call may succeed later. */
  Again = 2,
  /** Nothing the caller does helps: evidence or platform is at fault. */
  Stop = 3,
}

/** Codes: append only. */
export const enum Code {
  None = 0,
  Empty,
  TooLarge,
  UnknownFormat,
  UnknownVersion,
  Truncated,
  Trailing,
  NotZero,
  BadValue,
  BadLength,
  Duplicate,
  Overlap,
  OutOfBounds,
  TooMany,
  HexDigit,
  HexOdd,
  Base64,
  Pem,
  Json,
  OutputFull,
  BadRequest,
  NonceLength,
  PrivlevelTooLow,
  NoAttribute,
  NoConfigfs,
  NoProvider,
  Permission,
  ReadOnly,
  Refused,
  Busy,
  Device,
  TimedOut,
  ProviderGone,
  EntryGone,
  EmptyOutblob,
  Conflict,
  BadOutblob,
  Cancelled,
  Errno,
  NoKey,
  OtherKey,
  KeySize,
  BadPolicy,
  BadEndorsement,
  NotVerifiable,
  NotAffirmed,
  Unreachable,
  Throttled,
  NotFound,
  BadAnswer,
  Offline,
  Unfetchable,
  BadBundle,
  NoDevice,
  NoFfi,
  Firmware,
  HostRefused,
  KeysWiped,
  NoRegisters,
  NotExtendable,
  BadMessage,
  ChallengeUnknown,
  ChallengeUsed,
  ChallengeExpired,
  NotReleased,
  NotOpened,
  Cbor,
  OtherType,
  MissingClaim,
  ForeignToken,
  BadCertificate,
  PartialWrite,
  NoInput,
  BadToken,
  TokenExpired,
  NoToken,
  Overloaded,
  StoreFailed,
  NoAgent,
}

/** Entry name = literal code, note = remedy, text = what is said first, extra = group << 8 | exit code of the command. */
export const faults = list("fault", "Faults by code; note = remedy, text = sentence, extra = group << 8 | exit code.");
const USAGE: u32 = (Group.Fix << 8) | 1;
const EVIDENCE: u32 = (Group.Stop << 8) | 2;
const DEVICE: u32 = (Group.Stop << 8) | 4;
const LATER: u32 = (Group.Again << 8) | 4;
const LATER_EVIDENCE: u32 = (Group.Again << 8) | 2;
const RACE: u32 = (Group.Again << 8) | 5;
const LATER_COLLATERAL: u32 = (Group.Again << 8) | 3;
const NO_COLLATERAL: u32 = (Group.Stop << 8) | 3;
const ASK_COLLATERAL: u32 = (Group.Fix << 8) | 3;

function on(code: Code, name: Text, kind: u32, text: Text, note: Text): void {
  faults.entry(code, name, note, text, kind);
}
on(Code.Empty, "empty", USAGE, "there are no bytes", "Hand in the evidence itself.");
on(Code.TooLarge, "too-large", USAGE, "the input is larger than this build takes", "Evidence is at most 1 MiB; check what was handed in.");
on(
  Code.UnknownFormat,
  "unknown-format",
  EVIDENCE,
  "this is no evidence that is known here",
  "Known: SNP reports and certificate tables, SGX and TDX quotes, TDREPORTs, Arm CCA tokens, Azure's HCL reports, TPM quotes; as bytes, hex, base64, PEM or JSON.",
);
on(Code.UnknownVersion, "unknown-version", EVIDENCE, "this version of the format is not known", "A newer tsmkit may know it.");
on(Code.Truncated, "truncated", EVIDENCE, "the evidence ends too early", "Copy it again, whole.");
on(Code.Trailing, "trailing-bytes", EVIDENCE, "bytes follow the evidence that are not zero", "Only a zero tail is taken for padding; cut the rest off.");
on(Code.NotZero, "reserved-not-zero", EVIDENCE, "reserved bytes are not zero", "The bytes were changed, or the format is newer than this version.");
on(Code.BadValue, "bad-value", EVIDENCE, "a field holds a value it can't have", "The bytes were changed, or the format is newer than this version.");
on(Code.BadLength, "bad-length", EVIDENCE, "a length field does not fit what it measures", "The bytes were changed or cut.");
on(Code.Duplicate, "duplicate", EVIDENCE, "something that may be there once is there twice", "The host wrote an ambiguous table; refuse it.");
on(Code.Overlap, "overlap", EVIDENCE, "two parts lie over each other", "The host wrote an ambiguous table; refuse it.");
on(Code.OutOfBounds, "out-of-bounds", EVIDENCE, "a part lies outside the evidence", "The bytes were changed or cut.");
on(Code.TooMany, "too-many", EVIDENCE, "there are more parts than this build takes", "Refuse it: no known platform makes so many.");
on(Code.HexDigit, "hex-digit", USAGE, "this is not a hex digit", "Use 0-9, a-f and A-F.");
on(Code.HexOdd, "hex-odd", USAGE, "hex needs an even number of digits", "Two digits make a byte; one is missing.");
on(Code.Base64, "base64", USAGE, "this is not base64", "Use the standard or the URL alphabet, padded or not.");
on(Code.Pem, "pem", USAGE, "this is not one PEM block", "Hand in one block with matching BEGIN and END lines.");
on(
  Code.Json,
  "json",
  USAGE,
  "this is not the JSON of a report",
  "Hand in one object with provider, outblob and, when there are any, auxblob and manifestblob, or with hcl_report and what lies beside it; each a hex or base64 string.",
);
on(Code.OutputFull, "output-full", USAGE, "the view is larger than this build renders", "Choose the JSON view.");
on(Code.BadRequest, "bad-request", USAGE, "the request is not well formed", "Change the option that it names.");
on(Code.NonceLength, "nonce-length", USAGE, "the provider takes no input of this length", "Hand in 1 to 64 bytes.");
on(Code.PrivlevelTooLow, "privlevel-floor", USAGE, "the privilege level is outside what this guest may ask for", "Ask for the floor or above, up to 3; leave it out to get the floor.");
on(Code.NoAttribute, "no-attribute", USAGE, "this provider does not have the attribute", "Leave the option out; it means nothing to this TSM.");
on(Code.NoConfigfs, "no-configfs", DEVICE, "there is no configfs report directory", "In the guest: mount -t configfs none /sys/kernel/config, and modprobe sev-guest or tdx-guest.");
on(Code.NoProvider, "no-provider", DEVICE, "no TSM driver is registered", "In a guest: modprobe sev-guest or tdx-guest. Elsewhere use the software TSM.");
on(Code.Permission, "permission", DEVICE, "permission denied", "Run as root, or have root hand you the directory.");
on(Code.ReadOnly, "read-only", DEVICE, "the report directory is mounted read-only", "Mount configfs read-write into this container.");
on(Code.Refused, "refused", USAGE, "the TSM refused these parameters", "Check privilege level, service and nonce against the provider's documentation.");
on(Code.Busy, "busy", LATER, "the TSM is busy", "Ask again later.");
on(Code.Device, "device", DEVICE, "the TSM failed", "See the kernel's log. When SNP fails from now on, its channel keys are gone until the guest restarts.");
on(Code.TimedOut, "timed-out", LATER, "the TSM did not answer in time", "Ask again; is the quoting service on the host running?");
on(Code.ProviderGone, "provider-gone", LATER, "the TSM driver went away during the request", "Ask again when its module is back.");
on(Code.EntryGone, "entry-gone", RACE, "somebody removed this request's entry", "Ask again; keep other programs from removing foreign entries.");
on(Code.EmptyOutblob, "empty-outblob", LATER, "the TSM gave an empty report", "On TDX this means that the quoting service on the host is down.");
on(Code.Conflict, "conflict", RACE, "another program kept writing to this request's entry", "No report could be told to be this request's own; find who writes to entries it does not own.");
on(Code.BadOutblob, "bad-outblob", DEVICE, "the TSM gave bytes that are no valid report", "Inspect the outblob; the driver or this version is at fault.");
on(Code.Cancelled, "cancelled", LATER, "the request was cancelled", "Ask again.");
on(Code.Errno, "errno", DEVICE, "the file operation failed", "See the kernel's log.");
on(
  Code.NoKey,
  "no-key",
  USAGE,
  "this is no public key",
  "Hand in a SubjectPublicKeyInfo in DER, or the X and Y of a point, with or without the byte 04 before them, or the 32 bytes of an Ed25519 key.",
);
on(Code.OtherKey, "other-key", USAGE, "the public key is not for this", "Check it with the algorithm and the curve that it is for.");
on(Code.KeySize, "key-size", USAGE, "the public key has a size that is not taken", "RSA keys have 2048 to 4096 bits and an odd exponent from 3 on, of at most 64 bits.");
on(Code.BadPolicy, "bad-policy", USAGE, "the policy is not well formed", "See docs/policy.md for what a policy may say, or have an editor check it with policy.schema.json.");
on(
  Code.BadEndorsement,
  "bad-endorsement",
  USAGE,
  "this is no endorsement that can be read",
  "Known: certificates and revocation lists in DER, PEM or hex, certificate tables, and Intel's collateral in JSON; to be trusted, public keys in DER, PEM, JWK or COSE_Key as well.",
);
on(
  Code.NotVerifiable,
  "not-verifiable",
  EVIDENCE,
  "this evidence is not for a verifier",
  "Verify a report, a quote or a token; a TDREPORT can be checked on its own machine only, claims alone are signed by nobody, and CBOR and DER of no format known are only shown.",
);
on(Code.NotAffirmed, "not-affirmed", EVIDENCE, "the evidence is not affirmed", "See the outcomes for what failed, and what to do about it.");
on(Code.Unreachable, "unreachable", LATER_COLLATERAL, "the service gave no whole answer", "Try later, or hand in what is missing with --certs or --collateral.");
on(Code.Throttled, "throttled", LATER_COLLATERAL, "the service asks to be left alone for a while", "Wait; a shared cache keeps a fleet from asking twice.");
on(Code.NotFound, "not-found", NO_COLLATERAL, "the service does not have it", "Is the evidence genuine, and the service the right one?");
on(Code.BadAnswer, "bad-answer", LATER_COLLATERAL, "the service answered with something else", "Check the base URL, and proxies on the way.");
on(Code.Offline, "offline", ASK_COLLATERAL, "it is not there, and fetching is off", "Hand it in, fill the cache, or leave out --offline.");
on(Code.Unfetchable, "unfetchable", ASK_COLLATERAL, "nobody can fetch it", "Hand it in.");
on(Code.BadBundle, "bad-bundle", EVIDENCE, "this is no bundle that can be read", "Make it anew with tsm bundle; docs/verify.md tells the format.");
on(Code.NoDevice, "no-device", DEVICE, "there is no guest device", "In a guest: modprobe sev-guest or tdx-guest; into a container, pass the device. Elsewhere use the software TSM.");
on(Code.NoFfi, "no-ffi", DEVICE, "this program can't make ioctl calls", "Node: npm install koffi. Deno: --allow-ffi. Or use configfs, which needs neither.");
on(Code.Firmware, "firmware", DEVICE, "the firmware refused", "See the host's firmware log.");
on(Code.HostRefused, "host-refused", DEVICE, "the host refused", "Ask who runs the host.");
on(Code.KeysWiped, "keys-wiped", DEVICE, "the guest's keys to the firmware are gone", "Restart the guest: nothing else brings them back.");
on(Code.NoRegisters, "no-registers", DEVICE, "there are no measurement registers", "They need Linux 6.16 or later in a TDX guest: modprobe tdx-guest. A quote or report has their values too.");
on(Code.NotExtendable, "not-extendable", USAGE, "the register is not for this guest to extend", "Extend runtime2 or runtime3: the others are fixed, or the firmware's and the boot loader's.");
on(Code.BadMessage, "bad-message", EVIDENCE, "this is no message of a secret release", "docs/secret-release.md tells the protocol; both sides need the same version.");
on(Code.ChallengeUnknown, "challenge-unknown", EVIDENCE, "no such challenge was given", "Answer the challenge as it came; an answer to another one may be a replay.");
on(Code.ChallengeUsed, "challenge-used", EVIDENCE, "the challenge has been answered before", "Each answer needs a challenge of its own; the same message again may be a replay.");
on(Code.ChallengeExpired, "challenge-expired", LATER_EVIDENCE, "the challenge was answered too late", "Ask for a new challenge, and answer it sooner.");
on(Code.NotReleased, "not-released", EVIDENCE, "the verifier does not release the secret", "The verifier's reasons are told with it.");
on(Code.NotOpened, "not-opened", EVIDENCE, "the verifier's answer can't be opened", "It was changed on the way, or sealed for another guest or by another verifier.");
on(Code.Cbor, "bad-cbor", EVIDENCE, "this is no CBOR that is taken", "Copy it again, whole. Lengths must be definite, numbers in the fewest bytes, keys different.");
on(Code.OtherType, "other-type", EVIDENCE, "a value is of another type", "The bytes were changed, or the format is newer than this version.");
on(Code.MissingClaim, "missing-claim", EVIDENCE, "a claim is missing", "The token was changed, or is of another profile.");
on(
  Code.ForeignToken,
  "foreign-token",
  USAGE,
  "these are claims of a token, which tell what Azure's attestation service found, and are no evidence",
  "Check the token's signature with that service's keys, or hand in the evidence itself.",
);

on(Code.BadCertificate, "bad-certificate", EVIDENCE, "a certificate, or a request for one, is not taken", "It was changed, or is made in a way that leaves doubt about what it says.");
on(Code.PartialWrite, "partial-write", USAGE, "a value was written in parts", "Write the whole value at once, from the start of the file.");
on(Code.NoInput, "no-input", USAGE, "there is no input to make a report from", "Write the input first, 1 to 64 bytes.");
on(Code.BadToken, "bad-token", EVIDENCE, "this token is not taken", "Its issuer, key, algorithm, audience and nonce must be those that you expect.");
on(Code.TokenExpired, "token-expired", LATER_EVIDENCE, "the token has expired", "Attest again.");
on(Code.NoToken, "no-token", LATER_COLLATERAL, "there is no token that holds", "tsm agent status tells why the last attestation failed.");
on(Code.Overloaded, "overloaded", LATER_COLLATERAL, "the service has more to do than it takes on", "Ask again after a while, or add replicas.");
on(Code.StoreFailed, "store-failed", LATER_COLLATERAL, "the shared store does not answer", "Is Valkey running, and its address right?");
on(Code.NoAgent, "no-agent", LATER, "no agent answers at the socket", "Start one: tsm agent. Who may open its socket, the socket's permissions say.");

/** The last fault, as hosts read it: code, row, at, got, want, errno (u32 each, row an address or 0), attribute, digits. */
@unmanaged
class Fault {
  code: u32;
  /** The table row that was broken, or 0. */
  row: usize;
  /** Byte of the input. */
  at: u32;
  got: u32;
  want: u32;
  errno: u32;
  /** Attribute of the entry, or 0. */
  attribute: u32;
}
export const fault = changetype<Fault>(memory.data(32, 8));

/** Records a fault. Returns −code, to be passed on. */
export function fail(code: Code, at: u32 = 0, got: u32 = 0, want: u32 = 0, row: Row | null = null): i32 {
  fault.code = code;
  fault.row = row ? changetype<usize>(row) : 0;
  fault.at = at;
  fault.got = got;
  fault.want = want;
  fault.errno = 0;
  fault.attribute = 0;
  return -(<i32>code);
}

/** The layout a row belongs to. */
export function layoutOf(row: Row): Row {
  let r = row;
  while (r.kind != Kind.Layout && r.kind != Kind.List) r = changetype<Row>(changetype<usize>(r) - ROW);
  return r;
}
