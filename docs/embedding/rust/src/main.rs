//! Inspects and verifies evidence with the raw core on wasmtime. What the calls mean: docs/core-abi.md.
//!
//!     cargo run -- core.wasm evidence root nonce-in-hex seconds-since-1970 [endorsement ...]

use std::{env, fmt, fs};
use wasmtime::{Engine, Instance, Memory, Module, Result, Store, Val};

const AUTO: u32 = 0; // form
const BYTES: u32 = 1; // form
const JSON: u32 = 0; // view
const GIVEN: u32 = 1; // expectation

/// A result below 0: the code's number, and the core's sentence about it.
#[derive(Debug)]
struct Fault {
    code: i32,
    message: String,
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "fault {}: {}", self.code, self.message)
    }
}

/// One instance. It has one input, one output and one state, so its calls take it as `&mut`.
struct Core {
    store: Store<()>,
    instance: Instance,
    memory: Memory,
}

impl Core {
    fn new(wasm: &[u8]) -> Result<Core> {
        let engine = Engine::default();
        // To start faster, compile once and keep the result: Module::serialize, Module::deserialize_file.
        let module = Module::new(&engine, wasm)?;
        let mut store = Store::new(&engine, ());
        let instance = Instance::new(&mut store, &module, &[])?;
        let memory = instance
            .get_memory(&mut store, "memory")
            .expect("the core exports its memory");
        Ok(Core {
            store,
            instance,
            memory,
        })
    }

    /// Calls a door that gives no fault. A trap is a bug: the instance may hold anything then.
    fn raw(&mut self, name: &str, args: &[u32]) -> Result<i32> {
        let door = self
            .instance
            .get_func(&mut self.store, name)
            .expect("a door of the core");
        let args: Vec<Val> = args.iter().map(|&value| Val::I32(value as i32)).collect();
        let mut results = vec![Val::I32(0); door.ty(&self.store).results().len()];
        door.call(&mut self.store, &args, &mut results)?;
        Ok(results.first().map_or(0, Val::unwrap_i32))
    }

    /// Calls a door that may give a fault.
    fn call(&mut self, name: &str, args: &[u32]) -> Result<u32> {
        let result = self.raw(name, args)?;
        if result < 0 {
            let length = self.raw("faultMessage", &[])?;
            let fault = Fault {
                code: -result,
                message: self.output(length as u32)?,
            };
            return Err(fault.into());
        }
        Ok(result as u32)
    }

    /// Copies bytes into the input region. Returns their length, as doors take it.
    fn put(&mut self, bytes: &[u8]) -> Result<u32> {
        assert!(
            bytes.len() <= self.raw("inputMax", &[])? as usize,
            "the input is too large"
        );
        let at = self.raw("inputAt", &[])? as usize;
        self.memory.write(&mut self.store, at, bytes)?;
        Ok(bytes.len() as u32)
    }

    /// Copies text out of the output region, which the next call overwrites.
    fn output(&mut self, length: u32) -> Result<String> {
        let at = self.raw("outputAt", &[])? as usize;
        let text = &self.memory.data(&self.store)[at..at + length as usize];
        Ok(String::from_utf8_lossy(text).into_owned())
    }
}

fn main() -> Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let mut core = Core::new(&fs::read(&args[0])?)?;
    let evidence = fs::read(&args[1])?;
    let mut length = core.put(&evidence)?;
    let size = core.call("inspect", &[AUTO, length, JSON, 0])?;
    println!("{}", core.output(size)?);

    core.raw("endorseReset", &[])?;
    length = core.put(&fs::read(&args[2])?)?;
    core.call("trustRoot", &[length])?; // leave it out where the vendor's own roots count
    for path in &args[5..] {
        length = core.put(&fs::read(path)?)?;
        core.call("endorse", &[length])?;
    }
    core.call("policySet", &[0])?; // the default policy
    length = core.put(&from_hex(&args[3]))?;
    core.call("expectNonce", &[GIVEN, length])?;
    let now: u64 = args[4].parse()?;
    length = core.put(&evidence)?;
    core.call("appraise", &[AUTO, length, (now >> 32) as u32, now as u32])?;
    let size = core.call("renderVerdict", &[JSON, 0])?;
    println!("{}", core.output(size)?);

    length = core.put(&evidence[..100])?;
    let refused = core.call("inspect", &[BYTES, length, JSON, 0]);
    println!("{}", refused.expect_err("100 bytes are no evidence"));
    Ok(())
}

fn from_hex(digits: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hex digits");
    (0..digits.len()).step_by(2).map(byte).collect()
}
