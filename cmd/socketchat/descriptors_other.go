//go:build !unix

package main

// descriptorLimit stands in where there is no such limit.
func descriptorLimit() int { return 16384 }
