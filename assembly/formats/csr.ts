/** Certification requests, PKCS #10: what a TVM hands to its TSM to have a certificate made. Source: RFC 2986 section 4. */
import { layout } from "../layout";
import { Shape } from "./found";

export const csr = layout("csr", 0, "RFC 2986 section 4.2, CertificationRequest");
export const csrElement = csr.der(0, 0, "request", "The request, as a tree.");

/** Places of what a request says. */
export const enum RequestPart {
  Subject = 0,
  KeyAlgorithm,
  PublicKey,
  Attributes,
  SignatureAlgorithm,
  Signature,
  Count,
}

export const csrInfo = layout("csrInfo", 0, "RFC 2986 section 4.1, CertificationRequestInfo, and its signature");
csrInfo.found(RequestPart.Subject, Shape.Name, "subject", "Whose key it is.").short();
csrInfo.found(RequestPart.KeyAlgorithm, Shape.Oid, "keyAlgorithm", "What the key is for.").short();
csrInfo.found(RequestPart.PublicKey, Shape.Bytes, "publicKey", "The key, as its algorithm has it.");
csrInfo.found(RequestPart.Attributes, Shape.Bytes, "attributes", "What else is asked for, in DER.").optional();
csrInfo.found(RequestPart.SignatureAlgorithm, Shape.Oid, "signatureAlgorithm", "How it is signed.");
csrInfo.found(RequestPart.Signature, Shape.Bytes, "signature", "The key's own signature over what comes before.");
