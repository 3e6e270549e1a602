package web

// ClientVersion is the socket.io-client that the demo page runs: the one that
// e2e/package-lock.json pins. It also serves as the bundle's ETag.
const ClientVersion = "4.8.4"

// clientFile is the file of the npm package's dist folder that the demo page loads.
const clientFile = "socket.io.min.js"

// clientURL is clientFile where a public CDN serves the npm package as published.
const clientURL = "https://cdn.jsdelivr.net/npm/socket.io-client@" + ClientVersion + "/dist/" + clientFile

// clientIntegrity is the SHA-384 of clientFile, as Subresource Integrity writes it.
// A test compares it with the installed package.
const clientIntegrity = "sha384-fBrXvbDtHoeKWJ/hcA6M+YGueiDW+h45I7V6F2kD1S8bOkrF9rZYPLVkCR6BLR/1"
