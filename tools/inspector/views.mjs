// Each view says what it has to say.
import assert from "node:assert/strict";
import { drawn, load, SHOWN, saved, set, TIME, visit } from "./harness.mjs";

const text = (page, /** @type {string} */ selector) => page.locator(selector).innerText();

/** A check that loads a sample and looks at it. */
function looking(browser, /** @type {string} */ sample, work, options = {}) {
  return async () => {
    const { page, done } = await visit(browser, options);
    await load(page, sample);
    await work(page);
    await done();
  };
}

async function unsaidNonce(browser) {
  const { page, done } = await visit(browser);
  await load(page, "TDREPORT");
  assert.match(await text(page, ".strip"), /^not appraised\s+this evidence is not for a verifier/);
  assert.equal(await page.locator("#checks").count(), 0);
  await load(page, "SGX");
  await page.fill("#nonce", "");
  assert.match(await text(page, ".strip"), /^not appraised/, "an empty nonce is none that was said");
  assert.equal(await page.evaluate(() => document.querySelector("tsm-inspector").appraisal), undefined);
  await page.getByRole("radio", { name: /^None/ }).check();
  assert.match(await text(page, ".strip"), /No nonce was expected/);
  assert.match(await text(page, "#checks"), /not checked\s+nonce/);
  await page.fill("#nonce", "00ff");
  assert.match(await text(page, ".strip"), /^contraindicated/);
  await page.fill("#nonce", "00f");
  assert.match(await text(page, "#nonce-error"), /digit/);
  assert.match(await text(page, ".strip"), /^not appraised/);
  await done();
}

async function rows(page) {
  const row = page.locator(".row", { hasText: "snp-signature" }).filter({ hasText: "fail" }).first();
  // What the verdict suffers from is open from the start; the others open.
  const words = await row.innerText();
  assert.match(words, /Source\s+AMD 56860 section 7.3/);
  assert.match(words, /What to do\s+\S/);
  assert.match(words, /Actual\s+\S/);
  assert.match(await text(page, ".strip"), /^contraindicated/);
  const unasked = page.locator(".row.none").first();
  assert.match(await unasked.innerText(), /not checked/);
  assert.doesNotMatch(await unasked.innerText(), /What to do/);
  await unasked.locator("summary").click();
  assert.match(await unasked.innerText(), /not for the verdict: it was not asked for/);
  assert.equal(await page.locator(".row.none .badge.pass").count(), 0);
  assert.match(await text(page, ".strip"), /test-root-amd\.der/);
}

function includesAll(/** @type {string} */ words, /** @type {string[]} */ parts) {
  for (const part of parts) assert.ok(words.includes(part), `${part} in ${words}`);
}

async function platformSnp(page) {
  const words = await text(page, "#platform");
  includesAll(words, ["Turin", "No migration agent", "VCEK", "layout from Turin on"]);
  assert.match(words, /Version\s+fmc\s+bootloader\s+tee\s+snp\s+microcode/);
}

async function platformDebug(page) {
  const words = await text(page, "#platform");
  assert.match(words, /Debugging\s+Caution\. On: the host may read and change the memory/);
  assert.match(words, /layout before Turin/);
}

async function platformTdx(page) {
  const words = await text(page, "#platform");
  assert.match(
    words,
    /calls this TCB OutOfDate as of \d{4}-\d\d-\d\d, with the advisories INTEL-SA-00837, INTEL-SA-00960/,
  );
  assert.match(words, /TDX \(teeTcbSvn\)\s+11\s+1\s+4/);
  assert.match(words, /SGX \(PCK certificate\)\s+4\s+4\s+2/);
}

/** The bytes that are lit, as hex. */
const lit = (page) =>
  page.evaluate(() =>
    [...document.querySelector("tsm-inspector").shadowRoot.querySelectorAll("#hex .lit")]
      .map((piece) => piece.textContent.replaceAll(" ", ""))
      .join(""),
  );

async function pointing(page) {
  const measurement = await text(page, "tr:has(> th > button[data-from='144'][data-to='192']) td code");
  await page.locator("#fields-and-bytes button[data-from='144']").hover();
  assert.equal(await lit(page), measurement);
  assert.match(await text(page, "#readout"), /^snpReport\.measurement: bytes 144 to 191 \(0x90\), 48 in all/);
  await page.locator("#hex [data-at='392']").hover();
  assert.match(await text(page, "#readout"), /^snpReport\.cpuidFamId: bytes 392 to 392/);
  assert.equal(await page.locator("tr.lit th").innerText(), "cpuidFamId");
  // A part of a TCB lies in its field; reserved bytes have no row.
  await page.locator("#hex [data-at='391']").hover();
  assert.match(await text(page, "#readout"), /^microcode, in snpReport\.reportedTcb: bytes 391 to 391/);
  await page.locator("#hex [data-at='76']").hover();
  assert.match(await text(page, "#readout"), /^snpReport\.reserved/);
  assert.equal(await page.locator("tr.lit").count(), 0);
  const shown = await page.locator("#hex .digits").allInnerTexts();
  assert.equal(shown.join("").replace(/\s/g, "").length, 2 * 1184);
  // A row of a check leads to its bytes.
  const row = page.locator(".row", { hasText: "snp-debug" });
  await row.locator("summary").click();
  await row.getByRole("button").click();
  assert.match(await text(page, "#readout"), /^snpReport\.policy/);
}

