// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Equilibrium} from "./Equilibrium.sol";

/// @title The equilibrium library, deployed
/// @notice For `eth_call`, and for contracts that would rather call than link. Anybody may call; nothing is
/// stored, and nothing is assumed of the arguments: what is out of range reverts with the library's errors.
contract EquilibriumLens {
    /// @notice The outcome of one coordinate. About 8,000 gas for each agent, up to 50,000 in odd cases.
    /// @param anchors In units of 2⁻⁶⁴, below 2¹¹⁰ in magnitude
    /// @param L One for each anchor, at most 65000
    /// @param f How many agents may lie; there must be at least 2f + 1
    /// @return value In units of 2⁻⁶⁴
    function solve(int128[] calldata anchors, uint32[] calldata L, uint256 f) external pure returns (int128 value) {
        return Equilibrium.solve(anchors, L, f);
    }

    /// @notice The (f+1)-th smallest and the (f+1)-th largest pull at a value: with the outcome, what `check`
    /// takes. About 2,000 gas for each agent.
    /// @param anchors As in `solve`, and so are L and f
    /// @param L One for each anchor
    /// @param f How many agents may lie
    /// @param value In units of 2⁻⁶⁴
    /// @return low The (f+1)-th smallest pull
    /// @return high The (f+1)-th largest
    function cuts(int128[] calldata anchors, uint32[] calldata L, uint256 f, int128 value)
        external
        pure
        returns (int128 low, int128 high)
    {
        return Equilibrium.cuts(anchors, L, f, value);
    }

    /// @notice Whether `value` is the outcome of one coordinate and `low` and `high` are its cuts. In one
    /// pass: about 1,000 gas for each agent, calldata included; up to 6,000 if many agree to the last bit.
    /// @param anchors As in `solve`, and so are L and f
    /// @param L One for each anchor
    /// @param f How many agents may lie
    /// @param value In units of 2⁻⁶⁴
    /// @param low The first of `cuts`
    /// @param high The second
    function check(int128[] calldata anchors, uint32[] calldata L, uint256 f, int128 value, int128 low, int128 high)
        external
        pure
        returns (bool)
    {
        return Equilibrium.check(anchors, L, f, value, low, high);
    }
}
