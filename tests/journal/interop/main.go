// Checks what Egret's journal wrote with Go's own checksum-database code (golang.org/x/mod/sumdb/note and tlog).
// Input: a JSON file; output: one line a check, exit status 1 at the first that fails.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type inclusion struct {
	Entry []byte
	Index int64
	Path  [][]byte
}

type input struct {
	Key         string
	Old, New    string
	Consistency [][]byte
	Inclusions  []inclusion
}

func must(what string, err error) {
	if err != nil {
		fmt.Printf("FAILED %s: %v\n", what, err)
		os.Exit(1)
	}
	fmt.Println("ok", what)
}

func refused(what string, err error) {
	if err == nil {
		fmt.Println("FAILED", what, "was accepted")
		os.Exit(1)
	}
	fmt.Println("ok", what, "refused")
}

func hashes(raw [][]byte) []tlog.Hash {
	var out []tlog.Hash
	for _, one := range raw {
		var h tlog.Hash
		copy(h[:], one)
		out = append(out, h)
	}
	return out
}

func open(what, text string, verifiers note.Verifiers) tlog.Tree {
	signed, err := note.Open([]byte(text), verifiers)
	must("note.Open "+what, err)
	lines := strings.Split(signed.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must("size "+what, err)
	raw, err := base64.StdEncoding.DecodeString(lines[2])
	must("root "+what, err)
	return tlog.Tree{N: size, Hash: hashes([][]byte{raw})[0]}
}

func main() {
	raw, err := os.ReadFile(os.Args[1])
	must("read", err)
	var in input
	must("json", json.Unmarshal(raw, &in))
	verifier, err := note.NewVerifier(in.Key)
	must("note.NewVerifier", err)
	verifiers := note.VerifierList(verifier)
	old, current := open("old", in.Old, verifiers), open("new", in.New, verifiers)
	_, err = note.Open([]byte(strings.Replace(in.New, "\n", "x\n", 1)), verifiers)
	refused("changed note", err)
	path := hashes(in.Consistency)
	must("tlog.CheckTree", tlog.CheckTree(path, current.N, current.Hash, old.N, old.Hash))
	path[0][0] ^= 1
	refused("changed consistency proof", tlog.CheckTree(path, current.N, current.Hash, old.N, old.Hash))
	for _, one := range in.Inclusions {
		leaf := tlog.RecordHash(one.Entry)
		if err := tlog.CheckRecord(hashes(one.Path), current.N, current.Hash, one.Index, leaf); err != nil {
			must(fmt.Sprintf("tlog.CheckRecord %d", one.Index), err)
		}
		leaf[0] ^= 1
		if err := tlog.CheckRecord(hashes(one.Path), current.N, current.Hash, one.Index, leaf); err == nil {
			refused("changed entry", nil)
		}
	}
	fmt.Println("ok", len(in.Inclusions), "records")
}
