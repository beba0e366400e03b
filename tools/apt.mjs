// Debian's packages, downloaded and unpacked below .cache/debian/: apt's own programs, with sources, lists and a cache of
// their own. The system's stay as they are, and nothing is installed.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { locked } from "./lock.mjs";
import { at, capture } from "./run.mjs";

const MIRROR = "http://deb.debian.org/debian";
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
/** Milliseconds that package lists are good for. */
const LISTS_AGE = 12 * 60 * 60 * 1000;

/** Where a program's output says what went wrong. */
const REASON = /^(?:E|Err|dpkg-deb: error|dpkg): .*/m;

/** Runs a program; throws the line that says why it failed. */
async function sh(/** @type {string} */ command, /** @type {string[]} */ args, /** @type {object} */ options = {}) {
  const { ok, output } = await capture(command, args, options).catch(({ message }) => ({ ok: false, output: message }));
  if (!ok) throw new Error(`${command}: ${REASON.exec(output)?.[0] ?? output.trim().split("\n").at(-1)}`);
  return output;
}

/** The packages of a suite, or of several of which the last one is preferred. */
export class Suite {
  #home;
  #suites;
  /** @type {Promise<void> | undefined} */
  #lists;

  constructor(/** @type {string[]} */ ...suites) {
    this.#suites = suites;
    this.#home = at(".cache/debian", suites.at(-1));
  }

  #at(/** @type {string[]} */ ...path) {
    return join(this.#home, ...path);
  }

  #apt(/** @type {string} */ command, /** @type {string[]} */ ...args) {
    return sh(command, ["-c", this.#at("apt.conf"), ...args], { cwd: this.#at("archives") });
  }

  /** Fetches the lists, unless they are there and fresh; old ones do where there is no network. */
  async #refresh() {
    for (const folder of ["lists/partial", "archives", "nothing"]) {
      mkdirSync(this.#at(folder), { recursive: true });
    }
    const source = (/** @type {string} */ suite) =>
      `deb [target=Packages signed-by=${KEYRING}] ${MIRROR} ${suite} main\n`;
    writeFileSync(this.#at("sources.list"), this.#suites.map(source).join(""));
    const settings = {
      "Dir::Etc::sourcelist": this.#at("sources.list"),
      "Dir::Etc::sourceparts": this.#at("nothing"),
      "Dir::Etc::preferencesparts": this.#at("nothing"),
      "Dir::State::lists": this.#at("lists"),
      "Dir::Cache::pkgcache": this.#at("packages.bin"),
      "Dir::Cache::srcpkgcache": this.#at("sources.bin"),
      "APT::Default-Release": this.#suites.at(-1),
      "APT::Sandbox::User": "",
    };
    // What the system does after an update is about its own lists.
    const hooks = ["APT::Update::Post-Invoke", "APT::Update::Post-Invoke-Success"].map((name) => `#clear ${name};`);
    const lines = Object.entries(settings).map(([name, value]) => `${name} "${value}";`);
    writeFileSync(this.#at("apt.conf"), [...hooks, ...lines, ""].join("\n"));
    const stamp = this.#at("lists.stamp");
    const age = existsSync(stamp) ? Date.now() - statSync(stamp).mtimeMs : undefined;
    if (age !== undefined && age < LISTS_AGE) return;
    try {
      await this.#apt("apt-get", "update", "-qq", "-o", "APT::Update::Error-Mode=any");
      writeFileSync(stamp, "");
    } catch (error) {
      if (age === undefined) throw error;
      console.error(`apt: taking the package lists of before, since ${error.message}`);
    }
  }

  /** The preferred version of a package: its name with it, and the names of what it depends on. */
  async #show(/** @type {string} */ name) {
    const output = await this.#apt("apt-cache", "show", "--no-all-versions", name);
    const field = (/** @type {string} */ key) => new RegExp(`^${key}: (.*)`, "m").exec(output)?.[1] ?? "";
    const depends = field("Depends").split(/[,|]/);
    return { exact: `${name}=${field("Version")}`, depends: depends.map((text) => text.trim().split(" ")[0] ?? "") };
  }

  /** Packages with versions, and what they depend on as far as the names match. */
  async withDependencies(/** @type {string[]} */ names, /** @type {RegExp} */ pattern = /(?!)/) {
    const wanted = new Set(names);
    const exact = [];
    for (const name of wanted) {
      const shown = await this.#show(name);
      exact.push(shown.exact);
      for (const other of shown.depends) if (pattern.test(other)) wanted.add(other);
    }
    return exact;
  }

  /** Packages and all that the system lacks to run them, with versions. */
  async withMissing(/** @type {string[]} */ names) {
    const output = await this.#apt("apt-get", "-s", "--reinstall", "--no-install-recommends", "install", ...names);
    return [...output.matchAll(/^Inst (\S+) .*?\((\S+)/gm)].map(([, name, version]) => `${name}=${version}`);
  }

  /** The folder that has packages unpacked; `choose` names them with versions, and is asked when there are new lists. */
  unpacked(/** @type {string} */ folder, /** @type {() => Promise<string[]>} */ choose) {
    return locked("debian", () => this.#unpack(folder, choose));
  }

  async #unpack(/** @type {string} */ folder, /** @type {() => Promise<string[]>} */ choose) {
    this.#lists ??= this.#refresh();
    await this.#lists;
    const root = this.#at(folder);
    const record = `${root}.json`;
    const known = existsSync(record) ? JSON.parse(readFileSync(record, "utf8")) : {};
    const lists = statSync(this.#at("lists.stamp")).mtimeMs;
    if (known.lists === lists) return root;
    const packages = await choose();
    if (String(known.packages) !== String(packages)) {
      rmSync(root, { recursive: true, force: true });
      rmSync(record, { force: true });
      await this.#download(packages, root);
    }
    writeFileSync(record, JSON.stringify({ lists, packages }));
    return root;
  }

  /** Downloads packages and unpacks them. */
  async #download(/** @type {string[]} */ packages, /** @type {string} */ root) {
    const folder = this.#at("archives");
    // It is where apt runs, so it stays.
    const empty = () => {
      for (const file of readdirSync(folder)) rmSync(join(folder, file), { recursive: true });
    };
    empty();
    await this.#apt("apt-get", "download", "-qq", ...packages);
    for (const file of readdirSync(folder)) await sh("dpkg", ["-x", join(folder, file), root]);
    empty();
  }
}
