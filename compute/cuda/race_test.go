//go:build race

package cuda_test

// underRace tells that the race detector runs, with which less is repeated.
const underRace = true
