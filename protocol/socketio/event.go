package socketio

// EventArgs splits the data of an event into its name and arguments.
func EventArgs(p *Packet, dst [][]byte) (name string, args [][]byte, err error) {
	return "", dst, ErrMalformed
}

// Reserved reports whether name has a meaning of its own in Socket.IO and is no event.
func Reserved(name string) bool {
	switch name {
	case "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener":
		return true
	}
	return false
}