async function fields(page) {
  const words = await text(page, "#fields-and-bytes");
  includesAll(words, [
    "snpReport",
    "AMD 56860 section 7.3",
    "policy",
    "0x30000",
    "smt yes",
    "snpTcbTurin, reportedTcb",
  ]);
  includesAll(words, ["signingKey 0 (VCEK)", "certificate table, in the auxblob"]);
}

async function certificates(page) {
  const cards = page.locator("#certificates .card");
  assert.deepEqual(await cards.locator("h3").allInnerTexts(), ["SEV-VCEK", "SEV-Milan", "ARK-Milan"]);
  assert.match(await cards.first().innerText(), /Not valid at the time of the appraisal: 2020-01-01 to 2024-01-01/);
  assert.match(await cards.last().innerText(), /Names itself as its issuer: a root/);
  await cards.first().locator("summary").click();
  assert.match(await cards.first().innerText(), /blSpl\s+\d+[\s\S]*hwId|hwId[\s\S]*blSpl/);
  assert.equal(
    await cards
      .first()
      .getByRole("img", { name: /^Not valid/ })
      .count(),
    1,
  );
  assert.match(await text(page, "#what-expires"), /Already out of date:\s+snp-chain-validity/);
}

async function timeline(page) {
  const items = await page.locator("#what-expires li").allInnerTexts();
  assert.ok(items.length >= 3, items.join());
  for (const check of ["tcb-info-dates", "pck-revocation", "pck-chain-validity"]) {
    assert.ok(
      items.some((item) => item.includes(check)),
      check,
    );
  }
  const times = items.map((item) => item.slice(0, 20));
  assert.deepEqual(times, [...times].sort());
}

async function matcher(page) {
  const nonce = await page.inputValue("#nonce");
  await page.fill("#match", nonce);
  assert.match(
    await text(page, "#report-data [role=status]"),
    /It matches: taken as hex, as it is, then 32 zero bytes/,
  );
  await page.fill("#match", "something else");
  assert.match(await text(page, "#report-data [role=status]"), /^No match in \d+ ways/);
  assert.equal(await page.locator("#report-data tr.found").count(), 0);
}

async function events(page) {
  const words = await text(page, "#event-log");
  assert.match(words, /Compared with the registers of quote\.bin and the events of known-ccel\.bin/);
  assert.match(words, /ACPI table says type TDX|ACPI table says type \w+/);
  const row = page.locator("#event-log tr", { hasText: "runtime2" }).first();
  assert.match(await row.innerText(), /disagrees/);
  assert.match(await row.innerText(), /Event 5 is behind the end of the reference/);
  assert.match(await page.locator("#event-log tr", { hasText: "runtime0" }).first().innerText(), /agrees/);
  assert.match(words, /SecureBoot = 01/);
  const first = page.locator("#event-log tr.wrong", { hasText: "first difference" });
  assert.equal(await first.locator("th").innerText(), "5");
}

async function difference(page) {
  const words = await text(page, "#difference");
  includesAll(words, [
    "snpReport.measurement",
    "snpReport.policy.debug",
    "snpReport.vmpl",
    "guest.bin",
    "other-guest.bin",
  ]);
  assert.ok(!words.includes("snpReport.chipId"), "what is the same is left out");
  await page.getByRole("button", { name: "Swap the two" }).click();
  assert.match(await text(page, ".strip"), /^contraindicated/);
}

async function missing(page) {
  assert.equal(await page.locator("#missing").count(), 0);
  const collateral = await saved(page, page.getByRole("button", { name: "Save collateral.json" }));
  await page.getByRole("button", { name: "Remove collateral.json" }).click();
  const links = await page.locator("#missing a").evaluateAll((all) => all.map((link) => link.href));
  assert.deepEqual(links, [
    "https://api.trustedservices.intel.com/tdx/certification/v4/tcb?fmspc=74736d6b6974",
    "https://api.trustedservices.intel.com/tdx/certification/v4/qe/identity",
    "https://api.trustedservices.intel.com/sgx/certification/v4/pckcrl?ca=platform&encoding=der",
    "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der",
  ]);
  assert.match(await text(page, ".strip"), /^none/);
  await page.setInputFiles("#files", { name: collateral.name, mimeType: "application/json", buffer: collateral.bytes });
  await page.locator("#missing").waitFor({ state: "detached" });
  assert.match(await text(page, ".strip"), /^affirming/);
}

