// Package game is finite games in normal form: payoff tensors, mixed profiles,
// expected utilities, and how far a profile is from an equilibrium. The packages
// below it solve them:
//
//	compute/game/play        fictitious play and best-response dynamics
//	compute/game/nash        Nash equilibria: all of a bimatrix game, one of any
//	compute/game/correlated  correlated equilibria by objective
//	compute/game/polymatrix  one equilibrium of a polymatrix game
//
// None of them trusts itself: every answer comes with the certificate of its
// kind, computed from the payoffs that were given and not from what the method
// kept on the way.
package game
