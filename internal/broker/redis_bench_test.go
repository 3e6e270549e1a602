package broker

import (
	"log/slog"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"socketchat/internal/window"
)

// BenchmarkRedisPublish appends and tails with many publishes under way.
func BenchmarkRedisPublish(b *testing.B) {
	sock := b.TempDir() + "/r.sock"
	cmd := exec.Command("redis-server", "--port", "16379", "--unixsocket", sock, "--save", "", "--loglevel", "warning")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	w := window.New(1<<14, 64<<20)
	r := NewRedis(w, RedisConfig{Addr: "127.0.0.1:16379", Prefix: "bench", LogAge: time.Minute, LogBytes: 64 << 20}, slog.New(slog.DiscardHandler))
	if err := r.Start(); err != nil {
		b.Fatal(err)
	}
	defer r.Stop(b.Context())
	for r.Ready() != nil {
		time.Sleep(time.Millisecond)
	}
	packet := []byte(`2["event",{"text":"some two hundred bytes of text that a chat message may well have, with a name and a time and an id, which is about what REDIS.md measured with, so that the numbers compare with those"}]`)
	slots := make(chan struct{}, 1000)
	var wg sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		slots <- struct{}{}
		wg.Add(1)
		r.Publish("c", packet, time.Now().Add(publishTimeout), nil, func(_ string, err error) {
			if err != nil {
				b.Error(err)
			}
			<-slots
			wg.Done()
		})
	}
	wg.Wait()
	st := r.Stats()
	b.ReportMetric(float64(st.Appended)/float64(st.Batches), "msgs/batch")
}
