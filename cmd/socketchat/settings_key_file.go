package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"socketchat/auth"
)

// keyFromFile gives HTTP_API_KEY the text of HTTP_API_KEY_FILE where the variable itself is unset.
// It returns what is wrong with the file in one sentence, or "".
func (l *loaded) keyFromFile(sc scope) string {
	key, file := l.value("HTTP_API_KEY"), l.value("HTTP_API_KEY_FILE")
	if key.set || !file.set {
		return ""
	}
	keys, err := readKeyFile(file.text)
	if errors.Is(err, fs.ErrNotExist) && sc.names == nil {
		return l.awaitKey(file.text, sc)
	}
	if err != nil {
		return keyFileComplaint(file.text, err)
	}
	key.text, key.set, key.file = keys, true, true
	return ""
}

// awaitKey notes that serve makes the file, once nothing else is wrong.
func (l *loaded) awaitKey(path string, sc scope) string {
	dir, err := os.Stat(filepath.Dir(path))
	if err != nil || !dir.IsDir() {
		return keyFileComplaint(path, errNoFolder)
	}
	l.keyPending = true
	if key := l.value("HTTP_API_KEY"); !sc.makesKey {
		key.file = true
		l.warning("HTTP_API_KEY_FILE: %s does not exist yet; socketchat serve makes it with a random key.", path)
	}
	return ""
}

// makeKey makes the file for serve.
func (l *loaded) makeKey() {
	key, path := l.value("HTTP_API_KEY"), l.KeyFile
	made, err := makeKeyFile(path)
	if err == nil {
		key.text, err = readKeyFile(path)
	}
	if err == nil {
		l.Keys, err = auth.ParseKeys(key.text)
	}
	if err != nil {
		l.problem("%s", keyFileComplaint(path, fmt.Errorf("a key could not be written: %w", err)))
		return
	}
	key.set, key.file, l.keyPending = true, true, false
	if made {
		l.notes = append(l.notes, "HTTP_API_KEY_FILE: "+path+" was made with a random key; every node needs the same. Print it with: socketchat key")
	}
}

// errNoFolder says that the place for a key file is missing.
var errNoFolder = errors.New("its folder does not exist")

func keyFileComplaint(path string, err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Sprintf("HTTP_API_KEY_FILE: %s does not exist. socketchat serve makes it at its first start; or set HTTP_API_KEY.", path)
	}
	return fmt.Sprintf("HTTP_API_KEY_FILE: %s: %v. Name a file that holds a key, or one to be made in a folder that this user may write to; or set HTTP_API_KEY.", path, err)
}

// value returns the value of a setting in the table.
func (l *loaded) value(name string) *value {
	for i := range l.values {
		if l.values[i].row.name == name {
			return &l.values[i]
		}
	}
	panic("no setting " + name)
}
