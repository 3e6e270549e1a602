package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// randomKeyBytes is what a key that serve makes is drawn from; it is written in hex.
const randomKeyBytes = 32

// longestKeyFile bounds, in bytes, what is read of a file that is named by mistake.
const longestKeyFile = 64 << 10

// errEmptyKeyFile says that a key file holds nothing but blanks.
var errEmptyKeyFile = errors.New("it is empty")

// readKeyFile returns what HTTP_API_KEY would hold: the file's text without blanks at its ends.
// Errors wrap fs.ErrNotExist or errEmptyKeyFile, or say what the system said, without the path.
func readKeyFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", pathless(err)
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, longestKeyFile+1))
	if err != nil {
		return "", pathless(err)
	}
	if len(b) > longestKeyFile {
		return "", fmt.Errorf("it has more than %d bytes, so it is no key file", longestKeyFile)
	}
	keys := strings.TrimSpace(string(b))
	if keys == "" {
		return "", errEmptyKeyFile
	}
	if strings.ContainsAny(keys, "\r\n") {
		return "", errors.New("it has several lines; several keys stand in one line, comma-separated")
	}
	return keys, nil
}

// makeKeyFile writes a random key to path, which only this user may read, unless another process
// has done so first: then made is false. The file appears whole or not at all: nodes that start together on one volume
// end up with one key.
func makeKeyFile(path string) (made bool, err error) {
	key := make([]byte, randomKeyBytes)
	_, _ = rand.Read(key) // never fails
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*")
	if err != nil {
		return false, pathless(err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return false, pathless(err)
	}
	switch err = os.Link(f.Name(), path); {
	case errors.Is(err, fs.ErrExist):
		return false, nil
	case err != nil:
		return false, pathless(err)
	}
	return true, nil
}

// pathless drops the operation and the path, which the message around it names.
func pathless(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		return l.Err
	}
	return err
}
