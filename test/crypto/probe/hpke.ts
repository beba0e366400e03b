/** What the tests of HPKE call: its parts, each from the input region to the output region. */
import { aeadOpen } from "../../../assembly/crypto/hpke/aead";
import { chacha20 } from "../../../assembly/crypto/hpke/chacha20";
import { expand, extract } from "../../../assembly/crypto/hpke/hkdf";
import { hpkeBegin, hpkeOpen } from "../../../assembly/crypto/hpke/hpke";
import { poly1305Begin, poly1305End, poly1305Update } from "../../../assembly/crypto/hpke/poly1305";
import { publicKey, x25519 } from "../../../assembly/crypto/hpke/x25519";

export { inputAt, outputAt, staticEnd } from "../../core/probe/regions";

export {
  aeadOpen,
  chacha20,
  expand,
  extract,
  hpkeBegin,
  hpkeOpen,
  poly1305Begin,
  poly1305End,
  poly1305Update,
  publicKey,
  x25519,
};
