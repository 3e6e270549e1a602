package broker

// ErrorKind says what went wrong with Redis; it is a metric's label.
type ErrorKind uint8

// The closed list.
const (
	ErrorDial    ErrorKind = iota // no connection: refused, unreachable, unknown name
	ErrorTimeout                  // no answer in time
	ErrorClosed                   // the connection ended
	ErrorAuth                     // wrong password, or the user may not
	ErrorReply                    // another error reply: LOADING, OOM, READONLY, NOSCRIPT
	ErrorLate                     // the script ran after its deadline
	ErrorKinds
)

var kindNames = [ErrorKinds]string{"dial", "timeout", "closed", "auth", "reply", "late"}

// String returns the kind as logs and metrics show it.
func (k ErrorKind) String() string { return kindNames[k] }
