package bench

import (
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if wasBuilt.Load() {
			name, _ := built()
			_ = os.RemoveAll(filepath.Dir(name)) // a temporary directory
		}
		os.Exit(code)
	}))
}
