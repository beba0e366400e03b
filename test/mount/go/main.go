// Asks for reports by google/go-configfs-tsm, as programs with it do: main N asks for N at once. Prints one line for each:
// provider, nonce, outblob and auxblob, in hex. Where the report directory is, the library alone decides.
package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/google/go-configfs-tsm/configfs/linuxtsm"
	"github.com/google/go-configfs-tsm/report"
)

func ask() (string, error) {
	nonce := make([]byte, 64)
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	got, err := linuxtsm.GetReport(&report.Request{
		InBlob:     nonce,
		Privilege:  &report.Privilege{Level: 0},
		GetAuxBlob: true,
	})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s %x %x %x", strings.TrimSpace(got.Provider), nonce, got.OutBlob, got.AuxBlob), nil
}

func main() {
	count, err := strconv.Atoi(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	lines := make([]string, count)
	errs := make([]error, count)
	var all sync.WaitGroup
	for i := range lines {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			lines[i], errs[i] = ask()
		}(i)
	}
	all.Wait()
	for i, line := range lines {
		if errs[i] != nil {
			fmt.Fprintln(os.Stderr, errs[i])
			os.Exit(1)
		}
		fmt.Println(line)
	}
}
