// Inspects and verifies evidence with the raw core on wazero. What the calls mean: docs/core-abi.md.
//
//	go run . core.wasm evidence root nonce-in-hex seconds-since-1970 [endorsement ...]
package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

const auto, asBytes, asJSON, given = 0, 1, 0, 1 // form, form, view, expectation

// Fault is a result below 0: the code's number, and the core's sentence about it.
type Fault struct {
	Code    int32
	Message string
}

func (f *Fault) Error() string { return fmt.Sprintf("fault %d: %s", f.Code, f.Message) }

// Core is one instance. It has one input, one output and one state, so never call it from two goroutines at once.
type Core struct{ module api.Module }

// raw calls a door that gives no fault. wazero has an i32 in the low half of a uint64. A trap is a bug: the instance may
// hold anything then.
func (c Core) raw(name string, args ...uint64) int32 {
	results := must(c.module.ExportedFunction(name).Call(context.Background(), args...))
	if len(results) == 0 {
		return 0
	}
	return int32(results[0])
}

// call calls a door that may give a fault.
func (c Core) call(name string, args ...uint64) (uint32, error) {
	result := c.raw(name, args...)
	if result < 0 {
		return 0, &Fault{-result, c.output(uint32(c.raw("faultMessage")))}
	}
	return uint32(result), nil
}

// put copies bytes into the input region. It gives their length, as doors take it.
func (c Core) put(bytes []byte) uint64 {
	if len(bytes) > int(c.raw("inputMax")) {
		panic("the input is too large")
	}
	c.module.Memory().Write(uint32(c.raw("inputAt")), bytes)
	return uint64(len(bytes))
}

// output copies text out of the output region: Read gives a view, which the next call overwrites.
func (c Core) output(length uint32) string {
	view, _ := c.module.Memory().Read(uint32(c.raw("outputAt")), length)
	return string(view)
}

func main() {
	ctx := context.Background()
	runtime := wazero.NewRuntime(ctx)
	defer runtime.Close(ctx)
	// To start faster, compile once and keep the result: wazero.NewCompilationCacheWithDir.
	core := Core{must(runtime.Instantiate(ctx, must(os.ReadFile(os.Args[1]))))}

	evidence := must(os.ReadFile(os.Args[2]))
	size := must(core.call("inspect", auto, core.put(evidence), asJSON, 0))
	fmt.Println(core.output(size))

	core.raw("endorseReset")
	root := must(os.ReadFile(os.Args[3]))
	must(core.call("trustRoot", core.put(root))) // leave it out where the vendor's own roots count
	for _, path := range os.Args[6:] {
		must(core.call("endorse", core.put(must(os.ReadFile(path)))))
	}
	must(core.call("policySet", 0)) // the default policy
	nonce := must(hex.DecodeString(os.Args[4]))
	must(core.call("expectNonce", given, core.put(nonce)))
	now := must(strconv.ParseUint(os.Args[5], 10, 64))
	must(core.call("appraise", auto, core.put(evidence), now>>32, now&0xffffffff))
	size = must(core.call("renderVerdict", asJSON, 0))
	fmt.Println(core.output(size))

	_, err := core.call("inspect", asBytes, core.put(evidence[:100]), asJSON, 0)
	fmt.Println(err)
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}
