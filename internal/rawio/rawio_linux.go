// Package rawio is read(2) and write(2) on descriptors that never block, without the Go scheduler's
// part in a system call, which costs as much as a small one does. The server and its load generator
// use it alike.
package rawio

import (
	"syscall"
	"unsafe"
)

// Read reads into b. n is valid when the error is 0; 0 bytes are then the end of the file.
func Read(fd int, b []byte) (n int, errno syscall.Errno) { return transfer(syscall.SYS_READ, fd, b) }

// Write writes what the kernel takes of b. n is valid when the error is 0.
func Write(fd int, b []byte) (n int, errno syscall.Errno) { return transfer(syscall.SYS_WRITE, fd, b) }

func transfer(call uintptr, fd int, b []byte) (int, syscall.Errno) {
	n, _, errno := syscall.RawSyscall(call, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)))
	return int(n), errno
}