async function policy(page) {
  await page.locator("#policy > summary").click();
  await page.getByRole("button", { name: "Write one that takes this evidence" }).click();
  assert.match(await text(page, "#policy-state"), /in force/);
  const own = JSON.parse(await page.inputValue("#policy-text"));
  assert.equal(own.version, 1);
  assert.match(await text(page, ".strip"), /^affirming/);
  own.snp.measurements = ["00".repeat(48)];
  await page.fill("#policy-text", JSON.stringify(own));
  assert.match(await text(page, ".strip"), /^contraindicated/);
  assert.match(await text(page, "#command"), /--policy policy\.json/);
  await page.fill("#policy-text", '{"version": 1, "snp": {"debgu": true}}');
  assert.match(await text(page, "#policy-state"), /debgu|not known|at character/);
  assert.match(await text(page, ".strip"), /^not appraised/);
  await page.locator("#policy summary", { hasText: "snp:" }).click();
  assert.match(await page.locator("#policy .reference").first().innerText(), /minimumTcb/);
}

async function takeAway(page) {
  await set(page, "#at", TIME);
  const bundle = await saved(page, page.getByRole("button", { name: "Save as bundle" }));
  assert.equal(bundle.name, "bundle.tsm");
  const { readBundle } = await import("../../dist/index.js");
  assert.ok(readBundle(bundle.bytes).endorsements.length >= 2);
  const { bytes } = await saved(page, page.getByRole("button", { name: "Save the appraisal" }));
  assert.equal(JSON.parse(bytes.toString()).verdict, "affirming");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy the command" }).click();
  const command = await text(page, "#command");
  await page.waitForFunction((wanted) => navigator.clipboard.readText().then((got) => got === wanted), command);
  assert.equal(await text(page, "#take-away [role=status]"), "Copied.");
  assert.match(command, /^tsm verify --offline --no-cache --nonce [0-9a-f]{64} --at 2026-05-01T12:00:00Z --certs /);
  await page.locator("#certificates > summary").click();
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await page.locator(".input").isVisible(), false);
  assert.equal(await page.locator("#certificates .card").first().isVisible(), true);
}

async function shownAlone(browser) {
  for (const sample of SHOWN) {
    const { page, done } = await visit(browser);
    await load(page, sample);
    assert.match(await text(page, ".strip"), /not for a verifier/);
    assert.equal(await page.locator("#checks").count(), 0);
    assert.match(await text(page, "#command"), /^tsm inspect /);
    await page.locator("#policy > summary").click();
    await page.getByRole("button", { name: "Write one that takes this evidence" }).click();
    const isTaken = sample === "TDREPORT";
    assert.equal((await page.inputValue("#policy-text")) !== "", isTaken);
    if (!isTaken)
      assert.match(await text(page, "#policy"), /a policy comes of a report, a quote or a token, not of a /);
    await drawn(page);
    await done();
  }
}

/** @returns {Generator<[name: string, work: () => Promise<unknown>]>} the checks */
export function* viewChecks(browser) {
  const downloads = { acceptDownloads: true };
  yield ["without a nonce that was said there is no verdict", () => unsaidNonce(browser)];
  yield ["what can't be appraised is shown, and called so", () => shownAlone(browser)];
  yield ["rows open to expected, actual, source and remedy", looking(browser, "SEV-SNP, tampered with", rows)];
  yield ["the platform of an SNP report in plain words", looking(browser, "SEV-SNP, Turin", platformSnp)];
  yield ["debugging is called out", looking(browser, "SEV-SNP, debugging on", platformDebug)];
  yield [
    "the TCB of a TDX platform with status, date and advisories",
    looking(browser, "TDX, out of date", platformTdx),
  ];
  yield ["fields with names, bits and notes", looking(browser, "SEV-SNP, Turin", fields)];
  yield ["a field lights its bytes, and a byte names its field", looking(browser, "SEV-SNP, Turin", pointing)];
  yield [
    "certificates as a chain, with bars and extensions",
    looking(browser, "SEV-SNP, certificate expired", certificates),
  ];
  yield ["what expires, the first first", looking(browser, "TDX", timeline)];
  yield ["the report data is matched", looking(browser, "SGX", matcher)];
  yield [
    "an event log is replayed beside quote and known boot",
    looking(browser, "Event log, with a quote and a known boot", events),
  ];
  yield ["two reports are compared", looking(browser, "Two guests, to compare", difference)];
  yield ["missing collateral has its URL, and is taken when dropped", looking(browser, "TDX", missing, downloads)];
  yield ["the policy editor", looking(browser, "SEV-SNP, Milan", policy)];
  yield ["command, bundle, appraisal and print", looking(browser, "SEV-SNP, Milan", takeAway, downloads)];
}
