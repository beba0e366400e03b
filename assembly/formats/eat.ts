/** Signed web tokens of CBOR that nothing more is known about, and claims that many of them have. Source: RFC 8392, RFC 9711. */
import { layout } from "../layout";
import { Shape } from "./found";

export const cwt = layout("cwt", 0, "RFC 8392 section 7, a signed CWT");
export const cwtToken = cwt.cbor(0, 0, "token", "The token, as a tree.").short();

const TEXT: u32 = 1023;

export const eatClaims = layout("eatClaims", 0, "RFC 8392 section 3 and RFC 9711 section 4, claims by their usual labels");
const e = eatClaims;
e.claim(1, Shape.Text, 0, TEXT, "iss", "Who made the token.").optional().short();
e.claim(2, Shape.Text, 0, TEXT, "sub", "Whom it is about.").optional().short();
e.claim(4, Shape.Integer, 0, 0, "exp", "Until when it counts, in seconds since 1970.").optional();
e.claim(5, Shape.Integer, 0, 0, "nbf", "From when on it counts, in seconds since 1970.").optional();
e.claim(6, Shape.Integer, 0, 0, "iat", "When it was made, in seconds since 1970.").optional();
e.claim(7, Shape.Bytes, 0, TEXT, "cti", "Id of the token.").optional();
e.claim(10, Shape.Bytes, 8, 64, "eatNonce", "What it may have been asked for with.").optional().short();
e.claim(256, Shape.Bytes, 7, 33, "ueid", "Which device it is about.").optional().short();
e.claim(265, Shape.Text, 1, TEXT, "eatProfile", "Which rules its claims follow.").optional().short();
