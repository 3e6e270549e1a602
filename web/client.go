package web

// ClientVersion is the socket.io-client that the demo page runs: the one that
// e2e/package-lock.json pins. It also serves as the bundle's ETag.
const ClientVersion = "4.8.4"

// clientFile is the file of the npm package's dist folder that the demo page loads.
const clientFile = "socket.io.min.js"

// ClientURL is clientFile where a public CDN serves the npm package as published.
const ClientURL = "https://cdn.jsdelivr.net/npm/socket.io-client@" + ClientVersion + "/dist/" + clientFile

// ClientIntegrity is the SHA-384 of what ClientURL serves, as Subresource Integrity writes it.
// A test compares it with the installed package.
const ClientIntegrity = "sha384-fBrXvbDtHoeKWJ/hcA6M+YGueiDW+h45I7V6F2kD1S8bOkrF9rZYPLVkCR6BLR/1"
