// Package archtest holds the architecture's test: which of our packages may
// import which. It parses the files themselves, because what go list caches can
// hide a violation.
package archtest
