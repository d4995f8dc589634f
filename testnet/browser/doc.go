// Package browser looks at the dashboard of a daemon in a browser, while a world of
// real chains, operators and agents runs. Its test needs Chromium and Node, which
// `make browser` sees to.
package browser
