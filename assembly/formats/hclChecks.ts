/** The checks of Azure's HCL reports and of what their virtual TPMs quote, in the list of checks.ts. */
import { Text } from "../text";
import { Check, on } from "./checks";
import { Claim, Topic } from "./outcome";

const GUIDE: Text = "Azure confidential VM guest attestation design";

on(
  Check.HclBinding,
  "hcl-binding",
  Topic.Binding,
  Claim.InstanceIdentity,
  "The hardware vouches for the runtime claims: its report data is the hash of their exact bytes, then zeros.",
  GUIDE,
  "Refuse it: the claims, with the TPM's key in them, are not those that the paravisor had at boot.",
);
on(
  Check.HclTdQuote,
  "hcl-td-quote",
  Topic.Binding,
  Claim.InstanceIdentity,
  "There is a TDX quote of the domain that the TDREPORT is of: it carries the same report data and the same measurements.",
  "Intel TDX DCAP Quoting Library API, A.3.2; TDREPORT_STRUCT",
  "Have the TDREPORT quoted in the guest, and hand the quote in as td_quote.",
);
on(
  Check.HclAttestationKey,
  "hcl-attestation-key",
  Topic.Binding,
  Claim.InstanceIdentity,
  "The runtime claims name one key by which the virtual TPM signs, RSA of 2048 to 4096 bits. It counts when the hardware vouches for it.",
  GUIDE,
  "Refuse it: without this key nothing that the TPM signs can be checked.",
);
on(
  Check.TpmSignature,
  "tpm-signature",
  Topic.Signature,
  Claim.InstanceIdentity,
  "The TPM's quote is signed over its bytes as they were received, by the key that the runtime claims name.",
  "TPM 2.0 part 3, 18.4, TPM2_Quote; RFC 8017 section 8.2.2",
  "Hand in the quote of this machine's TPM with its signature: RSASSA-PKCS1-v1_5, SHA-256.",
);
on(
  Check.TpmPcrs,
  "tpm-pcrs",
  Topic.Binding,
  Claim.Executables,
  "The register values that came along are those that the quote is about: as many as it selects of the SHA-256 bank, with its digest.",
  "TPM 2.0 part 2, 10.12.1, TPMS_QUOTE_INFO",
  "Hand in the values of the selected registers, from the lowest on, read together with the quote.",
);
on(Check.AzureSecureBoot, "azure-secure-boot", Topic.Policy, Claim.Configuration, "The machine's firmware starts only what is signed.", GUIDE, "Deploy the machine with secure boot.");
on(Check.AzureConsole, "azure-console", Topic.Policy, Claim.Configuration, "The machine has no serial console.", GUIDE, "Deploy the machine without a console, or do not forbid it.");
on(
  Check.AzureVmId,
  "azure-vm-id",
  Topic.Measurements,
  Claim.InstanceIdentity,
  "It is a virtual machine that the policy names.",
  GUIDE,
  "Compare it with the machine's id in Azure; then add it to the policy, or refuse it.",
);
on(
  Check.AzureInitData,
  "azure-init-data",
  Topic.Measurements,
  Claim.Configuration,
  "The guest was started with data that the policy names: PCR 8 was extended once, with its digest.",
  "TPM 2.0 part 3, 22.2, TPM2_PCR_Extend",
  "Compare it with the SHA-256 of what the guest was started with.",
);

function register(check: Check, name: Text): void {
  on(
    check,
    name,
    Topic.Measurements,
    Claim.Executables,
    "The register of the virtual TPM has a value that the policy names.",
    "TCG PC Client Platform Firmware Profile, 2.3.4",
    "Compare it with what your image gives; then add it to the policy, or refuse it.",
  );
}
register(Check.TpmPcr0, "tpm-pcr0");
register(Check.TpmPcr1, "tpm-pcr1");
register(Check.TpmPcr2, "tpm-pcr2");
register(Check.TpmPcr3, "tpm-pcr3");
register(Check.TpmPcr4, "tpm-pcr4");
register(Check.TpmPcr5, "tpm-pcr5");
register(Check.TpmPcr6, "tpm-pcr6");
register(Check.TpmPcr7, "tpm-pcr7");
register(Check.TpmPcr8, "tpm-pcr8");
register(Check.TpmPcr9, "tpm-pcr9");
register(Check.TpmPcr10, "tpm-pcr10");
register(Check.TpmPcr11, "tpm-pcr11");
register(Check.TpmPcr12, "tpm-pcr12");
register(Check.TpmPcr13, "tpm-pcr13");
register(Check.TpmPcr14, "tpm-pcr14");
register(Check.TpmPcr15, "tpm-pcr15");
register(Check.TpmPcr16, "tpm-pcr16");
register(Check.TpmPcr17, "tpm-pcr17");
register(Check.TpmPcr18, "tpm-pcr18");
register(Check.TpmPcr19, "tpm-pcr19");
register(Check.TpmPcr20, "tpm-pcr20");
register(Check.TpmPcr21, "tpm-pcr21");
register(Check.TpmPcr22, "tpm-pcr22");
register(Check.TpmPcr23, "tpm-pcr23");
