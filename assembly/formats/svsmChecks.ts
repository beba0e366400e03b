/** The checks of what an SVSM's manifest says, in the list of checks.ts. */
import { Check, on } from "./checks";
import { Claim, Topic } from "./outcome";

on(
  Check.SvsmFraming,
  "svsm-framing",
  Topic.Evidence,
  Claim.Hardware,
  "The manifest is well formed: its parts lie inside it, none over another, and each service is there once.",
  "AMD 58019 chapter 7; TPM 2.0 Part 2 section 12.2.4",
  "Inspect the manifest for what is wrong with it; a newer tsmkit may know it.",
);
on(
  Check.SvsmManifest,
  "svsm-manifest",
  Topic.Binding,
  Claim.InstanceIdentity,
  "The report binds the manifest: its data is SHA-512 over the 64 bytes of the nonce, zeros behind a shorter one, and the manifest.",
  "AMD 58019 chapter 7",
  "Expect the nonce that the services were attested with, and keep report and manifest together: one of them is another's.",
);
on(
  Check.SvsmVmpl,
  "svsm-vmpl",
  Topic.Binding,
  Claim.InstanceIdentity,
  "The report was asked for from privilege level 0, where the SVSM runs and the guest can't be.",
  "AMD 58019 chapter 7; AMD 56860 section 7.3, VMPL",
  "Refuse it: a guest can put any manifest behind a report of its own level.",
);
on(
  Check.SvsmServices,
  "svsm-services",
  Topic.Policy,
  Claim.Configuration,
  "The SVSM attests all services that the policy requires.",
  "AMD 58019 table 12",
  "Ask for all services rather than one, whose manifest does not say whose it is; or run an SVSM that has them.",
);
on(
  Check.SvsmEk,
  "svsm-ek",
  Topic.Measurements,
  Claim.InstanceIdentity,
  "The endorsement key of the virtual TPM is one that the policy names; it is told once the report binds it.",
  "AMD 58019 section 8.3.1",
  "Compare it with the SHA-256 of the key's public area; then add it to the policy, or refuse it.",
);
on(
  Check.SvsmEkAttributes,
  "svsm-ek-attributes",
  Topic.Policy,
  Claim.Configuration,
  "The endorsement key of the virtual TPM is one: made by it, fixed to it, restricted, for decryption and not for signatures.",
  "TCG EK Credential Profile 2.5, annex B",
  "Refuse it: such a key may be used outside the TPM.",
);
