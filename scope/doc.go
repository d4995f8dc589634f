// Package scope makes one task of tasks on several chains: it collects what the
// chains bring to a round, tells which lists of them an operator may sign, and
// combines those that took part into one outcome for all. docs/scopes.md says it
// for people.
//
// Keeper has no clock but the chains': what it knows is a function of what each
// chain has confirmed, whatever the order in which that was heard.
package scope
